"""What every item of completion has: it lives in the portal's table, under partitions of its own."""

from chalicelib.dynamodb import Item
from chalicelib.settings import settings


class CompletionItem(Item):
    class Meta:
        table_name = settings().portal_table
