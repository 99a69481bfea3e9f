// Ask every second how far the report is, and go on to the signatures once it is done.
const card = document.querySelector("[data-state]");
const show = (selector, yes) => { card.querySelector(selector).hidden = !yes; };

async function look() {
  let state;
  try {
    const answer = await fetch(card.dataset.state, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    state = await answer.json();
  } catch {
    card.querySelector(".rendering-step").textContent = "No answer just now; trying again";
    return setTimeout(look, 3000);
  }
  if (state.next) return location.replace(state.next);
  card.querySelector("progress").value = state.percent;
  card.querySelector(".rendering-percent").textContent = `${state.percent} %`;
  card.querySelector(".rendering-step").textContent = state.step;
  show(".rendering-failed", state.error);
  show(".rendering-going", !state.error);
  return state.error ? null : setTimeout(look, 1000);
}

look();
