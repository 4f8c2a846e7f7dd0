// Rows of an issue are put in order by dragging; the numbers in the fields follow, saving is one press.

const body = document.querySelector("[data-order]");
let dragged = null;

function renumber() {
  [...body.querySelectorAll("[data-place]")].forEach((field, place) => {
    field.value = place + 1;
  });
}

if (body) {
  document.querySelector("[data-drag-hint]")?.removeAttribute("hidden");
  for (const row of body.rows) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      // Selecting words in a field is no dragging of its row.
      if (document.activeElement?.matches("input") && row.contains(document.activeElement)) {
        event.preventDefault();
        return;
      }
      dragged = row;
      row.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    row.addEventListener("dragend", () => {
      row.classList.remove("dragged");
      dragged = null;
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      const below = event.clientY > box.top + box.height / 2;
      body.insertBefore(dragged, below ? row.nextSibling : row);
    });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      renumber();
    });
  }
}
