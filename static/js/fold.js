// Folds are closed on narrow screens and open from the width they name (in em) on; after that
// they obey the reader.

for (const fold of document.querySelectorAll("[data-fold]")) {
  const wide = window.matchMedia(`(min-width: ${Number(fold.dataset.fold)}em)`);
  const asked = fold.open;
  const settle = () => {
    fold.open = asked || wide.matches;
  };
  settle();
  fold.dataset.ready = "";
  wide.addEventListener("change", settle);
}
