"""What every item of the portal table has."""

from chalicelib.dynamodb import Table
from chalicelib.settings import settings


class PortalItem(Table):
    class Meta:
        table_name = settings().portal_table
