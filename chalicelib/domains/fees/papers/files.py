"""Slips, timetables and registers: asked for on a page, made by a worker from the cases as they stand, fetched through a check.

requested ──▶ ready | failed
"""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from chalicelib.clock import taipei
from chalicelib.cloud import files as cloud_files
from chalicelib.domains.classes import service as classes
from chalicelib.domains.fees import listing
from chalicelib.domains.fees import store as fees_store
from chalicelib.domains.fees.access import READERS, may_read
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.papers import store
from chalicelib.domains.fees.papers.store import FileItem
from chalicelib.errors import InvalidInput, NotFound
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork

WHAT = {"slip": "查單", "timetable": "課表", "register": "印領清冊"}
FORMATS = {"ods": "ODS", "xlsx": "XLSX", "pdf": "PDF", "csv": "CSV"}
MOST_PAPERS, MOST_ROWS = 100, 1000
_TICK = re.compile(r"case\.([0-9]{12})")
_LONGEST = 60


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
    item = store.find(who.username, file_id, now) if len(file_id) <= _LONGEST else None
    if item is None:
        raise NotFound
    return item


def download(who: Principal, file_id: str, now: datetime) -> str:
    """A URL of three minutes. Raises NotFound while it is not ready, Forbidden."""
    item = find(who, file_id, now)
    if item.state != "ready":
        raise NotFound("檔案還沒有做好，請回上一頁稍候。")
    return cloud_files.download_url(item.key, item.file_name)


def _ask(who: Principal, form: Mapping[str, str], cases: list[Case], now: datetime) -> str:
    what = form.get("what", "")
    kind = form.get("format", "") if what == "register" else "pdf"
    if what not in WHAT or kind not in FORMATS:
        raise InvalidInput(fields={"what": "請選擇要製作的文件。"})
    ids = [case.id for case in cases if case.state is not State.CANCELLED]
    most = MOST_ROWS if what == "register" else MOST_PAPERS
    if not ids or len(ids) > most:
        raise InvalidInput(fields={"which": f"{WHAT[what]}一次最多 {most} 件，請縮小範圍。" if ids else "請先勾選案件（已取消的不列入）。"})
    file_id = f"{taipei(now):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
    asked = {"what": what, "format": kind, "ids": sorted(ids)}
    message = Message("fees.file", {"username": who.username, "file_id": file_id, **asked}, id=f"fees.file.{file_id}")
    work = UnitOfWork(now)
    store.ask(work, who.username, file_id, asked, now)
    work.announce(message)
    work.commit()
    return file_id


def _chosen(who: Principal, form: Mapping[str, str], now: datetime) -> list[Case]:
    if form.get("which") == "all":
        return list(islice(listing.everything(who, listing.read_filter(form, now)), MOST_ROWS + 1))
    ticked = [match[1] for name in form if (match := _TICK.fullmatch(name))]
    # No person is told of a case that is not theirs: what they may not read is as if it were not there.
    return [case for case in fees_store.cases(ticked[: MOST_ROWS + 1]) if may_read(who, case)]
