// Say that something is not saved, warn before leaving it, and save with Ctrl-S or Ctrl-Enter.
const form = document.querySelector("form.editor");
const box = form.querySelector("textarea");
const marker = form.querySelector(".unsaved");
const saved = box.defaultValue;
let sending = false;

const dirty = () => !sending && box.value !== saved;
const mark = () => { marker.hidden = !dirty(); };

form.querySelector(".keys").hidden = false;
box.addEventListener("input", mark);
form.addEventListener("submit", () => { sending = true; });
window.addEventListener("beforeunload", (event) => { if (dirty()) event.preventDefault(); });
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || !["s", "Enter"].includes(event.key)) return;
  event.preventDefault();
  form.requestSubmit();
});
mark();
