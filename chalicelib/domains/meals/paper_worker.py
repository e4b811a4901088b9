"""The kitchen's paper: portions by day, and special needs by seat. No names: the kitchen needs none. Workers only."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.documents.pdf import sheets
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.meals import meals
from chalicelib.domains.meals.rules import Count, Meal
from chalicelib.records.exports import Made

_NOTE = "整天請假的學員不計入；部分時段請假的仍計入。沒有登記的學員以葷食計。"


def make_paper(class_id: str, file_id: str, now: datetime) -> None:
    """meals.paper."""
    class_ = classes.load_class(class_id)
    counts = meals.counts(class_, meals.plan_of(class_.id), now)

    def drawn() -> Made:
        data = draw(class_.title, class_.room, counts, now)
        return Made(data, "application/pdf", f"meals/{class_.id}/meals.pdf", f"{class_.id}-用餐統計.pdf")

    class_files.make_file(class_.id, file_id, drawn, now)


def draw(title: str, place: str, counts: Sequence[Count], now: datetime) -> bytes:
    """A table of portions, and one of needs where somebody has any. Raises MissingGlyph."""
    columns = [("日期", 38.0), *((meal.label, 20.0) for meal in Meal), ("供餐份數", 24.0), ("整天請假", 24.0), ("未登記", 20.0)]
    rows = [
        [day_words(each.day), *(str(each.meals[meal]) for meal in Meal), str(each.served), str(each.away), str(each.silent)]
        for each in counts
    ]
    tables: list[tuple[list[tuple[str, float]], list[list[str]]]] = [(columns, rows)]
    needs = [[day_words(each.day), f"{seat} 號" if seat else "", words] for each in counts for seat, words in each.needs]
    if needs:
        tables.append(([("日期", 38.0), ("座位", 22.0), ("其他需求", 120.0)], needs))
    made_at = f"製表時間 {taipei(now):%Y-%m-%d %H:%M}"
    return sheets(f"{title} 用餐統計", place, tables, made_at, row_height=9, note=_NOTE, created=now)


def day_words(day: date) -> str:
    """As 115/3/2（一）."""
    return f"{day.year - 1911}/{day.month}/{day.day}（{'一二三四五六日'[day.weekday()]}）"
