// Leaving a form with something typed in it asks first. Sending it, or pressing its Cancel, does not.

const isGuarded = (form) => form?.matches("main form[method=post][data-submit-once]") && !form.querySelector("[type=password]");

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (isGuarded(form)) form.dataset.changed = "yes";
});

document.addEventListener("submit", (event) => delete event.target.dataset.changed);

document.addEventListener("click", (event) => {
  const cancel = event.target.closest(".form-actions a[href]");
  if (cancel && event.isTrusted) delete cancel.closest("form")?.dataset.changed;
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-changed]")) event.preventDefault();
});
