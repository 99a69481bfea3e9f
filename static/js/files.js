// Paste a screenshot or drop files anywhere on the page: they join the ones chosen by hand, or take the place of the
// one where only one is asked for. Shows what was chosen.
for (const box of document.querySelectorAll("[data-files]")) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("ul");
  const most = Number(box.dataset.mostBytes);
  const bound = `${most / 1024 / 1024} MB`;

  const show = () => {
    const tooLarge = [...input.files].find((file) => file.size > most);
    input.setCustomValidity(tooLarge ? `${tooLarge.name} is larger than ${bound}. Choose again without it.` : "");
    list.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) {
        const picture = document.createElement("img");
        picture.src = URL.createObjectURL(file);
        picture.alt = "";
        line.append(picture);
      }
      const large = file.size > most ? `: larger than ${bound}, it cannot be sent` : "";
      line.append(`${file.name}, ${(file.size / 1024 / 1024).toFixed(1)} MB${large}`);
      line.classList.toggle("too-large", file.size > most);
      return line;
    }));
  };

  const add = (files) => {
    const all = new DataTransfer();
    const wanted = input.multiple ? [...input.files, ...files] : [...files].slice(0, 1);
    for (const file of wanted) all.items.add(file);
    input.files = all.files;
    show();
  };

  input.addEventListener("change", show);
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    const time = new Date().toTimeString().slice(0, 8).replaceAll(":", "");
    add([...event.clipboardData.files].map((file) =>
      file.name === "image.png" ? new File([file], `pasted-${time}.png`, { type: file.type }) : file));
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => { event.preventDefault(); if (event.dataTransfer.files.length) add(event.dataTransfer.files); });
}
