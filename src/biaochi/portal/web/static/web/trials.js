// An explanation unfolds as a whole by a button, and by itself before it is printed.
"use strict";

function unfold(isOpen) {
  for (const node of document.querySelectorAll(".unfold details")) node.open = isOpen;
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-unfold]");
  if (button) unfold(document.querySelector(".unfold details:not([open])") !== null);
});
window.addEventListener("beforeprint", () => unfold(true));
