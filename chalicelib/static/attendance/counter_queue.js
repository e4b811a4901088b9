// What the counter keeps on this device: the session's list for working off line, and the scans that wait for the network.
// An ID number that matches nobody is kept encrypted, under a key that this browser holds and nobody can read out.
"use strict";

(() => {
  const ID_SHAPE = /^[A-Z][1289A-D][0-9]{8}$/;
  const text = { encode: (value) => new TextEncoder().encode(value), decode: (value) => new TextDecoder().decode(value) };

  const database = () =>
    idb.openDB("counter", 1, {
      upgrade(db) {
        db.createObjectStore("rosters");
        db.createObjectStore("keys");
        db.createObjectStore("waiting", { keyPath: "request_id" }).createIndex("session", "session");
      },
    });

  async function key(db) {
    const known = await db.get("keys", "waiting");
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await db.put("keys", made, "waiting");
    return made;
  }

  async function sealed(db, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(db), text.encode(value)) };
  }

  async function opened(db, { iv, data }) {
    return text.decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(db), data));
  }

  async function hint(salt, idNumber) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(salt + idNumber)));
    return [...digest.slice(0, 3)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 5);
  }

  window.counterQueue = {
    normalise: (typed) => typed.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase(),
    looksLikeId: (value) => ID_SHAPE.test(value),

    async keepRoster(session, roster) {
      const db = await database();
      await db.put("rosters", roster, session);
    },

    // Who could be meant: [] where nobody on the kept list fits.
    async match(session, typed) {
      const db = await database();
      const roster = await db.get("rosters", session);
      if (!roster) return [];
      const value = this.normalise(typed);
      const wanted = this.looksLikeId(value) ? await hint(roster.salt, value) : null;
      return roster.people.filter((each) => (wanted ? each.hint === wanted : each.seat === typed.trim()));
    },

    async add(session, scan) {
      const db = await database();
      const { text: typed, ...kept } = scan;
      const extra = scan.person ? {} : { sealed: await sealed(db, typed) };
      await db.put("waiting", { ...kept, ...extra, session });
    },

    async waiting(session) {
      const db = await database();
      return db.getAllFromIndex("waiting", "session", session);
    },

    // Ready to be sent: without what only this device needs.
    async ready(session, most) {
      const db = await database();
      const every = (await this.waiting(session)).slice(0, most);
      return Promise.all(
        every.map(async ({ request_id, person, purpose, happened_at, sealed: locked }) => ({
          request_id, purpose, happened_at, ...(person ? { person } : { text: await opened(db, locked) }),
        })),
      );
    },

    async remove(requestId) {
      const db = await database();
      await db.delete("waiting", requestId);
    },

    async forget(session) {
      const db = await database();
      await db.delete("rosters", session);
    },
  };
})();
