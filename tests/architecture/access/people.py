"""People, the start page and the messages."""

from chalicelib.identity import STAFF, Role
from tests.architecture.access import everyone, only

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
WATCHERS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})

ROWS = {
    ("GET", "/"): everyone(200),
    ("GET", "/sign-in"): everyone(200),
    ("POST", "/sign-in"): everyone(400),
    ("GET", "/sign-in/new-password"): everyone(303),
    ("POST", "/sign-in/new-password"): everyone(410),
    ("POST", "/sign-out"): everyone(303),
    ("GET", "/account"): STAFF,
    ("POST", "/account/password"): STAFF,
    ("POST", "/account/sign-out-everywhere"): only(STAFF, 303),
    ("GET", "/accounts"): ADMINISTRATOR,
    ("POST", "/accounts"): ADMINISTRATOR,
    ("GET", "/accounts/new"): ADMINISTRATOR,
    ("GET", "/accounts/{username}"): ADMINISTRATOR,
    ("POST", "/accounts/{username}"): ADMINISTRATOR,
    ("POST", "/accounts/{username}/state"): ADMINISTRATOR,
    ("POST", "/accounts/{username}/password"): ADMINISTRATOR,
    ("POST", "/accounts/{username}/end-sessions"): ADMINISTRATOR,
    ("GET", "/messages"): WATCHERS,
    ("GET", "/messages/of/{kind}"): WATCHERS,
    ("POST", "/messages/of/{kind}/redrive"): only(WATCHERS, 303),
    ("POST", "/messages/{message_id}/redrive"): WATCHERS,
}
