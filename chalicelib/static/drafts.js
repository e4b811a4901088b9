// A sign-in that has ended, or an outage, must not cost what was typed: this tab keeps it until the next page that is no error,
// and puts it back when the form is opened again.
"use strict";

(() => {
  const DRAFT = "draft";
  const NOTES = {
    refused: "已找回您剛才輸入的內容，還沒有儲存。請看過後再送出一次。",
    unknown: "已找回您剛才輸入的內容，可能已經儲存。請先確認結果，沒有完成再送出一次。",
  };
  const person = () => document.querySelector(".person-name")?.textContent;
  const isTyped = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type);
  const isTick = (field) => ["checkbox", "radio"].includes(field.type);
  const key = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);

  function keepTyping(form) {
    const fields = [...form.elements].filter(isTyped).map((field) => [key(field), isTick(field) ? field.checked : field.value]);
    sessionStorage.setItem(DRAFT, JSON.stringify({ action: form.getAttribute("action"), person: person(), fields }));
  }

  function putBack({ action, fields, ...draft }) {
    const form = [...document.querySelectorAll("form[data-guard]")].find((each) => each.getAttribute("action") === action);
    if (!form || draft.person !== person() || document.querySelector("[data-error-summary]")) return;
    const typed = new Map(fields);
    for (const field of [...form.elements].filter((each) => isTyped(each) && typed.has(key(each)))) {
      field[isTick(field) ? "checked" : "value"] = typed.get(key(field));
    }
    form.dataset.dirty = "true";
    const textContent = NOTES[draft.failed] ?? NOTES.refused;
    const note = Object.assign(document.createElement("p"), { className: "notice kind-info", textContent });
    note.setAttribute("role", "status");
    form.prepend(note);
  }

  document.addEventListener("submit", (event) => {
    if ("guard" in event.target.dataset && !event.defaultPrevented) keepTyping(event.target);
  });

  const draft = JSON.parse(sessionStorage.getItem(DRAFT) || "null");
  const error = document.querySelector("[data-error-page]");
  if (draft && error) {
    sessionStorage.setItem(DRAFT, JSON.stringify({ ...draft, failed: error.dataset.errorPage || "refused" }));
  } else if (draft && !location.pathname.startsWith("/sign-in")) {
    sessionStorage.removeItem(DRAFT);
    if (draft.failed) putBack(draft);
  }
})();
