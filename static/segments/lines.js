// The bar below a list says how many rows are ticked. "All that match" ticks what is on the page, and taking one of
// these ticks away ends it: what one sees ticked is what is meant. The words come from the page.

document.addEventListener("ticked", (event) => {
  const bar = document.querySelector("[data-line-verbs]");
  if (!bar) return;
  const whole = bar.querySelector("[name=whole]");
  if (whole && whole.checked && event.target.querySelector("[data-tick]:not(:checked)")) whole.checked = false;
  tell(bar, event.detail.count);
});

document.addEventListener("change", (event) => {
  const whole = event.target;
  if (!(whole instanceof HTMLInputElement) || whole.name !== "whole") return;
  const all = document.querySelector("[data-tickable] [data-tick-all]");
  if (all && all.checked !== whole.checked) all.click();
});

function tell(bar, count) {
  const place = bar.querySelector("[data-ticked-count]");
  place.dataset.words ||= place.textContent;
  const number = new Intl.NumberFormat(document.documentElement.lang).format(count);
  place.textContent = count ? `${number} ${bar.dataset.lineVerbs}` : place.dataset.words;
}
