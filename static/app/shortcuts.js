// One-letter shortcuts: data-shortcut="n" on a link or button follows it, on a field puts the cursor there.
// What the page offers goes before what the frame offers: "/" is the search of a list, and elsewhere the search across.
// Who has switched them off, because they get in the way of speech control, has <body data-shortcuts="off">.

const TEXT_FIELDS = "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const target = targetOf(event);
  if (!target) return;
  event.preventDefault();
  if (target.matches(`${TEXT_FIELDS}, [data-facts]`)) focusOn(target);
  else target.click();
});

function targetOf(event) {
  if (event.ctrlKey || event.metaKey) return null;
  if (event.altKey) return withAlt(event.code);
  if (document.body.dataset.shortcuts === "off" || event.target.closest(TEXT_FIELDS)) return null;
  return find(event.key);
}

// People who come from Business Central press Alt+N and Alt+F2. These are no letters alone, so they work in fields, too.
function withAlt(code) {
  if (code === "F2") return document.querySelector("main [data-facts]");
  return code === "KeyN" ? find("n") : null;
}

function find(key) {
  const named = `[data-shortcut="${CSS.escape(key)}"]`;
  const inFrame = [...document.querySelectorAll(named)];
  return document.querySelector(`main ${named}`) ?? inFrame.find((target) => target.checkVisibility()) ?? inFrame[0];
}

function focusOn(field) {
  const folded = field.closest("details:not([open])");
  if (folded) folded.open = true;
  field.focus();
  field.select?.();
}
