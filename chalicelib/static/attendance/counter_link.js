// The counter's way to the server, and the upload of what was kept.
"use strict";

window.counterLink = (() => {
  const root = document.querySelector("[data-counter]");
  const { csrf, grant, session } = root.dataset;
  // The server's clock, measured at each answer and kept: a page that was opened off line brings an old time of its own.
  const CLOCK = "counter-clock-offset";
  let offset = Number(localStorage.getItem(CLOCK) ?? Date.parse(root.dataset.serverTime) - Date.now());
  const now = () => Date.now() + offset;
  const closed = () => now() > Date.parse(root.dataset.closesAt);
  const GOOD = ["seated", "already", "signed_out", "already_out"];
  const BATCH = 25;
  const ROSTER_EVERY_MS = 5 * 60 * 1000;
  const SAY_HELLO_EVERY_MS = 60 * 1000;
  const said = { state: "on", heardAt: 0, rosterAt: 0, people: 0 };
  let busy = false;
  let turn = Promise.resolve();

  // `state` is "off" (no network or no service) or "signed_out" (the server wants a new sign-in); either way the scan is kept.
  class Unreachable extends Error {
    constructor(state) { super(state); this.state = state; }
  }

  async function ask(path, body) {
    let answer, data;
    try {
      answer = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": csrf },
        body: JSON.stringify({ grant, ...body }),
        signal: AbortSignal.timeout(6000),
      });
      data = await answer.json(); // a guest network's own page is no answer either
    } catch {
      throw new Unreachable("off");
    }
    if (answer.status >= 500 || answer.status === 429) throw new Unreachable("off");
    if ([401, 410].includes(answer.status) || (answer.status === 403 && path !== "/counter/undo")) throw new Unreachable("signed_out");
    said.heardAt = Date.now();
    if (data.now) {
      offset = Date.parse(data.now) - Date.now();
      localStorage.setItem(CLOCK, offset);
    }
    if (!answer.ok) throw new Error(data.message);
    return data;
  }

  function tell(state) {
    said.state = state;
    const on = closed() ? "本場次已結束，離線名單已清除" : said.people ? `已連線，離線名單已備妥（${said.people} 人）` : "已連線";
    const text = { on, off: "離線中：照常掃描，紀錄會保留", signed_out: "登入已逾時：照常掃描，紀錄會保留。請" }[state];
    counterScreen.network(state, text);
  }

  async function upload(owed, settled) {
    for (;;) {
      const scans = await counterQueue.ready(owed.session, BATCH);
      if (!scans.length) return;
      const { answers } = await ask("/counter/sync", { grant: owed.grant, scans });
      if (!answers.length) return;
      for (const answer of answers) {
        const good = GOOD.includes(answer.outcome);
        // Whom the kept list took somebody of no roster for is out of the game.
        const mistaken = ["not_on_roster", "wrong_class"].includes(answer.outcome) ? { seat: "", name: "" } : {};
        const refusal = good ? null : { outcome: answer.outcome, message: answer.message ?? "", ...mistaken };
        const item = { ...(await counterQueue.settle(answer.request_id, refusal)), ...mistaken };
        counterScreen.recent(`已上傳：${counterScreen.words(answer.outcome)}`, { seat: answer.seat || item.seat, name: answer.name || item.name });
        if (!good) counterScreen.beep("stop");
        settled(answer);
      }
    }
  }

  // Another session's scans may need another person's sign-in: they wait, and this session goes on.
  async function uploadAll(settled) {
    for (const owed of await counterQueue.owing()) {
      try {
        await upload(owed, settled);
      } catch (error) {
        if (error.state !== "signed_out" || owed.session === session) throw error;
      }
    }
  }

  async function refresh() {
    if (closed()) return;
    if (Date.now() - said.rosterAt > ROSTER_EVERY_MS) {
      const roster = await ask("/counter/roster", {});
      await counterQueue.keepSession({ session, ...roster });
      Object.assign(said, { rosterAt: Date.now(), people: roster.people.length });
    } else if (said.state !== "on" || Date.now() - said.heardAt > SAY_HELLO_EVERY_MS) {
      await ask("/counter/sync", { scans: [] });
    }
  }

  async function lists() {
    counterScreen.lists(await counterQueue.waiting(), await counterQueue.refused());
  }

  // One after another: what is being uploaded cannot be taken back at the same moment.
  function alone(work) {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  }

  async function sync(settled) {
    if (busy) return;
    busy = true;
    await alone(() => exchange(settled)).finally(() => { busy = false; });
  }

  async function exchange(settled) {
    try {
      await counterQueue.sweep(now());
      await uploadAll(settled);
      await refresh();
      tell("on");
    } catch (error) {
      if (!(error instanceof Unreachable)) console.error(error);
      tell(error.state ?? "off");
    }
    await lists();
  }

  return { ask, sync, alone, tell, lists, now, Unreachable, isOn: () => said.state === "on" };
})();
