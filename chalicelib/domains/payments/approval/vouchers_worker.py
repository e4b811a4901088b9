"""Makes the application's paper (付款申請單) and, after the last approval, the sealed voucher (付款憑單); workers only."""

from datetime import datetime
from typing import Any

from chalicelib.clock import minguo, taipei
from chalicelib.documents.money import Leaf, Part, sheets
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments import store
from chalicelib.domains.payments.events_rules import ApplicationEvent
from chalicelib.domains.payments.model import Application, Item, State
from chalicelib.domains.payments.transitions import applications, load
from chalicelib.errors import MissingGlyph
from chalicelib.records.sealing_worker import KEPT_FOR, Seal, keep, sealed

_SEAL = Seal("付款憑單", "付款憑單封存")
_COLUMNS = (
    ("流水號", 28.0), ("班期", 62.0), ("講座", 26.0), ("鐘點費", 22.0), ("其他", 20.0), ("應發", 24.0), ("所得稅", 20.0),
    ("補充保費", 22.0), ("實發", 24.0),
)  # fmt: skip
_STEPS = (("關卡", 44.0), ("簽核人", 70.0), ("時間", 60.0), ("結果", 60.0))
_PAPERED = frozenset({State.PENDING, State.APPROVED, State.BATCHED})


def make(application_id: str, now: datetime) -> None:
    """payments.papers {application_id}: with the decisions as they stand now; nothing where that was made. What cannot be made is told."""
    application = load(application_id)
    if application.state not in _PAPERED or application.papers >= len(application.decisions):
        return
    try:
        values = _saved(application, now)
    except MissingGlyph as error:
        values = {"paper_error": error.message, "papers": len(application.decisions)}

    def news(stands: Application) -> dict[str, Any]:
        return values if stands.papers < values["papers"] and stands.state in _PAPERED else {}

    applications.record(application_id, ApplicationEvent.PAPERS_MADE, news, now)


def application_paper(application: Application, now: datetime) -> bytes:
    """The PDF with the approvals so far."""
    sums = application.sums
    facts = [
        ("申請單號", application.id),
        ("申請日期", minguo(taipei(application.made_at).date())),
        ("承辦人", application.made_by_name),
        ("經費來源", application.funding),
        *([("說明", application.note)] if application.note else []),
    ]
    totals = (
        f"應發合計 {sums.gross:,}　{fees.in_words(sums.gross)}",
        f"代扣所得稅 {sums.tax:,}　代扣補充保險費 {sums.premium:,}",
        f"實發合計 {sums.net:,}　{fees.in_words(sums.net)}",
    )
    parts = [Part(f"講座鐘點費 {sums.cases} 件", _COLUMNS, _rows(application), "CLLRRRRRR", totals, 11), _approvals(application)]
    return _paper("付款申請單", application.id, [Leaf(facts, parts, [_digest(application)])], now)


def voucher_paper(application: Application, now: datetime) -> bytes:
    """The PDF of an approved application: what is to be paid, from what, and by whose approval."""
    sums = application.sums
    approved = minguo(taipei(application.approved_at).date()) if application.approved_at else ""
    facts = [
        ("憑單字號", application.voucher),
        ("申請單號", application.id),
        ("核准日期", approved),
        ("受款人", f"講座 {sums.cases} 人次，依所附明細匯入各講座帳戶"),
        ("用途", "講座鐘點費及相關費用"),
        ("經費來源", application.funding),
        ("付款金額", f"{fees.in_words(sums.net)}（{sums.net:,} 元）"),
    ]
    money = (("項目", 106.0), ("金額", 64.0), ("國字大寫", 78.0))
    amounts = [("應發金額", sums.gross), ("代扣所得稅", sums.tax), ("代扣二代健保補充保險費", sums.premium), ("實付金額", sums.net)]
    rows = [[label, f"{amount:,}", fees.in_words(amount)] for label, amount in amounts]
    parts = [Part("", money, rows, "LRL"), _approvals(application), Part("明細", _COLUMNS, _rows(application), "CLLRRRRRR", row_height=11)]
    return _paper("付款憑單", application.voucher, [Leaf(facts, parts, [_digest(application)])], now)


def _saved(application: Application, now: datetime) -> dict[str, Any]:
    """New values of the application: the keys of what was saved. Once it is approved neither paper can be changed."""
    folder, locked = f"payments/{application.id}", now + KEPT_FOR if application.state is not State.PENDING else None
    paper_key, _ = keep(application_paper(application, now), folder, keep_until=locked)
    values: dict[str, Any] = {"papers": len(application.decisions), "paper_key": paper_key, "paper_error": ""}
    if locked:
        key, sha256 = keep(sealed(voucher_paper(application, now), _SEAL, now), folder, keep_until=locked)
        store.point_to_voucher(sha256, application.id)
        values |= {"voucher_key": key, "voucher_sha256": sha256}
    return values


def _rows(application: Application) -> list[list[str]]:
    return [_row(item) for item in application.items]


def _row(item: Item) -> list[str]:
    amounts = (item.talk, item.other, item.gross, item.tax, item.premium, item.net)
    return [item.case_id, f"{item.class_number}\n{item.class_title}", item.lecturer, *(f"{amount:,}" for amount in amounts)]


def _approvals(application: Application) -> Part:
    rows = [["承辦人", application.made_by_name, _moment(application.made_at), "提出申請"]]
    rows += [[each.step.label, _who(each.name, each.instead_of), _moment(each.at), "同意"] for each in application.decisions]
    rows += [[step.label, "", "", "待簽核"] for step in application.chain[len(application.decisions) :]]
    return Part("簽核", _STEPS, rows, "CLLC")


def _who(name: str, instead_of: str) -> str:
    return f"{name}（代理 {instead_of}）" if instead_of else name


def _digest(application: Application) -> str:
    return f"明細的 SHA-256：{application.digest}。每一關簽核時系統都核對案件內容與此值相符。"


def _moment(at: datetime) -> str:
    return f"{taipei(at):%Y-%m-%d %H:%M}"


def _paper(title: str, number: str, content: list[Leaf], now: datetime) -> bytes:
    return sheets(title, f"字號 {number}", content, f"製作時間：{taipei(now):%Y-%m-%d %H:%M}", landscape=True, created=now)
