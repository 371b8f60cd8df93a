// On a narrow screen contents begin folded; leaving with something unsaved is asked about.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  if (window.matchMedia("(max-width: 991.98px)").matches) {
    for (const contents of document.querySelectorAll("details[data-folds]")) contents.open = false;
  }
  document.querySelector(".contents [aria-current]")?.scrollIntoView({ block: "nearest" });
  const form = document.querySelector("form.edit-form, form:has(.source-view)");
  if (!form) return;
  let isChanged = false;
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
  window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
});
