// Sends a form that has files with a bar for each of them. The files travel one after the other in one request, so how
// much of the request has gone says how much of each file has. When something is wrong, the chosen files stay chosen.
for (const form of document.querySelectorAll("form:has([data-files])")) {
  const input = form.querySelector("[data-files] input[type=file]");
  const said = form.querySelector(".upload-said");
  const button = form.querySelector("[type=submit]");

  const draw = (sent, total) => {
    const sizes = [...input.files].map((file) => file.size);
    let before = total - sizes.reduce((sum, size) => sum + size, 0);
    form.querySelectorAll("progress").forEach((bar, index) => {
      bar.hidden = false;
      bar.value = Math.min(Math.max((sent - before) / (sizes[index] || 1), 0), 1);
      before += sizes[index];
    });
  };

  const stop = (sentence) => {
    for (const bar of form.querySelectorAll("progress")) bar.hidden = true;
    button.disabled = false;
    said.textContent = sentence;
  };

  const go = (next) => { location.assign(next); if (next.split("#")[0] === location.pathname) location.reload(); };

  const complain = (errors) => {
    form.querySelectorAll(".field-error").forEach((old) => old.remove());
    stop("Nothing was sent yet. Correct the marked fields; what you typed and chose is kept.");
    for (const [name, sentences] of Object.entries(errors)) {
      const field = form.querySelector(`[name="${name}"]`);
      const error = Object.assign(document.createElement("p"), { id: `${name}-error`, className: "field-error", textContent: sentences.join(" ") });
      (field?.closest(".field") ?? said).append(error);
      field?.setAttribute("aria-invalid", "true");
      field?.setAttribute("aria-describedby", `${field.id}-help ${name}-error`);
      field?.closest("details")?.setAttribute("open", "");
    }
    form.querySelector("[aria-invalid]")?.focus();
  };

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
    button.disabled = true;
    said.textContent = "Sending …";
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (progress) => draw(progress.loaded, progress.total));
    request.addEventListener("error", () => stop("No connection: nothing was sent. Try again; what you typed and chose is kept."));
    request.addEventListener("load", () => {
      const { next, errors } = request.response ?? {};
      if (next) go(next);
      else if (errors) complain(errors);
      // Logged out, or too large: the server's own page says what to do.
      else form.submit();
    });
    request.send(new FormData(form));
  });
}
