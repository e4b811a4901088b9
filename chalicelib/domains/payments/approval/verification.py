"""What anyone who holds the file of a voucher may see: that it is ours, and how its application stands."""

from chalicelib.clock import minguo, taipei
from chalicelib.domains.payments import store
from chalicelib.domains.payments.model import State
from chalicelib.records.registered import RegisteredPaper

_WHAT = "付款憑單"
_STANDS = frozenset({State.APPROVED, State.BATCHED})


def of_file(sha256: str) -> RegisteredPaper | None:
    """The voucher whose file this is, byte by byte."""
    application_id = store.find_voucher(sha256)
    application = store.find(application_id) if application_id else None
    if application is None or application.voucher_sha256 != sha256:
        return None
    stands = application.state in _STANDS
    approved = minguo(taipei(application.approved_at).date()) if application.approved_at else "—"
    facts = (("憑單字號", application.voucher), ("核准日期", approved), ("付款金額", f"{application.sums.net:,} 元"))
    if stands:
        return RegisteredPaper(_WHAT, "ok", "真實", "這份付款憑單登錄有案。", facts)
    return RegisteredPaper(_WHAT, "stop", "申請後來退回", "這份付款憑單的申請後來退回，不能作為憑證。", facts)
