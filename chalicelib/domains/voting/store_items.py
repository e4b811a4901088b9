"""The items of the two tables of voting. No index and no stream on either: both would say in which order ballots came."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.dynamodb import Item, JsonAttribute
from chalicelib.settings import settings


class PollsTableItem(Item):
    """What every item of the polls' table has."""

    class Meta:
        table_name = settings().polls_table


class PollItem(PollsTableItem):
    """pk <class>, sk POLL#<id>: as it stands; the same at pk POLL#<id>, sk V#<version>: frozen. Named as the model's Poll."""

    class_title = UnicodeAttribute()
    content = JsonAttribute("投票")
    opens_at = UTCDateTimeAttribute(null=True)
    closes_at = UTCDateTimeAttribute(null=True)
    voters = NumberAttribute()
    version = NumberAttribute()
    lots = JsonAttribute(null=True)
    changed_by = UnicodeAttribute()
    changed_at = UTCDateTimeAttribute()


class PhotoItem(PollsTableItem):
    """pk POLL#<id>, sk PHOTO#<candidate>. `problem` says why the last upload was not taken."""

    key = UnicodeAttribute(default="")
    problem = UnicodeAttribute(default="")


class MarkItem(PollsTableItem):
    """pk MARKS#<poll>, sk <marker>: this person has voted. Nothing else."""


class BallotItem(Item):
    """pk <poll>, sk <receipt>: one ballot, and nothing else. `voter` only where the poll is named."""

    class Meta:
        table_name = settings().ballots_table

    choices = JsonAttribute()
    voter = UnicodeAttribute(null=True)
