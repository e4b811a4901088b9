// The name of the chosen file goes along, percent-encoded: the upload's own address has none.
"use strict";

const form = document.querySelector("form[data-handout]");
form?.addEventListener("submit", () => {
  const file = form.elements.file.files[0];
  const dot = file ? file.name.lastIndexOf(".") : -1;
  if (!file) return;
  const stem = Array.from(dot > 0 ? file.name.slice(0, dot) : file.name).slice(0, 100).join(""); // S3 keeps 2 KB
  const ending = dot > 0 ? file.name.slice(dot, dot + 10) : "";
  try { form.elements["x-amz-meta-name"].value = encodeURIComponent(stem + ending); } catch { /* half a character: the title serves */ }
});
