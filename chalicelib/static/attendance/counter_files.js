// Keeps this page and all its files on the device from the first visit on, so that it opens without a network.
"use strict";

window.counterFiles = {
  async keep(wasm) {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register("/counter-worker.js", { scope: "/" });
    const used = [...document.querySelectorAll("link[href], script[src], img[src], svg use")];
    const addresses = used.map((each) => new URL(each.getAttribute("href") ?? each.getAttribute("src"), location.href));
    const files = new Set(addresses.filter((each) => each.pathname.startsWith("/static/")).map((each) => each.pathname + each.search));
    const cache = await caches.open("counter-1");
    await cache.addAll([location.pathname, ...files]);
    await cache.put(wasm, await fetch(wasm, { headers: { Accept: "application/wasm" } }));
    files.add(wasm);
    // Versions of files that no page uses any more.
    for (const { url } of await cache.keys()) {
      const { pathname, search } = new URL(url);
      if (pathname.startsWith("/static/") && !files.has(pathname + search)) await cache.delete(url);
    }
    document.documentElement.dataset.kept = "yes";
  },
};
