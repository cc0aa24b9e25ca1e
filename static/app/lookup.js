// A field that knows numbers helps to find them: data-lookup="/items/search/" asks there for ?q=… while one types.
// The answer is {"results": [{"value": …, "label": …}]}. Without this script the number is typed in full.
// Fields that come later, with a fragment, are helped too: the listener stands on the document.

const PATIENCE = 200;
const waiting = new WeakMap();

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.dataset.lookup) return;
  const state = waiting.get(field) ?? { timer: 0, asked: 0, choices: choicesOf(field) };
  waiting.set(field, state);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => look(field, state, (state.asked += 1)), PATIENCE);
});

function choicesOf(field) {
  const choices = document.createElement("datalist");
  choices.id = `${field.id}-choices`;
  field.after(choices);
  field.setAttribute("list", choices.id);
  return choices;
}

async function look(field, state, turn) {
  const text = field.value.trim();
  if (!text) return state.choices.replaceChildren();
  const url = new URL(field.dataset.lookup, window.location.origin);
  url.searchParams.set("q", text);
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected || turn !== state.asked) return undefined;
  const { results } = await answer.json();
  return state.choices.replaceChildren(
    ...results.map(({ value, label }) => {
      const option = document.createElement("option");
      option.value = value;
      option.label = label;
      return option;
    }),
  );
}
