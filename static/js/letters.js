// The editor of a letter: a clause goes to where the cursor last stood. Without this module the
// server puts it before the redress clause.

const text = document.querySelector("#letter-form textarea");
let place = null;

if (text) {
  for (const event of ["keyup", "click", "select"]) text.addEventListener(event, () => (place = [text.selectionStart, text.selectionEnd]));
  document.querySelectorAll("button[data-clause]").forEach((button) => button.addEventListener("click", (event) => insert(event, button.dataset.clause)));
}

function insert(event, clause) {
  if (!place) return; // no cursor yet: the server finds the place
  event.preventDefault();
  text.setRangeText(clause, place[0], place[1], "end");
  place = [text.selectionStart, text.selectionEnd];
  text.dispatchEvent(new Event("input", { bubbles: true }));
  const blank = clause.indexOf("【");
  text.focus();
  if (blank >= 0) {
    const start = place[0] - clause.length + blank;
    text.setSelectionRange(start, start + clause.slice(blank).indexOf("】") + 1);
    place = [text.selectionStart, text.selectionEnd];
  }
}
