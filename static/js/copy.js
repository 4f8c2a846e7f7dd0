// Copies the words of a field; without a script the field can be marked and copied by hand.

const button = document.querySelector("[data-copy]");
const words = button && document.getElementById(button.dataset.copy);
const answer = document.querySelector("[data-copied]");

if (words && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words.value);
      answer.textContent = "已复制。";
    } catch {
      words.focus();
      words.select();
      answer.textContent = "没有复制成功，文稿已选中，请按Ctrl+C复制。";
    }
  });
}
