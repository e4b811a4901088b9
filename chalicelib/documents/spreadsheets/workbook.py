"""Look into an XLSX or ODS package before the parser does, and hand on a plain copy of what was looked at.

A ZIP may declare small sizes and unpack to gigabytes, and one cell at XFD1048576 makes calamine lay out seventeen thousand million cells
and abort the process. So the parts are unpacked here within a limit, every sheet's extent is measured, and calamine gets a
stored (not packed) copy of the very bytes that were measured.
"""

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from chalicelib.documents.spreadsheets.extent import Extent, measure_ods, measure_xlsx, shared_lengths, without_asides
from chalicelib.documents.spreadsheets.limits import MAX_UNPACKED, check_size
from chalicelib.errors import InvalidInput

ODS_TYPES = frozenset({b"application/vnd.oasis.opendocument.spreadsheet", b"application/vnd.oasis.opendocument.spreadsheet-template"})
# LibreOffice may encrypt part by part, or the whole package.
_ODS_LOCKED = b"encryption-data"
_DAMAGED = "檔案可能已損壞，無法讀取。請用 Excel 或 LibreOffice 開啟確認，另存新檔後再上傳。"
_PASSWORD = "檔案設有密碼，無法讀取。請用 Excel 或 LibreOffice 開啟，取消密碼後存檔，再重新上傳。"  # noqa: S105 - a message
_UNKNOWN = "這不是試算表檔案。請上傳 .xlsx、.ods 或 .csv 檔。"
_TOO_LARGE = "檔案解壓縮後過大，請刪除用不到的工作表與圖片，或分成數個檔案再上傳。"
# Nobody types so much: a format was given to whole columns, down to row 1,048,576.
_STYLED = (
    "工作表裡空白的格子太多，無法讀取：格式（框線、底色、字型）可能一直設到最下面的第 1,048,576 列。"
    "請在資料下方第一個空白列按 Ctrl+Shift+End 選到最後，刪除這些列後存檔；或只把有資料的部分複製到新的檔案，再上傳。"
)
_SHEET_PART = re.compile(r"(?i)(.*/)?worksheets/[^/]+\.xml|content\.xml")
# Where the parser looks; some systems write other capitals, and some \\ for /.
_KNOWN = {
    name.lower(): name
    for name in (
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "content.xml",
    )
}
_NO_PACKAGE = (
    zipfile.BadZipFile, zlib.error, ExpatError, EOFError, NotImplementedError, ValueError, LookupError, OSError, SyntaxError,
)  # fmt: skip


@dataclass(frozen=True)
class Package:
    """A workbook that a parser may see, and what its sheets hold, by name."""

    data: bytes
    extents: dict[str, Extent]


def safe_workbook(data: bytes) -> Package:
    """The package's XML parts in a new, unpacked ZIP, once every sheet is known to be within the limits.

    Raises InvalidInput when it is no XLSX or ODS, has a password, is damaged or is too large.
    """
    try:
        parts = _parts(data)
        if parts.get("mimetype", b"").strip() in ODS_TYPES:
            extents = _check_ods(parts)
            parts["content.xml"] = without_asides(parts.get("content.xml", b""))
        elif "xl/workbook.xml" in parts:
            extents = _check_xlsx(parts)
        else:
            raise InvalidInput(_UNKNOWN)
    except _NO_PACKAGE as error:
        raise InvalidInput(_DAMAGED) from error
    return Package(_stored(parts), extents)


def _parts(data: bytes) -> dict[str, bytes]:
    """The XML parts by their standard names, no pictures. zipfile reads no more of a part than it declares, and checks its sum."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        wanted = [i for i in package.infolist() if i.filename.lower().endswith((".xml", ".rels")) or i.filename == "mimetype"]
        if any(info.flag_bits & 1 for info in wanted):
            raise InvalidInput(_PASSWORD)
        sizes = {_plain_name(info.filename): info.file_size for info in wanted}
        if sum(info.file_size for info in wanted) > MAX_UNPACKED:
            sheets = sum(size for name, size in sizes.items() if _SHEET_PART.fullmatch(name))
            raise InvalidInput(_STYLED if sheets * 2 > MAX_UNPACKED else _TOO_LARGE)
        return {_plain_name(info.filename): package.read(info) for info in wanted}


def _plain_name(name: str) -> str:
    plain = name.replace("\\", "/").removeprefix("/")
    return _KNOWN.get(plain.lower(), plain)


def _check_ods(parts: dict[str, bytes]) -> dict[str, Extent]:
    if _ODS_LOCKED in parts.get("META-INF/manifest.xml", b""):
        raise InvalidInput(_PASSWORD)
    extents = measure_ods(parts.get("content.xml", b""))
    for extent in extents:
        check_size(extent.rows, extent.columns, extent.characters)
    return {extent.name: extent for extent in extents}


def _check_xlsx(parts: dict[str, bytes]) -> dict[str, Extent]:
    # Every sheet, not the first alone: which one is first is for the parser to say.
    lengths = shared_lengths(parts["xl/sharedStrings.xml"]) if "xl/sharedStrings.xml" in parts else []
    extents = {}
    for name, part in parts.items():
        if _SHEET_PART.fullmatch(name):
            extent = extents[name.lower()] = measure_xlsx(part, lengths)
            check_size(extent.rows, extent.columns, extent.characters)
    return {title: extents[part] for title, part in _parts_of_sheets(parts).items() if part in extents}


def _parts_of_sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """The name of each sheet → the part that it is in, in small letters."""
    targets = {
        each.get("Id", ""): posixpath.normpath(posixpath.join("/xl", each.get("Target", "").replace("\\", "/"))).removeprefix("/").lower()
        for each in ElementTree.fromstring(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"))  # noqa: S314 - measured, and expat bounds entities
    }
    named: dict[str, str] = {}
    for element in ElementTree.fromstring(parts["xl/workbook.xml"]).iter():  # noqa: S314
        if element.tag.rpartition("}")[2] == "sheet":
            place = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "id"), "")
            named[element.get("name", "")] = targets.get(place, "")
    return named


def _stored(parts: dict[str, bytes]) -> bytes:
    copy = BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part)
    return copy.getvalue()
