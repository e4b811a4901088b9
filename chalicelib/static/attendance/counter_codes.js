// What a scanned or typed text is, as far as this device can tell without the server. Nothing here is proof: the server checks again.
"use strict";

window.counterCodes = (() => {
  const LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
  const WEIGHTS = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];
  const ID_SHAPE = new RegExp(`^[A-Z][${document.querySelector("[data-counter]").dataset.idSecond}][0-9]{8}$`);
  const NEARLY_AN_ID = /^[A-Z][0-9A-Z][0-9]{6,}$/;
  const ZHUYIN = /[\u3105-\u312f\u02c7\u02ca\u02cb\u02d9]/;

  const plain = (text) => text.normalize("NFKC").replace(/\p{Cf}/gu, "").trim();
  const normalise = (text) => plain(text).replace(/[\s\p{Pd}\u2043\u2212\u2500\u2501\u30fc*]/gu, "").toUpperCase();
  const value = (letter) => LETTERS.indexOf(letter) + 10;

  // The same rule as domains/people/model.py: off line, a mistyped number must be noticed while its owner is still here.
  function isValidId(number) {
    if (!ID_SHAPE.test(number)) return false;
    const first = value(number[0]);
    const second = /[A-D]/.test(number[1]) ? value(number[1]) % 10 : Number(number[1]);
    const digits = [Math.floor(first / 10), first % 10, second, ...[...number.slice(2)].map(Number)];
    return digits.reduce((sum, digit, place) => sum + digit * WEIGHTS[place], 0) % 10 === 0;
  }

  function payload(part) {
    try {
      return JSON.parse(atob(part.replace(/-/g, "+").replace(/_/g, "/")));
    } catch {
      return null;
    }
  }

  function member(text) {
    const claims = payload(text.split(".")[1]) ?? {};
    const number = normalise(String(claims.idno ?? ""));
    return { kind: "member", text, number: isValidId(number) ? number : "", expires: Number(claims.exp) * 1000 };
  }

  return {
    plain,
    // As domains/people/model.py: what may be shown, and all that the kept list can be asked by.
    maskId: (number) => `*******${number.slice(-3)}`,
    ending: (number) => number.slice(-3),

    // {kind: "id", number, valid} | {kind: "pass", text, classId, person} | {kind: "member", text, number, expires} | {kind: "zhuyin"} | {kind: "words", text}
    read(typed) {
      const text = plain(typed);
      if (text.startsWith("P1.")) {
        const [classId, person] = payload(text.slice(3).split(".")[0]) ?? [];
        return { kind: "pass", text, classId, person };
      }
      if (text.startsWith("eyJ") && text.split(".").length === 3) return member(text);
      if (ZHUYIN.test(text)) return { kind: "zhuyin" };
      const number = normalise(typed);
      return NEARLY_AN_ID.test(number) ? { kind: "id", text: number, number, valid: isValidId(number) } : { kind: "words", text };
    },
  };
})();
