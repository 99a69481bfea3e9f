// Light or dark as the person chose in this browser, or else as the device says. Runs before the page is drawn, so nothing flashes.
const dark = matchMedia("(prefers-color-scheme: dark)");

function drawTheme() {
  const page = document.documentElement;
  page.dataset.theme = localStorage.getItem("countersign:theme") ?? "system";
  page.dataset.bsTheme = page.dataset.theme === "system" ? (dark.matches ? "dark" : "light") : page.dataset.theme;
}

dark.addEventListener("change", drawTheme);
addEventListener("storage", drawTheme);
drawTheme();
