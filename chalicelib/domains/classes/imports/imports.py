"""Importing a roster or a timetable: upload, look at what it would change, confirm. Nothing is saved before that, then all or nothing.

The file goes from the browser to S3, a worker reads it and deletes it (`import_reading`); confirming lets a worker put it in force
(`import_applying`). What was read waits in S3 at imports/<class_id>/<import_id>.json, without any ID number.
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.cloud import files
from chalicelib.domains.classes import access
from chalicelib.domains.classes import store as classes_store
from chalicelib.domains.classes.imports import store
from chalicelib.domains.classes.imports.rules import compare, keep_seats
from chalicelib.domains.classes.imports.sheet_rules import NONE, Heading
from chalicelib.domains.classes.imports.state_rules import BUSY, CONFIRMED, ImportState
from chalicelib.domains.classes.imports.store import ImportItem
from chalicelib.domains.classes.model import Class, Period, Problem, RosterChange, Trainee
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict, Expired, InvalidInput, NotFound
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.settings import settings

KINDS = {"roster": "名冊", "timetable": "課表"}
SEATS_BY = {
    "order": "沒有座位的人，依名冊順序排入空位",
    "agency": "沒有座位的人，同機關排在一起",
    "file": "只用檔案裡的座位，沒有的先空著",
}
CHANGED_MEANWHILE = "您查看之後，已有其他人更新了這份資料，因此還沒有匯入。請看過下方最新的差異，再確認一次。"
LARGEST = 20 * 1024 * 1024
_LONGEST_ID = 40
_LETTERS = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True)
class Found:
    """What a worker read from the file: trainees or periods, what is wrong, and what was not read or only by a guess.

    `as_json` and `from_json` take it to S3 and back.
    """

    trainees: tuple[Trainee, ...] = ()
    periods: tuple[Period, ...] = ()
    problems: tuple[Problem, ...] = ()
    headings: tuple[Heading, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, default=date.isoformat).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Found":
        said: Mapping[str, Any] = json.loads(data)
        return cls(
            trainees=tuple(Trainee(**line) for line in said["trainees"]),
            periods=tuple(Period(**{**line, "day": date.fromisoformat(line["day"])}) for line in said["periods"]),
            problems=tuple(Problem(**line) for line in said["problems"]),
            headings=tuple(Heading(**line) for line in said.get("headings", ())),
            notes=tuple(said.get("notes", ())),
        )


@dataclass(frozen=True)
class Import:
    """One import as staff see it; `counts` are added, changed, removed and unchanged, once it is applied."""

    id: str
    kind: str
    state: ImportState
    made_at: datetime
    made_by: str
    done: int
    total: int
    problems: int
    error: str
    applied_at: datetime | None
    counts: Mapping[str, int]

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def busy(self) -> bool:
        """Whether a worker is about to change the page."""
        return self.state in BUSY


@dataclass(frozen=True)
class Preview:
    """An import with what it would change against what is in force now; `compared_with` goes back with the confirmation."""

    of_class: Class
    import_: Import
    found: Found
    change: RosterChange
    present_periods: int
    compared_with: str


def start(
    who: Principal, class_id: str, kind: str, now: datetime, chosen: Mapping[str, str] | None = None
) -> tuple[Class, files.UploadForm]:
    """A form that takes one file. `chosen` are columns with the letters that the person chose for them, or NONE.

    Raises NotFound, Forbidden, Conflict for a cancelled class.
    """
    class_ = access.open_class(who, class_id)
    if kind not in KINDS:
        raise NotFound
    if class_.cancelled:
        raise Conflict("本班已取消，不能再匯入資料。")
    import_id = secrets.token_urlsafe(12)
    columns = {name: letters for name, letters in (chosen or {}).items() if letters == NONE or _LETTERS.fullmatch(letters)}
    store.create(class_id, import_id, kind, who.username, now, columns=columns)
    back = f"{settings().base_url}/classes/{class_id}/imports/{import_id}"
    return class_, files.upload_form(f"imports/{class_id}/{import_id}/{kind}", largest=LARGEST, return_to=back)


def past(who: Principal, class_id: str) -> list[Import]:
    """The newest first. Raises NotFound, Forbidden."""
    access.open_class(who, class_id)
    return [_import_of(item) for item in store.all_of(class_id)]


def preview(who: Principal, class_id: str, import_id: str) -> Preview:
    """Raises NotFound, Forbidden, Expired."""
    class_ = access.open_class(who, class_id)
    item = _find(class_id, import_id)
    found = load_found(class_id, import_id) if item.state in {ImportState.CHECKED, ImportState.CONFIRMING} else Found()
    present, version = classes_store.find_timetable(class_id) if item.kind == "timetable" else ([], 0)
    if item.kind == "timetable":
        return Preview(class_, _import_of(item), found, RosterChange(), len(present), str(version))
    change = roster_change(class_, found) if found.trainees else RosterChange()
    return Preview(class_, _import_of(item), found, change, 0, class_.roster_version)


def confirm(who: Principal, class_id: str, import_id: str, now: datetime, *, seats_by: str, compared_with: str) -> None:
    """Lets a worker put it in force. Pressing twice is once.

    Raises Conflict where the roster is no longer the one that the person saw the differences to, InvalidInput for an unknown choice
    of seats or a file with problems; NotFound, Forbidden.
    """
    class_ = access.open_class(who, class_id)
    item = _find(class_id, import_id)
    if item.state in CONFIRMED:
        return
    if class_.cancelled:
        raise Conflict("本班已取消，不能再匯入資料。")
    if item.kind == "roster" and seats_by not in SEATS_BY:
        raise InvalidInput(fields={"seats_by": "請選擇座位的排法。"})
    if compared_with != _version_in_force(class_, item.kind):
        raise Conflict(CHANGED_MEANWHILE)
    work = UnitOfWork(now)
    store.confirm(work, item, who.username, compared_with, seats_by)
    work.announce(Message("classes.apply_import", {"class_id": class_id, "import_id": import_id}, class_id))
    try:
        work.commit()
    except ConditionFailed as error:
        now_item = _find(class_id, import_id)
        if now_item.state not in CONFIRMED:
            raise InvalidInput("這個檔案還有問題，不能匯入。請修正檔案後重新上傳。") from error


def roster_change(class_: Class, found: Found) -> RosterChange:
    """What the file changes against the roster in force, before seats are assigned."""
    present = access.roster(class_)
    return compare(keep_seats(found.trainees, present, class_.seats), present)


def save_found(class_id: str, import_id: str, found: Found) -> None:
    files.save(f"imports/{class_id}/{import_id}.json", found.as_json(), "application/json")


def load_found(class_id: str, import_id: str) -> Found:
    """Raises Expired where the bucket has forgotten it."""
    try:
        return Found.from_json(files.read(f"imports/{class_id}/{import_id}.json"))
    except NotFound as error:
        raise Expired("這次匯入的內容已過保存期限。請回上一頁重新上傳檔案。") from error


def _version_in_force(class_: Class, kind: str) -> str:
    return str(classes_store.find_timetable(class_.id)[1]) if kind == "timetable" else class_.roster_version


def _find(class_id: str, import_id: str) -> ImportItem:
    item = store.find(class_id, import_id) if len(import_id) <= _LONGEST_ID else None
    if item is None:
        raise NotFound
    return item


def _import_of(item: ImportItem) -> Import:
    return Import(
        id=item.sk.removeprefix("IMPORT#"),
        kind=item.kind,
        state=item.state,
        made_at=item.made_at,
        made_by=item.made_by,
        done=int(item.done),
        total=int(item.total),
        problems=int(item.problems),
        error=item.error,
        applied_at=item.applied_at,
        counts=item.counts or {},
    )
