"""Who may open the pages of completion, certificates and learning hours.

A list of somebody else's class is answered 403; tests/workflows/completion/test_certificates_list.py holds that.
"""

from chalicelib.identity import Role
from tests.architecture.access import Access, everyone

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})

ROWS: dict[tuple[str, str], Access | frozenset[Role]] = {
    ("GET", "/classes/{class_id}/completion"): EDITORS,
    ("POST", "/classes/{class_id}/completion/rule"): EDITORS,
    ("POST", "/classes/{class_id}/completion/confirm"): EDITORS,
    ("POST", "/classes/{class_id}/completion/again"): EDITORS,
    ("GET", "/classes/{class_id}/completion/{person}/certificate"): EDITORS,
    ("GET", "/classes/{class_id}/completion/hours"): EDITORS,
    ("POST", "/classes/{class_id}/completion/hours"): EDITORS,
    ("GET", "/classes/{class_id}/completion/hours/{file_id}"): EDITORS,
    ("GET", "/classes/{class_id}/completion/hours/{file_id}/download"): EDITORS,
    # The trainee's, behind the door of the class; and anyone's.
    ("GET", "/c/{class_id}/certificate"): everyone(303),
    ("GET", "/c/{class_id}/certificate/download"): everyone(303),
    ("GET", "/certificates/{code}"): everyone(404),
}
