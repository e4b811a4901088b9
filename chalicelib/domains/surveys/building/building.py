"""Making and changing a survey until it opens: from nothing, from a template, or from another survey of the class."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domains.classes import service as classes
from chalicelib.domains.surveys import access, store
from chalicelib.domains.surveys.form_rules import BLANK, content_to_form, course_ticks, read_content, read_courses
from chalicelib.domains.surveys.model import Course, Status, Survey
from chalicelib.domains.surveys.templates import templates
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict, NotFound
from chalicelib.identity import Principal
from chalicelib.web.value_rules import number_or_zero

MOST_SURVEYS = 50
# Nobody is asked something else than what was on the page when the hour struck.
_MARGIN = timedelta(minutes=1)


@dataclass(frozen=True)
class SurveyEditor:
    """What the editor of one survey needs; `survey` is None for a new one."""

    class_: classes.Class
    survey: Survey | None
    courses: tuple[Course, ...]


def open_editor(who: Principal, class_id: str, survey_id: str | None, now: datetime) -> SurveyEditor:
    """Raises Conflict for what is or was open, NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    survey = access.load(class_id, survey_id) if survey_id else None
    if survey and survey.status(now + _MARGIN) not in {Status.DRAFT, Status.PLANNED}:
        raise Conflict("這份問卷已經開放，題目不能再改；可以複製成新的問卷。")
    return SurveyEditor(class_, survey, access.courses(class_id))


def list_surveys(who: Principal, class_id: str) -> tuple[classes.Class, list[Survey]]:
    """By name. Raises NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    return class_, sorted(store.of_class(class_id), key=lambda survey: survey.content.name)


def first_form(editor: SurveyEditor, query: Mapping[str, str]) -> dict[str, str]:
    """What the editor of a new survey begins with: `template=<id>`, `copy=<survey id>`, or nothing. Raises NotFound."""
    form = {**BLANK, "new_id": f"s{secrets.token_hex(5)}", **_courses_to_begin_with(editor.courses)}
    if query.get("template"):
        template = templates.latest(query["template"])
        return form | content_to_form(template.content) | {"template_id": template.id}
    if query.get("copy"):
        copied = access.load(editor.class_.id, query["copy"])
        return form | content_to_form(copied.content) | {"template_id": copied.template_id}
    return form


def own_form(survey: Survey) -> dict[str, str]:
    """What the editor shows of a survey."""
    return content_to_form(survey.content) | course_ticks(survey.courses) | {"version": str(survey.version)}


def save(who: Principal, class_id: str, survey_id: str | None, form: Mapping[str, str], now: datetime) -> Survey:
    """The survey's next version, where `form["version"]` is the one that was edited; or a new one, by the id in `form["new_id"]`.

    Sending the same form twice saves once. Raises InvalidInput with its fields, Conflict, NotFound, Forbidden.
    """
    found = open_editor(who, class_id, survey_id, now)
    content = read_content(form)
    courses = read_courses(form, found.courses, content)
    if found.survey:
        edited = number_or_zero(form.get("version", ""))
        survey = replace(found.survey, class_title=found.class_.title, content=content, courses=courses, version=edited + 1)
    else:
        own_id = form.get("new_id", "")
        new_id = own_id if re.fullmatch(r"s[0-9a-f]{10}", own_id) else f"s{secrets.token_hex(5)}"
        if len(store.of_class(class_id)) >= MOST_SURVEYS:
            raise Conflict(f"一個班期最多 {MOST_SURVEYS} 份問卷。")
        survey = Survey(new_id, class_id, found.class_.title, content, courses, _template(form.get("template_id", "")))
    put(survey, who, now)
    return survey


def put(survey: Survey, who: Principal, now: datetime) -> None:
    """Saves what its `version` says. Raises Conflict where that version is somebody else's."""
    transaction = Transaction()
    store.put(transaction, survey, who.username, now)
    try:
        transaction.commit()
    except ConditionFailed as error:
        if store.find(survey.class_id, survey.id) != survey:  # not this very save, sent twice
            raise Conflict("這份問卷剛被其他人修改，請重新整理後再試。") from error


def _template(template_id: str) -> str:
    """The id where there is such a template; surveys of one template are compared."""
    try:
        return templates.latest(template_id).id if template_id else ""
    except NotFound:
        return ""


def _courses_to_begin_with(courses: tuple[Course, ...]) -> dict[str, str]:
    """Those with a lecturer: 報到 and 午餐 stand in the timetable too."""
    return course_ticks([course for course in courses if course.lecturer] or courses)
