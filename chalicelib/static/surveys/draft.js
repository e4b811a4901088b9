// What is filled in and not sent stays on this phone, for this person, until it is sent. Without scripts the sheet works all the same.
"use strict";

(() => {
  const PREFIX = "survey-draft:";
  const KEEP_MS = 60 * 24 * 3600 * 1000;
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const isTyped = (field) => field.name && !["hidden", "submit", "button"].includes(field.type);
  const key = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);

  // A phone may be full, or forbid keeping anything.
  function tried(act) {
    try { return act(); } catch { return null; }
  }

  function forgetOld() {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      const kept = tried(() => JSON.parse(localStorage.getItem(name)));
      if (!kept || Date.now() - kept.at > KEEP_MS) localStorage.removeItem(name);
    }
  }

  function keep(form) {
    const fields = [...form.elements].filter(isTyped).map((field) => [key(field), isTick(field) ? field.checked : field.value]);
    localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), fields }));
  }

  function putBack(form, { fields }) {
    const typed = new Map(fields);
    let found = false;
    for (const field of [...form.elements].filter((each) => isTyped(each) && typed.has(key(each)))) {
      const value = typed.get(key(field));
      found = found || Boolean(value);
      field[isTick(field) ? "checked" : "value"] = value;
    }
    if (found) tell(form);
  }

  function tell(form) {
    const note = document.createElement("div");
    note.className = "notice kind-info";
    note.setAttribute("role", "status");
    const text = Object.assign(document.createElement("p"), { textContent: "已找回您上次填到一半的內容，只存在這支手機上。" });
    const clear = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: "清除，重新填寫" });
    clear.addEventListener("click", () => {
      localStorage.removeItem(PREFIX + form.dataset.draft);
      form.reset();
      note.remove();
    });
    const inside = document.createElement("div");
    inside.append(text, clear);
    note.append(inside);
    form.before(note);
  }

  tried(forgetOld);
  const done = document.querySelector("[data-draft-done]");
  if (done) tried(() => localStorage.removeItem(PREFIX + done.dataset.draftDone));
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  form.addEventListener("input", () => tried(() => keep(form)));
  // A page with errors already has what was typed.
  if (document.querySelector("[data-error-summary]")) return;
  const draft = tried(() => JSON.parse(localStorage.getItem(PREFIX + form.dataset.draft)));
  if (draft) putBack(form, draft);
})();
