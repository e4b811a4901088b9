"""Who may open the pages of licence letters: (method, path as registered) → roles.

A letter of somebody else's class is answered 403; tests/workflows/test_licences_pages.py holds that.
"""

from chalicelib.session import Role

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
READERS = EDITORS | {Role.COURSEWARE_MANAGER}

ROWS: dict[tuple[str, str], frozenset[Role]] = {
    ("GET", "/classes/{class_id}/licences"): EDITORS,
    ("POST", "/classes/{class_id}/licences"): EDITORS,
    ("POST", "/classes/{class_id}/licences/preview"): EDITORS,
    ("POST", "/classes/{class_id}/licences/remind"): EDITORS,
    ("GET", "/licences/send"): EDITORS,
    ("POST", "/licences/send"): EDITORS,
    ("GET", "/licences/stuck"): EDITORS,
    ("GET", "/licences/{letter_id}"): READERS,
    ("POST", "/licences/{letter_id}/send-again"): EDITORS,
    ("POST", "/licences/{letter_id}/remind"): EDITORS,
    ("POST", "/licences/{letter_id}/revoke"): EDITORS,
    ("POST", "/licences/{letter_id}/withdraw"): EDITORS,
    ("POST", "/licences/{letter_id}/renew"): EDITORS,
    ("GET", "/licences/{letter_id}/document"): READERS,
    ("POST", "/licences/{letter_id}/document"): EDITORS,
    ("GET", "/licences/{letter_id}/paper"): EDITORS,
    ("POST", "/licences/{letter_id}/paper"): EDITORS,
    ("GET", "/licences/{letter_id}/paper/{upload}"): EDITORS,
}
