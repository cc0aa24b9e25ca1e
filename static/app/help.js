// A link with data-opens="id" opens that dialog instead of its page. Rows that need something which the page does not
// have, data-needs="a selector", are left out. The browser closes the dialog with Esc and gives the focus back.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-opens]");
  const dialog = link && document.getElementById(link.dataset.opens);
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  for (const row of dialog.querySelectorAll("[data-needs]")) {
    row.hidden = !document.querySelector(row.dataset.needs);
  }
  dialog.showModal();
});
