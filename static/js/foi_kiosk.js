// A terminal in a hall: two minutes without a touch clear everything, with a warning before.

const IDLE = 120;
const WARNING = 30;
const dialog = document.querySelector(".kiosk-warning");
const left = dialog.querySelector("[data-kiosk-left]");
const clear = document.querySelector("[data-kiosk-clear]");
let last = Date.now();

function stay() {
  last = Date.now();
  if (dialog.open) dialog.close();
}

function tick() {
  const rest = IDLE - Math.floor((Date.now() - last) / 1000);
  if (rest <= 0) {
    clear.submit();
    last = Number.POSITIVE_INFINITY;
    return;
  }
  if (rest > WARNING) return;
  left.textContent = String(rest);
  if (!dialog.open) dialog.showModal();
}

// Not "scroll": the page scrolls by itself when the warning takes the focus.
for (const name of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
  document.addEventListener(name, stay, { passive: true, capture: true });
}
dialog.querySelector("[data-kiosk-stay]").addEventListener("click", stay);
dialog.addEventListener("close", () => (last = Date.now()));
setInterval(tick, 1000);
