"""The Mandarin digits of the audio captcha, spoken by espeak-ng (Debian): `python infra/setup/voices.py`, only when they are to change.

Mono, 8 kHz, 8 bits, which is what the captcha library mixes; two voices for each digit. The files are small and kept in git, so that no
other machine needs espeak-ng.
"""

import io
import subprocess
import wave
from pathlib import Path

PLACE = Path(__file__).parents[2] / "chalicelib/domains/fees/confirming/voices"
WORDS = "零一二三四五六七八九"
VOICES = ("cmn", "cmn+f3")
RATE = 8000
_PEAK = 0.9
_QUIET = 0.02


def spoken(word: str, voice: str) -> list[float]:
    """Samples from -1 to 1, at RATE, without the silence around the word."""
    said = subprocess.run(["espeak-ng", "-v", voice, "-s", "130", "--stdout", word], capture_output=True, check=True).stdout
    # espeak-ng cannot know how long its output will be and says so in the header; what follows is 16 bits, mono.
    source = int.from_bytes(said[24:28], "little")
    frames = said[44 : 44 + (len(said) - 44) // 2 * 2]
    samples = [int.from_bytes(frames[at : at + 2], "little", signed=True) / 32768 for at in range(0, len(frames), 2)]
    loud = [at for at, each in enumerate(samples) if abs(each) > _QUIET]
    return _resampled(samples[loud[0] : loud[-1] + 1], source)


def _resampled(samples: list[float], source: int) -> list[float]:
    """The mean of the samples that fall into each new one: a plain low pass, enough for speech."""
    step = source / RATE
    parts = [samples[int(at * step) : max(int((at + 1) * step), int(at * step) + 1)] for at in range(int(len(samples) / step))]
    means = [sum(part) / len(part) for part in parts]
    peak = max(map(abs, means))
    return [each / peak * _PEAK for each in means]


def wav(samples: list[float]) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(round(128 + each * 127) for each in samples))
    return out.getvalue()


def main() -> None:
    for digit, word in enumerate(WORDS):
        folder = PLACE / str(digit)
        folder.mkdir(parents=True, exist_ok=True)
        for number, voice in enumerate(VOICES, start=1):
            (folder / f"voice-{number}.wav").write_bytes(wav(spoken(word, voice)))
    print(f"{len(WORDS)} digits, {len(VOICES)} voices: {PLACE}")


if __name__ == "__main__":
    main()
