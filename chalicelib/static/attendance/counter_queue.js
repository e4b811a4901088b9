// What the counter keeps on this device: each session's list for working off line, the scans that wait for the network, and those that
// came back refused. A text that matches nobody is kept encrypted, under a key that this browser holds and nobody can read out.
"use strict";

window.counterQueue = (() => {
  const UPLOAD_UNTIL_MS = 24 * 3600 * 1000;
  const bytes = (value) => new TextEncoder().encode(value);
  let opening = null;

  const database = () =>
    (opening ??= idb.openDB("counter", 2, {
      upgrade(db) {
        for (const name of [...db.objectStoreNames]) db.deleteObjectStore(name);
        db.createObjectStore("sessions", { keyPath: "session" });
        db.createObjectStore("keys");
        db.createObjectStore("waiting", { keyPath: "request_id" }).createIndex("session", "session");
        db.createObjectStore("refused", { keyPath: "request_id" });
      },
    }));

  async function key(db) {
    const known = await db.get("keys", "waiting");
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await db.put("keys", made, "waiting");
    return made;
  }

  async function sealed(db, text) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(db), bytes(text)) };
  }

  async function opened(db, { iv, data }) {
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(db), data));
  }

  async function hint(salt, number) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(salt + number)));
    return [...digest.slice(0, 3)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 5);
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
    return item;
  }

  return {
    settle,

    // {session, grant, closes_at, title} at once; {salt, people} when they have come.
    async keepSession(kept) {
      const db = await database();
      await db.put("sessions", { ...(await db.get("sessions", kept.session)), ...kept });
    },

    async byNumber(session, number) {
      const kept = await (await database()).get("sessions", session);
      if (!kept?.people) return [];
      const wanted = await hint(kept.salt, number);
      return kept.people.filter((each) => each.hint === wanted);
    },

    byPerson: (session, person) => people(session, (each) => each.person === person),
    bySeat: (session, seat) => people(session, (each) => each.seat && each.seat.toUpperCase() === seat.toUpperCase()),

    // `scan` has a person or a text. A repeat of what already waits is not kept twice.
    async add(session, { text, ...scan }) {
      const db = await database();
      const twin = (await db.getAllFromIndex("waiting", "session", session)).find(
        (each) => scan.person && each.person === scan.person && each.purpose === scan.purpose);
      if (twin) return false;
      await db.put("waiting", { ...scan, session, ...(scan.person ? {} : { sealed: await sealed(db, text) }) });
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
      return Promise.all(items.map(async ({ request_id, person, purpose, happened_at, sealed: locked }) => (
        { request_id, purpose, happened_at, ...(person ? { person } : { text: await opened(db, locked) }) })));
    },

    // After a session has closed nothing of its people stays; after the last one the key goes too.
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
      if (!(await db.count("sessions")) && !(await db.count("waiting"))) await db.clear("keys");
    },
  };
})();
