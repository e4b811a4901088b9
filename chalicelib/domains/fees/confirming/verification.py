"""What anyone who holds a sealed confirmation may see by its code: that it is ours, and how its case stands; the name masked."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.clock import minguo, taipei
from chalicelib.domains.fees.confirming import store
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.transitions import load
from chalicelib.domains.people import service as people
from chalicelib.errors import NotFound
from chalicelib.records.registered import RegisteredPaper

_LONGEST_CODE = 40
_WHAT = "鐘點費確認單"


@dataclass(frozen=True)
class Found:
    """`standing` is valid, or cancelled. `sha256` is the file's, empty until it is made."""

    standing: str
    number: str
    lecturer: str
    class_title: str
    net: int
    confirmed_at: datetime | None
    paid: bool
    sha256: str


def by_code(code: str) -> Found:
    """Raises NotFound for a code that stands on none of our papers."""
    case_id = store.find_pointer("CODE", code) if 0 < len(code) <= _LONGEST_CODE else ""
    case = load(case_id) if case_id else None
    if case is None or case.verification != code:
        raise NotFound("查無此驗證碼。請確認網址完整，或直接掃描確認單最後一頁的條碼。")
    return _found(case)


def of_file(sha256: str) -> RegisteredPaper | None:
    """The confirmation whose file this is, byte by byte. The amount is in the file; here it is not told."""
    case_id = store.find_pointer("DOCUMENT", sha256)
    case = load(case_id) if case_id else None
    if case is None or case.document_sha256 != sha256:
        return None
    found = _found(case)
    confirmed = minguo(taipei(found.confirmed_at).date()) if found.confirmed_at else "—"
    facts = (("流水號", found.number), ("講座", found.lecturer), ("班期", found.class_title), ("確認日期", confirmed))
    if found.standing == "valid":
        paid = "已入帳" if found.paid else "尚未入帳"
        return RegisteredPaper(_WHAT, "ok", "真實", "這份確認單登錄有案。", (*facts, ("付款", paid)))
    return RegisteredPaper(_WHAT, "stop", "案件已取消", "這份確認單的案件後來取消，不能作為憑證。", facts)


def _found(case: Case) -> Found:
    standing = "cancelled" if case.state is State.CANCELLED else "valid"
    name = people.mask_name(case.payee.name)
    return Found(standing, case.id, name, case.class_title, case.net, case.confirmed_at, case.state is State.PAID, case.document_sha256)
