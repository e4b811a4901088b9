"""How a class's room is drawn: the number of columns. sk LAYOUT."""

from pynamodb.attributes import NumberAttribute

from chalicelib.domains.classes.store import ClassesItem


class LayoutItem(ClassesItem):
    columns = NumberAttribute()


def columns(class_id: str) -> int:
    """0 where nobody chose."""
    item = LayoutItem.find(class_id, "LAYOUT")
    return int(item.columns) if item else 0


def save_columns(class_id: str, number: int) -> None:
    LayoutItem(class_id, "LAYOUT", columns=number).put()
