"""A candidate's picture made small. Workers only: Pillow is heavy."""

import io
from datetime import datetime

from PIL import Image, ImageOps, UnidentifiedImageError

from chalicelib.cloud import files
from chalicelib.domains.voting import access, store
from chalicelib.domains.voting.polls import photos
from chalicelib.errors import InvalidInput, UploadGone

SIDE = 240
_NOT_TAKEN = "這個檔案不是照片，請改用 JPG、PNG 或 WebP。"
_TOO_LARGE = "照片的像素太多，請縮小到 5,000 萬像素以下再上傳。"
_LARGEST_PIXELS = 50_000_000


def take_photo(class_id: str, poll_id: str, candidate_id: str, upload: str, now: datetime) -> None:
    """voting.photo: once taken, a repeat finds nothing left to take; one that was gone before is told, unless another was looked at."""
    poll = access.load(class_id, poll_id)
    known, problem = store.photos(poll.id).get(candidate_id, ("", ""))
    key = f"{photos.PREFIX}/{poll.class_id}/{poll.id}/{candidate_id}/{upload}"
    try:
        data = files.read_upload(key) if files.upload_size(key) <= photos.LARGEST else b""
    except UploadGone as error:
        if not known and not problem:
            store.put_photo(poll.id, candidate_id, "", error.message)
        return
    try:
        picture = small(data)
    except InvalidInput as error:
        store.put_photo(poll.id, candidate_id, known, error.message)
    else:
        kept = f"{photos.PREFIX}/{poll.class_id}/{poll.id}/{candidate_id}-{upload}.jpg"
        files.save(kept, picture, "image/jpeg")
        store.put_photo(poll.id, candidate_id, kept, "")
    files.delete_upload(key)


def small(data: bytes) -> bytes:
    """A square JPEG of 240 pixels from the middle, upright, without what the camera noted (place, time). Raises InvalidInput."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > _LARGEST_PIXELS:
                raise InvalidInput(_TOO_LARGE)
            upright = ImageOps.exif_transpose(image).convert("RGB")
            found = io.BytesIO()
            ImageOps.fit(upright, (SIDE, SIDE)).save(found, "JPEG", quality=82)
    except Image.DecompressionBombError as error:
        raise InvalidInput(_TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InvalidInput(_NOT_TAKEN) from error
    return found.getvalue()
