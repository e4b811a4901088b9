"""Forms of classes: what they hold before anyone types, and what differs from what another has saved."""

from collections.abc import Mapping
from dataclasses import asdict

from chalicelib.domains.classes.model import Class, Half, Mode
from chalicelib.domains.classes.planning_rules import Pattern

PATTERNS = [(pattern.value, pattern.label) for pattern in Pattern]
HALVES = [(half.value, half.label) for half in Half]
_LABELS = {
    "name": "名稱",
    "starts_on": "開班日期",
    "ends_on": "結束日期",
    "mode": "辦理方式",
    "room": "教室",
    "seats": "座位數",
    "organizers": "承辦人員",
    "check_out_required": "下課刷退",
    "contact_name": "承辦人姓名",
    "contact_telephone": "聯絡電話",
    "contact_extension": "分機",
    "contact_email": "承辦人電子郵件",
}


CONTACT = ("contact_name", "contact_telephone", "contact_extension", "contact_email")


def blank_class() -> dict[str, str]:
    names = ("year", "code", "name", "starts_on", "ends_on", "room", "seats", "organizers", "request", "version")
    return {
        **dict.fromkeys((*names, *CONTACT), ""),
        "run": "1",
        "mode": Mode.ROOM.value,
        "check_out_required": "1",
        "pattern": Pattern.HALVES.value,
    }


def class_choices() -> dict[str, list[tuple[str, str]]]:
    return {"modes": [(mode.value, mode.label) for mode in Mode]}


def class_values(class_: Class) -> dict[str, str]:
    """The edit form of a class as it is."""
    return {
        "name": class_.name,
        "starts_on": class_.starts_on.isoformat(),
        "ends_on": class_.ends_on.isoformat(),
        "mode": class_.mode.value,
        "room": class_.room,
        "seats": str(class_.seats),
        "organizers": "\n".join(class_.organizers[1:]),
        "check_out_required": "1" if class_.check_out_required else "",
        "version": str(class_.version),
        **{f"contact_{name}": value for name, value in asdict(class_.contact).items()},
    }


def class_differences(current: Class, form: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(label, what is saved now, what was typed) of every field where they differ."""
    saved = class_values(current)
    return [
        (label, _shown(name, saved[name]), _shown(name, form.get(name, "")))
        for name, label in _LABELS.items()
        if saved[name].split() != form.get(name, "").split()
    ]


def blank_session(class_: Class) -> dict[str, str]:
    return {"day": class_.starts_on.isoformat(), "half": "am", "starts": "09:00", "ends": "12:00", "room": class_.room}


def blank_period(class_: Class) -> dict[str, str]:
    empty = {"subject": "", "lecturer": "", "version": ""}
    return {"day": class_.starts_on.isoformat(), "starts": "09:00", "ends": "12:00", "count": "3", **empty}


def _shown(name: str, value: str) -> str:
    if name == "mode" and value in set(Mode):
        return Mode(value).label
    if name == "check_out_required":
        return "要" if value else "不用"
    return "、".join(value.split("\n")) or "（空白）"
