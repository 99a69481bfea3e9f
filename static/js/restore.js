// A text that was typed here and never saved: offer it when the saved text is another. Runs before draft.js.
const form = document.querySelector("form.editor");
const box = form.querySelector("textarea");
const notice = form.querySelector(".restore");
const kept = JSON.parse(localStorage.getItem(`countersign:draft:${form.dataset.draft}`) ?? "{}")[box.name];

if (kept && box.value && kept.trim() !== box.value.trim()) {
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", () => {
    box.value = kept;
    notice.hidden = true;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}
