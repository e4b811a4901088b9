"""Who may open the one page, what it leads to, and the organizers' pages behind it. A trainee's pages are for who entered the class.

Of somebody else's class an organizer is answered 403; tests/workflows/portal/test_portal_staff.py holds that.
"""

from chalicelib.identity import Role
from tests.architecture.access import Access, everyone

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
EDITORS = ADMINISTRATORS | {Role.ORGANIZER}

ROWS: dict[tuple[str, str], Access | frozenset[Role]] = {
    ("GET", "/c/{class_id}/enter"): everyone(404),
    ("POST", "/c/{class_id}/enter"): everyone(404),
    ("POST", "/c/{class_id}/exit"): everyone(401),
    ("GET", "/c/{class_id}"): everyone(303),
    ("GET", "/c/{class_id}/notes"): everyone(303),
    ("GET", "/c/{class_id}/sign-out"): everyone(303),
    ("GET", "/c/{class_id}/meals"): everyone(303),
    ("POST", "/c/{class_id}/meals"): everyone(401),
    ("GET", "/c/{class_id}/handouts"): everyone(303),
    ("GET", "/c/{class_id}/handouts/{handout_id}"): everyone(303),
    ("GET", "/classes/{class_id}/portal"): EDITORS,
    ("POST", "/classes/{class_id}/portal"): EDITORS,
    ("GET", "/classes/{class_id}/portal/qr.svg"): EDITORS,
    ("GET", "/classes/{class_id}/portal/poster"): EDITORS,
    ("GET", "/portal/standard"): ADMINISTRATORS,
    # Without fields the standard is as it stands: empty.
    ("POST", "/portal/standard"): Access(ADMINISTRATORS, 303),
    ("GET", "/classes/{class_id}/meals"): EDITORS,
    ("POST", "/classes/{class_id}/meals"): EDITORS,
    ("POST", "/classes/{class_id}/meals/paper"): EDITORS,
    ("GET", "/classes/{class_id}/handouts"): EDITORS,
    ("POST", "/classes/{class_id}/handouts"): EDITORS,
    ("GET", "/classes/{class_id}/handouts/{handout_id}"): EDITORS,
    ("POST", "/classes/{class_id}/handouts/{handout_id}"): EDITORS,
    ("POST", "/classes/{class_id}/handouts/{handout_id}/withdraw"): EDITORS,
    ("GET", "/classes/{class_id}/handouts/{handout_id}/download"): EDITORS,
}
