// Pasting: what comes from Word, WPS or a web page is cleaned by the server before it is inserted.

import { askPicture } from "./dialogs.js";
import { cleanPaste } from "./server.js";

const MOST = 3 * 1024 * 1024; // characters; the server takes as many bytes

// Whether the paste was taken; what was copied in the editor itself is left to it.
export function takePaste(tools, event, data) {
  const html = data?.getData("text/html") ?? "";
  if (html.includes("data-pm-slice")) return false;
  const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith("image/"));
  if (html.trim()) insertClean(tools, html, data.getData("text/plain"));
  else if (file) askPicture(tools, file);
  else return false;
  event.preventDefault();
  return true;
}

async function insertClean(tools, html, plain) {
  const { editor, status } = tools;
  const slim = html.replace(/data:[a-z0-9/+.-]{1,60};base64,[A-Za-z0-9+/=\s]*/gi, "");
  if (slim.length > MOST) {
    status.textContent = "粘贴的内容过大，没有插入。请分几次粘贴，或者把长附件改为附件上传。";
    return;
  }
  status.textContent = "正在整理粘贴的内容……";
  try {
    const answer = await cleanPaste(tools, slim);
    editor.chain().focus().insertContent(answer.html, { parseOptions: { preserveWhitespace: true } }).run();
    status.textContent = answer.note || "已粘贴，只保留了标题、加粗、链接、列表和表格。";
  } catch (problem) {
    insertPlain(tools, problem.message, plain);
  }
}

function insertPlain({ editor, status }, reason, plain) {
  const tooMuch = plain.length > 60_000;
  if (!tooMuch) {
    const content = plain.split(/\r?\n/).filter((line) => line.trim())
      .map((line) => ({ type: "paragraph", content: [{ type: "text", text: line.trim() }] }));
    editor.chain().focus().insertContent(content).run();
  }
  status.textContent = tooMuch ? reason : `${reason}已先按纯文本粘贴，表格和格式没有带入。`;
}
