"""Whom to ask about a class: its form begins with the account of whoever makes it."""

from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.identity import Principal


def own_contact(who: Principal) -> dict[str, str]:
    """The fields of the form of a new class."""
    return {"contact_name": who.name, "contact_email": people_accounts.address_of(who.username)}
