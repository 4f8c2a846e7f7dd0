// A date on the page of a case leads to its row of the account; browsers that do not open a closed
// fold for a target get it opened here.

function reveal() {
  if (!location.hash.startsWith("#d-")) return;
  const row = document.getElementById(location.hash.slice(1));
  const fold = row?.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  row.scrollIntoView({ block: "center" });
}

window.addEventListener("hashchange", reveal);
reveal();
