// A tablet that was left alone signs out by itself; whoever is still there is asked first.
"use strict";

(() => {
  const QUIET_MS = 13 * 60 * 1000; // the cookie ends after fifteen minutes
  const RENEW_MS = 5 * 60 * 1000;
  const WARNING_S = 60;
  const dialog = document.querySelector("[data-idle]");
  const form = document.querySelector("[data-out]");
  if (!dialog || !form) return;
  let last = Date.now();
  let renewed = Date.now();
  let left = WARNING_S;

  // So that what is on the page can still be sent.
  const renew = () => {
    renewed = Date.now();
    fetch("/fee/case").catch(() => {});
  };

  const stay = () => {
    last = Date.now();
    dialog.hidden = true;
    renew();
  };

  for (const kind of ["pointerdown", "keydown", "scroll", "input"]) {
    addEventListener(kind, () => { if (dialog.hidden) last = Date.now(); }, { passive: true });
  }
  dialog.querySelector("[data-idle-stay]").addEventListener("click", stay);
  setInterval(() => {
    if (last > renewed && Date.now() - renewed > RENEW_MS) renew();
    const over = Date.now() - last - QUIET_MS;
    if (over < 0) return;
    left = Math.max(0, WARNING_S - Math.floor(over / 1000));
    dialog.querySelector("[data-idle-left]").textContent = String(left);
    if (dialog.hidden) {
      dialog.hidden = false;
      dialog.querySelector("[data-idle-stay]").focus();
    }
    if (left === 0) form.requestSubmit();
  }, 1000);
})();
