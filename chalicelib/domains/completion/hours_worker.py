"""Writes the file of learning hours; workers only. Its layout: docs/learning-hours.md."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from chalicelib.cloud import files
from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.documents.spreadsheets.reader import read_rows
from chalicelib.documents.spreadsheets.sheet import Column, Columns, register
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.completion import completion_list, hours, store_hours
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.certificate_rules import Line
from chalicelib.domains.completion.store_hours import HoursState
from chalicelib.domains.people import service as people
from chalicelib.errors import AppError, InvalidInput
from chalicelib.records.exports import Made

_MIME = "text/csv; charset=utf-8"
_LONGEST_NUMBER = 20
_NONE_KNOWN = "這個檔案裡找不到本班任何學員的身分證字號。請上傳有身分證字號欄的名冊。"


def make_masked(class_id: str, file_id: str, now: datetime) -> None:
    """completion.learning-hours: a file of the class, numbers masked."""

    def draw() -> Made:
        data = written(class_id, _lines(class_id), {})
        return Made(data, _MIME, f"learning-hours/{class_id}/{file_id}.csv", f"研習時數_{class_id}_遮蔽.csv")

    class_files.make_file(class_id, file_id, draw, now)


def make_unmasked(file_id: str, now: datetime) -> None:
    """completion.hours: the numbers out of the uploaded roster into the file; the roster is deleted. Running twice is once."""
    item = store_hours.find(file_id)
    if item is not None and item.state is HoursState.WAITING:
        try:
            _merge(item.class_id, file_id)
        except AppError as error:
            if error.status >= 500:
                raise
            store_hours.finish(file_id, problem=error.message)
    files.delete_upload(hours.upload_key(file_id))


def _merge(class_id: str, file_id: str) -> None:
    """Raises InvalidInput where the file cannot be read or is of another class, NotFound where it is gone."""
    lines = _lines(class_id)
    known = numbers(read_rows(files.read_upload(hours.upload_key(file_id)), ""), {line.person for line in lines})
    if not known:
        raise InvalidInput(_NONE_KNOWN)
    files.save_temporary(hours.ready_key(file_id), written(class_id, lines, known), _MIME)
    store_hours.finish(file_id, people=len(lines), missing=len(lines) - len(known))


def numbers(rows: Iterable[Iterable[str]], wanted: set[str]) -> dict[str, str]:
    """Person key to ID number, for those wanted: every cell that is a valid number is looked at, whatever its heading."""
    found: dict[str, str] = {}
    for row in rows:
        for cell in row:
            if 0 < len(cell) <= _LONGEST_NUMBER:
                try:
                    person = people.identify(cell)
                except InvalidInput:
                    continue
                if person in wanted:
                    found[person] = people.checked_id(cell)
    return found


def written(class_id: str, lines: Iterable[Line], known: Mapping[str, str]) -> bytes:
    """The CSV. A person who is not `known` keeps the masked number."""
    columns: Columns[Line] = (
        (Column("身分證字號"), lambda line: known.get(line.person, line.id_masked)),
        (Column("姓名"), lambda line: line.name),
        (Column("課程名稱"), lambda line: line.class_title),
        (Column("班期"), lambda _: class_id),
        (Column("起日"), lambda line: minguo_digits(line.starts_on)),
        (Column("迄日"), lambda line: minguo_digits(line.ends_on)),
        (Column("時數"), lambda line: str(line.hours)),
        (Column("結果"), lambda line: line.result),
    )
    return to_csv(register("研習時數", columns, lines))


def minguo_digits(day: date) -> str:
    """2026-03-02 → 1150302."""
    return f"{day.year - 1911:03}{day:%m%d}"


def _lines(class_id: str) -> list[Line]:
    """Raises InvalidInput where no list is in force."""
    listing = completion_list.latest(store.listings(class_id))
    if listing is None:
        raise InvalidInput("請先確認結訓名單，再製作研習時數檔。")
    return store.lines(class_id, listing.version)
