// Rows of a list: a click anywhere opens what the row is about, and the keys j and k walk from row to row.

const TEXT_FIELDS = "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]";
const INTERACTIVE = "a, button, input, select, textarea, label, summary, [role=switch]";

const rows = () => [...document.querySelectorAll("[data-list] tbody tr")].filter(linkOf);

function linkOf(row) {
  return row.querySelector("a[href]");
}

// Text stays selectable, and what can be pressed itself does what it says.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-list] tbody tr");
  if (!row || event.target.closest(INTERACTIVE) || String(window.getSelection())) return;
  const link = linkOf(row);
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

// The focus is the cursor: it is seen, spoken, and Enter follows the link it stands on.
const STEPS = { j: 1, k: -1 };

document.addEventListener("keydown", (event) => {
  if (document.body.dataset.shortcuts === "off" || document.querySelector("dialog[open]")) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TEXT_FIELDS)) return;
  const here = event.target.closest("[data-list] tbody tr");
  if (event.key in STEPS) {
    const all = rows();
    const next = here ? all[all.indexOf(here) + STEPS[event.key]] : all[0];
    if (!next) return;
    event.preventDefault();
    linkOf(next).focus();
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "x" && here) {
    here.querySelector("[data-tick]")?.click();
  }
});

// A menu closes with Escape and by a click elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("[data-tool-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-tool-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
