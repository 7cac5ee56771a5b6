// Take the words that are marked in the note into the form. Without this script they are typed or pasted.
"use strict";

(() => {
  const text = document.querySelector(".coder-text .note-text");
  const words = document.getElementById("add-words");
  const near = document.querySelector("[data-near]");
  const taken = document.querySelector("[data-taken]");
  if (!text || !words) return;
  document.querySelectorAll("[data-with-script]").forEach((hint) => { hint.hidden = false; });

  // The numbers of codings stand between the words; they are not the note's.
  const written = (range) => {
    const part = range.cloneContents();
    part.querySelectorAll(".ref").forEach((ref) => ref.remove());
    return part.textContent;
  };

  const whole = (range) => {
    const letter = /[\p{L}\p{N}_]/u;
    const { startContainer: first, endContainer: last } = range;
    if (first.nodeType === Node.TEXT_NODE) {
      let start = range.startOffset;
      while (start > 0 && letter.test(first.data[start - 1]) && letter.test(first.data[start] ?? "")) start -= 1;
      range.setStart(first, start);
    }
    if (last.nodeType === Node.TEXT_NODE) {
      let end = range.endOffset;
      while (end > 0 && end < last.data.length && letter.test(last.data[end - 1]) && letter.test(last.data[end])) end += 1;
      range.setEnd(last, end);
    }
  };

  const take = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0).cloneRange();
    if (!text.contains(range.commonAncestorContainer)) return;
    whole(range);
    const chosen = written(range).trim();
    if (!chosen) return;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    words.value = chosen;
    near.value = String([...written(before)].length);
    taken.textContent = "The marked words are in the form.";
  };

  let timer = 0;
  document.addEventListener("selectionchange", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(take, 200);
  });
  words.addEventListener("input", () => { near.value = ""; taken.textContent = ""; });
})();
