"""The papers of an application, fetched through a check."""

from datetime import datetime

from chalicelib.cloud import files
from chalicelib.domains.payments.access import open_application
from chalicelib.errors import NotFound
from chalicelib.identity import Principal


def url(who: Principal, application_id: str, what: str, now: datetime) -> str:
    """A URL of three minutes; `what` is application or voucher. Raises NotFound where there is none yet, Forbidden."""
    application = open_application(who, application_id, now)
    papers = {
        "application": (application.paper_key, f"付款申請單-{application.id}.pdf"),
        "voucher": (application.voucher_key, f"付款憑單-{application.voucher}.pdf"),
    }
    key, name = papers.get(what, ("", ""))
    if not key:
        raise NotFound("文件還在製作中，請稍候再試。")
    return files.download_url(key, name)
