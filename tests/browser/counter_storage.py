"""Looks into what a counter keeps on its device, and makes the readable part of a signed code."""

import base64
import json

OPEN = 'new Promise(done => { indexedDB.open("counter").onsuccess = event => done(event.target.result); })'
WAIT = "const wait = request => new Promise(done => { request.onsuccess = () => done(request.result); });"
SAME_ENDING = f"""async ([session, first, second]) => {{
  {WAIT}
  const db = await {OPEN};
  const store = db.transaction("sessions", "readwrite").objectStore("sessions");
  const kept = await wait(store.get(session));
  const people = Object.fromEntries(kept.people.map(each => [each.seat, each]));
  people[second].ending = people[first].ending;
  await wait(store.put(kept));
  db.close();
}}"""
# Of what waits, nothing that this device could open: no key is kept, and each scan is one sealed text.
SEALED_ONLY = f"""async () => {{
  {WAIT}
  const db = await {OPEN};
  const waiting = await wait(db.transaction("waiting").objectStore("waiting").getAll());
  const names = [...db.objectStoreNames];
  db.close();
  return !names.includes("keys") && waiting.every(each => typeof each.sealed === "string" && !each.text && !each.person);
}}"""
STORED = f"""async () => {{
  {WAIT}
  const db = await {OPEN};
  const found = {{}};
  for (const name of db.objectStoreNames) found[name] = await wait(db.transaction(name).objectStore(name).getAll());
  db.close();
  const cached = await (await caches.open("counter-1")).keys();
  found.pages = cached.map(each => new URL(each.url).pathname).filter(path => path.endsWith("counter"));
  return found;
}}"""


def part(said: object) -> str:
    """JSON in base64, as one part of a token."""
    return base64.urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).decode().rstrip("=")
