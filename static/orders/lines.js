// Lines are changed in their row: Escape leaves the row as it was.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.target.closest("[data-line-editor]")?.querySelector("[data-cancel]").click();
});
