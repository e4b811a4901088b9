"""What every item of the portal table has."""

from chalicelib.dynamodb import Item
from chalicelib.settings import settings


class PortalItem(Item):
    class Meta:
        table_name = settings().portal_table
