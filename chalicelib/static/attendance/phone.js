// A phone that is known sends its form at once; inside the city's app the ID number comes from the app.
"use strict";

const known = document.querySelector("form[data-send-at-once]");
if (known && !sessionStorage.getItem(`sent:${location.pathname}`)) {
  // Once per code: the back button must not send again by itself.
  sessionStorage.setItem(`sent:${location.pathname}`, "1");
  known.requestSubmit();
}

const entry = document.querySelector("#f-id_number");
if (entry && window.flutterObject) {
  const take = (event) => {
    let message;
    try { message = JSON.parse(event.data); } catch { return; }
    if (message.name !== "userinfo") return;
    const person = Array.isArray(message.data) ? message.data[0] : message.data;
    if (!person?.idNo || entry.value) return;
    entry.value = person.idNo;
    document.querySelector("[data-via]").value = "taipeipass";
    entry.form.requestSubmit();
  };
  if (window.flutterObject.addEventListener) window.flutterObject.addEventListener("message", take);
  else window.flutterObject.onmessage = take;
  window.flutterObject.postMessage(JSON.stringify({ name: "userinfo", data: null }));
}
