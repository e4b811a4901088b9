"""A paper of ours sealed, and judged as anyone would judge it, before it is kept. Workers only: the seal's library is heavy."""

from datetime import datetime

from chalicelib.centre import centre
from chalicelib.cloud import files, keys
from chalicelib.documents.seal import Verdict, check, seal
from chalicelib.errors import AppError
from chalicelib.settings import settings


class SealDoesNotHold(AppError):
    """The certificate in place is not of the key, or the time-stamp service's is not trusted. `what` is the paper."""

    def __init__(self, what: str) -> None:
        super().__init__(f"加封後的{what}無法通過驗證，未予儲存。請檢查簽章憑證與時戳服務的設定。")


def sealed(pdf: bytes, what: str, reason: str, now: datetime) -> bytes:
    """The sealed file; `reason` stands in it. Raises SealDoesNotHold, and pyHanko's errors when the time-stamp service does not answer."""
    certificate = files.read(keys.SEAL_CERTIFICATE)
    own = {"name": centre().name, "place": centre().place, "timestamp_url": settings().timestamp_url}
    done = seal(pdf, certificate, keys.seal_signature, reason=reason, at=now, **own)
    if check(done, certificate).verdict is not Verdict.GENUINE:
        raise SealDoesNotHold(what)
    return done
