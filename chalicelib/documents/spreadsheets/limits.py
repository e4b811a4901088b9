"""How large a file may be, checked before a parser sees it: calamine lays out the whole rectangle up to the farthest cell."""

from chalicelib.errors import InvalidInput

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 64_000_000


def check_size(rows: int, columns: int) -> None:
    """Raise InvalidInput when a sheet reaches past MAX_ROWS or MAX_COLUMNS."""
    if rows > MAX_ROWS:
        raise InvalidInput(f"資料超過 {MAX_ROWS:,} 列，請分成數個檔案，或刪除資料下方多餘的內容再上傳。")
    if columns > MAX_COLUMNS:
        raise InvalidInput(f"資料超過 {MAX_COLUMNS} 欄，請刪除右方用不到的欄再上傳。")
