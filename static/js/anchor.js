// A link to a part of the page opens the first disclosure in it, so that the button leads to the form.
const open = () => {
  const part = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (part && !document.querySelector(".flash-success")) part.querySelector("details.disclosure")?.setAttribute("open", "");
};
addEventListener("hashchange", open);
open();
