"""Makes and seals the document of a signed letter; workers only."""

from datetime import datetime, timedelta

from chalicelib.centre import centre
from chalicelib.clock import minguo, taipei
from chalicelib.documents.evidence import Whose
from chalicelib.documents.letter import SignedPaper, signed_paper
from chalicelib.domains.licences import store
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.transitions import letters, load
from chalicelib.domains.licences.wording_rules import paragraphs
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.records.document_state import UNMADE, failed_values, ready_values
from chalicelib.records.hash_chain import Event
from chalicelib.records.sealing_worker import EvidenceDoesNotHold, Seal, seal_and_keep
from chalicelib.settings import settings

_LATE = timedelta(minutes=10)
SEAL = Seal("文件", "授權書封存")


def seal_letter(letter_id: str, now: datetime) -> None:
    """licences.seal: nothing where the document stands."""
    letter = load(letter_id)
    if letter.on_paper or letter.document not in UNMADE:
        return

    def ready(key: str, sha256: str) -> None:
        letters.record(
            letter.id,
            LetterEvent.SEALED,
            lambda each: ready_values(each, key, sha256),
            now,
            detail={"sha256": sha256},
            messages=[Message("licences.copy", {"letter_id": letter.id}, letter.class_id, "mail")],
            items=[store.pointer("DOCUMENT", sha256, letter.id, "document")],
        )

    def failed(why: str) -> None:
        letters.record(letter.id, LetterEvent.DOCUMENT_FAILED, lambda each: failed_values(each, why), now, detail={"why": why})

    seal_and_keep(lambda: draw(letter, now), SEAL, f"licences/{letter.id}", now, ready=ready, failed=failed)


def draw(letter: Letter, now: datetime) -> bytes:
    """The letter with its evidence, not sealed yet. Raises MissingGlyph, EvidenceDoesNotHold."""
    events, whole = letters.history(letter)
    if not whole:
        raise EvidenceDoesNotHold("紀錄的雜湊鏈不符，未製作文件。請通知系統管理員。")
    return signed_paper(_content(letter, events, now), created=now)


def sweep(now: datetime) -> int:
    """For the ten-minute schedule: asks again for documents that are not made; returns how many there are.

    After ten minutes, twenty, forty and so on: what cannot be made is tried ever more rarely, and a font that was added is noticed.
    """
    late = [(letter, (now - (letter.answered_at or now)) // _LATE) for letter in store.unsealed_letters()]
    again = [
        Message("licences.seal", {"letter_id": letter.id}, letter.class_id, id=f"reseal.{letter.id}.{periods.bit_length()}")
        for letter, periods in late
        if periods > 0
    ]
    outbox.announce(again, now)
    return len(again)


def _content(letter: Letter, events: list[Event], now: datetime) -> SignedPaper:
    drawing, typed_name = store.find_signature(letter.id)
    signed = next((event for event in events if event.kind == LetterEvent.SIGNED), None)
    evidence = [
        ("立書人", f"{letter.lecturer}（{letter.email}）"),
        ("簽署方式", "手寫簽名（觸控）" if drawing else "輸入姓名並勾選同意"),
        ("簽署時間", _moment(letter.signed_at)),
        ("網路位址", signed.ip if signed else ""),
        ("瀏覽器", signed.user_agent if signed else ""),
        ("簽署前顯示內容之雜湊值（SHA-256）", str((signed.detail or {}).get("shown", "")) if signed else ""),
        ("簽署內容之雜湊值（SHA-256）", letter.text_sha256),
    ]
    rows = [
        (str(each.number), _clock(each.at), LetterEvent.label_of(each.kind), each.by, each.ip, each.user_agent, each.hash)
        for each in events[: signed.number if signed else None]
    ]
    return SignedPaper(
        title=letter.template_name,
        number=letter.id,
        paragraphs=[(kind, text) for kind, text in paragraphs(letter) if kind != "title"],
        signer=letter.lecturer,
        signed_at=_moment(letter.signed_at),
        drawing=drawing,
        typed_name=typed_name,
        evidence=[(label, text) for label, text in evidence if text],
        events=rows,
        verify_url=f"{settings().base_url}/verify/{letter.verification}",
        made_at=f"製作時間：{_moment(now)}",
        whose=Whose(centre().name, centre().clock),
        notes=("至簽署為止的紀錄如下。每一筆的雜湊值都包含前一筆，任何一筆遭更動或抽換都會被看出來。",),
    )


def _moment(moment: datetime | None) -> str:
    """As 115 年 3 月 2 日 08:50:00（臺北時間）."""
    return f"{_clock(moment)}（{centre().local_time}）" if moment else ""


def _clock(moment: datetime) -> str:
    local = taipei(moment)
    return f"{minguo(local.date())} {local:%H:%M:%S}"
