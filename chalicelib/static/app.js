// Small help on every page. Each page works without it.

const RELEASE_AFTER_MS = 15000;

// A second press of "send" does nothing while the first is on its way. Forms that only read, or that stay on the page, are left alone.
function makeBusy(form, button) {
  form.dataset.busy = "true";
  if (!button?.dataset.busyText) return;
  const label = button.querySelector("[data-label]");
  button.setAttribute("aria-disabled", "true");
  button.dataset.idleText = label.textContent;
  label.textContent = button.dataset.busyText;
}

function release(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[data-idle-text]")) {
    button.removeAttribute("aria-disabled");
    button.querySelector("[data-label]").textContent = button.dataset.idleText;
    delete button.dataset.idleText;
  }
}

function releaseAll() {
  document.querySelectorAll("form[data-busy]").forEach(release);
}

// Without a network the browser would show a page of its own in the place of what was filled in.
function sayOffline(form) {
  const note = form.querySelector("[data-offline]") || form.appendChild(document.createElement("p"));
  note.dataset.offline = "";
  note.className = "field-error";
  note.setAttribute("role", "alert");
  note.textContent = "目前沒有網路，還沒有送出。內容都還在，連上網路後請再按一次。";
}

window.addEventListener("online", () => {
  for (const note of document.querySelectorAll("[data-offline]")) note.remove();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  if (!navigator.onLine) {
    event.preventDefault();
    sayOffline(form);
    return;
  }
  delete form.dataset.dirty;
  if (form.method !== "post" || form.target === "_blank" || "stays" in form.dataset) return;
  makeBusy(form, event.submitter);
  // A lost or stopped request must not lock the form for good; the server takes a repeat as the same command.
  setTimeout(() => release(form), RELEASE_AFTER_MS);
});

// The browser's "back" may bring the page as it was left: busy.
window.addEventListener("pageshow", releaseAll);

// S3 refuses what is too large, but with a page of its own in English: say it here, before minutes of uploading.
document.addEventListener("change", (event) => {
  const { files, dataset } = event.target;
  if (!files || !dataset.largest) return;
  const tooLarge = files[0] && files[0].size > Number(dataset.largest);
  event.target.setCustomValidity(tooLarge ? `檔案太大，最大 ${Math.floor(dataset.largest / 1048576)} MB。` : "");
  event.target.reportValidity();
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "guard" in form.dataset) form.dataset.dirty = "true";
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
});

// From an error page, back is where the work was.
const wayBack = document.querySelector("[data-back]");
if (wayBack && history.length > 1) {
  wayBack.querySelector("span").textContent = wayBack.dataset.back;
  wayBack.addEventListener("click", (event) => { event.preventDefault(); history.back(); });
}

// A part that refreshes itself and gets no answer would stand there as if it were of now.
const polled = (event) => event.detail.elt?.getAttribute?.("hx-trigger")?.startsWith("every");
let fresh = new Date();

function sayStale(words, signIn) {
  const note = document.querySelector(".stale") || document.body.appendChild(document.createElement("p"));
  note.className = "stale";
  note.setAttribute("role", "alert");
  const since = fresh.toLocaleTimeString("zh-TW", { hour: "2-digit", minute: "2-digit", hour12: false });
  const said = `這個畫面停在 ${since}，之後沒有更新：${words}`;
  if (note.dataset.said === said) return;
  note.dataset.said = said;
  note.textContent = said;
  if (!signIn) return;
  const link = note.appendChild(document.createElement("a"));
  link.href = location.href;
  link.textContent = "重新登入";
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (!polled(event)) return;
  const status = event.detail.xhr?.status;
  if (event.detail.successful) {
    fresh = new Date();
    document.querySelector(".stale")?.remove();
  } else if (status === 401 || status === 403) sayStale("登入已結束。", true);
  else sayStale(status ? "系統暫時無法回應，恢復後會自動更新。" : "連不上網路，恢復後會自動更新。", false);
});

function focusErrors(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));
focusErrors(document);

// On a narrow window the menu is one row that scrolls: show where we are.
for (const here of document.querySelectorAll(".site-nav [aria-current], .tabs [aria-current]")) {
  here.scrollIntoView({ block: "nearest", inline: "center" });
}
