// What the editor asks in a dialog: a link, a table, a title, a picture with its words.

import { isAllowedLink } from "./nodes.js";
import { upload } from "./server.js";

let count = 0;

// Fields: [name, label, attributes of the control, hint]. `act` gets the values; a sentence it
// returns or throws is shown and the dialog stays.
function ask({ editor }, title, fields, confirm, act) {
  const dialog = document.createElement("dialog");
  const form = document.createElement("form");
  const name = `editor-dialog-${++count}`;
  dialog.className = "editor-dialog";
  dialog.setAttribute("aria-labelledby", name);
  const head = element("h2", { id: name, textContent: title });
  const problem = element("p", { className: "field-error", role: "alert", hidden: true });
  const controls = new Map(fields.map((field, place) => [field[0], control(`${name}-${place}`, field)]));
  const send = element("button", { type: "submit", className: "button", textContent: confirm });
  const cancel = element("button", { type: "button", className: "button quiet", textContent: "取消" });
  const buttons = element("div", { className: "editor-dialog-buttons" });
  buttons.append(send, cancel);
  form.noValidate = true;
  form.append(head, problem, ...[...controls.values()].map(({ box }) => box), buttons);
  dialog.append(form);
  document.body.append(dialog);

  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    editor.commands.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    send.disabled = true;
    const values = Object.fromEntries([...controls].map(([key, { read }]) => [key, read()]));
    const sentence = await Promise.resolve(act(values)).catch((error) => error.message);
    send.disabled = false;
    if (!sentence) return dialog.close();
    problem.hidden = false;
    problem.textContent = sentence;
  });
  dialog.showModal();
}

function element(tag, properties) {
  const { role, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  if (role) made.setAttribute("role", role);
  return made;
}

function control(id, [, label, attributes, hint]) {
  const box = element("div", { className: "field" });
  const made = element("input", { id, ...attributes });
  const words = element("label", { htmlFor: id, textContent: label });
  const check = attributes.type === "checkbox";
  if (check) box.className = "field choice";
  box.append(...(check ? [made, words] : [words]));
  if (hint) {
    box.append(element("p", { className: "hint", id: `${id}-hint`, textContent: hint }));
    made.setAttribute("aria-describedby", `${id}-hint`);
  }
  if (!check) box.append(made);
  const read = () => (check ? made.checked : attributes.type === "file" ? made.files[0] : made.value.trim());
  return { box, read };
}

export function askLink(tools) {
  const { editor } = tools;
  const { href = "" } = editor.getAttributes("link");
  if (editor.state.selection.empty && !href) {
    tools.status.textContent = "请先选中要加链接的文字，再点“链接”。";
    return;
  }
  const hint = "以http://或https://开头；本站的页面可以从/写起。清空后确定，就去掉链接。";
  ask(tools, "链接", [["href", "地址", { type: "text", value: href }, hint]], "确定", (values) => {
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!values.href) chain.unsetMark("link").run();
    else if (isAllowedLink(values.href)) chain.setMark("link", { href: values.href }).run();
    else return "这个地址不能使用，请填写以http://或https://开头的完整地址。";
    return "";
  });
}

export function askTable(tools) {
  const number = (value) => ({ type: "text", inputMode: "numeric", value });
  const fields = [
    ["title", "表格标题", { type: "text", maxLength: 200 }, "显示在表格上方，可以不填。"],
    ["rows", "行数", number("3"), "包括表头，1到100。"],
    ["cols", "列数", number("3"), "1到20。"],
    ["head", "第一行是表头", { type: "checkbox", checked: true }, ""],
  ];
  ask(tools, "插入表格", fields, "插入", ({ title, rows, cols, head }) => {
    const size = { rows: Number(rows), cols: Number(cols), withHeaderRow: head };
    const fits = Number.isInteger(size.rows) && Number.isInteger(size.cols);
    if (!fits || size.rows < 1 || size.rows > 100 || size.cols < 1 || size.cols > 20) {
      return "行数请填1到100、列数请填1到20之间的整数。";
    }
    tools.editor.chain().focus().insertTable(size).updateAttributes("table", { title }).run();
    return "";
  });
}

export function askTitle(tools) {
  const { title = "" } = tools.editor.getAttributes("table");
  ask(tools, "表格标题", [["title", "标题", { type: "text", value: title, maxLength: 200 }, ""]], "确定", (values) => {
    tools.editor.chain().focus().updateAttributes("table", values).run();
    return "";
  });
}

export function askPicture(tools, dropped = null) {
  const { editor } = tools;
  const known = editor.isActive("picture") ? editor.getAttributes("picture") : null;
  const alt = ["alt", "替代文字", { type: "text", value: known?.alt ?? "", maxLength: 200 }, "用一句话说出图片的内容，供看不见图片的人阅读。"];
  if (known) {
    ask(tools, "改替代文字", [alt], "确定", (values) => {
      if (!values.alt) return "请写明图片的替代文字。";
      editor.chain().focus().updateAttributes("picture", { alt: values.alt }).run();
      return "";
    });
    return;
  }
  const file = ["file", "图片文件", { type: "file", accept: ".png,.jpg,.jpeg,.webp,.gif" }, "png、jpg、webp或者gif，不超过8MB；拍摄地点等信息会自动去除。"];
  ask(tools, "插入图片", dropped ? [alt] : [file, alt], "插入", async (values) => {
    const chosen = dropped ?? values.file;
    if (!chosen) return "请先选择图片文件。";
    if (!values.alt) return "请写明图片的替代文字。";
    const { file: number, ...rest } = await upload(tools, chosen, values.alt);
    const attrs = { file: String(number), alt: rest.alt, width: rest.width, height: rest.height };
    editor.chain().focus().insertContent({ type: "picture", attrs }).run();
    return "";
  });
}
