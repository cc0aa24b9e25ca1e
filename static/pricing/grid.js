// The grid of prices and discounts. Rows turn into inputs and back by htmx; here is what the keyboard and the clipboard
// do in them. Enter saves by itself: it sends the form that the fields of a row belong to.

const grid = document.querySelector("[data-grid]");
// Rows as they were before someone typed in them, by id: Esc brings them back.
const shownRows = new Map();

if (grid) {
  grid.addEventListener("htmx:beforeSwap", keepShownRow);
  grid.addEventListener("htmx:load", focusRow);
  grid.addEventListener("keydown", pressed);
  grid.addEventListener("paste", pasted);
  grid.addEventListener("click", (event) => {
    const leave = event.target.closest("[data-leave]");
    if (leave) leaveRow(leave.closest("tr"));
  });
  document.addEventListener("keydown", undo);
  window.addEventListener("beforeunload", warn);
}

function keepShownRow(event) {
  const row = event.detail.target;
  if (row.matches("tr[data-row=shown]")) shownRows.set(row.id, row.cloneNode(true));
}

// What comes from the server tells where the cursor goes: to what is wrong, to the first field, or to the saved row.
function focusRow(event) {
  const row = event.target;
  if (!(row instanceof HTMLTableRowElement)) return;
  if (row.dataset.row === "typed") {
    const field = row.querySelector("[aria-invalid=true]") ?? firstField(row);
    field?.focus();
    field?.select?.();
  } else if (row.hidden) {
    (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("[data-withdraw]")?.focus();
  } else {
    row.querySelector("[data-edit]")?.focus();
  }
}

function firstField(row) {
  return row.querySelector("input:not([type=hidden]):not(:disabled), select");
}

function pressed(event) {
  const row = event.target.closest("tr[data-row=typed]");
  if (!row) return;
  if (event.key === "Escape") {
    event.preventDefault();
    leaveRow(row);
  } else if (event.key.toLowerCase() === "d" && event.ctrlKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    copyAbove(event.target, row);
  }
}

function leaveRow(row) {
  const shown = shownRows.get(row.id);
  if (!shown) {
    row.querySelector("form").reset();
    for (const error of row.querySelectorAll(".cell-error")) error.remove();
    firstField(row)?.focus();
    return;
  }
  row.replaceWith(shown);
  window.htmx.process(shown);
  shown.querySelector("[data-edit]")?.focus();
}

function copyAbove(field, row) {
  const cell = field.closest("td[data-column]");
  const above = cell && rowAbove(row)?.querySelector(`td[data-column="${CSS.escape(cell.dataset.column)}"]`);
  if (!above) return;
  const typed = above.querySelector("input, select");
  if (field.type === "checkbox") field.checked = typed ? typed.checked : Boolean(above.dataset.value);
  else field.value = typed ? typed.value : (above.dataset.value ?? "");
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function rowAbove(row) {
  const rows = [...grid.querySelectorAll("tr[data-row]")];
  return rows[rows.indexOf(row) - 1];
}

// Cells from a spreadsheet go to the page on which they are checked; one value is typed where the cursor is.
function pasted(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const form = document.createElement("form");
  form.method = "post";
  form.action = grid.dataset.grid;
  form.hidden = true;
  for (const [name, value] of [["csrfmiddlewaretoken", token()], ["text", text]]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  isLeavingByPaste = true;
  form.submit();
}

let isLeavingByPaste = false;

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

// Ctrl+Z outside a field takes back the last deletion, as the button in the message does.
function undo(event) {
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const button = document.querySelector("[data-undo]");
  if (!button) return;
  event.preventDefault();
  button.click();
}

// Text in a row that is not saved yet would be lost with the page.
function warn(event) {
  if (isLeavingByPaste) return;
  const isTyped = [...grid.querySelectorAll("tr[data-row=typed] :is(input, select):not([type=hidden])")].some(
    (field) =>
      field.type === "checkbox"
        ? field.checked !== field.defaultChecked
        : field instanceof HTMLSelectElement
          ? ![...field.options].every((option) => option.selected === option.defaultSelected || !option.value)
          : field.value !== field.defaultValue,
  );
  if (isTyped) event.preventDefault();
}
