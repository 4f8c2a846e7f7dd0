// What the editor sends to the server; a refusal is thrown as its sentence.

const LOST = "没有连上服务器，内容还在这里，请稍后再试。";

export async function upload({ box }, file, alt) {
  return post(box, box.dataset.pictures, { file, alt, form_token: token() });
}

export async function cleanPaste({ box }, html) {
  return post(box, box.dataset.paste, { html });
}

async function post(box, address, values) {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.append(name, value);
  const csrf = box.closest("form")?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  let response;
  try {
    response = await fetch(address, { method: "POST", body: data, headers: { "X-CSRFToken": csrf } });
  } catch {
    throw new Error(LOST);
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok && !answer.error) return answer;
  throw new Error(answer.error ?? "服务器没有接受，可能是登录已经过期。请在新的标签页登录后，回到这里再试。");
}

// Each upload is done once, however often it is sent.
function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
