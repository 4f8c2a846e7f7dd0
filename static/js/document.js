// The reading page: the outline follows the eye, the citation can be copied, the sheet printed.

const links = new Map();
for (const link of document.querySelectorAll(".outline a[href^='#']")) {
  const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (part) links.set(part, link);
}

function follow() {
  const parts = [...links.keys()];
  let current = null;
  const mark = () => {
    const line = window.innerHeight * 0.3;
    const passed = parts.filter((part) => part.getBoundingClientRect().top <= line);
    const next = passed.length ? passed[passed.length - 1] : null;
    if (next === current) return;
    if (current) links.get(current).removeAttribute("aria-current");
    current = next;
    if (!next) return;
    links.get(next).setAttribute("aria-current", "location");
    keepInSight(links.get(next));
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -70% 0px" });
  for (const part of parts) observer.observe(part);
}

function keepInSight(link) {
  const box = link.closest(".outline");
  if (box.scrollHeight <= box.clientHeight) return;
  const top = link.offsetTop - box.offsetTop;
  if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 60) box.scrollTop = top - 80;
}

function copying() {
  const button = document.querySelector("[data-copy]");
  if (!button || !navigator.clipboard) return;
  const words = document.getElementById(button.dataset.copy);
  const answer = document.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words.textContent.trim());
      answer.textContent = "已复制。";
    } catch {
      window.getSelection().selectAllChildren(words);
      answer.textContent = "浏览器不允许复制，文字已选中，请按Ctrl+C。";
    }
  });
}

function printing() {
  const button = document.querySelector("[data-print]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const line = document.querySelector("[data-printed]");
  window.addEventListener("beforeprint", () => {
    const day = new Date();
    if (line) line.textContent = `${day.getFullYear()}年${day.getMonth() + 1}月${day.getDate()}日打印`;
  });
}

if (links.size && "IntersectionObserver" in window) follow();
copying();
printing();
