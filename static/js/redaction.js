// Boxes are drawn on the page with a mouse or a pen, passages picked in the text; both only fill the
// fields of the form, which does the rest with and without this.

const SVG = "http://www.w3.org/2000/svg";

for (const hint of document.querySelectorAll("[data-draw-hint]")) hint.hidden = false;
for (const hint of document.querySelectorAll("[data-draw-hint-plain]")) hint.hidden = true;

function fill(form, values) {
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
}

function goOn(form) {
  const ground = form.elements.ground;
  const next = ground.value ? form.querySelector("button[value=mark]") : ground;
  next.focus({ preventScroll: true });
}

const sheet = document.querySelector("[data-draw]");
const boxForm = document.querySelector("[data-box-form]");

if (sheet && boxForm) {
  const layer = sheet.querySelector("svg");
  let from = null;
  let box = null;

  const place = (event) => {
    const area = sheet.getBoundingClientRect();
    const part = (value, size) => Math.min(1, Math.max(0, value / size));
    return { x: part(event.clientX - area.left, area.width), y: part(event.clientY - area.top, area.height) };
  };

  const spans = (to) => ({
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    width: Math.abs(from.x - to.x),
    height: Math.abs(from.y - to.y),
  });

  const show = (span) => {
    const view = layer.viewBox.baseVal;
    box.setAttribute("x", span.left * view.width);
    box.setAttribute("y", span.top * view.height);
    box.setAttribute("width", span.width * view.width);
    box.setAttribute("height", span.height * view.height);
  };

  sheet.classList.add("drawing");
  sheet.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    from = place(event);
    layer.querySelector(".drawn")?.remove();
    box = document.createElementNS(SVG, "rect");
    box.classList.add("drawn");
    layer.append(box);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (from) show(spans(place(event)));
  });
  sheet.addEventListener("pointercancel", () => {
    from = null;
    box?.remove();
  });
  sheet.addEventListener("pointerup", (event) => {
    if (!from) return;
    const span = spans(place(event));
    from = null;
    if (span.width < 0.003 || span.height < 0.003) {
      box.remove();
      return;
    }
    const percent = (value) => String(Math.round(value * 10000) / 100);
    // Rounded down together, a box at the edge stays on the page.
    const along = (start, length) => percent(Math.min(length, 1 - Number(percent(start)) / 100));
    fill(boxForm, {
      page: sheet.dataset.page,
      left: percent(span.left),
      top: percent(span.top),
      width: along(span.left, span.width),
      height: along(span.top, span.height),
    });
    goOn(boxForm);
  });
}

const text = document.querySelector("[data-pick]");
const passageForm = document.querySelector("[data-passage-form]");

if (text && passageForm) {
  // Letters are counted as the server counts them, by code point; a line end is one.
  const count = (node, offset) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    range.setEnd(node, offset);
    return [...range.toString()].length;
  };
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    fill(passageForm, {
      first: count(range.startContainer, range.startOffset) + 1,
      last: count(range.endContainer, range.endOffset),
    });
  });
}
