// Paste a screenshot or drop files anywhere on the page: they join the ones chosen by hand, or take the place of the
// one where only one is asked for. Shows what was chosen, and takes one away again.
for (const box of document.querySelectorAll("[data-files]")) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("ul");
  const most = Number(box.dataset.mostBytes);
  const bound = `${most / 1024 / 1024} MB`;

  const put = (files) => {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const remover = (file) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-secondary btn-sm";
    button.textContent = "Remove";
    button.setAttribute("aria-label", `Remove ${file.name}`);
    button.addEventListener("click", () => {
      put([...input.files].filter((one) => one !== file));
      (list.querySelector("button") ?? input).focus();
    });
    return button;
  };

  const line = (file) => {
    const item = document.createElement("li");
    if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) {
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(file);
      picture.alt = "";
      item.append(picture);
    }
    const words = document.createElement("span");
    const large = file.size > most ? `: larger than ${bound}, it cannot be sent` : "";
    const kilobytes = Math.ceil(file.size / 1024);
    words.textContent = `${file.name}, ${kilobytes < 1024 ? `${kilobytes} kB` : `${(kilobytes / 1024).toFixed(1)} MB`}${large}`;
    const bar = document.createElement("progress");
    Object.assign(bar, { max: 1, value: 0, hidden: true });
    bar.setAttribute("aria-label", `Sent of ${file.name}`);
    item.append(words, bar, remover(file));
    item.classList.toggle("too-large", file.size > most);
    return item;
  };

  const show = () => {
    const tooLarge = [...input.files].find((file) => file.size > most);
    input.setCustomValidity(tooLarge ? `${tooLarge.name} is larger than ${bound}. Choose again without it.` : "");
    list.replaceChildren(...[...input.files].map(line));
  };

  const add = (files) => put(input.multiple ? [...input.files, ...files] : [...files].slice(0, 1));

  input.addEventListener("input", show);
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
