// Save two seconds after the last key and on leaving the box, and say how it stands.
import { bring, box, dirty, form, saved, say, version } from "./editor-text.js";
import { keep } from "./kept-text.js";

const QUIET = 2000;
const AGAIN = 10000;
let timer;
let sending = false;
let pending = null; // what the server may or may not have: asked again as it was, until it answers
let stopped = false;

const show = (selector, yes) => { form.querySelector(selector).hidden = !yes; };
const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

function wait(why) {
  say(`Not saved: ${why}. Your text is kept in this browser.`, "unsaved");
  later(AGAIN);
}

function stop(text) {
  stopped = true;
  say(text, "unsaved");
}

function took(told) {
  const on = box.value !== pending.body;
  const alone = told.body === pending.body.trim();
  if (!on && !alone) bring(told.body);
  // Whoever typed on goes on from what was sent; the server brings the rest together once more.
  saved.value = on ? pending.body.trim() : told.body;
  version.value = on && !alone ? pending.version : told.version;
  pending = null;
  keep();
  say(`Saved ${told.saved}`, "saved");
  form.dispatchEvent(new CustomEvent("saved", { detail: told }));
  if (dirty()) later(QUIET);
}

async function heard(answer) {
  if (answer.redirected || [400, 401].includes(answer.status)) {
    show(".log-in-again", true);
    return stop("You were logged out. Your text is kept in this browser.");
  }
  if (answer.status >= 500) return wait("something broke on our side");
  const told = await answer.json();
  if (told.refused) return stop(`Not saved: ${told.refused} Your text is kept in this browser.`);
  if (!told.crossed) return took(told);
  show(".see-both", true);
  return stop(`${told.crossed} changed the same lines. Both texts are kept.`);
}

async function save() {
  clearTimeout(timer);
  if (sending || stopped || !(pending || dirty())) return;
  sending = true;
  show(".saving", true);
  pending ??= { body: box.value, base: saved.value, version: version.value };
  const data = new FormData(form);
  for (const [name, value] of Object.entries(pending)) data.set(name, value);
  try {
    await heard(await fetch(form.dataset.autosave, { method: "POST", body: data, headers: { Accept: "application/json" } }));
  } catch {
    wait("no connection");
  }
  sending = false;
  show(".saving", false);
}

show(".keys", true);
box.addEventListener("input", () => { if (!stopped) later(QUIET); });
box.addEventListener("change", save);
addEventListener("online", save);
form.addEventListener("submit", () => { stopped = true; clearTimeout(timer); });
