"""The confirmation as a paper: what was shown, the signature, the evidence. Workers only."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.centre import centre
from chalicelib.clock import minguo, taipei
from chalicelib.documents.evidence import Whose
from chalicelib.documents.letter import SignedPaper
from chalicelib.domains.fees.amount_in_words_rules import in_words
from chalicelib.domains.fees.confirming import store
from chalicelib.domains.fees.confirming.rules import DECLARATION, PayTo, when
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.links import paper_url
from chalicelib.domains.fees.model import Case
from chalicelib.records.hash_chain import Event

TITLE = "講座鐘點費確認單"
_CHAIN = "至確認為止的紀錄如下。每一筆的雜湊值都包含前一筆，任何一筆遭更動或抽換都會被看出來。"
_WAY = {"drawn": "手寫簽名（觸控）", "typed": "輸入姓名並勾選同意"}


def content_of(case: Case, events: Sequence[Event], pay_to: PayTo, now: datetime) -> SignedPaper:
    """`events` are the whole chain; `pay_to` as the lecturer saw it."""
    confirmed = next(event for event in events if event.kind == CaseEvent.CONFIRMED)
    drawing, typed_name = store.find_signature(case.id, confirmed.number)
    evidence = [
        ("確認人", f"{case.payee.name}（{case.payee.email or '未登錄電子郵件'}）"),
        ("確認方式", _WAY[confirmed.detail["way"]]),
        ("確認時間", _moment(confirmed.at)),
        ("網路位址", confirmed.ip),
        ("瀏覽器", confirmed.user_agent),
        ("確認內容之雜湊值（SHA-256）", case.text_sha256),
    ]
    rows = [
        (str(each.number), _clock(each.at), CaseEvent.label_of(each.kind), each.by, each.ip, each.user_agent, each.hash)
        for each in events[: confirmed.number]
    ]
    return SignedPaper(
        title=TITLE,
        number=case.id,
        paragraphs=_paragraphs(case, pay_to),
        signer=case.payee.name,
        signed_at=_moment(confirmed.at),
        drawing=drawing,
        typed_name=typed_name,
        evidence=[(label, text) for label, text in evidence if text],
        events=rows,
        verify_url=paper_url(case.verification),
        made_at=f"製作時間：{_moment(now)}",
        whose=Whose(centre().name, centre().clock),
        notes=(_CHAIN,),
        signer_label="領款人（簽名）",
    )


def _paragraphs(case: Case, pay_to: PayTo) -> list[tuple[str, str]]:
    facts = [
        f"班期：{case.class_year} 年度 {case.class_title}，代碼 {case.class_code}",
        f"講座：{case.payee.name}（{case.payee.kind.label}）　身分證明：{pay_to.id_masked}",
        f"所得類別：{case.payee.income_class.label}　經費來源：{case.funding}",
    ]
    lines = [_line(each.source.label, each.amount, each.why, when(each), each.subject) for each in case.lines]
    deductions = [_line(f"代扣{each.name}", each.amount, each.why) for each in case.deductions]
    sums = f"應發 {case.gross:,} 元，代扣 {case.deducted:,} 元，實發 {case.net:,} 元（{in_words(case.net)}）。"
    account = f"匯入：{pay_to.bank}，帳號 {pay_to.account_masked}，戶名 {pay_to.holder}。"
    paragraphs = [*(("fact", text) for text in facts), ("clause", "明細")]
    paragraphs += [("grant", text) for text in (*lines, *deductions)]
    return [*paragraphs, ("clause", sums), ("fact", account), ("text", DECLARATION)]


def _line(name: str, amount: int, why: str, *about: str) -> str:
    said = "　".join(each for each in about if each)
    return f"{name}{f'　{said}' if said else ''}：{amount:,} 元（{why}）"


def _moment(moment: datetime) -> str:
    """As 115 年 3 月 2 日 08:50:00（臺北時間）."""
    return f"{_clock(moment)}（{centre().local_time}）"


def _clock(moment: datetime) -> str:
    local = taipei(moment)
    return f"{minguo(local.date())} {local:%H:%M:%S}"
