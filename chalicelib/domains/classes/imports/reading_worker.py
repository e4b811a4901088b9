"""The worker that reads an uploaded file, keeps what it says without ID numbers, and deletes the file."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.cloud import files
from chalicelib.domains.classes import access
from chalicelib.domains.classes.imports import store
from chalicelib.domains.classes.imports.imports import Found, save_found
from chalicelib.domains.classes.imports.rules import Identified, check_roster
from chalicelib.domains.classes.imports.sheet_rules import ROSTER_COLUMNS, Column, Sheet, is_complete, read_sheet
from chalicelib.domains.classes.imports.state_rules import ImportState
from chalicelib.domains.classes.imports.timetable_rules import TIMETABLE_COLUMNS, check_timetable
from chalicelib.domains.classes.model import Class, Problem
from chalicelib.domains.people import service as people
from chalicelib.errors import AppError
from chalicelib.records.printable import named, unprintable

log = logging.getLogger(__name__)
COLUMNS = {"roster": ROSTER_COLUMNS, "timetable": TIMETABLE_COLUMNS}


def read_import(class_id: str, import_id: str, kind: str, now: datetime) -> None:
    """waiting → checked or rejected. A file that comes twice, or for an import that is done, is only deleted."""
    key = f"imports/{class_id}/{import_id}/{kind}"
    item = store.find(class_id, import_id)
    unread = [ImportState.WAITING, ImportState.READING]
    if item is not None and item.kind == kind and store.move(class_id, import_id, unread, ImportState.READING):
        _read(access.load_class(class_id), import_id, kind, key, item.columns or {})
    files.delete_upload(key)


def _read(class_: Class, import_id: str, kind: str, key: str, chosen: Mapping[str, str]) -> None:
    try:
        sheet, notes = _sheet_of(files.read_upload(key), COLUMNS[kind], chosen)
        complete = is_complete(sheet.headings, COLUMNS[kind])
        found, total = _found(class_, import_id, kind, sheet) if complete else Found(problems=sheet.problems), len(sheet.lines)
        found = replace(found, headings=sheet.headings, notes=(*notes, *sheet.notes, *found.notes))
    except AppError as error:
        if error.status >= 500:
            raise  # not the file's fault: the message comes again
        store.move(class_.id, import_id, [ImportState.READING], ImportState.REJECTED, error=error.message)
    else:
        save_found(class_.id, import_id, found)
        values = {"done": total, "total": total, "problems": len(found.problems)}
        store.move(class_.id, import_id, [ImportState.READING], ImportState.CHECKED, **values)
        log.info("a %s file was read: %d lines, %d problems", kind, total, len(found.problems))


def _sheet_of(data: bytes, columns: Sequence[Column], chosen: Mapping[str, str]) -> tuple[Sheet, tuple[str, ...]]:
    """The first sheet with the headings that there must be, else the first of all; and what the file does not show by itself.

    Raises InvalidInput where the file cannot be read at all.
    """
    from chalicelib.documents.spreadsheets.reader import read_sheets  # workers only: half a second to import

    first: tuple[Sheet, tuple[str, ...]] | None = None
    for one in read_sheets(data, ""):
        read = read_sheet(one.rows, columns, chosen=chosen, faults=one.faults), one.notes
        if is_complete(read[0].headings, columns):
            return read
        first = first or read
    assert first  # a file without anything on its sheets was refused
    return first


def _found(class_: Class, import_id: str, kind: str, sheet: Sheet) -> Found:
    if kind == "timetable":
        periods, wrong = check_timetable(sheet, first=class_.starts_on, last=class_.ends_on)
        return Found(periods=tuple(periods), problems=(*wrong, *_never_printed(sheet)))
    total = len(sheet.lines)

    def progress(done: int) -> None:
        store.move(class_.id, import_id, [ImportState.READING], ImportState.READING, done=done, total=total)

    checked = check_roster(sheet, seats=class_.seats, identify=_person_of, progress=progress)
    return Found(trainees=checked.trainees, problems=checked.problems, notes=tuple(_printed_as_boxes(sheet)))


def _never_printed(sheet: Sheet) -> Iterator[Problem]:
    """Of a timetable letters and fee cases are made and signed: what no paper can show is put right before."""
    for row, cells in sheet.lines:
        for name, text in cells.items():
            if absent := unprintable(text):
                yield sheet.problem(row, name, f"這格有無法列印的字：{named(absent)}。授權書與鐘點費確認單會印不出來，請改用其他寫法。")


def _printed_as_boxes(sheet: Sheet) -> Iterator[str]:
    """Of a roster lists are made: one character stops no paper of the others."""
    for row, cells in sheet.lines:
        if absent := unprintable("".join(text for name, text in cells.items() if name != "id_number")):
            said = f"第 {row} 列有紙本印不出來的字：{named(absent)}。"
            yield f"{said}畫面上照常顯示，簽到表、座位表等紙本以 □ 代替；結訓證書請先改用其他寫法。"


def _person_of(typed: str) -> Identified:
    return Identified(people.identify(typed), people.mask_id(people.checked_id(typed)))
