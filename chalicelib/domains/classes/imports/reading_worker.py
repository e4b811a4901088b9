"""The worker that reads an uploaded file, keeps what it says without ID numbers, and deletes the file."""

import logging
from datetime import datetime

from chalicelib.cloud import files
from chalicelib.domains.classes import access
from chalicelib.domains.classes.imports import store
from chalicelib.domains.classes.imports.imports import Found, save_found
from chalicelib.domains.classes.imports.rules import ROSTER_COLUMNS, Identified, check_roster, read_sheet
from chalicelib.domains.classes.imports.state_rules import ImportState
from chalicelib.domains.classes.imports.timetable_rules import TIMETABLE_COLUMNS, check_timetable
from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from chalicelib.errors import AppError

log = logging.getLogger(__name__)


def read_import(class_id: str, import_id: str, kind: str, now: datetime) -> None:
    """waiting → checked or rejected. A file that comes twice, or for an import that is done, is only deleted."""
    key = f"imports/{class_id}/{import_id}/{kind}"
    item = store.find(class_id, import_id)
    unread = [ImportState.WAITING, ImportState.READING]
    if item is not None and item.kind == kind and store.move(class_id, import_id, unread, ImportState.READING):
        _read(access.load_class(class_id), import_id, kind, key)
    files.delete_upload(key)


def _read(class_: Class, import_id: str, kind: str, key: str) -> None:
    try:
        found, total = _found(class_, import_id, kind, files.read_upload(key))
    except AppError as error:
        if error.status >= 500:
            raise  # not the file's fault: the message comes again
        store.move(class_.id, import_id, [ImportState.READING], ImportState.REJECTED, error=error.message)
    else:
        save_found(class_.id, import_id, found)
        values = {"done": total, "total": total, "problems": len(found.problems)}
        store.move(class_.id, import_id, [ImportState.READING], ImportState.CHECKED, **values)
        log.info("a %s file was read: %d lines, %d problems", kind, total, len(found.problems))


def _found(class_: Class, import_id: str, kind: str, data: bytes) -> tuple[Found, int]:
    """Raises InvalidInput where the file cannot be read at all."""
    from chalicelib.documents.spreadsheets.reader import read_rows  # workers only: half a second to import

    rows = read_rows(data, "")
    if kind == "timetable":
        sheet = read_sheet(rows, TIMETABLE_COLUMNS)
        periods, wrong = check_timetable(sheet, first=class_.starts_on, last=class_.ends_on)
        return Found(periods=tuple(periods), problems=tuple(wrong)), len(sheet.lines)
    sheet = read_sheet(rows, ROSTER_COLUMNS)
    total = len(sheet.lines)

    def progress(done: int) -> None:
        store.move(class_.id, import_id, [ImportState.READING], ImportState.READING, done=done, total=total)

    checked = check_roster(sheet, seats=class_.seats, identify=_person_of, progress=progress)
    return Found(trainees=checked.trainees, problems=checked.problems), total


def _person_of(typed: str) -> Identified:
    return Identified(people.identify(typed), people.mask_id(people.checked_id(typed)))
