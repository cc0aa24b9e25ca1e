// Filters left open stay out of the address, so that it can be read and shared.
document.addEventListener("htmx:configRequest", (event) => {
  const { verb, formData } = event.detail;
  if (verb !== "get") return;
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
});

// On a small screen the filters start folded away.
if (window.matchMedia("(max-width: 599.98px)").matches) {
  for (const pane of document.querySelectorAll("details.filter-pane[open]:not([data-invalid])")) pane.open = false;
}
