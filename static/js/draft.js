// What is typed into a form with data-draft stays in this browser until it was sent, and goes when the person logs out.
const PREFIX = "countersign:draft:";
const SENT = "countersign:sent";

const sent = sessionStorage.getItem(SENT);
sessionStorage.removeItem(SENT);
if (sent && document.querySelector(".flash-success")) localStorage.removeItem(sent);

function keep(key, values) {
  try {
    localStorage.setItem(key, JSON.stringify(values));
  } catch {
    // The browser has no room for so much text; the page itself still has it.
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = PREFIX + form.dataset.draft;
  const fields = [...form.querySelectorAll("textarea, select, input:not([type=hidden], [type=file], [type=password])")];
  const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
  for (const field of fields.filter((one) => !one.value && kept[one.name])) {
    field.value = kept[field.name];
    field.closest("details")?.setAttribute("open", "");
  }

  form.addEventListener("input", () => {
    keep(key, Object.fromEntries(fields.map((field) => [field.name, field.value])));
  });
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
}

document.querySelector("form[action='/logout']")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
});
