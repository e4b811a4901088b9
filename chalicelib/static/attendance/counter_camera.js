// The tablet's camera as a scanner: the browser's own detector, or the one we bring.
"use strict";

(() => {
  const FORMATS = ["qr_code", "code_39"];

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

  window.counterCamera = {
    async start(video, wasm, found) {
      const [stream, reader] = await Promise.all([
        navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }),
        detector(wasm),
      ]);
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      let last = { value: "", at: 0 };
      const timer = setInterval(async () => {
        if (video.readyState < 2) return;
        for (const { rawValue } of await reader.detect(video).catch(() => [])) {
          const now = Date.now();
          // The card stays in front of the lens: the same code within three seconds is the same scan.
          if (rawValue !== last.value || now - last.at > 3000) found(rawValue);
          last = { value: rawValue, at: now };
        }
      }, 250);
      return () => {
        clearInterval(timer);
        stream.getTracks().forEach((track) => track.stop());
        video.hidden = true;
      };
    },
  };
})();
