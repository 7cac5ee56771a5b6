// Tag a note as it is typed. Without this script the form's button does the same.
"use strict";

(() => {
  const form = document.getElementById("tag-form");
  const field = document.getElementById("tag-text");
  const result = document.getElementById("tagged");
  const said = document.getElementById("tag-said");
  const clear = document.getElementById("tag-clear");
  const QUIET = 350; // milliseconds without a key before a note is sent
  const SETTLED = 1500; // and before a change is spoken, so that typing is not talked over
  let timer = 0;
  let speaking = 0;
  let underway = null;
  let waiting = false;

  const announce = () => {
    window.clearTimeout(speaking);
    speaking = window.setTimeout(() => {
      const sentence = result.querySelector("[data-said], .fault");
      const words = sentence ? sentence.textContent.trim() : "";
      if (said.textContent !== words) said.textContent = words;
    }, SETTLED);
  };

  const show = (html) => {
    const open = result.querySelector("details")?.open;
    result.innerHTML = html; // the server's own markup, in which all text is escaped
    const details = result.querySelector("details");
    if (details && open) details.open = true;
    result.querySelectorAll("[role=alert]").forEach((alert) => alert.removeAttribute("role"));
    announce();
  };

  const tell = (sentence) => {
    const notice = document.createElement("div");
    notice.className = "notice fault";
    notice.append(Object.assign(document.createElement("p"), { textContent: sentence }));
    result.replaceChildren(notice);
    announce();
  };

  const send = async () => {
    underway?.abort();
    if (!field.value.trim()) {
      result.replaceChildren();
      said.textContent = "";
      return;
    }
    const asking = new AbortController();
    underway = asking;
    result.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "X-Noteworthy-Part": "tagged" },
        signal: asking.signal,
        cache: "no-store",
      });
      const html = await answer.text();
      if (asking.signal.aborted) return;
      if (answer.status === 429 || answer.status === 503) {
        waiting = true;
        timer = window.setTimeout(() => { waiting = false; send(); }, 1000 * Number(answer.headers.get("Retry-After") || 5));
      }
      if (answer.headers.get("X-Noteworthy-Part")) show(html);
      else tell("This page is out of date: load it again, then the note can be tagged.");
    } catch (problem) {
      if (problem.name !== "AbortError") tell("The site does not answer. What you typed is still here; try again in a moment.");
    } finally {
      if (underway === asking) {
        underway = null;
        result.removeAttribute("aria-busy");
      }
    }
  };

  const later = () => {
    if (waiting) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(send, QUIET);
  };

  field.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.clearTimeout(timer);
    send();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    field.value = "";
    field.focus();
    window.clearTimeout(timer);
    send();
  });
  clear.hidden = false;
  if (field.value.trim() && !result.querySelector("[data-said]")) send();
})();
