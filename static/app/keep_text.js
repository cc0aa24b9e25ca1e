// What was typed outlives a form that was refused because nobody was signed in any more, or because its page was too
// old. It waits in this tab of the browser, never with a password or a file, until the page is open again.
//
// A form is noted when it is sent. The page that comes next decides: one with data-keeps-text (sign-in, form not
// accepted) lets it wait; the page it came from, for the same user, gets it back; any other page was an answer.

const NOTE = "typed-text";
const NEVER = "[type=password], [type=file], [type=submit], [type=button], [type=reset], [name=csrfmiddlewaretoken]";

const here = () => window.location.pathname + window.location.search;
const read = () => JSON.parse(sessionStorage.getItem(NOTE) ?? "null");
const forget = () => sessionStorage.removeItem(NOTE);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-signs-out]")) forget();
  else if (form.matches("main form[method=post]") && !form.querySelector("[type=password]")) note(form);
});

// What a fragment sends is noted as well; its answer says at once whether it arrived.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const form = detail.elt.closest("main form");
  if (form && detail.requestConfig.verb !== "get") note(form);
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.requestConfig.verb !== "get" && !detail.xhr.getResponseHeader("HX-Redirect")) forget();
});

function note(form) {
  const fields = {};
  for (const field of form.elements) {
    if (!isTyped(field)) continue;
    fields[field.name] ??= [];
    if (!isBox(field)) fields[field.name].push(...valuesOf(field));
    else if (field.checked) fields[field.name].push(field.value);
  }
  const kept = { page: here(), user: document.body.dataset.user, form: nameOf(form), fields };
  sessionStorage.setItem(NOTE, JSON.stringify(kept));
}

// A hidden field is the page's own, but for the stamp that tells whether somebody else changed the record meanwhile.
function isTyped(field) {
  if (!field.name || field.disabled || field.matches(NEVER)) return false;
  return field.type !== "hidden" || field.name.endsWith("seen_at");
}

// Among the forms of a page one is known by its id and by where it is sent.
const nameOf = (form) => `${form.id} ${form.getAttribute("action") ?? ""}`;
const isBox = (field) => field.type === "checkbox" || field.type === "radio";
const valuesOf = (field) =>
  field.multiple ? [...field.selectedOptions].map((option) => option.value) : [field.value];

const kept = read();
const shelter = document.querySelector("[data-keeps-text]");
if (kept && shelter) {
  sessionStorage.setItem(NOTE, JSON.stringify({ ...kept, waits: true }));
  for (const hint of document.querySelectorAll("[data-kept-hint]")) hint.hidden = false;
} else if (kept?.waits && document.body.dataset.user === kept.user) {
  if (kept.page === here()) {
    putBack(kept);
    forget();
  }
} else {
  forget();
}

function putBack({ form: name, fields }) {
  const form = [...document.querySelectorAll("main form[method=post]")].find((one) => nameOf(one) === name);
  const homeless = [];
  for (const [field, values] of Object.entries(fields)) {
    const places = form ? [...form.elements].filter((one) => one.name === field && isTyped(one)) : [];
    for (const value of fill(places, values)) if (value.trim() && !field.endsWith("seen_at")) homeless.push(value);
  }
  tell(homeless);
}

// Put the values into the fields of one name, and return those that found no place.
function fill(places, values) {
  const rest = [...values];
  for (const field of places) {
    if (isBox(field)) field.checked = take(rest, field.value);
    else if (field.multiple) for (const option of field.options) option.selected = take(rest, option.value);
    else if (rest.length && accepts(field, rest[0])) field.value = rest.shift();
    field.tomselect?.sync();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return rest;
}

function take(values, value) {
  const place = values.indexOf(value);
  if (place >= 0) values.splice(place, 1);
  return place >= 0;
}

function accepts(field, value) {
  return field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value);
}

function tell(homeless) {
  const region = document.getElementById("messages");
  const message = document.createElement("div");
  message.className = "message message-warning";
  const sentence = document.createElement("p");
  sentence.textContent = homeless.length
    ? `${region.dataset.partlyBack} ${homeless.join(" · ")}`
    : region.dataset.textIsBack;
  message.append(sentence);
  region.append(message);
}
