// Ticks every row of the page at once, and says on the button how many are ticked.
const all = document.querySelector("[data-choose-all]");
const boxes = [...document.querySelectorAll(".queue-choose input")];
const told = document.querySelector("[data-chosen]");

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  told.textContent = chosen ? ` of ${chosen}` : "";
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

if (all) {
  all.closest("label").classList.remove("waits");
  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
  for (const box of boxes) box.addEventListener("change", tell);
  tell();
}
