"""How far a sheet's filled cells reach, and how much text they show, found by streaming its XML, without laying the cells out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.parsers import expat

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_EDGE = 10_000_000


@dataclass
class Extent:
    """Up to the last cell with a value; `characters` of all cells, a text that several share counted for each."""

    rows: int = 0
    columns: int = 0
    characters: int = 0

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


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
        self._names_text = False
        self._text = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._text = ""
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            self._names_text = attributes.get("t") == "s"
            self._move_to(attributes.get("r"))
        elif name in ("v", "is", "f"):
            self.extent.reach(self._row, self._column)

    def text(self, text: str) -> None:
        self._text += text

    def end(self, name: str) -> None:
        if name == "v":
            self.extent.characters += self._shared[int(self._text)] if self._names_text else len(self._text)
        elif name == "t":
            self.extent.characters += len(self._text)
        self._text = ""

    def _move_to(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        match = _REFERENCE.fullmatch(reference.replace("$", "").upper())
        if not match:
            raise ValueError("not a cell address")
        self._row, self._column = int(match[2]), _column_number(match[1])


class _Ods:
    def __init__(self) -> None:
        self.sheets: list[Extent] = []
        self._rows = self._columns = 0
        self._row_repeats = self._cell_repeats = 1
        self._characters = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self.end_row()
            self.sheets.append(Extent())
            self._rows = 0
        elif name == "table-row":
            self.end_row()
            self._row_repeats = _repeats(attributes, "number-rows-repeated")
            self._rows += self._row_repeats
            self._columns = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell_repeats = _repeats(attributes, "number-columns-repeated")
            self._columns += self._cell_repeats
            self._characters += self._cell_repeats * len(attributes.get("string-value", ""))
            if any(key.endswith("value-type") for key in attributes):
                self._fill()
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

    def _fill(self) -> None:
        if self.sheets:
            self.sheets[-1].reach(self._rows, self._columns)


def _parse(
    part: bytes, start: Callable[[str, Mapping[str, str]], None], text: Callable[[str], None], end: Callable[[str], None] | None = None
) -> None:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def local(name: str, attributes: dict[str, str]) -> None:
        start(name.rpartition("}")[2], {key.rpartition("}")[2]: value for key, value in attributes.items()})

    parser.StartElementHandler = local
    parser.CharacterDataHandler = text
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition("}")[2])
    parser.Parse(part, True)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _repeats(attributes: Mapping[str, str], name: str) -> int:
    return min(int(attributes.get(name, "1")), _EDGE)
