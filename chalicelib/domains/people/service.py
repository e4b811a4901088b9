"""What the other workflows and the routes may use of people.

identify, normalise_id, mask_id, mask_name   the key that stands for a typed ID number, and what may be shown
count_failure, is_locked, begin, forgive     counters of failed attempts (attempts)
sign_in, set_first_password, change_own_password, Known and the values that travel signed (signing_in)
Lecturer, lecturers_named, remember_lecturer the directory of lecturers (lecturers)
Account, find_account, accounts_of and what the administrator does (directory)
"""

from chalicelib.cloud.accounts import CredentialsRefused, NewPasswordNeeded
from chalicelib.cloud.keys import secret
from chalicelib.domains.people.account_rules import Account
from chalicelib.domains.people.attempts import Attempt, begin, count_failure, forgive, is_locked
from chalicelib.domains.people.directory import (
    accounts_of,
    address_of,
    create_account,
    edit_account,
    find_account,
    list_accounts,
    open_account,
    reset_password,
    set_enabled,
)
from chalicelib.domains.people.lecturers import Lecturer, checked_email, lecturers_named, plain_name, remember_lecturer
from chalicelib.domains.people.lockout_rules import LOCK_MINUTES
from chalicelib.domains.people.login import (
    Known,
    as_it_stands,
    challenge_form,
    challenge_of,
    change_own_password,
    mark_of_browser,
    set_first_password,
    sign_in,
)
from chalicelib.domains.people.model import checked_id, mask_id, mask_name, normalise_id, person_key

__all__ = [
    "LOCK_MINUTES",
    "Account",
    "Attempt",
    "CredentialsRefused",
    "Known",
    "Lecturer",
    "NewPasswordNeeded",
    "accounts_of",
    "address_of",
    "as_it_stands",
    "begin",
    "challenge_form",
    "challenge_of",
    "change_own_password",
    "checked_email",
    "checked_id",
    "count_failure",
    "create_account",
    "edit_account",
    "find_account",
    "forgive",
    "identify",
    "is_locked",
    "lecturers_named",
    "list_accounts",
    "mark_of_browser",
    "mask_id",
    "mask_name",
    "normalise_id",
    "open_account",
    "plain_name",
    "remember_lecturer",
    "reset_password",
    "set_enabled",
    "set_first_password",
    "sign_in",
]


def identify(typed_id: str) -> str:
    """The person key of a typed ID number, 23 characters. Raises InvalidInput, which never repeats what was typed."""
    return person_key(checked_id(typed_id), secret("id-hash"))
