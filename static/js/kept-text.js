// What is typed stays in this browser until the server has it. Comes back by itself where nobody else changed the text.
import { bring, box, dirty, form, saved, say, version } from "./editor-text.js";

const key = `countersign:draft:${form.dataset.kept}`;
const kept = JSON.parse(localStorage.getItem(key) ?? "null");

function restore() {
  form.querySelector(".restore").hidden = true;
  bring(kept.body);
  saved.value = kept.base ?? saved.value;
  if (version) version.value = kept.version ?? version.value;
  say("This is what you had typed here.", "unsaved");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function keep() {
  try {
    if (dirty()) localStorage.setItem(key, JSON.stringify({ body: box.value, base: saved.value, version: version?.value }));
    else localStorage.removeItem(key);
  } catch {
    // The browser has no room for so much text; the page itself still has it.
  }
}

let warn = false;
box.addEventListener("input", () => { warn = true; keep(); });
form.addEventListener("submit", () => { warn = false; sessionStorage.setItem("countersign:sent", key); });
form.querySelector(".log-in-again")?.addEventListener("click", () => { warn = false; });
addEventListener("beforeunload", (event) => { if (warn && dirty()) event.preventDefault(); });
if (kept && kept.body.trim() === saved.value) localStorage.removeItem(key);
else if (kept && kept.body.trim() !== box.value.trim()) {
  form.querySelector(".restore button").addEventListener("click", restore);
  // Once every module of the page listens.
  if (kept.base === saved.value && !dirty()) addEventListener("load", restore);
  else form.querySelector(".restore").hidden = false;
}
