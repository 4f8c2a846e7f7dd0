// Turns <select data-combobox> into a text box with a list: type a few characters, choose from what
// is left. The select stays in the form and holds the value; without this module it is used as it is.
// Keys after the combobox of the ARIA practices: the list is chosen from by hand, nothing is taken
// while an input method composes, and only what is in the list can be taken.

const MOST = 50; // options drawn at once; the number of all hits is said
let number = 0;

function enhance(select) {
  const box = document.createElement("input");
  const list = document.createElement("ul");
  const said = document.createElement("p");
  const frame = document.createElement("div");
  const id = select.id || `combobox-${++number}`;
  const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
  let hits = [];
  let active = -1;
  let composing = false;

  Object.assign(box, { id, type: "text", autocomplete: "off", value: taken(), disabled: select.disabled });
  const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list` };
  for (const [name, value] of Object.entries(states)) box.setAttribute(name, value);
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (select.hasAttribute(name)) box.setAttribute(name, select.getAttribute(name));
  }
  box.placeholder = [...select.options].find((option) => !option.value)?.textContent ?? "";
  Object.assign(list, { id: `${id}-list`, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label?.textContent ?? "选项");
  said.className = "unseen";
  said.setAttribute("aria-live", "polite");
  frame.className = "combobox";
  Object.assign(select, { id: `${id}-value`, hidden: true });
  select.before(frame);
  frame.append(box, list, said, select);

  function taken() {
    const option = select.selectedOptions[0];
    return option?.value ? option.textContent.trim() : "";
  }

  function open(word) {
    const options = [...select.options].filter((option) => option.value || !word);
    hits = options.filter((option) => option.textContent.includes(word));
    active = -1;
    list.replaceChildren(...hits.slice(0, MOST).map(draw));
    list.hidden = !hits.length;
    box.setAttribute("aria-expanded", String(hits.length > 0));
    box.removeAttribute("aria-activedescendant");
    list.scrollIntoView({ block: "nearest" });
    const more = hits.length > MOST ? `，先列出前${MOST}项，再打几个字会少一些` : "";
    said.textContent = hits.length ? `有${hits.length}项${more}。` : "没有符合的选项。";
  }

  function draw(option, place) {
    const item = document.createElement("li");
    Object.assign(item, { id: `${id}-${place}`, textContent: option.textContent.trim() });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(option.selected));
    item.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus
    item.addEventListener("click", () => take(place));
    return item;
  }

  function close() {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function take(place) {
    if (place < 0) return;
    if (select.value !== hits[place].value) {
      select.value = hits[place].value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    box.value = taken();
    close();
  }

  function move(by) {
    if (list.hidden) open("");
    const shown = list.children.length;
    if (!shown) return;
    list.children[active]?.classList.remove("active");
    active = active < 0 && by < 0 ? shown - 1 : (active + by + shown) % shown;
    list.children[active].classList.add("active");
    list.children[active].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", list.children[active].id);
  }

  box.addEventListener("compositionstart", () => (composing = true));
  box.addEventListener("compositionend", () => {
    composing = false;
    open(box.value.trim());
  });
  box.addEventListener("input", () => composing || open(box.value.trim()));
  box.addEventListener("click", () => list.hidden && open(""));
  box.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && !list.hidden) take(active >= 0 ? active : hits.length === 1 ? 0 : -1);
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  // What is in no option is not taken: an emptied box is the empty option, anything else goes back.
  function settle() {
    const word = box.value.trim();
    hits = [...select.options];
    if (word !== taken()) take(hits.findIndex((option) => (word ? option.textContent.trim() === word : !option.value)));
    box.value = taken();
    close();
  }
  box.addEventListener("blur", settle);
  select.form?.addEventListener("submit", settle);
  select.form?.addEventListener("reset", () => setTimeout(() => (box.value = taken())));
}

for (const select of document.querySelectorAll("select[data-combobox]")) enhance(select);
