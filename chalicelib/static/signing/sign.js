// The letter's page: keeps what was ticked, typed and drawn until it is answered, and sends without losing it when the network is gone.
"use strict";

(() => {
  const WIDTH = 1000; // strokes are kept as drawn on a pad of this width, and scaled to the one at hand
  const SHORTEST = 200; // a slip of the finger is no signature
  const LARGEST = 60000;
  const PATIENCE_MS = 30000;
  const LOST = "沒有網路，內容已保留，請再按一次。";
  const BUSY = "系統忙碌中，還沒有送出；內容已保留，請稍後再按一次。";
  const STALE = "頁面已閒置過久，還沒有送出；請重新整理這個頁面後再送出，內容會保留。";
  const REPLACING = [400, 404, 409, 410];

  // ---- what is kept in this tab ----

  const storage = (token) => ({
    read() { try { return JSON.parse(sessionStorage.getItem(`letter:${token}`)); } catch { return null; } },
    write(value) { try { sessionStorage.setItem(`letter:${token}`, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    forget() { try { sessionStorage.removeItem(`letter:${token}`); } catch { /* forbidden */ } },
  });

  const fieldsOf = (form) => [...form.elements].filter((each) => each.name && !["hidden", "submit"].includes(each.type));
  const isTick = (each) => ["checkbox", "radio"].includes(each.type);
  const keyOf = (each) => (isTick(each) ? `${each.name}=${each.value}` : each.name);
  const read = (form) => Object.fromEntries(fieldsOf(form).map((each) => [keyOf(each), isTick(each) ? each.checked : each.value]));

  function restore(form, values) {
    for (const each of fieldsOf(form)) {
      const value = values[keyOf(each)];
      if (value !== undefined) each[isTick(each) ? "checked" : "value"] = value;
    }
  }

  // ---- the pad ----

  const scaled = (strokes, factor) => strokes.map((stroke) => ({
    ...stroke,
    minWidth: stroke.minWidth * factor,
    maxWidth: stroke.maxWidth * factor,
    dotSize: stroke.dotSize * factor,
    points: stroke.points.map((point) => ({ ...point, x: Math.round(point.x * factor * 10) / 10, y: Math.round(point.y * factor * 10) / 10 })),
  }));

  const lengthOf = ({ points }) => points.slice(1).reduce((sum, p, i) => sum + Math.hypot(p.x - points[i].x, p.y - points[i].y), 0);

  const pen = (width) => ({ minWidth: width * 0.004, maxWidth: width * 0.011, dotSize: width * 0.009 });
  const padOn = (canvas, width) => new SignaturePad(canvas, { ...pen(width), backgroundColor: "rgb(255,255,255)", penColor: "rgb(12,28,72)" });

  function signaturePad(canvas, changed) {
    let strokes = [];
    let before = []; // what "clear" took away, for "undo"
    let width = 0;
    const pad = padOn(canvas, WIDTH);
    const take = () => { if (width) strokes = scaled(pad.toData(), WIDTH / width); };
    const draw = () => { if (width) pad.fromData(scaled(strokes, width / WIDTH)); };

    // Also when the phone is turned: the canvas is emptied by its new size, and drawn again.
    new ResizeObserver(() => {
      if (!canvas.offsetWidth || canvas.offsetWidth === width) return;
      take();
      width = canvas.offsetWidth;
      const ratio = Math.max(window.devicePixelRatio || 1, 1);
      canvas.width = width * ratio;
      canvas.height = canvas.offsetHeight * ratio;
      canvas.getContext("2d").scale(ratio, ratio);
      Object.assign(pad, pen(width));
      draw();
    }).observe(canvas);
    const set = (next) => { strokes = next; draw(); changed(); };
    pad.addEventListener("endStroke", () => { take(); before = []; changed(); });
    return {
      get strokes() { return strokes; },
      set,
      clear() { before = strokes; set([]); },
      undo() { set(strokes.length ? strokes.slice(0, -1) : before); },
      get undoable() { return strokes.length + before.length > 0; },
      get length() { return strokes.reduce((sum, stroke) => sum + lengthOf(stroke), 0); },
      png() {
        let url = "";
        for (const wide of [800, 600, 400, 300]) {
          const copy = Object.assign(document.createElement("canvas"), { width: wide, height: wide / 2 });
          const printer = padOn(copy, wide);
          printer.fromData(scaled(strokes, wide / WIDTH));
          printer.off();
          url = copy.toDataURL("image/png");
          if (url.length * 0.75 <= LARGEST) break;
        }
        return url;
      },
    };
  }

  // ---- the page ----

  function badge(kind, icon, text) {
    const whole = document.createElement("span");
    whole.className = `badge kind-${kind}`;
    const sprite = document.querySelector(".icon use").getAttribute("href").split("#")[0];
    whole.innerHTML = `<svg class="icon" aria-hidden="true" focusable="false"><use href="${sprite}#${icon}"></use></svg>`;
    whole.append(text);
    return whole;
  }

  function judge(clause) {
    const all = (selector, root = clause) => [...root.querySelectorAll(selector)];
    const kept = all("[data-keep]").every((each) => each.checked);
    const emptied = all("[data-group]").some((group) => all("[data-tick]", group).every((each) => !each.checked));
    const less = all("[data-tick]").some((each) => !each.checked) || all("[data-ends]").some((each) => each.value && each.value !== each.dataset.ends);
    const verdict = !kept || emptied ? ["stop", "octagon-x", "不同意本條"] : less ? ["warn", "triangle-alert", "已縮小範圍"] : ["ok", "circle-check", "全部同意"];
    clause.querySelector("[data-verdict]").replaceChildren(badge(...verdict));
    for (const rest of all("[data-narrow]")) rest.hidden = !kept;
    return verdict[0];
  }

  function sum(verdicts) {
    const count = (kind) => verdicts.filter((each) => each === kind).length;
    if (count("stop") === verdicts.length) return "您沒有同意任何一條。若不同意授權，請按最下方的「不同意授權」。";
    const parts = [["ok", "全部同意"], ["warn", "縮小範圍"], ["stop", "不同意"]].filter(([kind]) => count(kind));
    return `您確認的範圍：${parts.map(([kind, text]) => `${text} ${count(kind)} 條`).join("、")}。`;
  }

  function follow(way) {
    const links = [...way.querySelectorAll("a")];
    const places = links.map((link) => document.querySelector(link.hash));
    const mark = () => {
      const reached = places.filter((place) => place.getBoundingClientRect().top < innerHeight * 0.45).length;
      links.forEach((link, i) => {
        if (i === Math.max(reached, 1) - 1) link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
      });
    };
    addEventListener("scroll", mark, { passive: true });
    mark();
  }

  function busy(form, button, on) {
    const label = button.querySelector("[data-label]");
    if (on) [form.dataset.busy, button.dataset.idle] = ["true", label.textContent];
    else delete form.dataset.busy;
    button.setAttribute("aria-disabled", String(on));
    label.textContent = on ? button.dataset.busyText : button.dataset.idle;
  }

  async function post(address, form) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", signal: stop.signal });
      return { moved: answer.type === "opaqueredirect", status: answer.status, html: answer.type === "opaqueredirect" ? "" : await answer.text() };
    } finally {
      clearTimeout(timer);
    }
  }

  function show(html) {
    const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
    document.querySelector("main").replaceWith(document.adoptNode(main));
    scrollTo(0, 0);
    begin(false);
    (document.querySelector("[data-error-summary]") || main).focus();
  }

  function begin(first) {
    const form = document.querySelector("form[data-paper]");
    if (!form) return;
    const kept = storage(form.dataset.paper);
    const find = (name) => form.querySelector(`[data-${name}]`);
    const clauses = [...form.querySelectorAll("[data-clause]")];
    const drawn = () => form.elements.way.value === "drawn";
    const pad = signaturePad(find("pad"), update);

    function update() {
      kept.write({ fields: read(form), strokes: pad.strokes });
      find("undo").disabled = !pad.undoable;
      find("clear").disabled = !pad.strokes.length;
      find("pad").parentElement.classList.toggle("pad-empty", !pad.strokes.length);
      find("drawn").hidden = !drawn();
      find("typed").hidden = find("typed").disabled = drawn();
      const verdicts = clauses.map(judge);
      find("summary").hidden = !verdicts.length;
      if (find("summary").textContent !== sum(verdicts)) find("summary").textContent = sum(verdicts);
    }

    function complain(text) {
      const place = find("pad-error");
      place.hidden = !text;
      place.querySelector("span").textContent = text;
      find("drawn").classList.toggle("has-error", Boolean(text));
      if (text) find("drawn").scrollIntoView({ block: "center" });
    }

    // False where there is nothing worth sending.
    function sealed(signing) {
      const tooShort = signing && drawn() && pad.length < SHORTEST;
      complain(!tooShort ? "" : pad.strokes.length ? "簽名太短，請寫下完整的姓名。" : "請在框內簽名，或改用「輸入姓名表示同意」。");
      form.elements.signature.value = signing && drawn() && !tooShort ? pad.png() : "";
      return !tooShort;
    }

    async function send(button) {
      const address = button.getAttribute("formaction") || form.action;
      if (form.dataset.busy || !sealed(address === form.action)) return;
      const tell = (text) => { find("trouble").textContent = text; };
      tell("");
      busy(form, button, true);
      update();
      try {
        const { moved, status, html } = await post(address, form);
        if (moved) return location.assign(form.dataset.done);
        if (REPLACING.includes(status)) return show(html);
        tell(status === 403 ? STALE : BUSY);
      } catch {
        tell(LOST);
      }
      busy(form, button, false);
      button.after(find("trouble"));
    }

    const before = kept.read();
    if (before) {
      restore(form, before.fields);
      pad.set(before.strokes);
      find("restored").hidden = !first;
    }
    find("with-script").hidden = find("with-script").disabled = false;
    update();
    // After an error every clause comes open; only what was changed, or is wrong, needs to be.
    for (const clause of clauses) {
      const adjust = clause.querySelector("details");
      if (adjust) adjust.open = judge(clause) !== "ok" || Boolean(clause.querySelector(".has-error"));
    }
    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(event.submitter || form.querySelector("[type=submit]"));
    });
    find("undo").addEventListener("click", () => pad.undo());
    find("clear").addEventListener("click", () => pad.clear());
    follow(document.querySelector(".way"));
  }

  const done = document.querySelector("[data-paper-done]");
  if (done) storage(done.dataset.paperDone).forget();
  const asked = document.querySelector("[data-paper-asked]");
  if (asked) {
    const kept = storage(asked.dataset.paperAsked);
    const values = kept.read();
    if (values) kept.write({ ...values, fields: { ...values.fields, question: "" } });
  }
  // The browser's "back" may bring the page as it was left, with a button that still waits.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  begin(true);
})();
