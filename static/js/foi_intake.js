// Writing up an application by keyboard: Enter moves on, Ctrl+Enter saves; the number of the paper
// proposes the kind of applicant; what a channel does not need is out of the way. Without this module
// every field is there and the server decides the same.

const form = document.querySelector("form[data-intake]");

if (form) {
  const kinds = JSON.parse(form.dataset.kinds);
  const said = form.querySelector("[data-intake-said]");
  const kind = form.elements.kind;
  const number = form.elements.id_number;
  const channel = form.elements.channel;
  const automatic = kind.options[0];
  const plain = automatic.textContent;
  const labels = Object.fromEntries([...kind.options].map((option) => [option.value, option.textContent]));
  const CONFIRMED = new Set(["email", "fax", "post_plain", "internet"]);
  const NEEDED = {
    evidence: (value) => CONFIRMED.has(value) || value === "post_signed",
    confirmed_with: (value) => CONFIRMED.has(value),
    received_on: (value) => CONFIRMED.has(value),
    read_back: (value) => value === "oral",
  };

  document.querySelector("[data-intake-keys]").hidden = false;

  function propose() {
    const text = number.value.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
    let found = "";
    if (/^[0-9]{17}[0-9X]$/.test(text) && /^(19|20)[0-9]{6}$/.test(text.slice(6, 14))) found = "natural";
    else if (/^[0-9A-Z]{18}$/.test(text)) found = kinds[text.slice(0, 2)] ?? "other";
    automatic.textContent = found ? `${plain}（${labels[found]}）` : plain;
    if (said) said.textContent = found && !kind.value ? `按证件号码，申请人类型是${labels[found]}。` : "";
  }

  // A field with something in it, or with an error, stays in sight.
  function show() {
    for (const [name, needed] of Object.entries(NEEDED)) {
      const field = form.elements[name]?.closest(".field");
      if (!field) continue;
      const filled = form.elements[name].type === "checkbox" ? form.elements[name].checked : form.elements[name].value;
      field.hidden = !needed(channel.value) && !filled && !field.classList.contains("field-wrong");
    }
    const part = form.querySelector(".intake-fixed");
    part.hidden = [...part.querySelectorAll(".field")].every((field) => field.hidden);
  }

  function next(from) {
    const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, summary, button[data-save]")];
    const shown = fields.filter((field) => field.offsetParent && !field.disabled);
    shown[shown.indexOf(from) + 1]?.focus();
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
      return;
    }
    if (!event.target.matches("input:not([type=file]), select")) return;
    event.preventDefault();
    next(event.target);
  });
  number.addEventListener("input", propose);
  channel.addEventListener("change", show);
  propose();
  show();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  button.focus({ preventScroll: true });
}
