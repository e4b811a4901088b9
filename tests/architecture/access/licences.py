"""Who may open the pages of licence letters: (method, path as registered) → roles.

A letter of somebody else's class is answered 403; tests/workflows/licences/test_licences_pages.py holds that.
"""

from chalicelib.identity import Role
from tests.architecture.access import Access, everyone, only

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
READERS = EDITORS | {Role.COURSEWARE_MANAGER}

ROWS: dict[tuple[str, str], Access | frozenset[Role]] = {
    ("GET", "/classes/{class_id}/licences"): EDITORS,
    ("POST", "/classes/{class_id}/licences"): EDITORS,
    ("POST", "/classes/{class_id}/licences/preview"): EDITORS,
    ("POST", "/classes/{class_id}/licences/remind"): EDITORS,
    ("GET", "/licences"): READERS,
    ("GET", "/licences/ask"): READERS,
    ("GET", "/licences/expiring"): READERS,
    ("GET", "/licences/register"): READERS,
    ("POST", "/licences/register"): READERS,
    ("GET", "/licences/register/{register_id}"): READERS,
    ("GET", "/licences/register/{register_id}/download"): READERS,
    ("GET", "/licences/templates"): EDITORS,
    ("POST", "/licences/templates/standard"): only(EDITORS, 303),
    ("GET", "/licences/templates/new"): EDITORS,
    ("POST", "/licences/templates/new"): EDITORS,
    ("GET", "/licences/templates/{template_id}"): EDITORS,
    ("POST", "/licences/templates/{template_id}"): EDITORS,
    ("GET", "/licences/templates/{template_id}/preview"): EDITORS,
    ("POST", "/licences/templates/{template_id}/retire"): EDITORS,
    ("GET", "/licences/send"): EDITORS,
    ("POST", "/licences/send"): EDITORS,
    ("GET", "/licences/stuck"): EDITORS,
    ("GET", "/licences/{letter_id}"): READERS,
    ("POST", "/licences/{letter_id}/send-again"): EDITORS,
    ("POST", "/licences/{letter_id}/remind"): EDITORS,
    ("POST", "/licences/{letter_id}/revoke"): EDITORS,
    ("POST", "/licences/{letter_id}/answer"): EDITORS,
    ("POST", "/licences/{letter_id}/withdraw"): EDITORS,
    ("POST", "/licences/{letter_id}/renew"): EDITORS,
    ("GET", "/licences/{letter_id}/document"): READERS,
    ("POST", "/licences/{letter_id}/document"): EDITORS,
    ("GET", "/licences/{letter_id}/paper"): EDITORS,
    ("POST", "/licences/{letter_id}/paper"): EDITORS,
    ("GET", "/licences/{letter_id}/paper/{upload}"): EDITORS,
    # The lecturer's: whoever holds the link of the mail; a link that nobody was sent is not found.
    ("GET", "/l/{token}"): everyone(404),
    ("POST", "/l/{token}/open"): everyone(404),
    ("POST", "/l/{token}/out"): everyone(303),
    ("GET", "/l/{token}/code"): everyone(404),
    ("POST", "/l/{token}/code"): everyone(404),
    ("GET", "/l/{token}/read"): everyone(404),
    ("POST", "/l/{token}/sign"): everyone(404),
    ("POST", "/l/{token}/decline"): everyone(404),
    ("POST", "/l/{token}/ask"): everyone(404),
    ("GET", "/l/{token}/done"): everyone(404),
    ("GET", "/l/{token}/copy"): everyone(404),
    ("POST", "/l/{token}/copy"): everyone(404),
}
