// A strip of links that is too long for the page begins where the current one is to be seen.
document.querySelectorAll(":is(.rooms, .tabs) [aria-current]").forEach((link) => {
  const strip = link.closest("ul");
  const [room, own] = [strip.getBoundingClientRect(), link.getBoundingClientRect()];
  strip.scrollLeft += own.left - room.left - (room.width - own.width) / 2;
});
