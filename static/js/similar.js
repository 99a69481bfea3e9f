// While a report is typed: open incidents that it may be about already. An account goes to such an incident's comment
// box as the draft that js/draft.js keeps there.
const form = document.querySelector("form[data-similar]");
const list = form.querySelector(".similar");
const fields = ["title", "what_happened", "system"].map((name) => form.elements[name]);
let waiting;
let asked = "";

const made = (tag, properties) => Object.assign(document.createElement(tag), properties);

function keep(draft) {
  const account = fields.slice(0, 2).map((field) => field.value.trim()).filter(Boolean).join("\n\n");
  localStorage.setItem(`countersign:draft:${draft}`, JSON.stringify({ text: account }));
}

function line(incident) {
  const item = made("li");
  const read = made("a", { href: incident.address, target: "_blank", textContent: `${incident.reference} ` });
  read.append(made("bdi", { textContent: incident.title }), made("span", { className: "visually-hidden", textContent: " (opens a new tab)" }));
  const about = made("span", { className: "muted small", textContent: incident.about });
  const same = made("a", { href: `${incident.address}#comment`, textContent: "This is the same: add your account to it" });
  same.ariaLabel = `${same.textContent} (${incident.reference})`;
  same.addEventListener("click", () => keep(incident.draft));
  item.append(read, about, same);
  return item;
}

function show(incidents) {
  list.hidden = !incidents.length;
  list.querySelector("p").textContent = incidents.length === 1 ? "One open incident may be the same:" : "These open incidents may be the same:";
  list.querySelector("ul").replaceChildren(...incidents.map(line));
}

async function look() {
  const told = new URLSearchParams(fields.map((field) => [field.name, field.value.slice(0, 600)]));
  const words = told.toString();
  if (words === asked) return;
  asked = words;
  try {
    const answer = await fetch(form.dataset.similar, { method: "POST", body: told, redirect: "manual" });
    if (answer.ok && words === asked) show((await answer.json()).incidents);
  } catch {
    // Without an answer a report is still a report.
  }
}

for (const field of fields) field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 600); });
if (fields.some((field) => field.value)) look();
