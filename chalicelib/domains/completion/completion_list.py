"""The list of who completed: confirmed by the organizer once the class is over, frozen by a worker, corrected by a further version.

What is frozen is what the organizer saw: its digest travels with the page, is compared at the press, and again by the worker.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from chalicelib.clock import taipei
from chalicelib.cloud.calls import at_once
from chalicelib.domains.classes import service as classes
from chalicelib.domains.completion import completion
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.certificate_rules import Difference, Line, Listing, State, differences, digest, with_certificates
from chalicelib.domains.completion.rules import Rule
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.document_state import DocumentState

_CHANGED = "您查看之後，出席或請假的紀錄有變動，因此還沒有確認。請看過最新的名單再確認一次。"


@dataclass(frozen=True)
class Overview:
    """All that the organizer's page shows. `present` is judged now; `frozen` are the lines of `in_force`; `pending` is on its way.

    `late` is the list that the data overtook, where that was the last thing that happened.
    """

    class_: classes.Class
    rule: Rule
    ended: bool
    present: tuple[Line, ...]
    history: tuple[Listing, ...]
    in_force: Listing | None
    frozen: tuple[Line, ...]
    changes: tuple[Difference, ...]

    @property
    def seen(self) -> str:
        return digest(self.present, seats=True)

    @property
    def pending(self) -> Listing | None:
        return next((each for each in self.history if each.state is State.CONFIRMING), None)

    @property
    def late(self) -> Listing | None:
        return self.history[0] if self.history and self.history[0].state is State.OUTDATED else None

    @property
    def papers(self) -> dict[str, int]:
        """How many documents are waiting, ready and failed."""
        return {each.value: sum(line.document is each for line in self.frozen) for each in DocumentState}


def overview(who: Principal, class_id: str, now: datetime) -> Overview:
    """Raises NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    history = store.listings(class_id)
    in_force = latest(history)
    frozen = store.lines(class_id, in_force.version) if in_force else []
    present = completion.lines(class_, now)
    changes = differences(frozen, present) if in_force else []
    over = not class_.cancelled and completion.ended(class_id, now)
    return Overview(class_, completion.rule_of(class_id), over, tuple(present), tuple(history), in_force, tuple(frozen), tuple(changes))


def latest(history: list[Listing]) -> Listing | None:
    """The list in force, of the latest first."""
    return next((each for each in history if each.state is State.CONFIRMED), None)


def confirm(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> None:
    """Lets a worker freeze the list that was seen. Pressing twice is once.

    Raises InvalidInput (reason, needed for a correction), Conflict where it cannot be confirmed, NotFound, Forbidden.
    """
    found = overview(who, class_id, now)
    reason = form.get("reason", "").strip() if found.in_force else ""
    if found.pending and found.pending.seen == form.get("seen"):
        return
    if why_not := _refusal(found):
        raise Conflict(why_not)
    if found.in_force and not 2 <= len(reason) <= 200:
        raise InvalidInput(fields={"reason": "請填寫更正的理由（2 至 200 字）。"})
    if form.get("seen") != found.seen:
        raise Conflict(_CHANGED)
    version = found.history[0].version + 1 if found.history else 1
    passed = sum(line.passes for line in found.present)
    listing = Listing(class_id, version, State.CONFIRMING, now, who.username, reason, found.seen, len(found.present), passed)
    message = Message("completion.freeze", {"class_id": class_id, "version": version}, class_id)
    work = UnitOfWork(now)
    store.create_listing(work, listing)
    work.announce(message)
    if not work.try_commit():
        raise Conflict("名單剛被其他人確認，請重新整理後再看一次。")


def _refusal(found: Overview) -> str:
    if found.class_.cancelled:
        return "本班已取消，沒有結訓名單。"
    if not found.ended:
        return "課程還沒有結束，結束後才能確認結訓名單。"
    if not found.present:
        return "本班沒有名冊，沒有名單可以確認。"
    if found.pending:
        return "名單正在確認，請稍候。"
    if found.in_force and not found.changes:
        return "名單與已確認的相同，不需要更正。"
    return ""


def freeze(class_id: str, version: int, now: datetime) -> None:
    """completion.freeze: writes the lines, puts the list in force and asks for the certificates.

    Where the data changed since it was seen, the list is outdated and nothing is issued. Running twice is once.
    """
    listing = store.find_listing(class_id, version)
    if listing is None or listing.state is not State.CONFIRMING:
        return
    present = completion.lines(classes.load_class(listing.class_id), now)
    if digest(present, seats=True) != listing.seen:
        _move(listing, State.OUTDATED, {}, [], now)
        return
    before = latest(store.listings(listing.class_id))
    held = {line.person: line for line in store.lines(listing.class_id, before.version)} if before else {}
    codes = {line.person: secrets.token_urlsafe(12) for line in present}
    issued_on = taipei(listing.confirmed_at).date()
    lines, numbered = with_certificates(present, held, before.numbered if before else 0, issued_on, codes)
    at_once(partial(store.create_line, listing.class_id, listing.version, line, fresh=line.code == codes[line.person]) for line in lines)
    message = Message("completion.certificates", {"class_id": listing.class_id, "version": listing.version}, listing.class_id)
    _move(listing, State.CONFIRMED, {"numbered": numbered}, [message], now)


def _move(listing: Listing, state: State, values: Mapping[str, Any], messages: list[Message], now: datetime) -> None:
    """Where another delivery was first, its step stands."""
    work = UnitOfWork(now)
    store.move_listing(work, listing, state, values)
    work.announce(*messages)
    work.try_commit()
