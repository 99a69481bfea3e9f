// Ctrl-S and Ctrl-Enter send the editor, as its button does.
const form = document.querySelector("form.editor");

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || !["s", "Enter"].includes(event.key)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[type=submit]"));
});
