"""Whether the bytes from a signature pad are a picture that a worker can draw. Pure; knows just enough of PNG not to need a library.

A signature is accepted before its document is made, so a picture that cannot be drawn must be found when it is sent, and so must one that
is small as a file and enormous as a picture.
"""

import struct
import zlib

LARGEST_SIDE = 4000
LARGEST_AREA = 4_000_000
_SIGN = b"\x89PNG\r\n\x1a\n"
# Samples of a pixel by colour type: grey, RGB, palette, grey with alpha, RGBA.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


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
