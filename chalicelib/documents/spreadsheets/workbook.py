"""Look into an XLSX or ODS package before the parser does, and hand on a plain copy of what was looked at.

A ZIP may declare small sizes and unpack to gigabytes, and one cell at XFD1048576 makes calamine lay out seventeen thousand million cells
and abort the process. So the parts are unpacked here within a limit, every sheet's extent is measured, and calamine gets a
stored (not packed) copy of the very bytes that were measured.
"""

import zipfile
import zlib
from io import BytesIO
from xml.parsers.expat import ExpatError

from chalicelib.documents.spreadsheets.extent import measure_ods, measure_xlsx, shared_lengths
from chalicelib.documents.spreadsheets.limits import MAX_UNPACKED, check_size
from chalicelib.errors import InvalidInput

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# LibreOffice may encrypt part by part, or the whole package.
_ODS_LOCKED = b"encryption-data"
_DAMAGED = "檔案可能已損壞，無法讀取。請用 Excel 或 LibreOffice 開啟確認，另存新檔後再上傳。"
_PASSWORD = "檔案設有密碼，無法讀取。請用 Excel 或 LibreOffice 開啟，取消密碼後存檔，再重新上傳。"  # noqa: S105 - a message
_UNKNOWN = "這不是試算表檔案。請上傳 .xlsx、.ods 或 .csv 檔。"
_TOO_LARGE = "檔案解壓縮後過大，請刪除用不到的工作表與圖片，或分成數個檔案再上傳。"


def safe_workbook(data: bytes) -> bytes:
    """The package's XML parts in a new, unpacked ZIP, once every sheet is known to be within the limits.

    Raises InvalidInput when it is no XLSX or ODS, has a password, is damaged or is too large.
    """
    try:
        parts = _parts(data)
        if parts.get("mimetype", b"").strip() == ODS_TYPE:
            _check_ods(parts)
        elif "xl/workbook.xml" in parts:
            _check_xlsx(parts)
        else:
            raise InvalidInput(_UNKNOWN)
    except (zipfile.BadZipFile, zlib.error, ExpatError, EOFError, NotImplementedError, ValueError, IndexError, OSError) as error:
        raise InvalidInput(_DAMAGED) from error
    return _stored(parts)


def _parts(data: bytes) -> dict[str, bytes]:
    """The XML parts by name; pictures and the like are left out. zipfile reads no more of a part than it declares, and checks its sum."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        wanted = [i for i in package.infolist() if i.filename.lower().endswith((".xml", ".rels")) or i.filename == "mimetype"]
        if any(info.flag_bits & 1 for info in wanted):
            raise InvalidInput(_PASSWORD)
        if sum(info.file_size for info in wanted) > MAX_UNPACKED:
            raise InvalidInput(_TOO_LARGE)
        return {info.filename: package.read(info) for info in wanted}


def _check_ods(parts: dict[str, bytes]) -> None:
    if _ODS_LOCKED in parts.get("META-INF/manifest.xml", b""):
        raise InvalidInput(_PASSWORD)
    for extent in measure_ods(parts.get("content.xml", b"")):
        check_size(extent.rows, extent.columns, extent.characters)


def _check_xlsx(parts: dict[str, bytes]) -> None:
    # Every sheet, not the first alone: which one is first is for the parser to say.
    texts = [part for name, part in parts.items() if name.lower() == "xl/sharedstrings.xml"]
    lengths = shared_lengths(texts[0]) if len(texts) == 1 else []
    for name, part in parts.items():
        if name.endswith(".xml") and "worksheets/" in name:
            extent = measure_xlsx(part, lengths)
            check_size(extent.rows, extent.columns, extent.characters)


def _stored(parts: dict[str, bytes]) -> bytes:
    copy = BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part)
    return copy.getvalue()
