// Narrows the tree of units to the names that hold what is typed; input methods are left in peace.

const field = document.querySelector("[data-tree]");
const tree = field && document.getElementById(field.dataset.tree);
const count = document.querySelector("[data-tree-count]");
let composing = false;

function narrow() {
  if (composing) return;
  const word = field.value.trim();
  let hits = 0;
  for (const item of [...tree.querySelectorAll("li")].reverse()) {
    const own = item.querySelector(":scope > p > a").textContent;
    const hit = own.includes(word);
    const below = item.querySelector("li:not([hidden])");
    item.hidden = word !== "" && !hit && !below;
    const fold = item.querySelector(":scope > details");
    if (fold && word) fold.open = Boolean(below);
    hits += hit ? 1 : 0;
  }
  count.textContent = word ? `有${hits}个单位的名称含“${word}”。` : "";
}

if (tree) {
  field.closest("[hidden]").hidden = false;
  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => {
    composing = false;
    narrow();
  });
  field.addEventListener("input", narrow);
}
