"""A candidate's picture made small. Workers only: Pillow is heavy."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from chalicelib.errors import InvalidInput

SIDE = 240
_NOT_TAKEN = "這個檔案不是照片，請改用 JPG、PNG 或 WebP。"
_LARGEST_PIXELS = 50_000_000


def small(data: bytes) -> bytes:
    """A square JPEG of 240 pixels from the middle, upright, without what the camera noted (place, time). Raises InvalidInput."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > _LARGEST_PIXELS:
                raise InvalidInput("照片太大，請縮小後再上傳。")
            upright = ImageOps.exif_transpose(image).convert("RGB")
            found = io.BytesIO()
            ImageOps.fit(upright, (SIDE, SIDE)).save(found, "JPEG", quality=82)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InvalidInput(_NOT_TAKEN) from error
    return found.getvalue()
