// The bar below a list says how many rows are chosen, and so do its buttons. When the whole page is ticked it offers
// all that match the filters; taking one tick away ends that: what one sees ticked is what is meant. Without this
// script a box stands in place of the offer. All words come from the page; {n} in them is the number.

const ofBar = (name) => document.querySelector(`[data-line-verbs] ${name}`);
const shown = (count) => new Intl.NumberFormat(document.documentElement.lang).format(count);
const say = (words, count) => words.replace("{n}", shown(count));

document.addEventListener("ticked", (event) => {
  const rows = event.target.querySelectorAll("[data-tick]");
  tell(event.detail.count, rows.length);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-choose-all]")) {
    ofBar("[name=whole]").checked = true;
    retell();
    ofBar("[data-choose-none]").focus();
  } else if (event.target.closest("[data-choose-none]")) {
    for (const row of document.querySelectorAll("[data-tickable] [data-tick]")) row.checked = false;
    for (const all of document.querySelectorAll("[data-tickable] [data-tick-all]")) {
      all.checked = false;
      all.indeterminate = false;
    }
    retell();
    document.querySelector("[data-tick-all]")?.focus();
  }
});

// A row that comes anew from the server, because its switch was used, stays ticked.
let ticked = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  ticked = event.detail.target.matches("tr") ? event.detail.target.querySelector("[data-tick]:checked") : null;
});
document.addEventListener("htmx:afterSettle", () => {
  const row = ticked && document.querySelector(`[data-tick][value="${CSS.escape(ticked.value)}"]`);
  if (row) row.checked = true;
  ticked = null;
  retell();
});
retell();

function retell() {
  const rows = [...document.querySelectorAll("[data-tickable] [data-tick]")];
  tell(rows.filter((row) => row.checked).length, rows.length);
}

function tell(count, rowCount) {
  const place = ofBar("[data-ticked-count]");
  if (!place) return;
  const whole = ofBar("[name=whole]");
  if (whole) {
    ofBar("[data-whole]").hidden = true;
    if (!count || count < rowCount) whole.checked = false;
    ofBar("[data-choose-all]").hidden = whole.checked || count < rowCount || Number(whole.dataset.count) === rowCount;
  }
  ofBar("[data-choose-none]").hidden = !count;
  const isWhole = Boolean(whole?.checked);
  const number = isWhole ? Number(whole.dataset.count) : count;
  place.dataset.none ||= place.textContent;
  const words = isWhole ? place.dataset.all : place.dataset.some;
  place.textContent = count ? say(words, number) : place.dataset.none;
  for (const button of document.querySelectorAll("[data-line-verbs] [data-verb]")) {
    const text = button.querySelector("span");
    button.dataset.none ||= text.textContent;
    text.textContent = count ? say(button.dataset.verb, number) : button.dataset.none;
  }
}
