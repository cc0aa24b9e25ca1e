// The cross of a message removes it; focus goes on to the page and not to nowhere.
document.addEventListener("click", (event) => {
  const cross = event.target.closest("[data-close]");
  if (!cross) return;
  cross.parentElement.remove();
  document.getElementById("main").focus();
});

// When a fragment cannot be fetched, the page's live region says so.
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, () => {
    const region = document.getElementById("messages");
    const message = document.createElement("div");
    message.className = "message message-error";
    message.append(document.createElement("p"));
    message.firstChild.textContent = region.dataset.fault;
    region.replaceChildren(message);
  });
}
