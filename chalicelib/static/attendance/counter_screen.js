// What the counter's staff see and hear: one big answer, choices, the last ten, what waits, what came back refused.
"use strict";

window.counterScreen = (() => {
  const find = (name) => document.querySelector(`[data-${name}]`);
  const WORDS = {
    seated: ["ok", "報到完成"], already: ["ok", "已經報到"], signed_out: ["ok", "簽退完成"], already_out: ["ok", "已經簽退"],
    undone: ["warn", "已復原"], kept: ["warn", "離線，已保留，連線後自動上傳"], kept_unknown: ["warn", "已保留，待連線確認"],
    kept_choose: ["warn", "已保留，請選擇是哪一位"], kept_twice: ["warn", "已保留過，不必再掃"],
    confirm_early: ["warn", "還沒到下課時間"], not_in: ["warn", "尚未報到"], on_leave: ["warn", "已請假"], cancelled: ["stop", "已退訓"],
    session_cancelled: ["stop", "本場次已取消"], too_early: ["warn", "還沒開始"], too_late: ["stop", "時間已過"],
    wrong_class: ["warn", "在另一間教室"], not_on_roster: ["stop", "名冊上找不到"], refused: ["stop", "無法辦理"], choose: ["neutral", "請選擇"], working: ["neutral", "處理中…"],
  };
  const TONES = { ok: [1047, 0.12], warn: [523, 0.3], stop: [196, 0.45] };
  let audio = null;

  const element = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });
  const clock = (moment) => new Date(moment).toLocaleTimeString("zh-TW", { timeZone: find("counter").dataset.zone, hour12: false, hour: "2-digit", minute: "2-digit" });
  const purposeLabel = (purpose) => (purpose === "o" ? "簽退" : "報到");
  const whom = (each) => (each.seat || each.name ? [each.seat && `${each.seat} 號`, each.name].filter(Boolean).join(" ") : each.masked || "待確認");

  function beep(kind) {
    if (!TONES[kind]) return;
    audio ??= new AudioContext();
    audio.resume(); // browsers keep sound back until the first key or tap
    const tone = audio.createOscillator();
    tone.frequency.value = TONES[kind][0];
    tone.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + TONES[kind][1]);
  }

  // Of an answer that comes when the next person is already here: heard and listed, but not shown beside the new scan.
  function late(answer) {
    beep((WORDS[answer.outcome] ?? WORDS.refused)[0]);
    recent(answer);
  }

  function undo(scan) {
    const button = find("undo");
    button.disabled = !scan;
    button.querySelector("[data-label]").textContent = scan ? ["復原", scan.seat && `${scan.seat} 號`, scan.name].filter(Boolean).join(" ") : "復原上一筆";
  }

  function recent(answer) {
    const list = find("recent");
    const words = answer.outcome === "refused" ? answer.message : (WORDS[answer.outcome] ?? WORDS.refused)[1];
    const line = [clock(counterLink.now()), words, answer.seat && `${answer.seat} 號`, answer.name].filter(Boolean).join("　");
    list.prepend(element("li", "", line));
    while (list.children.length > 10) list.lastChild.remove();
  }

  function show(answer) {
    const [kind, words] = WORDS[answer.outcome] ?? ["stop", "無法辦理"];
    const lines = [element("p", "counter-words", words)];
    if (answer.seat) lines.push(element("p", answer.seat.length > 4 ? "counter-seat counter-seat-long" : "counter-seat", answer.seat));
    const more = [answer.name, answer.at, answer.late ? "遲到" : "", answer.leave, ...(answer.elsewhere ?? []), answer.message];
    lines.push(element("p", "counter-more", more.filter(Boolean).join("　")));
    const box = find("result");
    box.className = `counter-result kind-${kind}`;
    box.replaceChildren(...lines);
    beep(kind);
    if (kind !== "neutral") recent(answer);
  }

  // Buttons below the answer. The field keeps the focus, so that the next scan is no choice; Tab leads here.
  function choose(choices) {
    const box = find("choices");
    box.hidden = !choices.length;
    box.replaceChildren(...choices.map(({ label, run }) => {
      const button = element("button", "button button-secondary button-wide", label);
      button.type = "button";
      button.addEventListener("click", () => { choose([]); run(); find("scan-form").elements.text.focus(); });
      return button;
    }));
  }

  function network(state, text) {
    const box = find("net");
    if (box.dataset.state === state && box.dataset.text === text) return; // said once, not every 15 seconds
    Object.assign(box.dataset, { state, text });
    box.className = `counter-net net-${state}`;
    box.replaceChildren(element("span", "", text));
    if (state !== "signed_out") return;
    box.append(Object.assign(element("a", "", "重新登入"), { href: `/sign-in?next=${location.pathname}` }));
  }

  function lists(waiting, refused) {
    find("waiting-count").textContent = waiting.length;
    find("waiting").replaceChildren(...waiting.map((each) => element("li", "", `${clock(each.happened_at)}　${purposeLabel(each.purpose)}　${whom(each)}`)));
    find("refused-box").hidden = !refused.length;
    find("refused").replaceChildren(...refused.map((each) => {
      const words = each.message || (WORDS[each.outcome] ?? WORDS.refused)[1];
      return element("li", "", `${clock(each.happened_at)}　${purposeLabel(each.purpose)}　${whom(each)}：${words}`);
    }));
  }

  return { find, beep, show, late, undo, recent, choose, network, lists, words: (outcome) => (WORDS[outcome] ?? WORDS.refused)[1] };
})();
