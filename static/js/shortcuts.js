// Shortcuts of single keys: they follow the links that the help lists, and rest wherever somebody types.
import { open, step } from "./rows.js";

const help = document.querySelector("#shortcuts");
const boxes = [...document.querySelectorAll("[data-search]")];
const switches = document.querySelectorAll("[data-shortcut-switch]");
const OFF = "countersign:shortcuts-off";
const BUSY = "input, textarea, select, [contenteditable], dialog";
let before = "";

function search() {
  const box = boxes.findLast((one) => one.offsetParent);
  if (box) box.focus();
  else document.querySelector(".top-search-link")?.click();
}

const acts = {
  "/": search,
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
  // No clock runs between two keys: some hands need their time. Any second key ends it.
  before = keys === "g" ? "g" : "";
  const link = [...help.querySelectorAll("[data-keys]")].find((one) => one.dataset.keys === keys);
  const act = link ? () => link.click() : acts[keys];
  if (!act) return;
  event.preventDefault();
  act();
});

function show() {
  for (const line of switches) line.querySelector("input").checked = !localStorage.getItem(OFF);
}

for (const line of switches) {
  line.hidden = false;
  line.addEventListener("change", ({ target }) => {
    if (target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    show();
  });
}
show();
