"""How long things of a payment may take and live. From which amount who decides, and in how many days: approval_rules. Pure."""

from datetime import timedelta

CASES_SINCE = timedelta(days=180)
"""How far back confirmed cases are offered for an application."""
DELEGATION_AT_MOST = timedelta(days=92)
"""Longest time for which an approver lends authority in one go."""
PAYS_WITHIN = timedelta(days=60)
"""From the day on which a batch is made."""
BANK_FILE_LIVES = timedelta(hours=20)
"""The bank's file holds accounts; its bucket forgets within a day."""
