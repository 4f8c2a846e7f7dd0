// Copies the holding of a case study; the form beside it counts that it was taken over.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-text]");
  if (!button || !navigator.clipboard) return;
  const words = document.getElementById(button.dataset.copyText);
  if (!words) return;
  try {
    await navigator.clipboard.writeText(words.textContent.trim());
  } catch {
    const range = document.createRange();
    range.selectNodeContents(words);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
});
