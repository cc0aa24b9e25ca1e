// One-letter shortcuts: data-shortcut="n" on a link or button follows it, on a field puts the cursor there.
// What the page offers goes before what the frame offers: "/" is the search of a list, and elsewhere the search across.
// Who has switched them off, because they get in the way of speech control, has <body data-shortcuts="off">.

const TEXT_FIELDS = "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (document.body.dataset.shortcuts === "off" || document.querySelector("dialog[open]")) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TEXT_FIELDS)) return;
  const named = `[data-shortcut="${CSS.escape(event.key)}"]`;
  const target = document.querySelector(`main ${named}`) ?? document.querySelector(named);
  if (!target) return;
  event.preventDefault();
  if (target.matches(TEXT_FIELDS)) target.focus();
  else target.click();
});
