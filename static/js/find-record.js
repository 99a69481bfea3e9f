// Narrows the record to the pieces that have all words that are typed, and opens the groups that have some.
const search = document.querySelector(".record-search");
const groups = [...document.querySelectorAll(".record details")];
const wasOpen = new Map(groups.map((group) => [group, group.open]));

search.hidden = false;
search.querySelector("input").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of groups) {
    const pieces = [...group.querySelectorAll("article")];
    for (const piece of pieces) piece.hidden = !words.every((word) => piece.textContent.toLowerCase().includes(word));
    const here = pieces.filter((piece) => !piece.hidden).length;
    group.hidden = words.length > 0 && !here;
    group.open = words.length > 0 ? here > 0 : wasOpen.get(group);
    found += here;
  }
  search.querySelector("[role=status]").textContent = words.length ? `${found} found` : "";
});
