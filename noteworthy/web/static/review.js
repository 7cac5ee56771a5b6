// Decide by single keys, as in the terminal. Without this script the buttons do the same. The keys can be switched off.
"use strict";

(() => {
  const keys = document.getElementById("keys");
  const words = document.getElementById("mark-words");
  if (!keys) return;
  const KEPT = "noteworthy-review-keys";
  document.querySelectorAll("[data-with-script]").forEach((hint) => { hint.hidden = false; });
  keys.checked = window.sessionStorage.getItem(KEPT) !== "off";
  const told = () => {
    window.sessionStorage.setItem(KEPT, keys.checked ? "on" : "off");
    document.querySelectorAll(".decisions kbd").forEach((one) => { one.hidden = !keys.checked; });
  };
  keys.addEventListener("change", told);
  told();

  let decided = false;
  document.addEventListener("keydown", (event) => {
    if (!keys.checked || decided || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "m" && words) {
      event.preventDefault();
      words.focus();
      return;
    }
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) {
      event.preventDefault();
      decided = true;
      button.click();
    }
  });
})();
