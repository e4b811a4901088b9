// The counter's page: one field, one big answer; on line a scan is asked, off line it is kept.
"use strict";

(() => {
  const { find, show, choose } = counterScreen;
  const { ask, tell, now, Unreachable } = counterLink;
  const root = find("counter");
  const { session, classId, grant, opensAt, signOutOpensAt, endsAt, closesAt, wasm } = root.dataset;
  const form = find("scan-form");
  const field = form.elements.text;
  const purpose = () => form.elements.purpose.value;
  let last = null; // the scan that "undo" would take back, the last that was done: {request_id, person?, waits?, seat?, name?}
  let turn = 0; // whose answer may be shown: that of the last scan

  function undoable(scan) {
    last = scan;
    counterScreen.undo(last);
  }

  function refuse(message, mine = turn) {
    say({ outcome: "refused", message }, mine);
  }

  function say(answer, mine) {
    (mine === turn ? show : counterScreen.late)(answer);
  }

  const isDone = (answer) => ["seated", "signed_out"].includes(answer.outcome);

  function answered(answer, mine) {
    if (isDone(answer)) undoable(answer);
    say(answer, mine);
    if (mine !== turn) return;
    if (answer.outcome === "confirm_early") confirmEarly({ person: answer.person });
    if (answer.outcome === "not_in") choose([{ label: "改為報到", run: () => checkIn(answer.person) }]);
  }

  function checkIn(person) {
    form.elements.purpose.value = "i";
    return submit({ person });
  }

  function begin() {
    turn += 1;
    choose([]);
    show({ outcome: "working" });
    return turn;
  }

  function confirmEarly(scan) {
    choose([{ label: "確定早退並簽退", run: () => submit({ ...scan, early: true }) }]);
  }

  async function submit(scan) {
    const mine = begin();
    const whole = { request_id: crypto.randomUUID(), purpose: purpose(), ...scan };
    if (!counterLink.isOn()) return keep(whole, mine);
    try {
      answered(await ask("/counter/scan", whole), mine);
    } catch (error) {
      if (!(error instanceof Unreachable)) return refuse(error.message, mine);
      tell(error.state);
      // It may have reached the server: the upload, under the same id, will tell.
      await keep({ ...whole, asked: true }, mine);
    }
  }

  // What would be refused on line for its time is refused here too, while the person is still there.
  function notNow(scan) {
    const at = now();
    if (at < Date.parse(opensAt)) return "too_early";
    if (at > Date.parse(scan.purpose === "o" ? closesAt : endsAt)) return "too_late";
    return scan.purpose === "o" && !scan.early && at < Date.parse(signOutOpensAt) ? "confirm_early" : "";
  }

  async function keep({ early, ...scan }, mine) {
    const refused = notNow({ early, ...scan });
    if (refused) say({ outcome: refused }, mine);
    if (refused === "confirm_early" && mine === turn) confirmEarly({ person: scan.person, text: scan.text });
    if (refused) return;
    const { fits, trouble, text, number } = await whose(scan);
    if (trouble) return refuse(trouble, mine);
    const { person = scan.person, seat, name } = fits.length === 1 ? fits[0] : {};
    // What was scanned goes up as it was, and the server says whose it is; who was chosen from a list goes by the person's key.
    const sent = scan.person ? { person: scan.person } : { text };
    const item = { request_id: scan.request_id, purpose: scan.purpose, happened_at: new Date(now()).toISOString(), seat, name };
    const masked = number ? counterCodes.maskId(number) : "";
    const fresh = await counterQueue.add(session, { ...item, ...sent, masked });
    if (fresh && !scan.asked) undoable({ request_id: scan.request_id, waits: true, seat, name });
    say({ outcome: !fresh ? "kept_twice" : fits.length > 1 ? "kept_choose" : person ? "kept" : "kept_unknown", seat, name, message: number && name ? "請核對姓名" : "" }, mine);
    if (fits.length > 1 && mine === turn) choose(fits.map((each) => ({ label: `${each.seat} 號　${each.name}`, run: () => point(scan.request_id, each) })));
    await counterLink.lists();
  }

  // The choice only says which seat to show: the number itself was kept, and the server knows whose it is.
  async function point(requestId, each) {
    await counterQueue.show(requestId, each);
    show({ outcome: "kept", ...each });
    await counterLink.lists();
  }

  // Who could be meant by a scan, as far as the kept list can tell, and what to upload: {fits, text, number} or {trouble}.
  async function whose(scan) {
    if (scan.person) return { fits: await counterQueue.byPerson(session, scan.person) };
    const code = counterCodes.read(scan.text);
    if (code.kind === "pass") {
      if (code.classId && code.classId !== classId) return { trouble: "這是其他班期的報到條碼，請確認上課班期，或改用身分證報到。" };
      return { fits: code.person ? await counterQueue.byPerson(session, code.person) : [], text: code.text };
    }
    if (code.kind === "member" && !(now() <= code.expires)) return { trouble: `會員條碼已過期，請在${counterScreen.find("counter").dataset.pass}重新整理條碼後再掃一次。` };
    if (code.kind === "id" ? !code.valid : !code.number) return { trouble: "證號不正確，請再掃一次，或檢查英文字母與 9 個數字。" };
    return { fits: await counterQueue.byNumber(session, code.number), text: code.number, number: code.number };
  }

  const seatOf = (each) => (each.seat ? `${each.seat} 號` : "未排座位");

  function offer(people, label) {
    if (!people.length) return refuse("找不到這個證號、姓名或座位，請再確認。");
    show({ outcome: "choose", message: `找到 ${people.length} 位，請點選（鍵盤按 Tab 移至選項）` });
    choose(people.map((each) => ({ label: label(each), run: () => submit({ person: each.person }) })));
  }

  async function search(text) {
    const mine = begin();
    try {
      if (!counterLink.isOn()) throw new Unreachable("off");
      const { people } = await ask("/counter/search", { text });
      if (mine === turn) offer(people, (each) => `${seatOf(each)}　${each.name}　${each.agency}　${each.in ? `${each.in} 已到` : "未到"}`);
    } catch (error) {
      if (!(error instanceof Unreachable)) return refuse(error.message, mine);
      if (counterLink.isOn()) tell(error.state);
      const people = await counterQueue.bySeat(session, text);
      if (mine !== turn) return;
      if (!people.length) return refuse("離線時請掃證件或報到條碼，或輸入證號、座位號碼；暫時不能用姓名查詢。");
      offer(people, (each) => `${seatOf(each)}　${each.name}`);
    }
  }

  function take(typed) {
    const code = counterCodes.read(typed);
    if (code.kind === "zhuyin") return refuse("輸入法是注音，請切換為英數後再掃一次。");
    return code.kind === "words" ? search(code.text) : submit({ text: code.text });
  }

  async function undo() {
    const scan = last; // an upload that just ended may have changed it
    if (!scan) return;
    undoable(null);
    try {
      if (scan.waits && (await counterQueue.settle(scan.request_id))) show({ outcome: "undone" });
      else show(await ask("/counter/undo", { person: scan.person, request_id: scan.request_id }));
    } catch (error) {
      if (error instanceof Unreachable) {
        undoable(scan);
        tell(error.state);
      }
      show({ outcome: "refused", message: error instanceof Unreachable ? "離線時無法復原已送出的紀錄，請連線後再試。" : error.message });
    }
    await counterLink.lists();
    field.focus();
  }

  // A kept scan that was uploaded meanwhile can still be taken back, now from the server.
  const settled = (answer) => { if (last?.request_id === answer.request_id) undoable(isDone(answer) ? answer : null); };
  const sync = () => counterLink.sync(settled);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = field.value;
    field.value = "";
    if (typed.trim()) take(typed);
    field.focus();
  });
  find("undo").addEventListener("click", () => counterLink.alone(undo));
  find("refused-seen").addEventListener("click", async () => { await counterQueue.forgetRefused(); await counterLink.lists(); field.focus(); });
  for (const each of form.elements.purpose) {
    each.addEventListener("click", (event) => { if (event.detail) field.focus(); });
  }
  // A scanner types wherever the focus is: its letters belong into the field.
  document.addEventListener("keydown", (event) => {
    const plainKey = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plainKey && event.target !== field) field.focus();
  });
  if (matchMedia("(pointer: coarse)").matches) {
    // On a tablet the field is always ready for a scanner, but the keyboard on the glass comes only when the field is touched.
    field.inputMode = "none";
    field.addEventListener("pointerdown", () => { field.inputMode = "text"; });
    field.addEventListener("blur", () => { field.inputMode = "none"; });
  }
  counterCamera.button(find("camera"), find("video"), wasm, take, () => refuse("無法使用相機，請允許瀏覽器使用相機，或改用掃描槍與輸入。"));

  window.addEventListener("online", sync);
  window.addEventListener("offline", () => tell("off"));
  setInterval(sync, 15000);
  field.focus();
  counterQueue.keepSession({ session, grant, closes_at: closesAt }).then(sync);
  if (now() < Date.parse(closesAt)) counterFiles.keep(wasm);
})();
