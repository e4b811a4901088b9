"""How large a file may be, checked before a parser sees it.

Calamine lays out the whole rectangle up to the farthest cell, and gives each cell a text of its own: a file of 107 KB, in which 800,000
cells share one long text, took 3.3 GB.
"""

from chalicelib.errors import InvalidInput

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 64_000_000
MAX_CELLS = 1_000_000
MAX_CHARACTERS = 20_000_000


def check_size(rows: int, columns: int, characters: int = 0) -> None:
    """Raises InvalidInput when a sheet reaches past the limits; `characters` are those of all its cells, each counted where it is shown."""
    if rows > MAX_ROWS:
        raise InvalidInput(f"資料超過 {MAX_ROWS:,} 列，請分成數個檔案，或刪除資料下方多餘的內容再上傳。")
    if columns > MAX_COLUMNS:
        raise InvalidInput(f"資料超過 {MAX_COLUMNS} 欄，請刪除右方用不到的欄再上傳。")
    if rows * columns > MAX_CELLS:
        raise InvalidInput(f"資料超過 {MAX_CELLS // 10_000} 萬格，請刪除用不到的欄，或分成數個檔案再上傳。")
    if characters > MAX_CHARACTERS:
        raise InvalidInput(f"儲存格的文字合計超過 {MAX_CHARACTERS // 10_000:,} 萬字，請刪除用不到的欄，或分成數個檔案再上傳。")
