// The editor of texts. It takes the place of a textarea of plain lines; where it cannot start, the
// textarea stays and the form works as it did. The hidden field always holds what the editor shows.

import { extensionsOf } from "./nodes.js";
import { makeToolbar } from "./toolbar.js";
import { takePaste } from "./paste.js";

const PAUSE = 250; // milliseconds of no typing after which the hidden field is brought in step

async function start(box) {
  const lines = box.querySelector("textarea");
  const library = await import(box.dataset.library);
  const hidden = box.querySelector("[data-editor-html]");
  const status = makeStatus();
  const frame = document.createElement("div");
  frame.className = "editor-frame";
  const id = lines.id;
  const tools = { box, library, status, editor: null };

  const editor = new library.Editor({
    element: frame,
    extensions: extensionsOf(library, box.dataset.pictures),
    content: hidden.value,
    parseOptions: { preserveWhitespace: true },
    // An element <style> would be refused by the content security policy; css/editor.css has it all.
    injectCSS: false,
    enableInputRules: false,
    enablePasteRules: false,
    editorProps: {
      attributes: {
        id,
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": "正文",
        spellcheck: "false",
        class: "editor-text",
        ...described(lines),
      },
      // Before the editor looks at it: reading foreign styles is an offence against the policy.
      handleDOMEvents: {
        paste: (view, event) => takePaste(tools, event, event.clipboardData),
        drop: (view, event) => !view.dragging && takePaste(tools, event, event.dataTransfer),
      },
    },
  });
  tools.editor = editor;
  const toolbar = makeToolbar(tools);

  lines.id = `${id}-lines`;
  lines.hidden = true;
  lines.before(toolbar, frame, status);
  for (const hint of box.querySelectorAll("[data-editor-plain]")) hint.hidden = true;
  document.querySelector(`label[for="${CSS.escape(id)}"]`)?.addEventListener("click", () => editor.commands.focus());
  box.querySelector("[data-editor-mode]").value = "html";
  keepInStep(editor, hidden, box.closest("form"));
  box.dispatchEvent(new CustomEvent("editor:ready", { bubbles: true, detail: { editor } }));
}

function makeStatus() {
  const status = document.createElement("p");
  status.className = "editor-status";
  status.setAttribute("role", "status");
  return status;
}

function described(lines) {
  const found = {};
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (lines.hasAttribute(name)) found[name] = lines.getAttribute(name);
  }
  return found;
}

function keepInStep(editor, hidden, form) {
  let timer = 0;
  const write = () => {
    clearTimeout(timer);
    timer = 0;
    hidden.value = editor.isEmpty ? "" : editor.getHTML();
    hidden.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const settle = () => timer && write();
  editor.on("update", () => {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  });
  editor.on("blur", settle);
  form?.addEventListener("submit", settle, { capture: true });
  window.addEventListener("pagehide", settle);
  window.addEventListener("beforeunload", settle, { capture: true });
}

for (const box of document.querySelectorAll("[data-editor]:not([data-editor-off])")) {
  start(box).catch((problem) => {
    // The plain field is still there: nothing is lost, and the reason is not kept quiet.
    const status = makeStatus();
    status.textContent = "编辑器没有启动，可以先在下面用纯文本填写，一行一段；刷新页面可以再试一次。";
    box.prepend(status);
    console.error(problem);
  });
}
