// Keys of the desk. Single letters do nothing while somebody types or an input method composes, and
// all of them can be switched off (WCAG 2.1.4); the choice stays in this browser.

const STORE = "gongkai-keys";
const PAUSE = 1500; // milliseconds in which the second letter must follow g
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const dialog = document.querySelector("[data-keys]");
const main = document.getElementById("main");
let waiting = 0;

function on() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function keep(wanted) {
  try {
    localStorage.setItem(STORE, wanted ? "on" : "off");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
  hint(wanted);
}

// What a key does is shown on the link or button it presses.
function hint(wanted) {
  for (const link of document.querySelectorAll(".rail a[data-key]")) {
    link.title = wanted ? `${link.firstElementChild.textContent}（快捷键 g ${link.dataset.key}）` : "";
  }
  const button = saver();
  if (!button) return;
  button.title = wanted ? `${button.textContent.trim()}（快捷键 Alt+S）` : "";
  if (wanted) button.setAttribute("aria-keyshortcuts", "Alt+S");
  else button.removeAttribute("aria-keyshortcuts");
}

const saver = () => main.querySelector("[data-save], button[name=act][value=save]");
const filter = () => main.querySelector("[data-filter], .filters input:not([type=hidden])");
const rows = () => [...main.querySelectorAll("[data-row], .table tbody tr, .todo-row")];
const target = (row) => row.querySelector("a, button");

function step(by) {
  const list = rows().filter((row) => target(row) && row.offsetParent);
  const here = list.findIndex((row) => row.contains(document.activeElement));
  const next = list[here < 0 ? (by > 0 ? 0 : list.length - 1) : here + by];
  if (!next) return false;
  target(next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function pick() {
  const row = rows().find((one) => one.contains(document.activeElement));
  const box = row?.querySelector("input[type=checkbox]");
  if (box && document.activeElement !== box) box.click();
  return Boolean(box);
}

function go(key) {
  const link = document.querySelector(`.rail a[data-key="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

const ACTS = {
  "?": () => (dialog.showModal(), true),
  "/": () => (filter()?.focus(), Boolean(filter())),
  g: () => ((waiting = performance.now()), true),
  j: () => step(1),
  k: () => step(-1),
  x: pick,
};

function press(event) {
  // 229: the key goes to an input method that has not begun to compose yet.
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || !on()) return;
  if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey) return;
  if (event.altKey) {
    if (event.code !== "KeyS" || !saver()) return;
    event.preventDefault();
    saver().click();
    return;
  }
  if (event.target.closest?.(TYPING)) return;
  const second = waiting && performance.now() - waiting < PAUSE;
  waiting = 0;
  const act = second ? () => go(event.key) : ACTS[event.key];
  if (act?.()) event.preventDefault();
}

if (dialog) {
  const choice = dialog.querySelector("[data-keys-on]");
  choice.checked = on();
  choice.addEventListener("change", () => keep(choice.checked));
  for (const place of document.querySelectorAll("[data-keys-open]")) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => {
      place.closest("[data-menu]")?.removeAttribute("open");
      dialog.showModal();
    });
  }
  hint(on());
  document.addEventListener("keydown", press);
}
