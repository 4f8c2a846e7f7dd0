// A draft while it is written: what stands in the form is kept every twenty seconds and when a field
// is left, but only after something changed, so that an open page alone keeps no session alive.
// Nothing is stored in the browser: the computer may be shared.

const EVERY = 20_000;
const form = document.querySelector("form[data-autosave]");

if (form) start(form);

function start(form) {
  const status = form.querySelector("[data-autosave-status]");
  const others = document.querySelector("[data-draft-others]");
  let changed = false;
  let busy = false;
  let over = false; // an answer said that keeping makes no sense any more
  let leaving = form.hasAttribute("data-unsaved");

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };

  async function keep() {
    if (!changed || busy || over) return;
    busy = true;
    changed = false;
    const sent = new FormData(form);
    for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: sent, credentials: "same-origin", redirect: "manual" });
      settle(answer, answer.headers.get("content-type")?.includes("json") ? await answer.json() : null);
    } catch {
      changed = true;
      say("网络不通，暂时没有自动留存；请不要关闭页面，稍后会再试。");
    } finally {
      busy = false;
    }
  }

  function settle(answer, data) {
    if (answer.ok && data) {
      const time = new Date(data.at).toLocaleTimeString("zh-CN", { hour: "numeric", minute: "2-digit", hour12: false });
      say(data.stale ? `${time}已自动留存，但别的同志刚刚保存过这份草稿；点“保存草稿”会列出差别。` : `${time}已自动留存，还没有保存为版本。`);
      show(data.others);
      return;
    }
    changed = true;
    // Without a sentence of its own a refusal comes from before the page: nobody is signed in any more.
    if (answer.status === 401 || answer.type === "opaqueredirect" || (answer.status === 403 && !data)) {
      over = true;
      say("登录已经失效，没有自动留存。请不要关闭页面，点“保存草稿”重新登录，填写的内容会带过去。");
    } else {
      over = [403, 409, 413].includes(answer.status);
      say(data?.error ?? "这次没有自动留存成功，稍后会再试；也可以点“保存草稿”。");
    }
  }

  function show(names) {
    if (!others) return;
    others.hidden = names.length === 0;
    const text = names.length ? `${names.join("、")}正在编辑这份草稿，保存前请先沟通。` : "";
    if (others.textContent !== text) others.textContent = text;
  }

  form.addEventListener("input", () => {
    changed = true;
    leaving = true;
  });
  form.addEventListener("change", () => (changed = true));
  form.addEventListener("focusout", () => keep());
  form.addEventListener("submit", () => (leaving = false));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  // A form that came back with what was typed is as unsaved as one just typed into.
  window.addEventListener("beforeunload", (event) => {
    if (leaving) event.preventDefault();
  });
  setInterval(keep, EVERY);
}
