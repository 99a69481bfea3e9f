// Keeps the words of running clocks true while a page stays open. Without it they are those of the moment it was made.
const MINUTE = 60_000;

function length(milliseconds) {
  const minutes = Math.floor(milliseconds / MINUTE);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days) return hours ? `${days} d ${hours} h` : `${days} d`;
  if (hours) return rest ? `${hours} h ${rest} min` : `${hours} h`;
  return minutes ? `${minutes} min` : "less than 1 min";
}

function show(clock, now) {
  const [due, warn] = [Date.parse(clock.dataset.due), Date.parse(clock.dataset.warn)];
  clock.textContent = now > due ? `breached ${length(now - due)} ago` : `${length(due - now)} left`;
  clock.classList.toggle("clock-breached", now > due);
  clock.classList.toggle("clock-warning", now <= due && now >= warn);
  clock.classList.toggle("clock-running", now < warn && now <= due);
}

const clocks = document.querySelectorAll(".clock[data-due]");
if (clocks.length) setInterval(() => clocks.forEach((clock) => show(clock, Date.now())), MINUTE / 2);
