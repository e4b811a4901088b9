"""Templates of surveys, shared by all organizers. An edit is a new version; a survey keeps the questions it was made with."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domains.surveys.access import EDITORS, open_survey
from chalicelib.domains.surveys.form_rules import BLANK, read_content
from chalicelib.domains.surveys.model import Template
from chalicelib.domains.surveys.templates import store
from chalicelib.domains.surveys.templates.standard_rules import STANDARD
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict, NotFound
from chalicelib.identity import Principal
from chalicelib.web.value_rules import number_or_zero

_LONGEST_ID = 40


def list_templates(who: Principal) -> list[Template]:
    """The latest versions, the retired ones last. Raises Forbidden."""
    who.require(EDITORS)
    return sorted(store.all_latest(), key=lambda template: (template.retired, template.content.name))


def latest(template_id: str) -> Template:
    """Raises NotFound."""
    found = store.find_latest(template_id) if len(template_id) <= _LONGEST_ID else None
    if found is None:
        raise NotFound
    return found


def open_template(who: Principal, template_id: str) -> Template:
    """Raises NotFound, Forbidden."""
    who.require(EDITORS)
    return latest(template_id)


def first_form() -> dict[str, str]:
    """What the editor of a new template begins with; its id lets a second press make no second one."""
    return {**BLANK, "new_id": f"t{secrets.token_hex(5)}"}


def save(who: Principal, template_id: str | None, form: Mapping[str, str], now: datetime) -> Template:
    """The next version of a template, where `form["version"]` is the one that was edited; or a new one, by the id in `form["new_id"]`.

    Sending the same form twice saves once. Raises InvalidInput with its fields, Conflict, NotFound, Forbidden.
    """
    who.require(EDITORS)
    before = latest(template_id) if template_id else None
    content = read_content(form)
    if before:
        edited = number_or_zero(form.get("version", ""))
        template = Template(before.id, edited + 1, content, before.retired)
    else:
        own_id = form.get("new_id", "")
        template = Template(own_id if re.fullmatch(r"t[0-9a-f]{10}", own_id) else f"t{secrets.token_hex(5)}", 1, content)
    _add(template, who.username, now)
    return template


def keep(who: Principal, class_id: str, survey_id: str, now: datetime) -> Template:
    """A survey's questions as a new template; pressed again, it is the same one. Raises Conflict, NotFound, Forbidden."""
    _, survey = open_survey(who, class_id, survey_id)
    template = Template(f"t{survey.id}v{survey.version}", 1, survey.content)
    _add(template, who.username, now)
    return template


def retire(who: Principal, template_id: str, now: datetime, *, retired: bool) -> None:
    """Takes a template out of use, or back into it; surveys made from it stay. Raises Conflict, NotFound, Forbidden."""
    before = open_template(who, template_id)
    _add(replace(before, version=before.version + 1, retired=retired), who.username, now)


def ensure_standard(now: datetime) -> None:
    """The template that the centre begins with, unless it is there. Running twice is once."""
    if STANDARD.id not in store.latest_versions():
        _add(STANDARD, "系統", now)


def _add(template: Template, by: str, now: datetime) -> None:
    transaction = Transaction()
    store.add_version(transaction, template, by, now)
    try:
        transaction.commit()
    except ConditionFailed as error:
        if store.find(template.id, template.version) != template:  # not this very save, sent twice
            raise Conflict("這份範本剛被其他人修改，請重新整理後再試。") from error
