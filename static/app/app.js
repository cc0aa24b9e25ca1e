// Behaviour of the frame. Each part is bound by a data-* attribute, and every page works without it.

const TEXT_FIELDS = "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]";

// A second click must not send a form twice. Coming back with the Back button makes it usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-submit-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-disabled");
  }
});

// The cross of a message removes it; focus goes on to the page and not to nowhere.
document.addEventListener("click", (event) => {
  const cross = event.target.closest("[data-close]");
  if (!cross) return;
  cross.parentElement.remove();
  document.getElementById("main").focus();
});

// The tick box in a table's head ticks the rows on this page; with Shift a click ticks every row in between.
let lastTicked = null;
document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  const table = box.closest("[data-tickable]");
  if (!table) return;
  const rows = [...table.querySelectorAll("[data-tick]")];
  if (box.matches("[data-tick-all]")) {
    for (const row of rows) row.checked = box.checked;
  } else if (box.matches("[data-tick]")) {
    if (event.shiftKey && rows.includes(lastTicked)) {
      const [from, to] = [rows.indexOf(lastTicked), rows.indexOf(box)].sort((a, b) => a - b);
      for (const row of rows.slice(from, to + 1)) row.checked = box.checked;
    }
    lastTicked = box;
  } else {
    return;
  }
  showTicks(table, rows);
});

function showTicks(table, rows) {
  const count = rows.filter((row) => row.checked).length;
  const all = table.querySelector("[data-tick-all]");
  if (all) {
    all.checked = count > 0 && count === rows.length;
    all.indeterminate = count > 0 && count < rows.length;
  }
  table.dispatchEvent(new CustomEvent("ticked", { bubbles: true, detail: { count } }));
}

// One-letter shortcuts: data-shortcut="n" on a link or button follows it, on a field puts the cursor there.
// They can be switched off in the user menu, because they get in the way of speech control.
const shortcutsSwitch = document.querySelector("[data-shortcuts]");
const shortcutsAreOn = () => localStorage.getItem("shortcuts") !== "off";
if (shortcutsSwitch) {
  shortcutsSwitch.setAttribute("aria-pressed", String(shortcutsAreOn()));
  shortcutsSwitch.addEventListener("click", () => {
    localStorage.setItem("shortcuts", shortcutsAreOn() ? "off" : "on");
    shortcutsSwitch.setAttribute("aria-pressed", String(shortcutsAreOn()));
  });
}
document.addEventListener("keydown", (event) => {
  if (!shortcutsAreOn() || event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TEXT_FIELDS)) return;
  const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches(TEXT_FIELDS)) target.focus();
  else target.click();
});

// On a small screen the filters start folded away.
if (window.matchMedia("(max-width: 599.98px)").matches) {
  for (const pane of document.querySelectorAll("details.filter-pane[open]:not([data-invalid])")) pane.open = false;
}

// On a small screen the tabs scroll sideways; the one that is open is in sight.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

// Filters left open stay out of the address, so that it can be read and shared.
document.addEventListener("htmx:configRequest", (event) => {
  const { verb, formData } = event.detail;
  if (verb !== "get") return;
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
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
