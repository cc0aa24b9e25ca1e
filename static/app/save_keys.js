// Ctrl+S saves a form and stays, Ctrl+Enter saves and closes it, Esc leaves it as its Cancel does.
// A form that can be stayed on says so: <form data-stays>. Forms without a field to fill in, such as one that starts a
// run, are pressed by hand only.

const FIELDS = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select, textarea";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "s") save(event, { stays: true });
  else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") save(event, { stays: false });
  else if (event.key === "Escape") leave(event);
});

function formOf(event) {
  const forms = [...document.querySelectorAll("main form[method=post][data-submit-once]")];
  const fillable = forms.filter((form) => form.querySelector(FIELDS) && form.querySelector(".form-actions"));
  return fillable.find((form) => form.contains(event.target)) ?? (fillable.length === 1 ? fillable[0] : null);
}

function save(event, { stays }) {
  const form = formOf(event);
  const button = form?.querySelector(".form-actions [type=submit]");
  if (!button) return;
  event.preventDefault();
  form.querySelector("input[name=stay]")?.remove();
  if (stays && "stays" in form.dataset) {
    const wish = document.createElement("input");
    Object.assign(wish, { type: "hidden", name: "stay", value: "yes" });
    form.append(wish);
  }
  form.requestSubmit(button);
}

function leave(event) {
  const link = formOf(event)?.querySelector(".form-actions a[href]");
  if (!link || event.target.matches("[type=search]")) return;
  event.preventDefault();
  window.location.assign(link.href);
}
