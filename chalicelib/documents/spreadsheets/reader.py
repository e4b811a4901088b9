"""Read the sheets of a file that an office sends us, as the person who opens it sees them.

The type is decided by the content: XLSX and ODS by their ZIP parts (`workbook`), anything else must be readable text (`delimited`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import PurePath

from python_calamine import CalamineError, CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from chalicelib.documents.spreadsheets.delimited import rows_of_text
from chalicelib.documents.spreadsheets.extent import Extent
from chalicelib.documents.spreadsheets.limits import MAX_BYTES, check_size
from chalicelib.documents.spreadsheets.unseen import notes_on, unmerged
from chalicelib.documents.spreadsheets.workbook import Package, safe_workbook
from chalicelib.errors import InvalidInput

SAVE_AS = "請用 Excel 或 LibreOffice 開啟後，另存為 .xlsx、.ods 或 .csv 再上傳。"
# Offices' systems often name a CSV .xls; what cannot be text at all is told by its content.
TEXT_NAMES = frozenset({".csv", ".txt", ".tsv", ".xls", ".xlsx", ".ods", ""})
# Web pages, PDF, pictures and other archives, which some readings of text would take for letters.
_NO_TEXT = (b"<", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class SheetRows:
    """One sheet. `rows` have equal length, every cell a text, trimmed; what a merged cell says stands in each of its rows.

    `notes` say to the person what does not meet the eye: hidden rows, merged cells, other sheets. `faults` are cells that do not say what
    they should, by row and column from 1, with what to do.
    """

    name: str
    rows: list[list[str]]
    notes: tuple[str, ...] = ()
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)


def read_rows(data: bytes, file_name: str) -> list[list[str]]:
    """The rows of the first sheet that a person sees something on, as `read_sheets` reads them. Raises as it does."""
    return next(read_sheets(data, file_name)).rows


def read_sheets(data: bytes, file_name: str) -> Iterator[SheetRows]:
    """The visible sheets of an XLSX, ODS or CSV file, one after the other, those with nothing left out.

    Row and column numbers are those the person sees (empty ones at the start stay); empty rows and columns at the end are dropped.
    A number has no needless ".0"; a date is YYYY-MM-DD, a time HH:MM, both together "YYYY-MM-DD HH:MM". Full-width characters stay.

    Raises InvalidInput, saying what to do, for a file of another type, with a password, damaged, empty or too large.
    """
    if len(data) > MAX_BYTES:
        raise InvalidInput(f"檔案超過 {MAX_BYTES // (1024 * 1024)} MB，請刪除用不到的工作表與圖片，或分成數個檔案再上傳。")
    nothing = True
    for sheet in _sheets(data, PurePath(file_name).suffix.lower()):
        if sheet.rows:
            nothing = False
            check_size(len(sheet.rows), len(sheet.rows[0]))
            yield sheet
    if nothing:
        raise InvalidInput("檔案裡看得見的工作表都沒有資料，請確認選對檔案，資料不要放在隱藏的工作表。")


def _sheets(data: bytes, extension: str) -> Iterable[SheetRows]:
    if data.startswith(_OLE2):
        raise InvalidInput(_why_not_ole2(data))
    if data.startswith(b"PK\x03\x04"):
        return _visible_sheets(safe_workbook(data))
    if extension not in TEXT_NAMES or data.lstrip().startswith(_NO_TEXT):
        raise InvalidInput(f"無法讀取這種檔案。{SAVE_AS}")
    return [SheetRows("", _trimmed(rows_of_text(data)))]


def _why_not_ole2(data: bytes) -> str:
    if _ENCRYPTED_STREAM in data:
        return "檔案設有密碼，無法讀取。請用 Excel 開啟，取消密碼後存檔，再重新上傳。"
    return f"這是舊版 Office 檔案（例如 .xls）。{SAVE_AS}"


def _visible_sheets(package: Package) -> Iterator[SheetRows]:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(package.data))
        all_sheets = [s for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        for sheet in all_sheets:
            if sheet.visible == SheetVisibleEnum.Visible:
                values = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                rows = _trimmed([[str(value).upper() if isinstance(value, bool) else _shown(value) for value in row] for row in values])
                extent = package.extents.get(sheet.name, Extent())
                unread = [other for other in all_sheets if other.name != sheet.name and package.extents.get(other.name, Extent()).rows]
                notes = (*notes_on(extent, rows), *_unread_note(sheet.name, unread))
                faults = {place: fault.value for place, fault in extent.faults.items()}
                yield SheetRows(sheet.name, unmerged(rows, extent.merged), notes, faults)
    except (CalamineError, ValueError, OSError) as error:
        raise InvalidInput(f"檔案可能已損壞，無法讀取。{SAVE_AS}") from error


def _unread_note(name: str, unread: Sequence[SheetMetadata]) -> Iterator[str]:
    if unread:
        names = "、".join(f"「{each.name}」{'' if each.visible == SheetVisibleEnum.Visible else '（隱藏）'}" for each in unread)
        yield f"只讀取工作表「{name}」；另有資料的工作表{names}沒有讀取。"


def _shown(value: object) -> str:
    match value:
        case int() | float():
            return _number(value)
        case datetime():
            return (value + timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case time():
            return _clock(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond))
        case timedelta():
            return _clock(value)
        case _:
            return str(value).strip()


def _number(value: float) -> str:
    """Fifteen digits, as spreadsheets show them: 0.1 + 0.2 is 0.3."""
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _clock(span: timedelta) -> str:
    """Hours and minutes; a sheet keeps 08:30 as a fraction of a day, which may come out a microsecond short."""
    minutes = int((span + timedelta(milliseconds=500)).total_seconds() // 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    width = max((at for row in rows for at, cell in enumerate(row, start=1) if cell), default=0)
    height = max((at for at, row in enumerate(rows, start=1) if any(row)), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows[:height]]
