"""Write a Sheet as ODS."""

from collections.abc import Iterator
from datetime import date, time
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from odf import config, dc, number, style, teletype
from odf import table as sheets
from odf.opendocument import OpenDocumentSpreadsheet
from odf.text import P

from chalicelib.documents.spreadsheets.sheet import Cell, Sheet, sheet_name

CM_PER_CHARACTER = 0.21
# Where the rows go; nobody types it.
_PLACE = "rows-of-the-table-go-here"


def write_ods(table: Sheet) -> bytes:
    """The document's bytes; see tables.to_ods."""
    document = OpenDocumentSpreadsheet()
    document.meta.addElement(dc.Title(text=table.title))
    styles = _styles(document)
    name = sheet_name(table.title)
    sheet = sheets.Table(name=name)
    for column in table.columns:
        sheet.addElement(sheets.TableColumn(stylename=_width(document, column.width)))
    header = sheets.TableHeaderRows()
    header.addElement(_row([column.title for column in table.columns], {"text": styles["header"]}))
    sheet.addElement(header)
    sheet.addElement(_row([_PLACE], {}))
    document.spreadsheet.addElement(sheet)
    if table.notes:
        notes = sheets.Table(name="說明")
        notes.addElement(sheets.TableColumn(stylename=_width(document, 100)))
        for note in table.notes:
            notes.addElement(_row([note], {}))
        document.spreadsheet.addElement(notes)
    _freeze_first_row(document, name)
    frame = BytesIO()
    document.write(frame)
    return _filled(frame, (_row(row, styles) for row in table.cells()))


def _filled(frame: BytesIO, rows: Iterator[Any]) -> bytes:
    """The document with the rows in the place kept for them, one after the other: as objects, 10,000 would take half a gigabyte."""
    place = _xml(_row([_PLACE], {}))
    out = BytesIO()
    with ZipFile(frame) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            if entry.filename != "content.xml":
                after.writestr(entry, before.read(entry))
                continue
            head, tail = before.read(entry).decode().split(place)
            with after.open("content.xml", "w") as content:
                content.write(head.encode())
                for row in rows:
                    content.write(_xml(row).encode())
                content.write(tail.encode())
    return out.getvalue()


def _xml(element: Any) -> str:
    text = StringIO()
    element.toXml(1, text)  # level 0 would declare every namespace again
    return text.getvalue()


def _row(cells: list[Cell] | list[str], styles: dict[str, Any]) -> Any:
    row = sheets.TableRow()
    for cell in cells:
        row.addElement(_cell(cell, styles))
    return row


def _cell(cell: Cell, styles: dict[str, Any]) -> Any:
    match cell:
        case None:
            return sheets.TableCell()
        case str():
            return _text_cell(cell, styles.get("text"))
        case date():
            return _shown(sheets.TableCell(valuetype="date", datevalue=cell.isoformat(), stylename=styles["date"]), cell.isoformat())
        case time():
            value = sheets.TableCell(valuetype="time", timevalue=f"PT{cell:%HH%MM%SS}", stylename=styles["time"])
            return _shown(value, f"{cell:%H:%M}")
        case _:
            return _shown(sheets.TableCell(valuetype="float", value=str(cell)), str(cell))


def _text_cell(text: str, header: Any) -> Any:
    cell = sheets.TableCell(valuetype="string", **({"stylename": header} if header else {}))
    # A line of a cell is a paragraph in ODF; spaces and tabs become its own elements, or readers would fold them.
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        paragraph = P()
        teletype.addTextToElement(paragraph, line)
        cell.addElement(paragraph)
    return cell


def _shown(cell: Any, text: str) -> Any:
    cell.addElement(P(text=text))
    return cell


def _styles(document: Any) -> dict[str, Any]:
    """The automatic styles of header, date and time cells."""
    header = style.Style(name="header", family="table-cell")
    header.addElement(style.TextProperties(fontweight="bold", fontweightasian="bold"))
    day = number.DateStyle(name="day")
    for part in (
        number.Year(style="long"), number.Text(text="-"), number.Month(style="long"), number.Text(text="-"), number.Day(style="long")
    ):  # fmt: skip
        day.addElement(part)
    clock = number.TimeStyle(name="clock")
    for part in (number.Hours(style="long"), number.Text(text=":"), number.Minutes(style="long")):
        clock.addElement(part)
    dates = style.Style(name="date", family="table-cell", datastylename="day")
    times = style.Style(name="time", family="table-cell", datastylename="clock")
    for element in (header, day, clock, dates, times):
        document.automaticstyles.addElement(element)
    return {"header": header, "date": dates, "time": times}


def _width(document: Any, characters: float) -> Any:
    width = style.Style(name=f"width{characters}".replace(".", "_"), family="table-column")
    width.addElement(style.TableColumnProperties(columnwidth=f"{characters * CM_PER_CHARACTER:.2f}cm"))
    document.automaticstyles.addElement(width)
    return width


def _freeze_first_row(document: Any, name: str) -> None:
    """The view settings by which LibreOffice keeps the header in sight."""
    view = config.ConfigItemMapEntry()
    tables = config.ConfigItemMapNamed(name="Tables")
    entry = config.ConfigItemMapEntry(name=name)
    for item, kind, value in (
        ("VerticalSplitMode", "short", "2"),
        ("VerticalSplitPosition", "int", "1"),
        ("PositionBottom", "int", "1"),
        ("ActiveSplitRange", "short", "2"),
    ):
        entry.addElement(config.ConfigItem(name=item, type=kind, text=value))
    tables.addElement(entry)
    view.addElement(tables)
    views = config.ConfigItemMapIndexed(name="Views")
    views.addElement(view)
    settings = config.ConfigItemSet(name="ooo:view-settings")
    settings.addElement(views)
    document.settings.addElement(settings)
