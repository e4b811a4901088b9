// Keeps the counter's page and its files, so that it opens without a network. Everything else goes straight through.
"use strict";

const CACHE = "counter-1";
const isCounter = (path) => /^\/sessions\/[^/]+\/counter$/.test(path);
const isStatic = (path) => path.startsWith("/static/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function fresh(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}

async function keptFirst(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fresh(request);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (isCounter(url.pathname)) event.respondWith(fresh(event.request));
  // The address of a static file changes with its content, so a kept one is never stale.
  else if (isStatic(url.pathname)) event.respondWith(keptFirst(event.request));
});
