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
  const fields = [...form.querySelectorAll("textarea, select, input:not([type=hidden], [type=file], [type=password], [type=checkbox])")];
  const ticks = [...form.querySelectorAll("[type=checkbox]")];
  const files = () => [...form.querySelectorAll("[type=file]")].flatMap((field) => [...field.files].map((file) => file.name));
  const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
  for (const field of fields.filter((one) => !one.value && kept[one.name])) {
    field.value = kept[field.name];
    field.closest("details")?.setAttribute("open", "");
  }
  for (const tick of ticks) tick.checked ||= Boolean(kept["ticked:"]?.includes(tick.value));

  const note = form.querySelector("[data-restored]");
  if (note && Object.values(kept).some((value) => value.length)) {
    note.hidden = false;
    if (kept["files:"]?.length) note.append(` Files are not kept: choose ${kept["files:"].join(", ")} again.`);
  }

  form.addEventListener("input", () => {
    const ticked = ticks.filter((tick) => tick.checked).map((tick) => tick.value);
    keep(key, { ...Object.fromEntries(fields.map((field) => [field.name, field.value])), "ticked:": ticked, "files:": files() });
  });
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
}

document.querySelector("form[action='/logout']")?.addEventListener("submit", () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
});
