// Offers the people who can be named while “@” and a name are typed. Without it, a handle is typed like any other text.
const STARTED = /(^|[^\w@.+-])@([\w.+'-]*)$/;

function picker(box) {
  const place = document.createElement("div");
  const list = document.createElement("ul");
  const status = document.createElement("span");
  place.className = "mention-box";
  Object.assign(list, { id: `${box.id}-people`, className: "mention-list", role: "listbox", ariaLabel: "People to mention", hidden: true });
  Object.assign(status, { className: "visually-hidden", role: "status" });
  box.after(place);
  place.append(list, status);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  let asked = 0;
  let chosen = 0;

  function close() {
    asked += 1;
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    box.removeAttribute("aria-activedescendant");
  }

  function point(to) {
    chosen = (to + list.children.length) % list.children.length;
    [...list.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === chosen)));
    box.setAttribute("aria-activedescendant", list.children[chosen].id);
  }

  function take(handle) {
    const typed = box.value.slice(0, box.selectionStart).match(STARTED)[2];
    box.setRangeText(`${handle} `, box.selectionStart - typed.length, box.selectionStart, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  function option({ handle, name, of }, place) {
    const one = document.createElement("li");
    const more = document.createElement("small");
    Object.assign(one, { id: `${list.id}-${place}`, role: "option", textContent: `${name} ` });
    more.textContent = `@${handle}, ${of}`;
    one.append(more);
    one.dataset.handle = handle;
    one.addEventListener("mousedown", (event) => (event.preventDefault(), take(handle)));
    return one;
  }

  async function offer() {
    const started = box.value.slice(0, box.selectionStart).match(STARTED);
    close();
    if (!started) return;
    const question = asked;
    const answer = await fetch(`${box.dataset.mentions}?q=${encodeURIComponent(started[2])}`, { redirect: "manual" }).catch(() => null);
    const people = answer?.ok ? (await answer.json()).people : [];
    if (question !== asked || people.length === 0) return;
    list.replaceChildren(...people.map(option));
    list.hidden = false;
    status.textContent = `${people.length} ${people.length === 1 ? "person" : "people"}; arrow keys choose, Enter takes`;
    point(0);
  }

  const keys = { ArrowDown: () => point(chosen + 1), ArrowUp: () => point(chosen - 1), Enter: () => take(list.children[chosen].dataset.handle), Tab: () => take(list.children[chosen].dataset.handle), Escape: close };
  box.addEventListener("input", offer);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}

for (const box of document.querySelectorAll("textarea[data-mentions]")) picker(box);
