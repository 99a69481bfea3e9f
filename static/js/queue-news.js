// Asks now and then whether an open queue still shows what there is, and offers to show what is new. Nothing moves by itself.
const EVERY = 20_000;
const bar = document.querySelector("[data-stamps]");
const news = bar.querySelector(".queue-news");
const title = document.title;
const shown = new Map([...document.querySelectorAll("tr[data-stamp]")].map((row) => [row.dataset.reference, row.dataset.stamp]));
let last = Date.now();

// One that comes pushes another off a full page: that is one piece of news, not two.
function count(stamps) {
  const now = Object.entries(stamps);
  const came = now.filter(([reference]) => !shown.has(reference)).length;
  const went = [...shown.keys()].filter((reference) => !(reference in stamps)).length;
  const changed = now.filter(([reference, stamp]) => shown.has(reference) && shown.get(reference) !== stamp).length;
  return Math.max(came, went) + changed;
}

function offer(number) {
  const words = number ? `${number} new or changed. ` : "";
  if (news.dataset.said === words) return;
  news.dataset.said = words;
  document.title = number ? `(${number}) ${title}` : title;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-primary btn-sm", textContent: "Show them" });
  button.addEventListener("click", () => location.reload());
  news.replaceChildren(...(number ? [words, button] : []));
}

async function look() {
  if (document.visibilityState !== "visible" || Date.now() - last < EVERY) return;
  last = Date.now();
  try {
    const answer = await fetch(bar.dataset.stamps, { headers: { Accept: "application/json" }, redirect: "error" });
    if (answer.ok) offer(count((await answer.json()).stamps));
  } catch {
    // No connection, or logged out meanwhile: the page stays as it is, and the next look may succeed.
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
