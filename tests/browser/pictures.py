"""What a camera would see: a QR or a Code 39 on white, as a video that Chromium plays in place of its camera."""

import io
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw

SIZE = (1280, 720)
# Nine elements of a character, bar and space in turn; 1 is wide.
_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_PATTERNS = """
000110100 100100001 001100001 101100000 000110001 100110000 001110000 000100101 100100100 001100100
100001001 001001001 101001000 000011001 100011000 001011000 000001101 100001100 001001100 000011100
100000011 001000011 101000010 000010011 100010010 001010010 000000111 100000110 001000110 000010110
110000001 011000001 111000000 010010001 110010000 011010000 010010100
"""
CODE_39 = dict(zip(_CHARACTERS, _PATTERNS.split(), strict=True))


def qr(text: str) -> Image.Image:
    """A frame with the text as a QR in its middle."""
    return _framed(qrcode.make(text, box_size=8).get_image().convert("RGB"))


def code_39(text: str, narrow: int = 4) -> Image.Image:
    """A frame with the text as the ID card's barcode: Code 39 between two asterisks."""
    bars = Image.new("RGB", (16 * narrow * (len(text) + 2), 240), "white")
    pen, x = ImageDraw.Draw(bars), 0
    for character in f"*{text}*":
        for place, wide in enumerate(CODE_39[character]):
            width = narrow * (3 if wide == "1" else 1)
            if place % 2 == 0:
                pen.rectangle((x, 0, x + width - 1, 239), fill="black")
            x += width
        x += narrow
    return _framed(bars.crop((0, 0, x, 240)))


def _framed(picture: Image.Image) -> Image.Image:
    frame = Image.new("RGB", SIZE, "white")
    frame.paste(picture, ((SIZE[0] - picture.width) // 2, (SIZE[1] - picture.height) // 2))
    return frame


def video(path: Path, *scenes: Image.Image, seconds: int = 3) -> Path:
    """An MJPEG file of the scenes, each for some seconds at 20 frames a second; Chromium repeats it for ever."""
    with path.open("wb") as file:
        for scene in scenes:
            frame = io.BytesIO()
            scene.save(frame, "JPEG", quality=95)
            file.write(frame.getvalue() * (20 * seconds))
    return path
