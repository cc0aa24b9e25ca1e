// A field that knows numbers helps to find them: data-lookup="/items/search/" asks there for ?q=… while one types.
// The answer is {"results": [{"value": …, "label": …}]}. Without this script the number is typed in full.

const PATIENCE = 200;

for (const field of document.querySelectorAll("input[data-lookup]")) {
  const choices = document.createElement("datalist");
  choices.id = `${field.id}-choices`;
  field.after(choices);
  field.setAttribute("list", choices.id);
  let timer = 0;
  let asked = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look(field, choices, (asked += 1), () => asked), PATIENCE);
  });
}

async function look(field, choices, turn, lastTurn) {
  const text = field.value.trim();
  if (!text) return choices.replaceChildren();
  const url = new URL(field.dataset.lookup, window.location.origin);
  url.searchParams.set("q", text);
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected || turn !== lastTurn()) return undefined;
  const { results } = await answer.json();
  return choices.replaceChildren(
    ...results.map(({ value, label }) => {
      const option = document.createElement("option");
      option.value = value;
      option.label = label;
      return option;
    }),
  );
}
