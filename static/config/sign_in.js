// A password typed with Caps Lock on is wrong, and nobody sees why.

const hint = document.querySelector("[data-caps-lock]");

for (const field of document.querySelectorAll("input[type=password]")) {
  for (const moment of ["keydown", "keyup"]) {
    field.addEventListener(moment, (event) => {
      hint.hidden = !event.getModifierState?.("CapsLock");
    });
  }
  field.addEventListener("blur", () => {
    hint.hidden = true;
  });
}
