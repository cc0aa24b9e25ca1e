// A long import: the button that was pressed says that it is at work. Coming back with the Back button makes it usable.
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter ?? form.querySelector("[type=submit]");
    if (!button || event.defaultPrevented || button.dataset.label) return;
    button.dataset.label = button.innerHTML;
    button.textContent = form.dataset.busy;
    button.setAttribute("aria-busy", "true");
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-label]")) {
    button.innerHTML = button.dataset.label;
    delete button.dataset.label;
    button.removeAttribute("aria-busy");
  }
});
