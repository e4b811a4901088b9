"""Who may open the pages by which a case goes to its lecturer, and the lecturer's own."""

from chalicelib.identity import Role
from tests.architecture.access import Access, everyone

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
READERS = EDITORS | {Role.ACCOUNTANT}

ROWS: dict[tuple[str, str], Access | frozenset[Role]] = {
    ("POST", "/classes/{class_id}/fees/send"): EDITORS,
    ("GET", "/fees/readings"): frozenset({Role.ADMINISTRATOR, Role.ACCOUNTANT}),
    ("POST", "/fees/{case_id}/send"): EDITORS,
    ("POST", "/fees/{case_id}/remind"): EDITORS,
    ("POST", "/fees/{case_id}/notice"): EDITORS,
    ("GET", "/fees/{case_id}/confirmation"): READERS,
    ("POST", "/fees/{case_id}/confirmation"): EDITORS,
    # The lecturer's: the door is everyone's; behind it, whoever has no case open is led back to the door.
    ("GET", "/fee"): everyone(200),
    ("POST", "/fee"): everyone(400),
    ("GET", "/fee/challenge"): everyone(200),
    ("POST", "/fee/challenge"): everyone(200),
    ("GET", "/fee/challenge/{token}"): everyone(200),
    ("GET", "/fee/l/{token}"): everyone(404),
    ("POST", "/fee/l/{token}"): everyone(404),
    ("GET", "/fee/case"): everyone(303),
    ("GET", "/fee/account"): everyone(303),
    ("POST", "/fee/account"): everyone(303),
    ("POST", "/fee/confirm"): everyone(303),
    ("POST", "/fee/object"): everyone(303),
    ("POST", "/fee/document"): everyone(303),
    ("POST", "/fee/out"): everyone(303),
    ("GET", "/fee/papers/{code}"): everyone(404),
}
