"""Who may open the pages of imports, seats, class files and letters: (method, path as registered) → roles.

An organizer who is none of the class's own is answered 403; tests/workflows/classes/test_seats_page.py and test_files_papers.py hold that.
"""

from chalicelib.identity import Role

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})

ROWS: dict[tuple[str, str], frozenset[Role]] = {
    ("GET", "/imports/template/{kind}"): EDITORS,
    ("GET", "/classes/{class_id}/imports"): EDITORS,
    ("GET", "/classes/{class_id}/imports/{import_id}"): EDITORS,
    ("POST", "/classes/{class_id}/imports/{import_id}"): EDITORS,
    ("GET", "/classes/{class_id}/seats"): EDITORS,
    ("POST", "/classes/{class_id}/seats"): EDITORS,
    ("GET", "/classes/{class_id}/files"): EDITORS,
    ("POST", "/classes/{class_id}/files"): EDITORS,
    ("GET", "/classes/{class_id}/files/{file_id}"): EDITORS,
    ("GET", "/classes/{class_id}/files/{file_id}/download"): EDITORS,
    ("GET", "/classes/{class_id}/notices"): EDITORS,
    ("POST", "/classes/{class_id}/notices"): EDITORS,
}
