// Moving through the rows of a page's lists: the first link or button of a row has the focus, so that Enter opens it.
const ROWS = "main :is(tbody > tr, .results > li, .task-list > li, .library > li, .bulletin-list > li, .due-list > li, .lines > li, .notices > li)";

const heads = () => [...document.querySelectorAll(ROWS)].map((row) => row.querySelector("a, button")).filter(Boolean);
const row = (place) => place?.closest(ROWS);

export function step(by) {
  const all = heads();
  const here = all.findIndex((head) => row(head) === row(document.activeElement));
  const next = here < 0 ? all.at(by > 0 ? 0 : -1) : all[here + by];
  next?.focus();
}

export function open() {
  if (row(document.activeElement)) heads().find((head) => row(head) === row(document.activeElement))?.click();
}
