// Light or dark as the person's device says. Runs before the page is drawn, so nothing flashes.
const dark = matchMedia("(prefers-color-scheme: dark)");
const apply = () => { document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light"; };
dark.addEventListener("change", apply);
apply();
