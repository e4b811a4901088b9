"""Who may open the pages of classes, sessions and the timetable: (method, path as registered) → roles.

An organizer who is none of the class's own is answered 403; tests/workflows/classes/test_classes_changes.py holds that.
"""

from chalicelib.identity import Role

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
LOOKERS = EDITORS | {Role.ROOM_ATTENDANT, Role.GUARD, Role.HEAD}

ROWS: dict[tuple[str, str], frozenset[Role]] = {
    ("GET", "/today"): LOOKERS,
    ("GET", "/classes"): EDITORS,
    ("POST", "/classes"): EDITORS,
    ("GET", "/classes/new"): EDITORS,
    ("GET", "/classes/{class_id}"): EDITORS,
    ("GET", "/classes/{class_id}/roster"): EDITORS,
    ("GET", "/classes/{class_id}/edit"): EDITORS,
    ("POST", "/classes/{class_id}/edit"): EDITORS,
    ("GET", "/classes/{class_id}/cancel"): EDITORS,
    ("POST", "/classes/{class_id}/cancel"): EDITORS,
    ("GET", "/classes/{class_id}/sessions/new"): EDITORS,
    ("POST", "/classes/{class_id}/sessions/new"): EDITORS,
    ("GET", "/classes/{class_id}/timetable"): EDITORS,
    ("POST", "/classes/{class_id}/timetable"): EDITORS,
    ("GET", "/classes/{class_id}/timetable/{position}"): EDITORS,
    ("POST", "/classes/{class_id}/timetable/{position}"): EDITORS,
    ("POST", "/classes/{class_id}/timetable/{position}/remove"): EDITORS,
    ("GET", "/sessions/{session_id}/edit"): EDITORS,
    ("POST", "/sessions/{session_id}/edit"): EDITORS,
    ("POST", "/sessions/{session_id}/cancel"): EDITORS,
    ("GET", "/retention"): ADMINISTRATOR,
    ("POST", "/retention"): ADMINISTRATOR,
    ("GET", "/classes/{class_id}/retention"): ADMINISTRATOR,
    ("POST", "/classes/{class_id}/retention"): ADMINISTRATOR,
}
