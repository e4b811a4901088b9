"""A signature given on a page of ours: drawn on a pad, or a typed name with consent. Pure.

A signature is accepted before its document is made, so a picture that cannot be drawn must be found when it is sent, and so must one that
is small as a file and enormous as a picture. Knows just enough of PNG not to need a library.
"""

import base64
import struct
import zlib
from collections.abc import Mapping

from chalicelib.errors import InvalidInput

_LARGEST_DRAWING = 60_000
_DRAWN = "data:image/png;base64,"
LARGEST_SIDE = 4000
LARGEST_AREA = 4_000_000
_SIGN = b"\x89PNG\r\n\x1a\n"
# Samples of a pixel by colour type: grey, RGB, palette, grey with alpha, RGBA.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def read_signature(form: Mapping[str, str], signer: str, paper: str) -> tuple[bytes, str]:
    """The drawing as PNG, or the typed name; the other is empty. `paper` is what is signed: 授權書.

    `form` has signature (a PNG as data URL), or typed_name and consent=on, and then way=typed. Raises InvalidInput with its fields.
    """
    drawn, typed = form.get("signature", ""), form.get("typed_name", "").strip()
    if drawn:
        return _drawing(drawn), ""
    if not typed and form.get("way") == "typed":
        raise InvalidInput(fields={"typed_name": f"請輸入與{paper}相同的姓名：{signer}。"})
    if not typed:
        raise InvalidInput(fields={"signature": "請在框內簽名，或改用「輸入姓名表示同意」。"})
    if "".join(typed.split()) != "".join(signer.split()):
        raise InvalidInput(fields={"typed_name": f"請輸入與{paper}相同的姓名：{signer}。"})
    if not form.get("consent"):
        raise InvalidInput(fields={"consent": "請勾選同意以電子方式簽署。"})
    return b"", typed


def _drawing(data_url: str) -> bytes:
    unreadable = InvalidInput(fields={"signature": "簽名圖檔無法讀取，請清除後重新簽名。"})
    if not data_url.startswith(_DRAWN) or len(data_url) > _LARGEST_DRAWING * 2:
        raise unreadable
    try:
        png = base64.b64decode(data_url.removeprefix(_DRAWN), validate=True)
    except ValueError as error:
        raise unreadable from error
    if len(png) > _LARGEST_DRAWING or not is_drawable(png):
        raise unreadable
    return png


def is_drawable(png: bytes) -> bool:
    """A whole PNG, not interlaced, of at most four million pixels, whose check sums and length hold."""
    try:
        width, height, depth, colour, interlaced, packed = _read(png)
    except (ValueError, struct.error):
        return False
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE and width * height <= LARGEST_AREA) or interlaced:
        return False
    if colour not in _SAMPLES or depth not in {1, 2, 4, 8, 16}:
        return False
    expected = height * (1 + (width * depth * _SAMPLES[colour] + 7) // 8)
    unpacker = zlib.decompressobj()
    try:
        return len(unpacker.decompress(packed, expected + 1)) == expected and unpacker.eof
    except zlib.error:
        return False


def _read(png: bytes) -> tuple[int, int, int, int, int, bytes]:
    """Width, height, depth, colour type, interlace, packed pixels. Raises ValueError, struct.error."""
    if not png.startswith(_SIGN):
        raise ValueError("not a PNG")
    at, head, packed = len(_SIGN), b"", b""
    while True:
        length, kind = struct.unpack_from(">I4s", png, at)
        data = png[at + 8 : at + 8 + length]
        (given,) = struct.unpack_from(">I", png, at + 8 + length)
        if given != zlib.crc32(kind + data):
            raise ValueError("a check sum is wrong")
        at += 12 + length
        if kind == b"IHDR":
            head = data
        elif kind == b"IDAT":
            packed += data
        elif kind == b"IEND":
            break
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    return width, height, depth, colour, interlaced, packed
