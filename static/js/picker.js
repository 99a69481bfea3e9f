// Narrows the terms of the page by what is typed, opens the lists that have some, and says beside each list what is chosen.
const search = document.querySelector("[data-term-search]");
const lists = [...document.querySelectorAll("[data-terms] details")];
const wasOpen = new Map(lists.map((list) => [list, list.open]));

function narrow(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const list of lists) {
    let here = 0;
    for (const term of list.querySelectorAll("[data-term]")) {
      const fits = words.every((word) => term.textContent.toLowerCase().includes(word));
      term.hidden = !fits && !term.querySelector(":checked");
      here += fits ? 1 : 0;
    }
    for (const group of list.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-term]:not([hidden])");
    list.hidden = words.length > 0 && here === 0;
    list.open = words.length > 0 ? here > 0 : wasOpen.get(list);
    found += here;
  }
  search.querySelector("[role=status]").textContent = words.length ? `${found} ${found === 1 ? "term fits" : "terms fit"}` : "";
}

if (search) {
  search.hidden = false;
  search.querySelector("input").addEventListener("input", (event) => narrow(event.target.value));
}

// A link to a list, as beside a criterion without an answer, opens it.
function openNamed() {
  const list = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (lists.includes(list)) list.open = true;
}
addEventListener("hashchange", openNamed);
openNamed();

for (const list of lists) {
  const chosen = list.querySelector("[data-chosen]");
  if (!chosen) continue;
  list.addEventListener("change", () => {
    const terms = [...list.querySelectorAll("[data-term]:has(:checked) .term-label")];
    chosen.textContent = terms.map((term) => term.textContent).join(", ");
  });
}
