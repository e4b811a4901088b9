"""The use case of the register: everybody's attendance in every session of a class, as a file that a worker makes."""

from datetime import datetime

from chalicelib.domains.classes import service_files as class_files
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal

FORMATS = ("ods", "xlsx", "csv")


def request_export(who: Principal, class_id: str, wanted: str, now: datetime) -> str:
    """Asks a worker for the register; returns the file's id. Raises InvalidInput, NotFound, Forbidden."""
    if wanted not in FORMATS:
        raise InvalidInput("請選擇要匯出的格式：ODS、XLSX 或 CSV。")
    return class_files.request_file(who, class_id, f"attendance.{wanted}", {"format": wanted}, now)
