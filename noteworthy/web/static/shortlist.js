/* The reader's short list: the keys of passages, kept by this browser for this site, and the way to their sheet. */
"use strict";

(() => {
  const line = document.querySelector("[data-shortlist]");
  if (!line) return;
  const place = `noteworthy:shortlist:${line.dataset.shortlist}`;
  const most = Number(line.dataset.most);
  const said = line.querySelector("[data-said]");

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(place) ?? "[]");
      return Array.isArray(kept) ? kept.filter((key) => typeof key === "string") : [];
    } catch {
      return [];
    }
  };

  const keep = (keys) => {
    try {
      localStorage.setItem(place, JSON.stringify(keys));
      return true;
    } catch {
      said.textContent = "This browser keeps no list: its storage is full or switched off.";
      return false;
    }
  };

  const sheet = (keys) => {
    const asked = new URLSearchParams(keys.map((key) => ["passage", key]));
    return keys.length ? `${line.dataset.sheet}?${asked}` : line.dataset.sheet;
  };

  const show = () => {
    const keys = read();
    for (const way of document.querySelectorAll("[data-way]")) {
      way.href = sheet(keys);
      way.querySelector("[data-count]").textContent = String(keys.length);
    }
    for (const button of document.querySelectorAll("button[data-passage]")) {
      const chosen = keys.includes(button.dataset.passage);
      button.hidden = false;
      button.classList.toggle("chosen-one", chosen);
      button.querySelector("[data-say]").textContent = chosen ? "Take off short list" : "Add to short list";
    }
    for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
    for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
    for (const part of document.querySelectorAll("[data-with-list]")) part.hidden = keys.length === 0;
  };

  const count = (keys) => `${keys.length} ${keys.length === 1 ? "passage" : "passages"} on your short list.`;

  const turn = (key) => {
    const keys = read();
    const without = keys.filter((other) => other !== key);
    if (without.length === keys.length && keys.length >= most) {
      said.textContent = `The list is full: it holds ${most} passages.`;
      return;
    }
    const now = without.length === keys.length ? [...keys, key] : without;
    if (!keep(now)) return;
    said.textContent = `${now.length > keys.length ? "Added" : "Taken off"}. ${count(now)}`;
    show();
  };

  // The sheet shows what its address names, which may be somebody else's list: what is dropped leaves both.
  const drop = (key) => {
    const shown = new URLSearchParams(location.search).getAll("passage");
    if (keep(read().filter((other) => other !== key))) location.assign(sheet(shown.filter((other) => other !== key)));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("passage" in button.dataset) turn(button.dataset.passage);
    if ("drop" in button.dataset) drop(button.dataset.drop);
    if ("empty" in button.dataset && keep([])) location.assign(sheet([]));
    if ("print" in button.dataset) print();
  });

  // Another tab may have changed the list; coming back by the browser's own button shows an old page.
  addEventListener("storage", show);
  addEventListener("pageshow", show);
  show();
})();
