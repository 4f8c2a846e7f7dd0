// Comforts of an application: only the fields that are needed, a draft on this device, printing.
// Everything works without this module; the server asks for what is missing.

const KEY = "gongkai-foi-draft";
const kiosk = document.body.hasAttribute("data-kiosk");
const form = document.querySelector("form[data-step]");

document.querySelector("[data-focus]")?.focus();
for (const field of document.querySelectorAll("[data-script]")) field.value = "1";

// Parts that belong to one answer alone. What is hidden keeps its value; the server ignores it.
function needed(part) {
  const chosen = form.querySelector(`[name="${part.dataset.when}"]:checked`)?.value;
  const is = part.dataset.is?.split(" ");
  const fits = is ? is.includes(chosen) : chosen && chosen !== part.dataset.not;
  part.hidden = !fits && !part.querySelector(".field-error");
}
const parts = form ? [...form.querySelectorAll("[data-when]")] : [];
function sort() {
  for (const part of parts) needed(part);
}
form?.addEventListener("change", sort);

// An organisation proves itself by its credit code, unless something else was chosen by hand.
const kinds = form?.querySelector('select[name="id_kind"]');
let byHand = false;
kinds?.addEventListener("change", () => (byHand = true));
form?.addEventListener("change", (event) => {
  if (event.target.name !== "kind" || !kinds || byHand) return;
  kinds.value = event.target.value === "natural" ? "resident" : "credit_code";
});

// The draft: what was typed on each page, never a number of a paper unless the person says so.
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? { steps: {}, numbers: false };
  } catch {
    return { steps: {}, numbers: false };
  }
}
function write(draft) {
  try {
    localStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // private windows refuse; the server still has the answers of this session
  }
}
function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // nothing was kept either
  }
}
const skipped = new Set(["csrfmiddlewaretoken", "draft", "back", "kiosk", "script"]);
function fields() {
  return [...form.elements].filter((one) => one.name && !skipped.has(one.name) && one.type !== "file" && one.type !== "submit");
}

function save() {
  const draft = read();
  const typed = {};
  for (const one of fields()) {
    if ("sensitive" in one.dataset && !draft.numbers) continue;
    if (one.type === "radio" && !one.checked) continue;
    typed[one.name] = one.type === "checkbox" ? one.checked : one.value;
  }
  draft.steps[form.dataset.step] = typed;
  draft.at = Date.now();
  write(draft);
}

function restore() {
  const typed = read().steps[form.dataset.step];
  const texts = fields().filter((one) => one.type !== "radio" && one.type !== "checkbox" && one.tagName !== "SELECT");
  const untouched = !texts.some((one) => one.value) && !form.querySelector(".field-error");
  const select = form.querySelector("select[data-combobox]");
  if (!typed || !untouched || (select && select.value)) return;
  let filled = false;
  for (const one of fields()) {
    const value = typed[one.name];
    if (value === undefined || value === "") continue;
    if (one.type === "radio") one.checked = one.value === value;
    else if (one.type === "checkbox") one.checked = value;
    else one.value = value;
    filled ||= texts.includes(one) || one === select;
  }
  if (select?.value) {
    const box = document.getElementById(select.id.replace(/-value$/, ""));
    if (box && box !== select) box.value = select.selectedOptions[0].textContent.trim();
  }
  const said = document.querySelector("[data-restored]");
  if (said && filled) said.hidden = false;
}

if (form?.hasAttribute("data-draft") && !kiosk) {
  const local = form.querySelector("[data-local]");
  const numbers = form.querySelector("[data-keep-numbers]");
  restore();
  local.hidden = false;
  numbers.checked = read().numbers === true;
  numbers.closest("label").hidden = !form.querySelector("[data-sensitive]");
  numbers.addEventListener("change", () => {
    const draft = read();
    draft.numbers = numbers.checked;
    write(draft);
    save();
  });
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.querySelector("[data-clear-local]").addEventListener("click", (event) => {
    forget();
    event.target.previousElementSibling.textContent = "本机草稿已经清除，这一页再改动时会重新保存。";
  });
}
sort();

for (const button of document.querySelectorAll("[data-clear]")) button.addEventListener("click", forget);
if (document.querySelector("[data-done], [data-cleared]") || kiosk) forget();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Pressed twice is sent once: the server sees to that; the word on the button says it is under way.
document.querySelector("form[data-send]")?.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button[type=submit]");
  button.textContent = "正在提交";
  button.setAttribute("aria-busy", "true");
});
