// While a report is typed: open incidents that it may be about already. An account goes to such an incident's comment
// box as the draft that js/draft.js keeps there.
const form = document.querySelector("form[data-similar]");
const list = form.querySelector(".similar");
const fields = ["title", "what_happened", "system"].map((name) => form.elements[name]);
let waiting;
let asked = "";

function link(address, words, label) {
  const one = Object.assign(document.createElement("a"), { href: address, textContent: words });
  if (label) one.setAttribute("aria-label", label);
  return one;
}

function keep(draft) {
  const account = fields.slice(0, 2).map((field) => field.value.trim()).filter(Boolean).join("\n\n");
  localStorage.setItem(`countersign:draft:${draft}`, JSON.stringify({ text: account }));
}

function line(incident) {
  const item = document.createElement("li");
  const read = link(incident.address, `${incident.reference} `);
  const title = Object.assign(document.createElement("bdi"), { textContent: incident.title });
  const about = Object.assign(document.createElement("span"), { className: "muted small", textContent: incident.about });
  const same = link(`${incident.address}#comment`, "This is the same: add your account to it", `This is the same: add your account to it (${incident.reference})`);
  read.target = "_blank";
  read.append(title, Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: " (opens a new tab)" }));
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
  const query = new URLSearchParams(fields.map((field) => [field.name, field.value.slice(0, 600)])).toString();
  if (query === asked) return;
  asked = query;
  try {
    const answer = await fetch(`${form.dataset.similar}?${query}`, { headers: { Accept: "application/json" }, redirect: "error" });
    if (answer.ok && query === asked) show((await answer.json()).incidents);
  } catch {
    // Without an answer a report is still a report.
  }
}

for (const field of fields) field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 600); });
if (fields.some((field) => field.value)) look();
