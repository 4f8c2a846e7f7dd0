// Read aloud with the voice of the reader's own device: paragraph by paragraph, with the place
// visible, a pause, a step in either direction and an end. Nothing is sent anywhere.

const opener = document.querySelector("[data-speak]");
const synth = window.speechSynthesis;
const SELECTOR = "h1, h2, h3, h4, h5, p, li, dt, dd, td, th, summary";

let parts = [];
let at = 0;
let bar = null;
let running = false;

function wordsOf(part) {
  return part.textContent.replace(/\s+/g, " ").trim();
}

function readable() {
  const main = document.querySelector(".sheet") || document.getElementById("main");
  return [...main.querySelectorAll(SELECTOR)].filter(
    (part) =>
      wordsOf(part) &&
      !part.querySelector(SELECTOR) &&
      !part.closest("nav, form, [hidden], .unseen, .print-foot") &&
      part.getClientRects().length,
  );
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function open() {
  parts = readable();
  if (!parts.length) return;
  at = 0;
  bar = document.createElement("section");
  bar.className = "speak-bar";
  bar.setAttribute("aria-label", "朗读");
  const place = document.createElement("p");
  place.className = "num";
  const pause = button("暂停", () => (running ? hold() : say()));
  bar.append(place, button("上一段", () => step(-1)), pause, button("下一段", () => step(1)), button("停止", close));
  bar.place = place;
  bar.pause = pause;
  document.body.append(bar);
  pause.focus();
  say();
}

function close() {
  running = false;
  synth.cancel();
  unmark();
  bar?.remove();
  bar = null;
  opener.focus();
}

function hold() {
  running = false;
  synth.cancel();
  bar.pause.textContent = "继续";
}

function step(by) {
  at = Math.min(Math.max(at + by, 0), parts.length - 1);
  say();
}

function unmark() {
  document.querySelector(".speaking")?.classList.remove("speaking");
}

function say() {
  synth.cancel();
  unmark();
  running = true;
  const part = parts[at];
  part.classList.add("speaking");
  part.scrollIntoView({ block: "center" });
  bar.pause.textContent = "暂停";
  bar.place.textContent = `正在朗读第${at + 1}段，共${parts.length}段`;
  const words = new SpeechSynthesisUtterance(wordsOf(part));
  words.lang = "zh-CN";
  words.onend = () => {
    if (!running || part !== parts[at]) return;
    if (at + 1 < parts.length) step(1);
    else close();
  };
  synth.speak(words);
}

if (opener && synth && "SpeechSynthesisUtterance" in window) {
  opener.closest("[hidden]").hidden = false;
  opener.addEventListener("click", () => (bar ? close() : open()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && bar) close();
  });
  window.addEventListener("pagehide", () => synth.cancel());
}
