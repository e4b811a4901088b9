// What a phone's camera would read from a picture on one of our pages; for tests and the gallery.
async source => {
  const image = new Image(); image.src = source; await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: 600, height: 600});
  const pen = canvas.getContext("2d"); pen.fillStyle = "#fff"; pen.fillRect(0, 0, 600, 600); pen.drawImage(image, 0, 0, 600, 600);
  const script = Object.assign(document.createElement("script"), {src: "/static/vendor/barcode-detector.js"});
  document.head.append(script); await new Promise(done => script.onload = done);
  const wasmBinary = await (await fetch("/static/vendor/zxing_reader.wasm", {headers: {Accept: "application/wasm"}})).arrayBuffer();
  BarcodeDetectionAPI.prepareZXingModule({overrides: {wasmBinary}});
  const [found] = await new BarcodeDetectionAPI.BarcodeDetector({formats: ["qr_code"]}).detect(canvas);
  return found.rawValue;
}
