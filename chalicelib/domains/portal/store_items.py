"""What every item of the portal table has."""

from chalicelib.settings import settings
from chalicelib.table import Table


class PortalItem(Table):
    class Meta:
        table_name = settings().portal_table
