// Inside the city's app (member pass): the app's own scanner reads the room's code, and we follow it only to our own pages.
"use strict";

const button = document.querySelector("[data-scan]");
const state = document.querySelector("[data-state]");
const bridge = window.flutterObject;

function follow(text) {
  let target;
  try { target = new URL(text); } catch { target = null; }
  if (target && target.origin === location.origin && /^\/[qc]\//.test(target.pathname)) {
    location.assign(target.pathname);
  } else {
    state.textContent = `這不是${state.dataset.centre}的報到條碼，請掃描教室畫面上的條碼。`;
  }
}

function hear(event) {
  let message;
  try { message = JSON.parse(event.data); } catch { return; }
  if (message.name !== "qr_code_scan" || !message.data) return;
  follow(typeof message.data === "string" ? message.data : String(message.data.data || message.data.code || ""));
}

if (bridge) {
  if (bridge.addEventListener) bridge.addEventListener("message", hear);
  else bridge.onmessage = hear;
  button.addEventListener("click", () => bridge.postMessage(JSON.stringify({ name: "qr_code_scan", data: null })));
} else {
  button.hidden = true;
  state.textContent = `請在${state.dataset.pass}應用程式中開啟這個頁面；或直接用手機相機掃描教室畫面上的條碼。`;
}
