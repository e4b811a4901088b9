"""Who may open the pages of leave. A trainee's pages are for who entered the class; staff's for its approvers.

Of somebody else's class an organizer is answered 403; tests/workflows/leave/test_leave_staff.py holds that.
"""

from chalicelib.identity import Role
from tests.architecture.access import Access, everyone, only

APPROVERS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
WATCHERS = APPROVERS | {Role.ROOM_ATTENDANT, Role.GUARD}

ROWS: dict[tuple[str, str], Access | frozenset[Role]] = {
    ("GET", "/c/{class_id}/leave"): everyone(303),
    ("POST", "/c/{class_id}/leave"): everyone(401),
    ("POST", "/c/{class_id}/leave/check"): everyone(401),
    ("GET", "/c/{class_id}/leave/{leave_id}"): everyone(303),
    ("POST", "/c/{class_id}/leave/{leave_id}/withdraw"): everyone(401),
    ("POST", "/c/{class_id}/leave/{leave_id}/cancel"): everyone(401),
    ("GET", "/c/{class_id}/leave/{leave_id}/proof"): everyone(303),
    ("GET", "/leave"): APPROVERS,
    ("POST", "/leave"): APPROVERS,
    ("GET", "/leave/today"): WATCHERS,
    ("GET", "/leave/today/live"): WATCHERS,
    # The usual account of the test has no agency.
    ("GET", "/leave/agency"): only({Role.AGENCY_HR}, 403),
    ("GET", "/classes/{class_id}/leave"): APPROVERS,
    ("POST", "/classes/{class_id}/leave"): APPROVERS,
    ("POST", "/classes/{class_id}/leave/rules"): APPROVERS,
    ("POST", "/classes/{class_id}/leave/deputies"): APPROVERS,
    ("POST", "/classes/{class_id}/leave/deputies/{username}/dismiss"): APPROVERS,
    ("POST", "/classes/{class_id}/leave/register"): APPROVERS,
    ("GET", "/classes/{class_id}/leave/{leave_id}"): APPROVERS,
    ("POST", "/classes/{class_id}/leave/{leave_id}"): APPROVERS,
    ("GET", "/classes/{class_id}/leave/{leave_id}/proof"): APPROVERS,
}
