// Choose the browser's own time zone where nobody has chosen one yet.
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const select of document.querySelectorAll("select[data-local-zone]")) {
  const known = [...select.options].some((option) => option.value === here);
  if (known && select.value === "UTC") select.value = here;
}
