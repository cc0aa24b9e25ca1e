// The menu beside the page folds away, and stays so until it is unfolded: the server reads the cookie, so that nothing
// jumps while a page loads. On a small screen it lies over the page, and is opened and closed instead.

const WIDE = window.matchMedia("(min-width: 960px)");
const YEAR = 365 * 24 * 60 * 60;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-menu-fold]");
  if (!button) return;
  const menu = document.getElementById("menu");
  if (!WIDE.matches) {
    menu.togglePopover();
    return;
  }
  const isFolded = document.body.classList.toggle("menu-folded");
  document.cookie = `menu=${isFolded ? "folded" : ""}; path=/; max-age=${isFolded ? YEAR : 0}; samesite=lax`;
  if (menu.matches(":popover-open")) menu.hidePopover();
  (isFolded ? document.querySelector(".menu-button") : button).focus();
});
