// Keeps the number of unread notices true while a page is open. It says nothing aloud and moves nothing: who looks, sees.
const link = document.querySelector("[data-unread]");
const EVERY = 60_000;

async function look() {
  if (document.hidden) return;
  const answer = await fetch(link.dataset.unread, { redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  const { unread } = await answer.json();
  const count = link.querySelector(".news");
  count.firstChild.data = unread < 100 ? `${unread}` : "99+";
  count.hidden = unread === 0;
}

if (link) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
