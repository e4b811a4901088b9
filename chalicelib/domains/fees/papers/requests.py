"""Slips, timetables and registers of cases as they stand, asked for by staff: each has files of its own (records/exports.py)."""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from chalicelib.domains.classes import service as classes
from chalicelib.domains.fees import listing
from chalicelib.domains.fees import store as fees_store
from chalicelib.domains.fees.access import READERS, may_read
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.papers.store import FileItem, partition_of
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.records.exports import Exports, new_id
from chalicelib.records.retention_rules import EXPORTS_LIVE

WHAT = {"slip": "查單", "timetable": "課表", "register": "印領清冊"}
FORMATS = {"ods": "ODS", "xlsx": "XLSX", "pdf": "PDF", "csv": "CSV"}
MOST_PAPERS, MOST_ROWS = 100, 1000
_TICK = re.compile(r"case\.([0-9]{12})")
FILES = Exports(FileItem, not_ready="檔案還沒有做好，請回上一頁稍候。", ends_after=EXPORTS_LIVE)


def request(who: Principal, form: Mapping[str, str], now: datetime) -> str:
    """Asks a worker for `what` (slip, timetable, register in `format`) and answers its id.

    Of the ticked cases (case.<number>); or of all that the filter finds (which=all with from, to, state, q); cancelled ones are left out.
    Raises InvalidInput with its fields, Forbidden.
    """
    who.require(READERS)
    return _ask(who, form, _chosen(who, form, now), now)


def request_of_class(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> str:
    """As `request`, of every live case of the class. Raises InvalidInput, Forbidden, NotFound."""
    classes.open_class(who, class_id)
    return _ask(who, form, fees_store.of_class(class_id), now)


def find(who: Principal, file_id: str, now: datetime) -> FileItem:
    """One of this person's files. Raises NotFound, Forbidden."""
    who.require(READERS)
    return FILES.find(partition_of(who.username), file_id, now)


def download(who: Principal, file_id: str, now: datetime) -> str:
    """A URL of three minutes. Raises NotFound while it is not ready, Forbidden."""
    return FILES.download(who, find(who, file_id, now), now)


def _ask(who: Principal, form: Mapping[str, str], cases: list[Case], now: datetime) -> str:
    what = form.get("what", "")
    kind = form.get("format", "") if what == "register" else "pdf"
    if what not in WHAT or kind not in FORMATS:
        raise InvalidInput(fields={"what": "請選擇要製作的文件。"})
    ids = [case.id for case in cases if case.state is not State.CANCELLED]
    most = MOST_ROWS if what == "register" else MOST_PAPERS
    if not ids or len(ids) > most:
        raise InvalidInput(fields={"which": f"{WHAT[what]}一次最多 {most} 件，請縮小範圍。" if ids else "請先勾選案件（已取消的不列入）。"})
    file_id = new_id(now)
    asked = {"what": what, "format": kind, "ids": sorted(ids)}
    message = Message("fees.file", {"username": who.username, "file_id": file_id, **asked}, id=f"fees.file.{file_id}")
    FILES.request(FileItem(partition_of(who.username), file_id, asked=asked, asked_by=who.username, asked_at=now), message, now)
    return file_id


def _chosen(who: Principal, form: Mapping[str, str], now: datetime) -> list[Case]:
    if form.get("which") == "all":
        return list(islice(listing.everything(who, listing.read_filter(form, now)), MOST_ROWS + 1))
    ticked = [match[1] for name in form if (match := _TICK.fullmatch(name))]
    # No person is told of a case that is not theirs: what they may not read is as if it were not there.
    return [case for case in fees_store.cases(ticked[: MOST_ROWS + 1]) if may_read(who, case)]
