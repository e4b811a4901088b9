"""Who may open what, reading one survey, and the two tags that stand for a person within it."""

import base64
import hashlib
import hmac

from chalicelib.cloud.keys import secret
from chalicelib.domains.classes import service as classes
from chalicelib.domains.surveys import store
from chalicelib.domains.surveys.model import Course, Survey
from chalicelib.domains.surveys.question_rules import courses_of
from chalicelib.errors import NotFound
from chalicelib.identity import Principal, Role

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
_LONGEST_ID = 40


def open_survey(who: Principal, class_id: str, survey_id: str) -> tuple[classes.Class, Survey]:
    """For the class's organizers and administrators. Raises NotFound, Forbidden."""
    return classes.open_class(who, class_id), load(class_id, survey_id)


def load(class_id: str, survey_id: str) -> Survey:
    """For callers that check the person themselves. Raises NotFound."""
    survey = store.find(class_id, survey_id) if len(survey_id) <= _LONGEST_ID else None
    if survey is None:
        raise NotFound
    return survey


def courses(class_id: str) -> tuple[Course, ...]:
    """What the timetable teaches now, and by whom."""
    return courses_of((period.subject, period.lecturer) for period in classes.timetable(class_id).periods)


def marker(survey_id: str, person: str) -> str:
    """Stands for the person among those who have answered this survey; in another survey it is another."""
    return _tag("survey-mark", survey_id, person)


def draft_tag(survey_id: str, person: str) -> str:
    """Names the person's unsent answers on a phone, which somebody else may use next. It says nothing of the marker."""
    return _tag("survey-draft", survey_id, person)[:12]


def _tag(purpose: str, survey_id: str, person: str) -> str:
    digest = hmac.new(secret("id-hash"), f"{purpose}|{survey_id}|{person}".encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
