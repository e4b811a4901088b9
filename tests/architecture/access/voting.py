"""Who may open the pages of voting. A voter's pages are for who entered the class; staff's for the class's organizers.

Of somebody else's class an organizer is answered 403; tests/workflows/voting/test_voting_staff.py holds that.
"""

from chalicelib.identity import Role
from tests.architecture.access import Access, everyone

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})

ROWS: dict[tuple[str, str], Access | frozenset[Role]] = {
    ("GET", "/c/{class_id}/polls"): everyone(303),
    ("GET", "/c/{class_id}/polls/{poll_id}"): everyone(303),
    ("POST", "/c/{class_id}/polls/{poll_id}"): everyone(401),
    ("POST", "/c/{class_id}/polls/{poll_id}/check"): everyone(401),
    ("GET", "/c/{class_id}/polls/{poll_id}/results"): everyone(303),
    ("GET", "/c/{class_id}/polls/{poll_id}/results/live"): everyone(303),
    ("GET", "/c/{class_id}/polls/{poll_id}/ballots"): everyone(303),
    ("GET", "/c/{class_id}/polls/{poll_id}/ballots/file"): everyone(303),
    ("GET", "/c/{class_id}/polls/{poll_id}/photos/{candidate_id}"): everyone(303),
    ("GET", "/classes/{class_id}/polls"): EDITORS,
    ("GET", "/classes/{class_id}/polls/new"): EDITORS,
    ("POST", "/classes/{class_id}/polls/new"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}"): EDITORS,
    ("POST", "/classes/{class_id}/polls/{poll_id}"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}/edit"): EDITORS,
    ("POST", "/classes/{class_id}/polls/{poll_id}/edit"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}/live"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}/preview"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}/screen"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}/screen/live"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}/qr.svg"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}/ballots"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}/photos"): EDITORS,
    ("GET", "/classes/{class_id}/polls/{poll_id}/photos/{candidate_id}"): EDITORS,
    ("POST", "/classes/{class_id}/polls/{poll_id}/export"): EDITORS,
}
