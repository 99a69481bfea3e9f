// The text of an editor: what the server has of it stands in the form's hidden fields, what was typed in the box.
export const form = document.querySelector("form.editor");
export const box = form.elements.body;
export const saved = form.elements.base;
export const version = form.elements.version;
export const dirty = () => box.value.trim() !== saved.value;

// Make the box say this without moving the cursor or the selection.
export function bring(text) {
  const old = box.value;
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old[start] === text[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === text.at(-1 - end)) end += 1;
  box.setRangeText(text.slice(start, text.length - end), start, old.length - end, "preserve");
}

export function say(text, state = "") {
  const line = form.querySelector(".save-state");
  line.dataset.state = state;
  if (line.textContent !== text) line.textContent = text;
}
