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
