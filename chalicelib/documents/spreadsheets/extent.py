"""How far a sheet's filled cells reach, found by streaming its XML, without laying the cells out."""

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_EDGE = 10_000_000


def measure_xlsx(part: bytes) -> tuple[int, int]:
    """(rows, columns) up to the last cell with a value. Raises ExpatError for broken XML, ValueError for a cell address that is none."""
    scan = _Xlsx()
    _parse(part, scan.start)
    return scan.rows, scan.columns


def measure_ods(part: bytes) -> list[tuple[int, int]]:
    """(rows, columns) of every sheet up to the last cell with a value, repeats counted. Raises ExpatError or ValueError likewise."""
    scan = _Ods()
    _parse(part, scan.start)
    return scan.sheets


class _Xlsx:
    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            self._move_to(attributes.get("r"))
        elif name in ("v", "is", "f"):
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)

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
        self.sheets: list[tuple[int, int]] = []
        self._rows = self._columns = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self.sheets.append((0, 0))
            self._rows = 0
        elif name == "table-row":
            self._rows += _repeats(attributes, "number-rows-repeated")
            self._columns = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._columns += _repeats(attributes, "number-columns-repeated")
            if any(key.endswith("value-type") for key in attributes):
                self._fill()
        elif name == "p":
            self._fill()

    def _fill(self) -> None:
        if self.sheets:
            rows, columns = self.sheets[-1]
            self.sheets[-1] = max(rows, self._rows), max(columns, self._columns)


def _parse(part: bytes, start: Callable[[str, Mapping[str, str]], None]) -> None:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def local(name: str, attributes: dict[str, str]) -> None:
        start(name.rpartition("}")[2], {key.rpartition("}")[2]: value for key, value in attributes.items()})

    parser.StartElementHandler = local
    parser.Parse(part, True)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _repeats(attributes: Mapping[str, str], name: str) -> int:
    return min(int(attributes.get(name, "1")), _EDGE)
