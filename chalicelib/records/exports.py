"""A file that is asked for on a page, made by a worker from the data as they stand, and fetched through a check.

    requested ──drawn──▶ ready ──until──▶ removed
        └──cannot be──▶ failed                        (asking again: requested)

Each workflow has an item class in its own table, its own keys, access check, pages and words; it calls what is here after its check.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic

from chalicelib.clock import taipei
from chalicelib.cloud import files
from chalicelib.errors import AppError, Expired, InvalidInput, MissingGlyph, NotFound
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records import store_exports
from chalicelib.records.store_exports import AnyExport, ExportState

_LONGEST_KEY = 90


class NotMade(AppError):
    """A worker raises it for what trying again does not mend; the message is for staff."""


@dataclass(frozen=True)
class Made:
    """A file as a worker drew it: to be kept at `key` below exports/, and saved as `file_name`. `facts` are further values of the item.

    `until`: for what must not be kept, it lies in the bucket that forgets, and is handed out until then only.
    """

    data: bytes
    mime_type: str
    key: str
    file_name: str
    until: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def new_id(now: datetime) -> str:
    """As 20260302085000-1f9a4c07: sorts by time."""
    return f"{taipei(now):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"


@dataclass(frozen=True)
class Exports(Generic[AnyExport]):
    """One workflow's exports. `not_ready` and `gone` are what a person is told who comes too early or too late.

    `ends_after`: how long the item is there. `renewed`: an id is made of what is asked for, and asking again makes that file anew.
    """

    item: type[AnyExport]
    not_ready: str
    gone: str = ""
    ends_after: timedelta | None = None
    renewed: bool = False

    def request(self, item: AnyExport, message: Message, now: datetime) -> bool:
        """Puts the item and the message to the worker, both or none. Returns False where the same is on its way already."""
        item.expires_at = int((now + self.ends_after).timestamp()) if self.ends_after else None
        work = UnitOfWork(now)
        store_exports.request(work, item, now)
        work.announce(message)
        return work.try_commit()

    def find(self, pk: str, sk: str, now: datetime) -> AnyExport:
        """Raises NotFound."""
        found = self._found(pk, sk, now)
        if found is None:
            raise NotFound
        return found

    def latest(self, pk: str, now: datetime, most: int | None = None) -> list[AnyExport]:
        """Of one owner, the latest first."""
        return [item for item in store_exports.latest(self.item, pk, most=most) if _lasts(item.expires_at, now)]

    def make(self, pk: str, sk: str, draw: Callable[[AnyExport], Made], now: datetime) -> None:
        """For the worker: has the file drawn, keeps it, and says that it is ready; or why no retry would make it.

        Running twice does no harm: what was finished stays as it is, but for a file that is `renewed`.
        """
        item = self._found(pk, sk, now)
        if item is None or (not self.renewed and item.state is not ExportState.REQUESTED):
            return
        try:
            made = draw(item)
        except (NotMade, MissingGlyph, InvalidInput) as error:
            why = {"error": error.message, "key": "", "file_name": "", "ready_at": now}
            store_exports.finish(item, ExportState.FAILED, why, again=self.renewed)
            return
        # One place for all, whose files the bucket forgets when their items have ended.
        key = made.key if made.until else f"exports/{made.key}"
        save = files.save_temporary if made.until else files.save
        save(key, made.data, made.mime_type)
        values = {"key": key, "file_name": made.file_name, "error": "", "ready_at": now, **made.facts}
        values |= {"until": made.until} if made.until else {}
        store_exports.finish(item, ExportState.READY, values, again=self.renewed)

    def download(self, who: Principal, item: AnyExport, now: datetime) -> str:
        """A URL of three minutes; who fetched it last is noted. Raises NotFound while it is not ready, Expired."""
        if self.is_gone(item, now):
            raise Expired(self.gone)
        if item.state is not ExportState.READY:
            raise NotFound(self.not_ready)
        store_exports.note_fetched(item, who.username, now)
        url = files.passing_url if item.until else files.download_url
        return url(item.key, item.file_name)

    def is_gone(self, item: AnyExport, now: datetime) -> bool:
        """Whether it was there and may not be handed out any more."""
        return item.state is ExportState.REMOVED or (item.until is not None and now >= item.until)

    def sweep(self, pk: str, now: datetime, most: int) -> int:
        """For a schedule: deletes the files whose time is over, among the latest; returns how many."""
        over = [item for item in self.latest(pk, now, most) if item.state is ExportState.READY and self.is_gone(item, now)]
        for item in over:
            files.delete_upload(item.key)
            store_exports.remove(item)
        return len(over)

    def _found(self, pk: str, sk: str, now: datetime) -> AnyExport | None:
        item = self.item.find(pk, sk) if len(sk) <= _LONGEST_KEY else None
        return item if item is not None and _lasts(item.expires_at, now) else None


def _lasts(expires_at: float | None, now: datetime) -> bool:
    return expires_at is None or expires_at > now.timestamp()
