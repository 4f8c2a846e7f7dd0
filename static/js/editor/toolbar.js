// The toolbar: words instead of signs, one stop for the tabulator, arrow keys inside (ARIA toolbar).

import { askLink, askPicture, askTable, askTitle } from "./dialogs.js";

const inTable = (editor) => editor.isActive("table");
const inList = (editor) => editor.isActive("listItem");

function actsOf(tools) {
  const { editor } = tools;
  const chain = () => editor.chain().focus();
  const heading = (level, label) => ({
    label, active: () => editor.isActive("heading", { level }), run: () => chain().toggleHeading({ level }).run(),
  });
  return [
    { label: "正文", active: () => editor.isActive("paragraph"), run: () => chain().setParagraph().run() },
    heading(2, "一级标题"), heading(3, "二级标题"), heading(4, "三级标题"), heading(1, "附件标题"),
    null,
    { label: "加粗", active: () => editor.isActive("bold"), run: () => chain().toggleBold().run() },
    { label: "链接", active: () => editor.isActive("link"), run: () => askLink(tools) },
    null,
    { label: "项目符号", active: () => editor.isActive("bulletList"), run: () => chain().toggleBulletList().run() },
    { label: "编号", active: () => editor.isActive("orderedList"), run: () => chain().toggleOrderedList().run() },
    { label: "降一级", shown: inList, run: () => chain().sinkListItem("listItem").run() },
    { label: "升一级", shown: inList, run: () => chain().liftListItem("listItem").run() },
    { label: "引用", active: () => editor.isActive("blockquote"), run: () => chain().toggleBlockquote().run() },
    null,
    { label: "插入表格", shown: (e) => !inTable(e), run: () => askTable(tools) },
    { label: "插入图片", shown: (e) => !e.isActive("picture"), run: () => askPicture(tools) },
    { label: "改替代文字", shown: (e) => e.isActive("picture"), run: () => askPicture(tools) },
    { label: "表格标题", shown: inTable, run: () => askTitle(tools) },
    { label: "下方加行", shown: inTable, run: () => chain().addRowAfter().run() },
    { label: "右侧加列", shown: inTable, run: () => chain().addColumnAfter().run() },
    { label: "删除行", shown: inTable, run: () => chain().deleteRow().run() },
    { label: "删除列", shown: inTable, run: () => chain().deleteColumn().run() },
    { label: "合并单元格", shown: inTable, run: () => chain().mergeCells().run() },
    { label: "拆分单元格", shown: inTable, run: () => chain().splitCell().run() },
    { label: "设为表头", shown: inTable, active: () => editor.isActive("tableHeader"), run: () => chain().toggleHeaderCell().run() },
    { label: "删除表格", shown: inTable, run: () => chain().deleteTable().run() },
    null,
    { label: "撤销", able: () => editor.can().undo(), run: () => chain().undo().run() },
    { label: "重做", able: () => editor.can().redo(), run: () => chain().redo().run() },
  ];
}

export function makeToolbar(tools) {
  const { editor } = tools;
  const bar = document.createElement("div");
  bar.className = "editor-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "正文工具栏，按Alt和F10键可以从正文到这里");
  bar.setAttribute("aria-controls", editor.view.dom.id);
  const acts = actsOf(tools);
  const buttons = new Map();
  let group = newGroup(bar);
  for (const act of acts) {
    if (act) buttons.set(button(group, act), act);
    else group = newGroup(bar);
  }
  const show = () => refresh(buttons, editor);
  editor.on("transaction", show);
  editor.on("selectionUpdate", show);
  show();
  rove(bar, buttons, editor);
  return bar;
}

function newGroup(bar) {
  const group = document.createElement("div");
  group.className = "editor-group";
  bar.append(group);
  return group;
}

function button(group, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "editor-button";
  made.textContent = act.label;
  made.addEventListener("click", () => made.getAttribute("aria-disabled") !== "true" && act.run());
  // The selection in the text stays where it is while a button is pressed.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  group.append(made);
  return made;
}

function refresh(buttons, editor) {
  for (const [made, act] of buttons) {
    made.hidden = act.shown ? !act.shown(editor) : false;
    if (act.active) made.setAttribute("aria-pressed", String(Boolean(act.active())));
    if (act.able) made.setAttribute("aria-disabled", String(!act.able()));
  }
}

// --- one stop for the tabulator --------------------------------------------------------------------

function rove(bar, buttons, editor) {
  const seen = () => [...buttons.keys()].filter((made) => !made.hidden);
  const stop = (made) => {
    for (const other of buttons.keys()) other.tabIndex = other === made ? 0 : -1;
  };
  stop(seen()[0]);
  bar.addEventListener("focusin", (event) => stop(event.target));
  bar.addEventListener("keydown", (event) => {
    const row = seen();
    const here = row.indexOf(document.activeElement);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") editor.commands.focus();
    if (next === undefined) return;
    event.preventDefault();
    row.at(next % row.length).focus();
  });
  // The stop may be on a button that is hidden by now.
  editor.on("transaction", () => {
    const row = seen();
    if (!row.some((made) => made.tabIndex === 0)) stop(row[0]);
  });
  editor.view.dom.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") {
      event.preventDefault();
      seen().find((made) => made.tabIndex === 0)?.focus();
    }
  });
}
