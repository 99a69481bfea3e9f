// The choice between light and dark at the foot of every page. Other windows follow, since storage tells them.
const choice = document.querySelector("#theme");
choice.value = document.documentElement.dataset.theme;

choice.addEventListener("change", () => {
  localStorage.setItem("countersign:theme", choice.value);
  dispatchEvent(new Event("storage"));
});
