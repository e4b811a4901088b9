"""Surveys as they stand, their versions, and the reminders that went out."""

from datetime import UTC, date, datetime, time

from chalicelib.domains.surveys.model import Survey
from chalicelib.domains.surveys.question_rules import content_from_data, content_to_data, courses_from_data, courses_to_data
from chalicelib.domains.surveys.store_items import RemindedItem, SurveyItem, ToldItem, UsedItem
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.records.retention_rules import Kept, ends

_PLAIN = ("class_title", "template_id", "opens_at", "closes_at")


def find(class_id: str, survey_id: str) -> Survey | None:
    item = SurveyItem.find(class_id, f"SURVEY#{survey_id}")
    return _survey_of(item) if item else None


def of_class(class_id: str) -> list[Survey]:
    """Every survey of the class, by id."""
    return [_survey_of(item) for item in SurveyItem.search(class_id, SurveyItem.sk.startswith("SURVEY#"))]


def put(transaction: Transaction, survey: Survey, by: str, now: datetime) -> None:
    """The survey's next version, or the first; fails the transaction where the version before it is no longer the latest."""
    before = SurveyItem.version == survey.version - 1 if survey.version > 1 else SurveyItem.pk.does_not_exist()
    transaction.put(_item(survey, (survey.class_id, f"SURVEY#{survey.id}"), by, now), before)
    transaction.create(_item(survey, (f"SURVEY#{survey.id}", f"V#{survey.version:05}"), by, now))
    if survey.version == 1 and survey.template_id:
        used = f"USED#{now.isoformat()}#{survey.class_id}#{survey.id}"
        transaction.create(UsedItem(f"TEMPLATE#{survey.template_id}", used))


def used_by(template_id: str, most: int) -> list[tuple[str, str]]:
    """(class id, survey id) of what was made from the template, the latest first."""
    found = UsedItem.query(f"TEMPLATE#{template_id}", UsedItem.sk.startswith("USED#"), scan_index_forward=False, limit=most)
    return [(class_id, survey_id) for _, _, class_id, survey_id in (item.sk.split("#") for item in found)]


def remind(transaction: Transaction, survey_id: str, day: date, by: str, now: datetime) -> None:
    """Fails the transaction where reminders went out that day."""
    transaction.create(RemindedItem(f"SURVEY#{survey_id}", f"REMINDED#{day}", asked_by=by, asked_at=now))


def last_reminded(survey_id: str) -> datetime | None:
    condition = RemindedItem.sk.startswith("REMINDED#")
    found = list(RemindedItem.query(f"SURVEY#{survey_id}", condition, scan_index_forward=False, limit=1, consistent_read=True))
    return found[0].asked_at if found else None


def was_told(survey_id: str, day: str, marker: str) -> bool:
    return ToldItem.find(f"SURVEY#{survey_id}", f"TOLD#{day}#{marker}") is not None


def tell(survey_id: str, day: str, marker: str) -> None:
    """Notes that the reminder has gone; noted twice is noted once."""
    try:
        ended = ends(Kept.MARK, datetime.combine(date.fromisoformat(day), time(), UTC))
        ToldItem(f"SURVEY#{survey_id}", f"TOLD#{day}#{marker}", expires_at=ended).put(ToldItem.pk.does_not_exist())
    except ConditionFailed:
        return


def _item(survey: Survey, key: tuple[str, str], by: str, now: datetime) -> SurveyItem:
    return SurveyItem(
        *key,
        **{name: getattr(survey, name) for name in _PLAIN},
        content=content_to_data(survey.content),
        courses=courses_to_data(survey.courses),
        version=survey.version,
        changed_by=by,
        changed_at=now,
    )


def _survey_of(item: SurveyItem) -> Survey:
    return Survey(
        id=item.sk.removeprefix("SURVEY#"),
        class_id=item.pk,
        content=content_from_data(item.content),
        courses=courses_from_data(item.courses),
        version=int(item.version),
        **{name: getattr(item, name) for name in _PLAIN},
    )
