// The tablet's camera as a scanner: the browser's own detector, or the one we bring.
"use strict";

window.counterCamera = (() => {
  const FORMATS = ["qr_code", "code_39"];
  const SAME_SCAN_MS = 3000;
  const LOOK_EVERY_MS = 200;

  async function detector(wasm) {
    if ("BarcodeDetector" in window) {
      const known = await BarcodeDetector.getSupportedFormats();
      if (FORMATS.every((format) => known.includes(format))) return new BarcodeDetector({ formats: FORMATS });
    }
    // Asked for by its own type: the gateway sends bytes only to who says that it takes them.
    const wasmBinary = await (await fetch(wasm, { headers: { Accept: "application/wasm" } })).arrayBuffer();
    BarcodeDetectionAPI.prepareZXingModule({ overrides: { wasmBinary } });
    return new BarcodeDetectionAPI.BarcodeDetector({ formats: FORMATS });
  }

  async function start(video, wasm, found) {
    const reader = await detector(wasm);
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    video.scrollIntoView({ block: matchMedia("(max-width: 40rem)").matches ? "start" : "nearest" }); // on a phone: picture and answer together
    const seen = new Map();
    let timer = 0;
    async function look() {
      for (const { rawValue } of video.readyState < 2 ? [] : await reader.detect(video).catch(() => [])) {
        const before = seen.get(rawValue) ?? 0;
        seen.set(rawValue, Date.now());
        // The card stays in front of the lens: as long as it is seen, and three seconds after, it is the same scan.
        if (Date.now() - before > SAME_SCAN_MS) found(rawValue);
      }
      if (timer !== null) timer = setTimeout(look, LOOK_EVERY_MS);
    }
    look();
    return () => {
      clearTimeout(timer);
      timer = null;
      for (const track of stream.getTracks()) track.stop();
      video.hidden = true;
    };
  }

  return {
    // A button that switches the camera on and off; it stays on from one person to the next.
    button(button, video, wasm, found, failed) {
      const label = button.querySelector("[data-label]");
      let stop = null;
      let starting = false;
      button.addEventListener("click", async () => {
        if (starting) return;
        if (stop) {
          stop();
          stop = null;
        } else {
          starting = true;
          try { stop = await start(video, wasm, found); } catch { failed(); }
          starting = false;
        }
        label.textContent = stop ? "關閉相機" : "開啟相機";
      });
    },
  };
})();
