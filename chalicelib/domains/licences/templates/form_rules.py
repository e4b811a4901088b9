"""The editor of a template: from its form to the model and back. Pure.

Clauses are numbered from 0: text.<n>, id.<n>, refuse.<n>, grant.<n>, years.<n>, ends.<n>, territory.<n>, sublicence.<n>, and the ticks
rights.<n>.<value>, audiences.<n>.<value>, channels.<n>.<value>, narrow.<n>.<part>; `count` says how many there are.
The buttons add, remove.<n>, up.<n> and down.<n> move clauses, `preview` shows the letter; none of them saves.
"""

import itertools
import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Part, Right, Template, Territory
from chalicelib.domains.licences.wording_rules import grant_text
from chalicelib.errors import InvalidInput
from chalicelib.web.field_rules import read_lines
from chalicelib.web.row_rules import moved, pressed
from chalicelib.web.value_rules import number_or_zero, plain, read_day

KINDS = {"classroom": "實體課程", "courseware": "數位教材"}
KNOWN_FIELDS = {
    "lecturer": "講座姓名",
    "class_title": "班期名稱",
    "class_id": "班期代碼",
    "works": "課程（著作）",
    "days": "上課日期",
    "fee": "授權費用",
    "centre": "主辦機關",
    "signed_on": "簽署日期",
}
MOST_CLAUSES = 30
_LONGEST_NAME = 60
_LONGEST_TEXT = 1500
_MOST_YEARS = 50
_BUTTON = re.compile(r"add|(remove|up|down)\.[0-9]{1,2}")
_BRACES = re.compile(r"\{([^{}]*)\}")
Ticked = TypeVar("Ticked", bound=StrEnum)


def read_template(form: Mapping[str, str], today: date) -> Template:
    """The template without id and version; a fixed end must be after today. Raises InvalidInput with every field that is wrong."""
    errors: dict[str, str] = {}
    name, opening = form.get("name", "").strip(), read_lines(form.get("opening", ""))
    if not name or len(name) > _LONGEST_NAME:
        errors["name"] = f"請輸入範本名稱，最多 {_LONGEST_NAME} 字。"
    if form.get("kind") not in KINDS:
        errors["kind"] = "請選擇用途。"
    _check_text(errors, "opening", "前言", opening)
    clauses = tuple(_read_clause(form, number, clause_id, errors) for number, clause_id in enumerate(_clause_ids(form)))
    _check_ends(clauses, today, errors)
    if not any(clause.grant for clause in clauses):
        errors["clauses"] = "至少要有一條授權條款，否則這份授權書什麼都沒有授權。"
    if errors:
        raise InvalidInput(fields=errors)
    return Template("", 0, name, form["kind"], opening, clauses, bool(form.get("exclusive")), bool(form.get("with_code")))


def clause_count(form: Mapping[str, str]) -> int:
    return min(number_or_zero(form.get("count", "")), MOST_CLAUSES)


def template_to_form(template: Template) -> dict[str, str]:
    """What the editor shows of a template."""
    form = {"name": template.name, "kind": template.kind, "opening": template.opening, "version": str(template.version)}
    form |= _on({"exclusive": template.exclusive, "with_code": template.with_code})
    return form | clauses_to_form([_clause_to_form(clause) for clause in template.clauses])


def rearranged(form: Mapping[str, str]) -> dict[str, str]:
    """The form after one of the buttons add, remove.<n>, up.<n> or down.<n>: everything typed is kept, only the clauses move."""
    clauses = [_typed_clause(form, number) for number in range(clause_count(form))]
    action, number = pressed(form, _BUTTON)
    if action == "add" and len(clauses) < MOST_CLAUSES:
        clauses.append({"text": "", "territory": str(Territory.TAIWAN)})
    kept = {name: form[name] for name in ("name", "kind", "opening", "version", "new_id", "exclusive", "with_code") if name in form}
    return kept | clauses_to_form(moved(clauses, action, number))


def scopes(form: Mapping[str, str]) -> list[str]:
    """For each clause what it grants, in words; empty where nothing or too little is ticked."""
    grants = [_read_clause(form, number, "", {}).grant for number in range(clause_count(form))]
    return [grant_text(grant) if grant and grant.rights and grant.audiences and grant.channels else "" for grant in grants]


def is_rearranging(form: Mapping[str, str]) -> bool:
    return any(_BUTTON.fullmatch(name) for name in form)


def clauses_to_form(clauses: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Names within a clause, as rights.reproduce, get its number: rights.0.reproduce."""
    form: dict[str, str] = {}
    count = 0
    for number, clause in enumerate(clauses):
        count += 1
        for name, value in clause.items():
            first, dot, rest = name.partition(".")
            form[f"{first}.{number}{dot}{rest}"] = value
    return {**form, "count": str(count)}


def _typed_clause(form: Mapping[str, str], number: int) -> dict[str, str]:
    found = {}
    for name, value in form.items():
        parts = name.split(".")
        if len(parts) in {2, 3} and parts[1] == str(number) and parts[0] not in {"up", "down", "remove"}:
            found[".".join([parts[0], *parts[2:]])] = value
    return found


def _clause_to_form(clause: Clause) -> dict[str, str]:
    form = {"id": clause.id, "text": clause.text, **_on({"refuse": clause.may_refuse, "grant": clause.grant is not None})}
    form |= {f"narrow.{part}": "on" for part in clause.may_narrow}
    if grant := clause.grant:
        form |= {f"rights.{value}": "on" for value in grant.rights}
        form |= {f"audiences.{value}": "on" for value in grant.audiences}
        form |= {f"channels.{value}": "on" for value in grant.channels}
        form |= {"years": str(grant.years or ""), "ends": str(grant.ends or ""), "territory": str(grant.territory)}
        form |= _on({"sublicence": grant.sublicence})
    return form


def _clause_ids(form: Mapping[str, str]) -> list[str]:
    """One for each clause: its own, or a free one. Two clauses of one id would share a lecturer's ticks."""
    typed = [form.get(f"id.{number}", "") for number in range(clause_count(form))]
    ids: list[str] = []
    for own in typed:
        usable = re.fullmatch(r"[a-z0-9]{1,20}", own) and own not in ids
        ids.append(own if usable else next(free for n in itertools.count(1) if (free := f"c{n}") not in {*typed, *ids}))
    return ids


def _read_clause(form: Mapping[str, str], number: int, clause_id: str, errors: dict[str, str]) -> Clause:
    text = read_lines(form.get(f"text.{number}", ""))
    _check_text(errors, f"text.{number}", f"第 {number + 1} 條", text)
    if not form.get(f"grant.{number}"):
        return Clause(clause_id, text)
    grant = Grant(
        rights=_ticked(form, f"rights.{number}", Right),
        audiences=_ticked(form, f"audiences.{number}", Audience),
        channels=_ticked(form, f"channels.{number}", Channel),
        ends=_day(form, number, errors),
        years=_years(form, number, errors),
        territory=Territory.WORLD if form.get(f"territory.{number}") == Territory.WORLD else Territory.TAIWAN,
        sublicence=bool(form.get(f"sublicence.{number}")),
    )
    for field, found, label in (
        ("rights", grant.rights, "利用方式"),
        ("audiences", grant.audiences, "利用對象"),
        ("channels", grant.channels, "管道"),
    ):
        if not found:
            errors[f"{field}.{number}"] = f"第 {number + 1} 條：請至少勾選一項{label}。"
    if grant.ends and grant.years:
        errors[f"ends.{number}"] = f"第 {number + 1} 條：年數與迄日請只填一個；都不填表示不限期間。"
    return Clause(clause_id, text, grant, bool(form.get(f"refuse.{number}")), _ticked(form, f"narrow.{number}", Part))


def _check_ends(clauses: tuple[Clause, ...], today: date, errors: dict[str, str]) -> None:
    for number, clause in enumerate(clauses):
        if clause.grant and clause.grant.ends and clause.grant.ends <= today:
            errors.setdefault(f"ends.{number}", f"第 {number + 1} 條：迄日必須在今天之後。")


def _ticked(form: Mapping[str, str], prefix: str, kind: type[Ticked]) -> frozenset[Ticked]:
    return frozenset(value for value in kind if form.get(f"{prefix}.{value}"))


def _years(form: Mapping[str, str], number: int, errors: dict[str, str]) -> int:
    typed = plain(form.get(f"years.{number}", ""))
    if not typed:
        return 0
    if not re.fullmatch(r"[0-9]{1,2}", typed) or not 1 <= int(typed) <= _MOST_YEARS:
        errors[f"years.{number}"] = f"第 {number + 1} 條：年數請填 1 到 {_MOST_YEARS}。"
        return 0
    return int(typed)


def _day(form: Mapping[str, str], number: int, errors: dict[str, str]) -> date | None:
    typed = form.get(f"ends.{number}", "").strip()
    try:
        return read_day(typed) if typed else None
    except ValueError:
        errors[f"ends.{number}"] = f"第 {number + 1} 條：迄日請填 2028-06-30 這樣的日期。"
        return None


def _check_text(errors: dict[str, str], field: str, label: str, text: str) -> None:
    if not text or len(text) > _LONGEST_TEXT:
        errors[field] = f"{label}：請輸入文字，最多 {_LONGEST_TEXT} 字。"
        return
    unknown = [found for found in _BRACES.findall(text) if found not in KNOWN_FIELDS]
    if unknown:
        errors[field] = f"{label}：沒有「{{{unknown[0]}}}」這個欄位，可用的欄位請見說明。"
    elif text.count("{") != text.count("}") or "{" in _BRACES.sub("", text):
        errors[field] = f"{label}：大括號沒有成對。"


def _on(values: Mapping[str, bool]) -> dict[str, str]:
    return {name: "on" for name, value in values.items() if value}
