// The counter's page: one field, one big answer, and a queue for when the network is gone.
"use strict";

(() => {
  const root = document.querySelector("[data-counter]");
  const find = (name) => document.querySelector(`[data-${name}]`);
  const { grant, csrf, session, serverTime, closesAt, wasm } = root.dataset;
  const offset = Date.parse(serverTime) - Date.now();
  const serverNow = () => new Date(Date.now() + offset).toISOString();
  const form = find("scan-form");
  const field = form.elements.text;
  const purpose = () => form.elements.purpose.value;
  let last = null;
  let syncing = false;

  const WORDS = {
    seated: ["ok", "報到完成"], already: ["ok", "已經報到"], signed_out: ["ok", "簽退完成"], already_out: ["ok", "已經簽退"],
    undone: ["warn", "已復原"], kept: ["warn", "離線，已保留，連線後自動上傳"], kept_unknown: ["warn", "已保留，待連線確認"],
    confirm_early: ["warn", "還沒到下課時間"], not_in: ["warn", "尚未報到"], on_leave: ["warn", "已請假"], cancelled: ["stop", "已退訓"],
    session_cancelled: ["stop", "本場次已取消"], too_early: ["warn", "還沒開始"], too_late: ["stop", "時間已過"],
    wrong_class: ["warn", "在另一間教室"], not_on_roster: ["stop", "名冊上找不到"], refused: ["stop", "無法辦理"],
  };

  class Offline extends Error {}

  async function ask(path, body) {
    let answer;
    try {
      answer = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": csrf },
        body: JSON.stringify({ grant, ...body }),
        signal: AbortSignal.timeout(6000),
      });
    } catch {
      throw new Offline();
    }
    if (answer.status >= 500) throw new Offline();
    const data = await answer.json();
    if (!answer.ok) throw new Error(answer.status === 401 || answer.status === 403 ? "登入已逾時，請重新整理頁面並登入；等候上傳的紀錄不會遺失。" : data.message);
    return data;
  }

  function beep(kind) {
    const context = (beep.context ??= new AudioContext());
    const tone = context.createOscillator();
    tone.frequency.value = { ok: 1047, warn: 523, stop: 196 }[kind] ?? 523;
    tone.connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + (kind === "ok" ? 0.12 : 0.35));
  }

  const element = (tag, className, content) => Object.assign(document.createElement(tag), { className, textContent: content });

  function show(answer) {
    const [kind, words] = WORDS[answer.outcome] ?? ["stop", answer.outcome];
    const box = find("result");
    box.className = `counter-result kind-${kind}`;
    const lines = [element("p", "counter-words", words)];
    if (answer.seat) lines.push(element("p", "counter-seat", answer.seat));
    const more = [answer.name, answer.at, answer.late ? "遲到" : "", answer.leave, ...(answer.elsewhere ?? []), answer.message];
    lines.push(element("p", "", more.filter(Boolean).join("　")));
    box.replaceChildren(...lines);
    beep(kind);
    const recent = find("recent");
    recent.prepend(element("li", "", [words, answer.seat && `${answer.seat} 號`, answer.name, answer.at].filter(Boolean).join("　")));
    while (recent.children.length > 10) recent.lastChild.remove();
    last = answer.outcome === "seated" ? answer : null;
    find("undo").disabled = !last;
    if (answer.outcome === "confirm_early") choose([{ label: "確定早退並簽退", run: () => submit({ person: answer.person, early: true }) }]);
  }

  function choose(choices) {
    const box = find("choices");
    box.hidden = !choices.length;
    box.replaceChildren(...choices.map(({ label, run }) => {
      const button = element("button", "button button-secondary button-wide", label);
      button.type = "button";
      button.addEventListener("click", () => { choose([]); run(); field.focus(); });
      return button;
    }));
  }

  async function submit(scan) {
    const whole = { request_id: crypto.randomUUID(), purpose: purpose(), ...scan };
    try {
      show(await ask("/counter/scan", whole));
    } catch (error) {
      if (!(error instanceof Offline)) return show({ outcome: "refused", message: error.message });
      await keep({ ...whole, happened_at: serverNow() });
    }
  }

  async function keep(scan) {
    network(false);
    const fits = scan.person ? [] : await counterQueue.match(session, scan.text);
    if (fits.length > 1) {
      return choose(fits.map((each) => ({ label: `${each.seat} 號 ${each.name}`, run: () => keep({ ...scan, person: each.person }) })));
    }
    const who = fits[0] ?? {};
    await counterQueue.add(session, { ...scan, person: scan.person ?? who.person, seat: who.seat, name: who.name });
    show({ outcome: who.seat || scan.person ? "kept" : "kept_unknown", seat: who.seat, name: who.name });
    await list();
  }

  async function search(text) {
    try {
      const { people } = await ask("/counter/search", { text });
      if (!people.length) return show({ outcome: "refused", message: "找不到這個證號、姓名或座位，請再確認。" });
      choose(people.map((each) => ({ label: `${each.seat} 號　${each.name}　${each.agency}　${each.in ? each.in + " 已到" : "未到"}`, run: () => submit({ person: each.person }) })));
    } catch (error) {
      if (error instanceof Offline) return keep({ request_id: crypto.randomUUID(), purpose: purpose(), text, happened_at: serverNow() });
      show({ outcome: "refused", message: error.message });
    }
  }

  function take(text) {
    const value = counterQueue.normalise(text);
    const isCode = text.startsWith("P1.") || text.startsWith("eyJ");
    return isCode || /^[A-Z][0-9A-Z][0-9]{6,}$/.test(value) ? submit({ text }) : search(text.trim());
  }

  function network(on) {
    find("net").textContent = on ? "已連線" : "離線中：照常掃描，紀錄會保留";
  }

  async function list() {
    const waiting = await counterQueue.waiting(session);
    find("waiting-count").textContent = waiting.length;
    find("waiting").replaceChildren(...waiting.map((each) =>
      element("li", "", `${each.purpose === "i" ? "報到" : "簽退"}　${each.seat ? `${each.seat} 號 ${each.name}` : "待確認"}　${new Date(each.happened_at).toLocaleTimeString("zh-TW", { timeZone: "Asia/Taipei" })}`)));
  }

  async function sync() {
    if (syncing) return;
    syncing = true;
    try {
      for (;;) {
        const scans = await counterQueue.ready(session, 25);
        const { answers } = await ask("/counter/sync", { scans });
        network(true);
        for (const answer of answers) {
          await counterQueue.remove(answer.request_id);
          show(answer);
        }
        if (!scans.length) break;
      }
      if (Date.parse(serverNow()) > Date.parse(closesAt)) await counterQueue.forget(session);
      else {
        const roster = await ask("/counter/roster", {});
        await counterQueue.keepRoster(session, roster);
        find("net").textContent = `已連線，離線名單已備妥（${roster.people.length} 人）`;
      }
    } catch (error) {
      if (error instanceof Offline) network(false);
      else show({ outcome: "refused", message: error.message });
    } finally {
      syncing = false;
      await list();
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = field.value;
    field.value = "";
    choose([]);
    if (text.trim()) take(text);
    field.focus();
  }, true);

  find("undo").addEventListener("click", async () => {
    if (!last) return;
    try { show(await ask("/counter/undo", { person: last.person, request_id: last.request_id })); }
    catch (error) { show({ outcome: "refused", message: error.message || "離線時無法復原，請連線後再試。" }); }
    field.focus();
  });

  let stopCamera = null;
  find("camera").addEventListener("click", async () => {
    const label = find("camera").querySelector("[data-label]");
    if (stopCamera) { stopCamera(); stopCamera = null; label.textContent = "開啟相機"; return; }
    try { stopCamera = await counterCamera.start(find("video"), wasm, take); label.textContent = "關閉相機"; }
    catch { show({ outcome: "refused", message: "無法使用相機，請允許瀏覽器使用相機，或改用掃描槍與輸入。" }); }
  });

  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/counter-worker.js", { scope: "/" });
  window.addEventListener("online", sync);
  window.addEventListener("offline", () => network(false));
  setInterval(sync, 15000);
  field.focus();
  sync();
})();
