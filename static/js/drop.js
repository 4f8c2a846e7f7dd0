// Files may be dropped on the form; without this the ordinary file field does the same.

for (const form of document.querySelectorAll("form[data-drop]")) {
  const area = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-drop-list]");
  form.querySelector("[data-drop-hint]").hidden = false;

  const name = () => {
    list.textContent = input.files.length ? `已选${input.files.length}个：${[...input.files].map((f) => f.name).join("、")}` : "";
  };
  input.addEventListener("change", name);

  for (const type of ["dragenter", "dragover"]) {
    area.addEventListener(type, (event) => {
      event.preventDefault();
      area.classList.add("over");
    });
  }
  for (const type of ["dragleave", "drop"]) area.addEventListener(type, () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    name();
  });
}
