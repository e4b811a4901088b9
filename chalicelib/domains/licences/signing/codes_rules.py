"""How many digits a letter's link is good for. Pure.

The digits can be asked for again, so the tries of one mail are no bound: without one for all of them, who holds the link could try on for
sixty days, and the lecturer would get a mail a minute. Right digits show that the mailbox is the lecturer's, and begin the counts anew.
"""

TRIES_OF_A_CODE = 5
MOST_CODES = 10
"""Mails with digits that one link sends, until right ones are entered."""
MOST_TRIES = 20
"""Wrong digits that one link takes, of all its mails together."""


def may_send(sent: int, tried: int) -> bool:
    """Whether the link sends further digits. Where it does not, only the organizer helps, by sending a new link."""
    return sent < MOST_CODES and tried < MOST_TRIES


def may_try(tried: int) -> bool:
    """Whether the link takes further digits."""
    return tried < MOST_TRIES
