"""How far a sheet's filled cells reach, how much text they show, and what of it a person would not see as it stands.

Found by streaming the XML, without laying the cells out. Rows and columns count from 1.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from xml.parsers import expat

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_EDGE = 10_000_000
# LibreOffice's own names beside those of the standard.
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ASIDES = frozenset({"ruby-text", "annotation"})
Span = tuple[int, int]
# top, left, bottom, right
Range = tuple[int, int, int, int]


class Fault(Enum):
    """Why a cell does not say what it should."""

    NO_VALUE = "這格是公式，檔案裡沒有存計算結果。請用 Excel 或 LibreOffice 開啟，存檔後再上傳。"
    ERROR = "這格是公式錯誤（例如 #N/A、#REF!），請修正後再上傳。"


@dataclass
class Extent:
    """Up to the last cell with a value; `characters` of all cells, a text that several share counted for each.

    `hidden_rows` and `hidden_columns` are spans, by a filter or by hand; `merged` are ranges of which the first cell alone has the value.
    """

    rows: int = 0
    columns: int = 0
    characters: int = 0
    name: str = ""
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)

    def hide_rows(self, first: int, last: int) -> None:
        """Those next to hidden ones belong to their span."""
        if self.hidden_rows and self.hidden_rows[-1][1] == first - 1:
            first = self.hidden_rows.pop()[0]
        self.hidden_rows.append((first, last))


def shared_lengths(part: bytes) -> list[int]:
    """The characters of each text that cells of an XLSX share. Raises ExpatError for broken XML."""
    scan = _Shared()
    _parse(part, scan.start, scan.text)
    return scan.lengths


def measure_xlsx(part: bytes, shared: Sequence[int] = ()) -> Extent:
    """Of one sheet; `shared` are the lengths of the texts that it may name. Raises ExpatError for broken XML, ValueError, IndexError for
    an address or a number of a text that is none."""
    scan = _Xlsx(shared)
    _parse(part, scan.start, scan.text, scan.end)
    return scan.extent


def measure_ods(part: bytes) -> list[Extent]:
    """Of every sheet, repeats counted. Raises ExpatError or ValueError likewise."""
    scan = _Ods()
    _parse(part, scan.start, scan.text)
    scan.end_row()
    return scan.sheets


def without_asides(part: bytes) -> bytes:
    """An ODS without what stands above or beside a cell's text: the guide to its reading (注音), and comments. Raises ExpatError."""
    if not any(f"{name}>".encode() in part for name in _ASIDES):
        return part
    scan = _Asides()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda name, _: scan.start(name.rpartition("}")[2], parser.CurrentByteIndex)
    parser.EndElementHandler = lambda name: scan.end(name.rpartition("}")[2], part.find(b">", parser.CurrentByteIndex) + 1)
    parser.Parse(part, True)
    kept, at = [], 0
    for first, end in scan.cuts:
        kept.append(part[at:first])
        at = end
    return b"".join([*kept, part[at:]])


class _Asides:
    def __init__(self) -> None:
        self.cuts: list[Span] = []
        self._depth = self._first = 0

    def start(self, name: str, at: int) -> None:
        if name in _ASIDES:
            self._first = self._first if self._depth else at
            self._depth += 1

    def end(self, name: str, after: int) -> None:
        if name in _ASIDES:
            self._depth -= 1
            if not self._depth:
                self.cuts.append((self._first, after))


class _Shared:
    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self.lengths.append(0)

    def text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Xlsx:
    def __init__(self, shared: Sequence[int]) -> None:
        self.extent = Extent()
        self._shared = shared
        self._row = self._column = 0
        self._kind = ""
        self._has_formula = self._has_value = False
        self._text = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._text = ""
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            if _is_set(attributes.get("hidden")):
                self.extent.hide_rows(self._row, self._row)
        elif name == "c":
            self._kind, self._has_formula, self._has_value = attributes.get("t", "n"), False, False
            self._move_to(attributes.get("r"))
        elif name in ("v", "is", "f"):
            self._has_formula = self._has_formula or name == "f"
            self.extent.reach(self._row, self._column)
        elif name == "col" and _is_set(attributes.get("hidden")):
            self.extent.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self.extent.merged.append((*_place(first), *_place(last or first)))

    def text(self, text: str) -> None:
        self._text += text

    def end(self, name: str) -> None:
        if name == "v":
            self.extent.characters += self._shared[int(self._text)] if self._kind == "s" else len(self._text)
            # A text that is empty is a result too; a number that is none is no result: some programs write <v/>.
            self._has_value = bool(self._text) or self._kind == "str"
        elif name == "t":
            self.extent.characters += len(self._text)
        elif name == "c" and self._kind == "e":
            self.extent.faults[self._row, self._column] = Fault.ERROR
        elif name == "c" and self._has_formula and not self._has_value:
            self.extent.faults[self._row, self._column] = Fault.NO_VALUE
        self._text = ""

    def _move_to(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        self._row, self._column = _place(reference)


class _Ods:
    def __init__(self) -> None:
        self.sheets: list[Extent] = []
        self._rows = self._columns = self._sheet_columns = 0
        self._row_repeats = self._cell_repeats = 1
        self._characters = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self.end_row()
            self.sheets.append(Extent(name=attributes.get("name", "")))
            self._rows = self._columns = self._sheet_columns = 0
        elif name == "table-column" and self.sheets:
            first = self._sheet_columns + 1
            self._sheet_columns += _repeats(attributes, "number-columns-repeated")
            if attributes.get("visibility", "visible") != "visible":
                self.sheets[-1].hidden_columns.append((first, self._sheet_columns))
        elif name == "table-row":
            self.end_row()
            self._row_repeats = _repeats(attributes, "number-rows-repeated")
            if self.sheets and attributes.get("visibility", "visible") != "visible":
                self.sheets[-1].hide_rows(self._rows + 1, self._rows + self._row_repeats)
            self._rows += self._row_repeats
            self._columns = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell_repeats = _repeats(attributes, "number-columns-repeated")
            self._columns += self._cell_repeats
            self._characters += self._cell_repeats * len(attributes.get("string-value", ""))
            if any(key.endswith("value-type") for key in attributes) or "formula" in attributes:
                self._fill()
            if self.sheets:
                self._note(attributes)
        elif name == "p":
            self._fill()
        elif name == "s":  # so many spaces, written as a number
            self._characters += self._cell_repeats * int(attributes.get("c", "1"))

    def text(self, text: str) -> None:
        self._characters += self._cell_repeats * len(text)

    def end_row(self) -> None:
        """What its cells show is shown in each repeat of the row."""
        if self.sheets:
            self.sheets[-1].characters += self._row_repeats * self._characters
        self._characters, self._row_repeats, self._cell_repeats = 0, 1, 1

    def _note(self, attributes: Mapping[str, str]) -> None:
        """What of this cell its text does not say."""
        sheet, row, column = self.sheets[-1], self._rows - self._row_repeats + 1, self._columns - self._cell_repeats + 1
        down, across = int(attributes.get("number-rows-spanned", "1")), int(attributes.get("number-columns-spanned", "1"))
        if down > 1 or across > 1:
            sheet.merged.append((row, column, row + down - 1, column + across - 1))
        if attributes.get("calc-value-type") == "error":
            sheet.faults[row, column] = Fault.ERROR
        elif "formula" in attributes and "value-type" not in attributes:
            sheet.faults[row, column] = Fault.NO_VALUE

    def _fill(self) -> None:
        if self.sheets:
            self.sheets[-1].reach(self._rows, self._columns)


def _parse(
    part: bytes, start: Callable[[str, Mapping[str, str]], None], text: Callable[[str], None], end: Callable[[str], None] | None = None
) -> None:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def local(name: str, attributes: dict[str, str]) -> None:
        start(name.rpartition("}")[2], {key.replace(_CALC, "}calc-").rpartition("}")[2]: value for key, value in attributes.items()})

    parser.StartElementHandler = local
    parser.CharacterDataHandler = text
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition("}")[2])
    parser.Parse(part, True)


def _place(reference: str) -> tuple[int, int]:
    """Row and column of an address as $B$12. Raises ValueError."""
    match = _REFERENCE.fullmatch(reference.replace("$", "").upper())
    if not match:
        raise ValueError("not a cell address")
    return int(match[2]), _column_number(match[1])


def _is_set(flag: str | None) -> bool:
    return flag in {"1", "true"}


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _repeats(attributes: Mapping[str, str], name: str) -> int:
    return min(int(attributes.get(name, "1")), _EDGE)
