// Ask every second how far a run is, and show its results once it is done.
const card = document.querySelector("[data-run]");

async function look() {
  let state;
  try {
    const answer = await fetch(card.dataset.run, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    state = await answer.json();
  } catch {
    card.querySelector(".run-step").textContent = "No answer just now; trying again";
    return setTimeout(look, 3000);
  }
  if (!state.going) return location.reload();
  card.querySelector("progress").value = state.percent;
  card.querySelector(".run-step").textContent = state.step;
  card.querySelector(".run-error").textContent = state.error;
  return setTimeout(look, 1000);
}

look();
