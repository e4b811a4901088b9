"""Who may open the room's screen, the live list, corrections and the counter; the phone's pages are everyone's.

A room attendant sees and scans but corrects nothing. An organizer who is none of the class's own is answered 403;
tests/workflows/attendance/test_attendance_staff.py holds that.
"""

from chalicelib.identity import Role
from tests.architecture.access import everyone, only

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
DOOR = EDITORS | {Role.ROOM_ATTENDANT}

ROWS = {
    ("GET", "/q/{code}"): everyone(410),
    ("POST", "/q"): everyone(410),
    ("GET", "/taipeipass"): everyone(200),
    ("GET", "/counter-worker.js"): everyone(200),
    ("GET", "/sessions/{session_id}/screen"): DOOR,
    ("GET", "/sessions/{session_id}/screen/live"): DOOR,
    ("GET", "/sessions/{session_id}/code.svg"): DOOR,
    ("GET", "/sessions/{session_id}/attendance"): DOOR,
    ("GET", "/sessions/{session_id}/attendance/live"): DOOR,
    ("GET", "/sessions/{session_id}/attendance/{person}"): EDITORS,
    ("POST", "/sessions/{session_id}/attendance/{person}"): EDITORS,
    ("POST", "/sessions/{session_id}/attendance/left-on-time"): EDITORS,
    ("GET", "/classes/{class_id}/attendance"): EDITORS,
    ("POST", "/classes/{class_id}/attendance/export"): only(EDITORS, 400),
    ("GET", "/sessions/{session_id}/counter"): DOOR,
    ("POST", "/counter/scan"): DOOR,
    ("POST", "/counter/undo"): DOOR,
    ("POST", "/counter/search"): DOOR,
    ("POST", "/counter/roster"): DOOR,
    ("POST", "/counter/sync"): DOOR,
}
