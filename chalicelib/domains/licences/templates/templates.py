"""Templates of letters. An edit is a new version; a letter keeps the one it was sent with."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.centre import centre
from chalicelib.clock import taipei
from chalicelib.domains.licences.access import EDITORS
from chalicelib.domains.licences.model import Letter, State, Template, Work
from chalicelib.domains.licences.period_rules import dated
from chalicelib.domains.licences.templates import store
from chalicelib.domains.licences.templates.form_rules import read_template
from chalicelib.domains.licences.templates.standard_rules import standard
from chalicelib.domains.licences.wording_rules import fields_of, fill, paragraphs
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict, NotFound
from chalicelib.identity import Principal
from chalicelib.web.value_rules import number_or_zero

_LONGEST_ID = 40


def current() -> list[Template]:
    """The latest version of every template that is in use, those for classrooms first, by name."""
    found = store.find_many(store.latest_versions())
    return sorted((template for template in found if not template.retired), key=lambda template: (template.kind, template.name))


def list_templates(who: Principal) -> list[Template]:
    """The latest versions, the retired ones last. Raises Forbidden."""
    who.require(EDITORS)
    found = store.find_many(store.latest_versions())
    return sorted(found, key=lambda template: (template.retired, template.name))


def latest(template_id: str) -> Template:
    """Raises NotFound."""
    known = dict(store.latest_versions())
    if template_id not in known:
        raise NotFound
    return version(template_id, known[template_id])


def open_template(who: Principal, template_id: str, number: int = 0) -> Template:
    """That version, or the latest. Raises NotFound, Forbidden."""
    who.require(EDITORS)
    return version(template_id, number) if number else latest(template_id)


def version(template_id: str, number: int) -> Template:
    """Raises NotFound."""
    found = store.find(template_id, number) if len(template_id) <= _LONGEST_ID else None
    if found is None:
        raise NotFound
    return found


def versions(who: Principal, template_id: str) -> list[tuple[int, datetime, str]]:
    """(version, when, by whom), the newest first. Raises Forbidden."""
    who.require(EDITORS)
    return store.versions(template_id)


def read(who: Principal, form: Mapping[str, str], now: datetime) -> Template:
    """What is typed, as a template without id and version; nothing is saved. Raises InvalidInput with its fields, Forbidden."""
    who.require(EDITORS)
    return read_template(form, taipei(now).date())


def save(who: Principal, template_id: str | None, form: Mapping[str, str], now: datetime) -> Template:
    """The next version of a template, where `form["version"]` is the one that was edited; or a new one, by the id in `form["new_id"]`.

    Sending the same form twice saves once. Raises InvalidInput with its fields, Conflict where somebody else saved meanwhile, Forbidden.
    """
    typed = read(who, form, now)
    if template_id:
        edited = number_or_zero(form.get("version", ""))
        # An edit does not bring a retired template back; whoever retires it meanwhile makes a version, and this one loses.
        template = replace(typed, id=template_id, version=edited + 1, retired=latest(template_id).retired)
    else:
        own_id = form.get("new_id", "")
        template = replace(typed, id=own_id if re.fullmatch(r"t[0-9a-f]{8}", own_id) else new_id(), version=1)
    _add(template, who.username, now)
    return template


def new_id() -> str:
    """Given to the editor of a new template, so that pressing twice makes one."""
    return f"t{secrets.token_hex(4)}"


def retire(who: Principal, template_id: str, now: datetime, *, retired: bool = True) -> Template:
    """Takes a template out of use, or back into it; letters that were sent stay. Raises Conflict, NotFound, Forbidden."""
    who.require(EDITORS)
    before = latest(template_id)
    after = replace(before, version=before.version + 1, retired=retired)
    _add(after, who.username, now)
    return after


def ensure_standard(now: datetime) -> None:
    """The two templates that the centre begins with, unless they are there. Running twice is once."""
    known = dict(store.latest_versions())
    for template in standard(centre()):
        if template.id not in known:
            try:
                _add(template, "系統", now)
            except Conflict:  # made in this very moment
                continue


def _add(template: Template, by: str, now: datetime) -> None:
    transaction = Transaction()
    store.add_version(transaction, template, by, now)
    try:
        transaction.commit()
    except ConditionFailed as error:
        if store.find(template.id, template.version) != template:  # not this very save, sent twice
            raise Conflict("這份範本剛被其他人修改。") from error


def example(template: Template, now: datetime) -> list[tuple[str, str]]:
    """The paragraphs of a letter by this template to a lecturer of a class, neither of whom exist."""
    today = taipei(now).date()
    works = (Work("範例課程", (today,), "115-B00000-1", "範例研習班（第 1 期）"),)
    fields = fields_of("王小明", works, 0)
    clauses = tuple(replace(clause, text=fill(clause.text, fields)) for clause in template.clauses)
    opening = fill(template.opening, fields)
    parts = ("王小明", "", works, template.id, template.version, template.name, opening, clauses, 0, template.exclusive, template.with_code)
    letter = Letter("（範例）", "", (), *parts, State.SENT, now, today, now)
    return paragraphs(dated(letter, now))
