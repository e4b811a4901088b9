// What the counter keeps on this device: each session's list for working off line, the scans that wait for the network, and those that
// came back refused. What was scanned is sealed for the server (cloud/sealed_values.py): nobody can open it here again, nor can we.
"use strict";

window.counterQueue = (() => {
  const UPLOAD_UNTIL_MS = 24 * 3600 * 1000;
  const bytes = (value) => new TextEncoder().encode(value);
  const sealingKey = document.querySelector("[data-counter]").dataset.sealingKey;
  const scanned = new Map(); // what this page has kept since it was loaded, so that a second look at a card is no second scan
  let opening = null;

  const database = () =>
    (opening ??= idb.openDB("counter", 3, {
      upgrade(db) {
        for (const name of [...db.objectStoreNames]) db.deleteObjectStore(name);
        db.createObjectStore("sessions", { keyPath: "session" });
        db.createObjectStore("waiting", { keyPath: "request_id" }).createIndex("session", "session");
        db.createObjectStore("refused", { keyPath: "request_id" });
      },
    }));

  const base64 = (...parts) => btoa(String.fromCharCode(...parts.flatMap((part) => [...new Uint8Array(part)])));
  const fromBase64 = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

  // Under a key made for this one text, of which nothing stays; bound to the session, so that it passes in no other.
  async function sealed(session, text) {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const server = await crypto.subtle.importKey("raw", fromBase64(sealingKey), curve, false, []);
    const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const agreed = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, own.privateKey, 256);
    const key = await crypto.subtle.importKey("raw", await crypto.subtle.digest("SHA-256", agreed), "AES-GCM", false, ["encrypt"]);
    const settings = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: bytes(session) };
    return base64(await crypto.subtle.exportKey("raw", own.publicKey), await crypto.subtle.encrypt(settings, key, bytes(text)));
  }

  async function people(session, fits) {
    const kept = await (await database()).get("sessions", session);
    return (kept?.people ?? []).filter(fits);
  }

  // From waiting to refused, or to nothing, in one step: a reload in between loses no answer.
  async function settle(requestId, refusal) {
    const tx = (await database()).transaction(["waiting", "refused"], "readwrite");
    const item = await tx.objectStore("waiting").get(requestId);
    if (item && refusal) {
      const { sealed: _, ...shown } = item;
      await tx.objectStore("refused").put({ ...shown, ...refusal });
    }
    await tx.objectStore("waiting").delete(requestId);
    await tx.done;
    scanned.delete(requestId);
    return item;
  }

  return {
    settle,

    // {session, grant, closes_at, title} at once; {people} when they have come.
    async keepSession(kept) {
      const db = await database();
      await db.put("sessions", { ...(await db.get("sessions", kept.session)), ...kept });
    },

    // Who could be meant: by the last digits, so in a hall of 1,000 it is one or two.
    byNumber: (session, number) => people(session, (each) => each.ending === counterCodes.ending(number)),

    byPerson: (session, person) => people(session, (each) => each.person === person),
    bySeat: (session, seat) => people(session, (each) => each.seat && each.seat.toUpperCase() === seat.toUpperCase()),

    // `scan` has a person or a text. A repeat of what already waits is not kept twice.
    async add(session, { text, ...scan }) {
      const db = await database();
      const mark = `${scan.purpose}${scan.person ?? text}`;
      const twin = (await db.getAllFromIndex("waiting", "session", session)).some(
        (each) => scanned.get(each.request_id) === mark || (scan.person && each.person === scan.person && each.purpose === scan.purpose));
      if (twin) return false;
      await db.put("waiting", { ...scan, session, ...(scan.person ? {} : { sealed: await sealed(session, text) }) });
      scanned.set(scan.request_id, mark);
      return true;
    },

    async show(requestId, { seat, name }) {
      const db = await database();
      const item = await db.get("waiting", requestId);
      if (item) await db.put("waiting", { ...item, seat, name });
    },

    waiting: async () => (await (await database()).getAll("waiting")).sort((a, b) => a.happened_at.localeCompare(b.happened_at)),
    refused: async () => (await database()).getAll("refused"),
    forgetRefused: async () => (await database()).clear("refused"),

    // Sessions of which something waits, with the grant that uploads it.
    async owing() {
      const db = await database();
      const owed = new Set((await db.getAll("waiting")).map((each) => each.session));
      return (await db.getAll("sessions")).filter((each) => owed.has(each.session));
    },

    // Ready to be sent: without what only this device needs.
    async ready(session, most) {
      const db = await database();
      const items = (await db.getAllFromIndex("waiting", "session", session)).slice(0, most);
      return items.map(({ request_id, person, purpose, happened_at, sealed: locked }) => (
        { request_id, purpose, happened_at, ...(person ? { person } : { sealed: locked }) }));
    },

    // After a session has closed nothing of its people stays.
    async sweep(now) {
      const db = await database();
      const waiting = await db.getAll("waiting");
      for (const { session, grant, closes_at: closes } of await db.getAll("sessions")) {
        if (now <= Date.parse(closes)) continue;
        await caches.open("counter-1").then((cache) => cache.delete(`/sessions/${session}/counter`));
        const own = waiting.filter((each) => each.session === session);
        const over = now > Date.parse(closes) + UPLOAD_UNTIL_MS;
        if (over) for (const each of own) await settle(each.request_id, { outcome: "refused", message: "超過上傳期限，請辦班人員更正" });
        if (over || !own.length) await db.delete("sessions", session);
        else await db.put("sessions", { session, grant, closes_at: closes });
      }
    },
  };
})();
