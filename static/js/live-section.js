// Every ten seconds: who else writes this section, and their text where one has not typed. After a save: the checklist.
import { bring, box, dirty, form, saved, version } from "./editor-text.js";

const presence = document.querySelector(".presence");
const list = document.querySelector("[data-checklist]");
let empty = !saved.value;

// The server knows who saved last, which may be oneself: the other is still here for two minutes.
let until = 0;

function meet(name) {
  if (name) {
    until = Date.now() + 120000;
    presence.querySelector("strong").textContent = name;
  }
  presence.hidden = Date.now() > until;
}

async function recount() {
  const answer = await fetch(list.dataset.checklist);
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  list.replaceChildren(...page.body.childNodes);
}

async function look() {
  if (document.hidden) return;
  const answer = await fetch(form.dataset.state);
  if (!answer.ok || answer.redirected) return;
  const told = await answer.json();
  meet(told.others);
  if (dirty() || told.version <= Number(version.value)) return;
  bring(told.body);
  saved.value = told.body;
  version.value = told.version;
}

meet(presence.querySelector("strong").textContent);
form.addEventListener("saved", (event) => {
  meet(event.detail.others);
  if (empty !== !event.detail.body) recount();
  empty = !event.detail.body;
});
setInterval(() => look().catch(() => {}), 10000);
