// Keeps the counter's page and its files, so that it opens without a network. Everything else goes straight through.
"use strict";

const CACHE = "counter-1";
const PATIENCE_MS = 5000;
const isCounter = (path) => /^\/sessions\/[^/]+\/counter$/.test(path);
const isStatic = (path) => path.startsWith("/static/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The server's page; the kept one where there is no network, a dead one that never answers, or a service that is down.
async function fresh(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url, { ignoreSearch: true });
  try {
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
    if (kept && answer.status >= 500) return kept;
    if (answer.ok && !answer.redirected) await cache.put(request.url, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function keptFirst(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request.url)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (isCounter(url.pathname)) event.respondWith(fresh(event.request));
  // The address of a static file changes with its content, so a kept one is never stale.
  else if (isStatic(url.pathname)) event.respondWith(keptFirst(event.request));
});
