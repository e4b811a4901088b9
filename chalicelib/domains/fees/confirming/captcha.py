"""Five digits to read or to listen to, where an attempt has failed before. A brake for machines, not a lock: the lock is in `login`.

A challenge travels signed and bound to the browser; its digits are made from its nonce by a secret, so that nothing is kept until it is
answered. The answer consumes the nonce by one conditional write: a challenge counts once, rightly answered or not.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from chalicelib.cloud.keys import secret
from chalicelib.cloud.signed_values import dump_signed, load_signed
from chalicelib.domains.fees.confirming import store
from chalicelib.domains.fees.deadline_rules import CAPTCHA_LIVES
from chalicelib.domains.people import service as people
from chalicelib.errors import TooMany
from chalicelib.web.value_rules import compact

DIGITS = 5
READABLE = "2345689"
"""Without 1 and 7, which look alike, and 0, which looks like 8 and 6 when it is turned."""
INKS = ((0, 0, 0), (26, 35, 126), (74, 20, 140), (62, 39, 35), (0, 51, 25))
"""Each at least 7:1 on the paper and its pale lines (WCAG 1.4.6)."""
MOST_TURNED = 9
"""Degrees: a 2 is no Z, a 6 no 9."""
_PAPER, _PALE = (255, 255, 255), (222, 222, 222)
PURPOSE = "fee-captcha"
_MANDARIN = Path(__file__).parent / "voices"
_WIDTH, _HEIGHT = 240, 80
_LONGEST = 400


@dataclass(frozen=True)
class Challenge:
    """`token` goes back with the answer; `picture` is a data: URL."""

    token: str
    picture: str


def new(device: str, now: datetime) -> Challenge:
    """A challenge for this browser."""
    nonce = secrets.token_urlsafe(12)
    token = dump_signed(PURPOSE, [nonce, int((now + CAPTCHA_LIVES).timestamp()), _mark(device)])
    return Challenge(token, _picture(_digits(nonce)))


def sound(token: str, language: str, device: str, address: str, now: datetime) -> str:
    """The digits spoken in Mandarin, or in English for `en`, as a data: URL; empty for a challenge that is not ours or is over.

    It costs a fifth of a second of CPU, so each is made once, and not too many for one address. Raises TooMany, which says what to do.
    """
    claims = _read(token, device, now)
    if claims is None:
        return ""
    chosen = "en" if language == "en" else "zh"
    guess = people.Guess(people.Door.FEE_SOUND, address=address, number=f"{claims[0]}{chosen}")
    if people.closed(guess, now):
        raise TooMany(f"這個網路播放語音太多次，請看圖形驗證碼，或等候 {people.LOCK_MINUTES} 分鐘再聽；由信中的連結開啟不需要驗證碼。")
    if not store.note_spoken(claims[0], chosen, datetime.fromtimestamp(claims[1], UTC)):
        raise TooMany("這組驗證碼已經播放過，請按「換一張」再聽。")
    people.count_guess(guess, now)
    return _spoken(_digits(claims[0]), chosen)


def again(token: str, device: str, now: datetime) -> Challenge | None:
    """The same challenge with another picture of its digits, for a page that is shown again; None for one that is over."""
    claims = _read(token, device, now)
    return Challenge(token, _picture(_digits(claims[0]))) if claims else None


def answer(token: str, typed: str, device: str, now: datetime) -> bool:
    """Whether the digits are right. The challenge is consumed by being answered, also wrongly; a replay is refused."""
    claims = _read(token, device, now)
    if claims is None:
        return False
    fresh = store.consume_captcha(claims[0], datetime.fromtimestamp(claims[1], UTC))
    digits = compact(typed[:_LONGEST])
    return hmac.compare_digest(digits.encode(), _digits(claims[0]).encode()) and fresh


def _read(token: str, device: str, now: datetime) -> tuple[str, int] | None:
    """Nonce and end of a challenge that is ours, this browser's, and not over."""
    if not 0 < len(token) <= _LONGEST:
        return None
    claims = load_signed(PURPOSE, token)
    if not claims:
        return None
    nonce, ends, mark = claims
    ours = hmac.compare_digest(str(mark), _mark(device)) and now.timestamp() < ends
    return (str(nonce), int(ends)) if ours else None


def _mark(device: str) -> str:
    return hashlib.sha256(device.encode()).hexdigest()[:16]


def _digits(nonce: str) -> str:
    digest = hmac.new(secret("session"), f"fee-captcha|{nonce}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8])
    return "".join(READABLE[number // len(READABLE) ** place % len(READABLE)] for place in range(DIGITS))


def picture_of(digits: str) -> Any:
    """Each digit in a cell of its own, hardly turned, in dark ink: people of seventy are to read it at once. Answers Pillow's image."""
    from captcha import image as library  # with Pillow: 60 ms that no other page needs
    from PIL import Image, ImageDraw, ImageFont

    chance, cell = secrets.SystemRandom(), _WIDTH // DIGITS
    face = Path(library.__file__).parent / "data/DroidSansMono.ttf"
    paper = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    strokes = ImageDraw.Draw(paper)
    for _ in range(6):
        strokes.line([(0, chance.randrange(_HEIGHT)), (_WIDTH, chance.randrange(_HEIGHT))], fill=_PALE, width=2)
    for place, digit in enumerate(digits):
        font = ImageFont.truetype(str(face), chance.randint(46, 52))
        glyph = Image.new("L", (cell, _HEIGHT), 0)
        ImageDraw.Draw(glyph).text((cell / 2, _HEIGHT / 2), digit, fill=255, font=font, anchor="mm")
        glyph = glyph.rotate(chance.uniform(-MOST_TURNED, MOST_TURNED), Image.Resampling.BICUBIC)
        paper.paste(Image.new("RGB", glyph.size, chance.choice(INKS)), (place * cell, chance.randint(-6, 6)), glyph)
    return paper


def _picture(digits: str) -> str:
    out = BytesIO()
    picture_of(digits).save(out, "PNG", optimize=True)
    return _url("image/png", out.getvalue())


def _spoken(digits: str, language: str) -> str:
    from captcha.audio import AudioCaptcha

    maker = AudioCaptcha() if language == "en" else AudioCaptcha(str(_MANDARIN))
    return _url("audio/wav", bytes(maker.generate(digits)))


def _url(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
