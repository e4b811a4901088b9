"""The public verification: a letter by the code in its QR, or a file that is uploaded. Tells how the letter stands, nothing personal."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.cloud import files
from chalicelib.cloud.keys import SEAL_CERTIFICATE
from chalicelib.domains.licences import store as licences_store
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.verification import store
from chalicelib.domains.licences.verification.status_rules import Outcome, Standing, standing_of
from chalicelib.domains.people import service as people
from chalicelib.errors import Expired, NotFound
from chalicelib.messaging import registry
from chalicelib.records.registered import RegisteredPaper
from chalicelib.settings import settings

LARGEST = 20 * 1024 * 1024
"""As large as the scan of a paper letter may be, which is known by its hash alone."""
LOOKED_INTO = 5 * 1024 * 1024
"""A hundred times what we make ourselves. To look into 20 MB of a stranger's PDF takes a worker seven seconds."""
PREFIX = "verify"
_LONGEST_CODE = 40
_FORM_MINUTES = 30


@dataclass(frozen=True)
class Answer:
    """`outcome` None while a worker looks at the file; `standing` where the file is a letter's, `paper` where it is another of ours."""

    outcome: Outcome | None = None
    standing: Standing | None = None
    paper: RegisteredPaper | None = None


def by_code(code: str, now: datetime) -> Standing:
    """Raises NotFound for a code that stands on none of our letters."""
    letter = licences_store.find_by_verification(code) if code and len(code) <= _LONGEST_CODE else None
    standing = _standing(letter, now) if letter else None
    if standing is None:
        raise NotFound("查無此驗證碼。請確認網址完整，或直接掃描授權書最後一頁的條碼。")
    return standing


def upload_form(now: datetime) -> files.UploadForm:
    """A form that takes one PDF; its answer waits at the address that the browser comes back to."""
    check_id = f"{int(now.timestamp()):x}-{secrets.token_urlsafe(12)}"
    page = f"{settings().base_url}/verify/checks/{check_id}"
    return files.upload_form(f"{PREFIX}/{check_id}", largest=LARGEST, return_to=page, minutes=_FORM_MINUTES)


def certificate_url() -> str:
    """A URL of three minutes to the seal's certificate: what a reader of the PDF needs to trust."""
    return files.download_url(SEAL_CERTIFICATE, "seal-certificate.pem")


def answer(check_id: str, now: datetime) -> Answer:
    """What was found. Raises NotFound for what is no id of ours, Expired after its time."""
    given = _given_at(check_id)
    found = store.find(check_id, now)
    if found is None:
        if now > given + timedelta(minutes=_FORM_MINUTES) + store.LIVES:
            raise Expired("查驗結果只保留一小時，請重新上傳檔案。")
        return Answer()
    if found.state is not store.CheckState.DONE:
        return Answer()
    letter = licences_store.find_letter(found.letter_id) if found.letter_id else None
    standing = _standing(letter, now) if letter else None
    paper = _paper(found.sha256) if found.sha256 else None
    return Answer(standing.outcome if standing else Outcome(found.outcome), standing, paper)


def _paper(sha256: str) -> RegisteredPaper | None:
    """Of the other workflows that seal; the first that knows the file."""
    return next((paper for knows in registry.sealed().values() if (paper := knows(sha256))), None)


def _given_at(check_id: str) -> datetime:
    """The id begins with the moment at which the form was given out."""
    seconds, _, rest = check_id.partition("-")
    try:
        if not rest or len(check_id) > _LONGEST_CODE:
            raise NotFound
        return datetime.fromtimestamp(int(seconds, 16), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NotFound from error


def _standing(letter: Letter, now: datetime) -> Standing | None:
    return standing_of(letter, people.mask_name(letter.lecturer), taipei(now).date())
