// The page beside the telephone: the cursor stands where the next answer of the caller belongs.
// form[data-price-check]: at first in the first empty field of customer and item; Enter asks and goes on to the
// quantity, Escape to the next item.

const form = document.querySelector("form[data-price-check]");
const [contact, item, quantity] = ["contact", "item", "quantity"].map((name) => form.querySelector(`[name=${name}]`));

if (!contact.value && !item.value) contact.focus();
else if (!item.value) item.focus();
else quantity.select();

form.addEventListener("submit", () => quantity.select());
form.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  item.focus();
  item.select();
});
