"""A paper of ours drawn, sealed, judged as anyone would judge it, and kept. Workers only: the seal's library is heavy.

The file's name is its SHA-256, and one conditional change of the document says which file is its paper: a message that comes twice, or a
crash between S3 and DynamoDB, leaves at most a file that nobody points to.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.centre import centre
from chalicelib.cloud import files, keys
from chalicelib.documents.seal import Verdict, check, seal
from chalicelib.errors import AppError, MissingGlyph
from chalicelib.settings import settings

# Ten years of 365 days, in which a sealed paper in S3 can be neither overwritten nor deleted: a guess at the archive's rule
# (docs/decisions.md, 2026-11-23).
KEPT_FOR = timedelta(days=10 * 365)


class EvidenceDoesNotHold(AppError):
    """What was signed and what is stored differ, so no paper is made of it. The message is for staff."""


class SealDoesNotHold(AppError):
    """The certificate in place is not of the key, or the time-stamp service's is not trusted. `what` is the paper."""

    def __init__(self, what: str) -> None:
        super().__init__(f"加封後的{what}無法通過驗證，未予儲存。請檢查簽章憑證與時戳服務的設定。")


@dataclass(frozen=True)
class Seal:
    """`what` is the paper in words for staff, `reason` stands in the file."""

    what: str
    reason: str


def seal_and_keep(
    draw: Callable[[], bytes],
    seal_as: Seal,
    folder: str,
    now: datetime,
    *,
    ready: Callable[[str, str], object],
    failed: Callable[[str], object],
) -> None:
    """Draws, seals and keeps the paper below `folder`; then `ready` is told its key and its SHA-256, and notes them if none was first.

    What no retry would mend (`draw` raises MissingGlyph or EvidenceDoesNotHold) is told to `failed`, in words for staff.
    Raises SealDoesNotHold, and pyHanko's errors when the time-stamp service does not answer: those are tried again.
    """
    try:
        pdf = draw()
    except (MissingGlyph, EvidenceDoesNotHold) as error:
        failed(error.message)
        return
    ready(*keep(sealed(pdf, seal_as, now), folder, keep_until=now + KEPT_FOR))


def sealed(pdf: bytes, seal_as: Seal, now: datetime) -> bytes:
    """The sealed file. Raises as `seal_and_keep`."""
    certificate = files.read(keys.SEAL_CERTIFICATE)
    own = {"name": centre().name, "place": centre().place, "timestamp_url": settings().timestamp_url}
    done = seal(pdf, certificate, keys.seal_signature, reason=seal_as.reason, at=now, **own)
    if check(done, certificate).verdict is not Verdict.GENUINE:
        raise SealDoesNotHold(seal_as.what)
    return done


def keep(pdf: bytes, folder: str, *, keep_until: datetime | None) -> tuple[str, str]:
    """Saves the file as <folder>/<SHA-256>.pdf. Returns its key and its SHA-256."""
    digest = hashlib.sha256(pdf).hexdigest()
    key = f"{folder}/{digest}.pdf"
    files.save(key, pdf, "application/pdf", keep_until=keep_until)
    return key, digest
