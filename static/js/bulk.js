// Picking rows of a list: how many are picked, what will happen to them, all of the page at once.
// Without this module the check boxes and the button below the list do the same.

for (const form of document.querySelectorAll("form[data-bulk]")) {
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const bar = form.querySelector("[data-bulk-bar]");
  const said = form.querySelector("[data-bulk-count]");
  const act = bar?.querySelector("select");
  if (!bar) continue;
  const idle = said.textContent;

  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "选中本页全部");
  form.querySelector("[data-bulk-all]")?.append(all);

  const show = () => {
    const count = boxes.filter((box) => box.checked).length;
    const chosen = act.selectedOptions[0];
    said.textContent = count ? `已勾选${count}份。${chosen.textContent}：${chosen.dataset.will}` : idle;
    bar.classList.toggle("bulk-ready", count > 0);
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  };

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  // The browser keeps what was picked when one comes back to the page.
  window.addEventListener("pageshow", show);
  show();
}
