// Ctrl-K: a combobox whose list is asked of the server while one types. Without script, pages and links do the same.
const dialog = document.querySelector("#palette");
const input = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const status = dialog.querySelector("[role=status]");
const PATIENCE = 120;
let [chosen, waiting, asking] = [-1, 0, null];

function choose(place) {
  const options = [...list.children];
  chosen = options.length ? (place + options.length) % options.length : -1;
  options.forEach((option, index) => option.setAttribute("aria-selected", index === chosen));
  input.setAttribute("aria-activedescendant", options[chosen]?.id ?? "");
  options[chosen]?.scrollIntoView({ block: "nearest" });
}

function option(entry, index) {
  const line = document.createElement("li");
  Object.assign(line, { id: `palette-${index}`, role: "option" });
  line.dataset.address = entry.address;
  line.append(...[["palette-kind", entry.kind], ["reference", entry.detail], ["palette-label", entry.label]].map(([name, text]) => {
    const part = document.createElement(name === "palette-label" ? "bdi" : "span");
    [part.className, part.textContent] = [name, text];
    return part;
  }));
  return line;
}

async function ask() {
  asking?.abort();
  const mine = asking = new AbortController();
  try {
    const address = `${dialog.dataset.address}?q=${encodeURIComponent(input.value)}`;
    const { entries } = await (await fetch(address, { signal: mine.signal })).json();
    list.replaceChildren(...entries.map(option));
    status.textContent = `${entries.length} ${entries.length === 1 ? "suggestion" : "suggestions"}`;
    choose(0);
  } catch {
    if (!mine.signal.aborted) status.textContent = "No answer. Load the page again.";
  }
}

function go() {
  const address = list.children[chosen]?.dataset.address;
  if (address) location.assign(address);
}

input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PATIENCE);
});
input.addEventListener("keydown", (event) => {
  const moves = { ArrowDown: () => choose(chosen + 1), ArrowUp: () => choose(chosen - 1), Enter: go };
  if (event.isComposing || !moves[event.key]) return;
  event.preventDefault();
  moves[event.key]();
});
list.addEventListener("click", (event) => {
  choose([...list.children].indexOf(event.target.closest("li")));
  go();
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  if (dialog.open) return dialog.close();
  if (document.querySelector("dialog[open]")) return;
  dialog.showModal();
  input.select();
  ask();
});
