"""Who may open the pages of lecturers' fees: (method, path as registered) → roles.

A case of somebody else's class is answered 403; tests/workflows/fees/test_fees_cases.py holds that.
"""

from chalicelib.identity import Role
from tests.architecture.access import Access

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
READERS = EDITORS | {Role.ACCOUNTANT}
STAFF = READERS | {Role.HEAD, Role.DIRECTOR}

ROWS: dict[tuple[str, str], Access | frozenset[Role]] = {
    ("GET", "/classes/{class_id}/fees"): EDITORS,
    ("POST", "/classes/{class_id}/fees"): EDITORS,
    ("POST", "/classes/{class_id}/fees/files"): EDITORS,
    ("GET", "/fees"): READERS,
    ("POST", "/fees/files"): READERS,
    ("GET", "/fees/files/{file_id}"): READERS,
    ("GET", "/fees/files/{file_id}/download"): READERS,
    ("GET", "/fees/progress"): READERS,
    ("GET", "/fees/parameters"): STAFF,
    ("POST", "/fees/parameters"): frozenset({Role.ADMINISTRATOR, Role.ACCOUNTANT}),
    ("GET", "/fees/{case_id}"): READERS,
    ("GET", "/fees/{case_id}/edit"): EDITORS,
    ("POST", "/fees/{case_id}/edit"): EDITORS,
    ("POST", "/fees/{case_id}/recalculate"): EDITORS,
    ("POST", "/fees/{case_id}/cancel"): EDITORS,
}
