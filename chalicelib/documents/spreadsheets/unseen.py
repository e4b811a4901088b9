"""What of a sheet does not meet the eye, in words, and merged cells laid out as they look."""

from collections.abc import Iterator, Sequence

from xlsxwriter.utility import xl_col_to_name

from chalicelib.documents.spreadsheets.extent import Extent, Range, Span
from chalicelib.documents.spreadsheets.limits import MAX_CELLS
from chalicelib.errors import InvalidInput

_NAMED = 5


def unmerged(rows: list[list[str]], merged: Sequence[Range]) -> list[list[str]]:
    """A cell that is merged over several rows says the same of each of them; across columns its value stays in the first.

    Raises InvalidInput for more merged cells than a person can have made.
    """
    filled = 0
    for top, left, bottom, _ in merged:
        if top > len(rows) or left > len(rows[0]):
            continue
        filled += min(bottom, len(rows)) - top
        if filled > MAX_CELLS:
            raise InvalidInput("合併的儲存格太多，無法讀取。請取消合併後存檔，再重新上傳。")
        for row in rows[top : min(bottom, len(rows))]:
            row[left - 1] = rows[top - 1][left - 1]
    return rows


def notes_on(extent: Extent, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Hidden rows and columns with something in them, and cells merged over rows, each in a sentence."""
    if not rows:
        return
    hidden = [at for at in _within(extent.hidden_rows, len(rows)) if any(rows[at - 1])]
    if hidden:
        named = _some(f"第 {at} 列" for at in hidden)
        yield f"檔案有 {len(hidden)} 列被隱藏或篩選掉（{named}），也一併讀取了。不要的請在檔案裡刪除後再上傳。"
    columns = [at for at in _within(extent.hidden_columns, len(rows[0])) if any(row[at - 1] for row in rows)]
    if columns:
        named = _some(f"{xl_col_to_name(at - 1)} 欄" for at in columns)
        yield f"檔案有 {len(columns)} 欄被隱藏（{named}），也一併讀取了。"
    ranges = [each for each in extent.merged if each[2] > each[0] and each[0] <= len(rows) and each[1] <= len(rows[0])]
    filled = [each for each in ranges if rows[each[0] - 1][each[1] - 1]]
    if filled:
        named = _some(f"{xl_col_to_name(left - 1)}{top} 到 {xl_col_to_name(left - 1)}{bottom}" for top, left, bottom, _ in filled)
        yield f"檔案有 {len(filled)} 處跨列的合併儲存格（{named}），合併的每一列都當作有相同的內容。"


def _within(spans: Sequence[Span], last: int) -> Iterator[int]:
    for first, end in spans:
        yield from range(first, min(end, last) + 1)


def _some(names: Iterator[str]) -> str:
    every = list(names)
    return "、".join(every[:_NAMED]) + (" 等" if len(every) > _NAMED else "")
