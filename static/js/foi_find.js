// Find first: while somebody describes what is wanted, the public search is asked, and at most three
// near texts are shown. Showing, opening and ending are counted, of nobody in person.

const MOST = 3;
const NEAR = 0.6; // so much of the shorter wording is in the longer
const SHORTEST = 3; // pairs of characters
const WAIT = 600;
const FILLERS = /申请公开|申请获取|请求公开|希望公开|政府信息|相关信息|有关信息|复印件|电子版|申请|提供|关于|有关|相关|的|请/g;

const box = document.querySelector("[data-find]");
const frame = document.querySelector("[data-found]");
const list = frame?.querySelector("ol");
const said = document.querySelector("[data-found-said]");
const token = newToken();
const counted = new Set();
let timer = 0;
let asked = "";
let composing = false;

function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

function core(text) {
  return text.normalize("NFKC").replace(FILLERS, "").replace(/[^\p{L}\p{N}]+/gu, "");
}

function pairs(text) {
  const bare = core(text);
  return new Set([...bare].slice(0, -1).map((char, at) => bare.slice(at, at + 2)));
}

function likeness(one, other) {
  const [shorter, longer] = one.size <= other.size ? [one, other] : [other, one];
  const common = [...shorter].filter((pair) => longer.has(pair)).length;
  return common < SHORTEST ? 0 : common / shorter.size;
}

function count(act, url) {
  const key = `${act} ${url}`;
  if (counted.has(key)) return;
  counted.add(key);
  const facts = { act, url, unit: frame.dataset.unit, script: "1", form_token: token };
  const sent = new FormData();
  for (const [name, value] of Object.entries(facts)) sent.append(name, value);
  sent.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  navigator.sendBeacon(frame.dataset.count, sent);
}

async function ask() {
  const text = box.value.trim();
  const query = core(text).slice(0, 60);
  if (query.length < 4 || query === asked) return;
  asked = query;
  const answer = await fetch(`${frame.dataset.search}?q=${encodeURIComponent(query)}`).catch(() => null);
  if (!answer?.ok || query !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const own = pairs(text);
  const found = [...page.querySelectorAll("#results .row")]
    .map((row) => ({ row, link: row.querySelector(".row-title a") }))
    .filter(({ link }) => link?.getAttribute("href")?.startsWith("/d/"))
    .map(({ row, link }) => ({ row, url: link.getAttribute("href"), title: link.textContent.trim() }))
    .map((one) => ({ ...one, score: numbered(one.row, text) ? 1 : likeness(own, pairs(one.title)) }))
    .filter((one) => one.score >= NEAR)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST);
  show(found);
}

// A document number that was typed names the document, whatever its title.
function numbered(row, text) {
  const number = row.querySelector(".row-facts .num")?.textContent.trim();
  return Boolean(number) && core(text).includes(core(number));
}

function show(found) {
  list.replaceChildren(...found.map(draw));
  frame.hidden = !found.length;
  said.textContent = found.length ? `有${found.length}项已经公开的信息可能就是您要的，列在输入框下面。` : "";
  for (const one of found) count("shown", one.url);
}

function draw({ url, title, row }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const ended = document.createElement("button");
  const facts = document.createElement("p");
  Object.assign(link, { href: url, textContent: title, target: "_blank", rel: "noopener" });
  link.addEventListener("click", () => count("opened", url));
  facts.className = "second small";
  facts.textContent = [...row.querySelectorAll(".row-facts > *")].map((one) => one.textContent.trim()).filter(Boolean).join("，");
  Object.assign(ended, { type: "button", className: "link", textContent: "已找到，不用申请了" });
  ended.addEventListener("click", () => {
    count("ended", url);
    location.assign(url);
  });
  item.append(link, facts, ended);
  return item;
}

function soon() {
  clearTimeout(timer);
  if (!composing) timer = setTimeout(ask, WAIT);
}

if (box && frame) {
  box.addEventListener("compositionstart", () => {
    composing = true;
    clearTimeout(timer);
  });
  box.addEventListener("compositionend", () => {
    composing = false;
    soon();
  });
  box.addEventListener("input", soon);
  if (box.value) soon();
}
