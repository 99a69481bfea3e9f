// Shortcuts of single keys: they follow the links that the help lists, and rest wherever somebody types.
import { open, step } from "./rows.js";

const help = document.querySelector("#shortcuts");
const box = document.querySelector("[data-search]");
const OFF = "countersign:shortcuts-off";
const BUSY = "input, textarea, select, [contenteditable], dialog";
let before = "";

const acts = {
  "/": () => (box?.offsetParent ? box.focus() : document.querySelector(".top-search-link")?.click()),
  "?": () => help.showModal(),
  ".": () => document.querySelector("main .step a")?.click(),
  j: () => step(1),
  k: () => step(-1),
  o: open,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.key.length > 1 || event.target.closest?.(BUSY) || document.querySelector("dialog[open]") || localStorage.getItem(OFF)) return;
  const keys = before ? `${before} ${event.key}` : event.key;
  // No clock runs between two keys: some hands need their time. Any other key is a beginning of its own.
  before = keys === "g" ? "g" : "";
  const link = [...help.querySelectorAll("[data-keys]")].find((one) => one.dataset.keys === keys);
  const act = link ? () => link.click() : acts[keys];
  if (!act) return;
  event.preventDefault();
  act();
});

for (const line of document.querySelectorAll("[data-shortcut-switch]")) {
  const field = line.querySelector("input");
  line.hidden = false;
  field.checked = !localStorage.getItem(OFF);
  field.addEventListener("change", () => {
    if (field.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
