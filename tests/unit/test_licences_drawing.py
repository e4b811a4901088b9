"""Which pictures are taken for a signature; Pillow, which the workers draw with, says what is a picture."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from chalicelib.records.signature import is_drawable
from tests.scenes.licences import drawn_png


def picture(mode: str = "RGBA", size: tuple[int, int] = (60, 20), **how: object) -> bytes:
    image = Image.new(mode, size)
    ImageDraw.Draw(image).line([(2, 2), (size[0] - 2, size[1] - 2)], fill=1)
    out = io.BytesIO()
    image.save(out, "PNG", **how)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    """Grey, palette, colour, with and without transparency, at every depth."""
    assert is_drawable(picture(mode))


def test_the_pad_of_the_tests_is_taken() -> None:
    """One grey pixel is a picture."""
    assert is_drawable(drawn_png())


@given(st.integers(min_value=0, max_value=len(picture()) - 1), st.integers(min_value=1, max_value=255))
def test_a_damaged_picture_is_refused(at: int, change: int) -> None:
    """Any byte that was changed on the way is found."""
    png = picture()
    assert not is_drawable(png[:at] + bytes([png[at] ^ change]) + png[at + 1 :])


@given(st.binary(max_size=200))
def test_junk_is_refused(junk: bytes) -> None:
    """Whatever is sent, the answer is yes or no."""
    assert not is_drawable(junk)
    assert not is_drawable(picture()[:33] + junk)


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    """Thirty kilobytes that unpack to a hundred million pixels."""
    bomb = picture("1", (20_000, 9_000))
    assert len(bomb) < 60_000
    assert not is_drawable(bomb)


def test_pixels_that_do_not_fit_the_size_are_refused() -> None:
    """A header that says less than what is packed, with check sums that hold."""
    png = bytearray(picture("L", (10, 10)))
    png[19] = 9
    png[29:33] = zlib.crc32(bytes(png[12:29])).to_bytes(4, "big")
    assert not is_drawable(bytes(png))
