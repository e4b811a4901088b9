// The lecturer's door: another picture or the digits spoken, without losing what was typed; and nothing of the last person stays here.
"use strict";

(() => {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("letter:")) sessionStorage.removeItem(key);
  } catch { /* forbidden: then nothing was kept either */ }

  const form = document.querySelector("[data-enter]");
  if (!form?.querySelector("[data-token]")) return;
  const [picture, token, player, said] = ["picture", "token", "sound", "said"].map((name) => form.querySelector(`[data-${name}]`));
  const digits = form.elements.digits;

  async function fetched(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const data = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { said: answer.status === 429 ? data.message : "" });
    return data;
  }

  async function attempt(work) {
    try {
      await work();
    } catch (error) {
      said.textContent = error.said || "現在無法取得，請稍候再試。";
    }
  }

  const another = () => attempt(async () => {
    const fresh = await fetched("/fee/challenge");
    [picture.src, token.value, digits.value, player.hidden] = [fresh.picture, fresh.token, "", true];
    player.removeAttribute("src");
    said.textContent = "已換成另一組驗證碼。";
    digits.focus();
  });

  const listen = (language) => attempt(async () => {
    said.textContent = "語音準備中…";
    const { sound } = await fetched(`/fee/challenge/${encodeURIComponent(token.value)}?language=${language}`);
    if (!sound) {
      said.textContent = "這組驗證碼已超過五分鐘，請按「換一張」後再聽。";
      return;
    }
    [player.src, player.hidden] = [sound, false];
    said.textContent = "正在播放五個數字；可以重複播放，聽完輸入在下面。";
    player.focus();
    await player.play().catch(() => { said.textContent = "請按播放。"; });
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-another], [data-listen]");
    if (!button) return;
    event.preventDefault();
    if ("another" in button.dataset) another();
    else listen(button.dataset.listen);
  });
})();
