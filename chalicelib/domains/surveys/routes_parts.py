"""What the pages of surveys share."""

from collections.abc import Mapping
from typing import Any

from chalicelib.clock import moment
from chalicelib.domains.surveys.answer_rules import LONGEST_TEXT
from chalicelib.domains.surveys.form_rules import (
    LONGEST_INTRO,
    LONGEST_NAME,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    question_count,
)
from chalicelib.domains.surveys.form_rules import LONGEST_TEXT as LONGEST_QUESTION
from chalicelib.domains.surveys.model import SCORE_WORDS, Kind, Survey, blocks
from chalicelib.domains.surveys.privacy_rules import PRIVACY_FLOOR


def editor_values(form: Mapping[str, str]) -> dict[str, Any]:
    """What the fields of an editor show."""
    limits = {"name": LONGEST_NAME, "intro": LONGEST_INTRO, "question": LONGEST_QUESTION, "options": MOST_OPTIONS}
    shown = {"count": question_count(form), "kinds": list(Kind), "most": MOST_QUESTIONS, "limits": limits}
    return {**shown, "floor": PRIVACY_FLOOR}


def sheet_values(class_title: str, survey: Survey) -> dict[str, Any]:
    """What a sheet shows, whoever looks."""
    asked = blocks(survey.content.questions, survey.courses)
    return {"class_title": class_title, "survey": survey, "blocks": asked, "words": SCORE_WORDS, "longest": LONGEST_TEXT, "moment": moment}
