// Small comforts of every public page. Nothing here is needed to read, search or download.

const input = document.querySelector('.search > input[type="search"]');

// "/" leads to the search box, as long as nobody is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !input) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  input.focus();
  input.select();
});
