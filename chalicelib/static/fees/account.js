// The code of a bank that is not in the list is asked for only when it is needed.
"use strict";

(() => {
  const select = document.querySelector("#f-bank_code");
  const other = document.querySelector("[data-other-bank]");
  if (!select || !other) return;
  const show = () => { other.hidden = select.value !== "other"; };
  select.addEventListener("change", show);
  show();
})();
