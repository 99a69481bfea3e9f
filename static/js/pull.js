// Put a piece of the record into the text, where the cursor stands.
const box = document.querySelector("form.editor textarea");

function insert(text) {
  const before = box.value.slice(0, box.selectionStart);
  const gap = before && !before.endsWith("\n") ? "\n\n" : "";
  box.setRangeText(`${gap}${text.trim()}\n`, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

for (const piece of document.querySelectorAll("[data-pull]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-outline-secondary btn-sm pull";
  button.textContent = "Insert";
  button.setAttribute("aria-label", `Insert: ${piece.textContent.trim().slice(0, 60)}`);
  button.addEventListener("click", () => insert(piece.textContent));
  piece.after(button);
}
