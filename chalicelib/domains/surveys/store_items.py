"""The items of the surveys table. No index, no stream: either would say in which order answers came."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.dynamodb import Item, JsonAttribute
from chalicelib.settings import settings


class SurveysTableItem(Item):
    """What every item of the table has."""

    class Meta:
        table_name = settings().surveys_table


class SurveyItem(SurveysTableItem):
    """pk <class>, sk SURVEY#<id>: as it stands; the same at pk SURVEY#<id>, sk V#<version>: frozen. Named as the model's Survey."""

    class_title = UnicodeAttribute()
    content = JsonAttribute("問卷")
    courses = JsonAttribute("問卷的課程")
    template_id = UnicodeAttribute(default="")
    opens_at = UTCDateTimeAttribute(null=True)
    closes_at = UTCDateTimeAttribute(null=True)
    version = NumberAttribute()
    changed_by = UnicodeAttribute()
    changed_at = UTCDateTimeAttribute()


class ShownItem(SurveysTableItem):
    """pk SURVEY#<id>, sk SHOWN: the counts of an anonymous survey, renewed every five answers. `answers` never goes down."""

    answers = NumberAttribute()
    tally = JsonAttribute()


class RemindedItem(SurveysTableItem):
    """pk SURVEY#<id>, sk REMINDED#<day>: reminders went out that day."""

    asked_by = UnicodeAttribute()
    asked_at = UTCDateTimeAttribute()


class ToldItem(SurveysTableItem):
    """pk SURVEY#<id>, sk TOLD#<day>#<marker>: this reminder has gone."""


class MarkItem(SurveysTableItem):
    """pk MARKS#<id>, sk <marker>: this person has answered. No time; `request` is the form's own random number, held nowhere else."""

    request = UnicodeAttribute()


class AnswerItem(SurveysTableItem):
    """pk ANSWERS#<id>, sk <random>: one answer, and nothing else. Only where named: sk <person>, and who and when."""

    answer = JsonAttribute("填答")
    name = UnicodeAttribute(null=True)
    seat = UnicodeAttribute(null=True)
    agency = UnicodeAttribute(null=True)
    answered_at = UTCDateTimeAttribute(null=True)


class LatestItem(SurveysTableItem):
    """pk TEMPLATES, sk <template id>."""

    version = NumberAttribute()


class TemplateItem(SurveysTableItem):
    """pk TEMPLATE#<id>, sk V#<version>."""

    content = JsonAttribute("問卷範本")
    retired = BooleanAttribute()
    made_by = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()


class UsedItem(SurveysTableItem):
    """pk TEMPLATE#<id>, sk USED#<time>#<class>#<survey>: this survey was made from it."""
