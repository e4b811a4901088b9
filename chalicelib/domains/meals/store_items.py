"""What every item of meals has: it lives in the portal's table, under partitions of its own."""

from chalicelib.dynamodb import Item
from chalicelib.settings import settings


class MealsItem(Item):
    class Meta:
        table_name = settings().portal_table
