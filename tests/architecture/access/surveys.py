"""Who may open the pages of surveys. A trainee's pages are for who entered the class; staff's for the class's organizers.

Of somebody else's class an organizer is answered 403; tests/workflows/surveys/test_surveys_staff.py holds that.
"""

from chalicelib.identity import Role
from tests.architecture.access import Access, everyone, only

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})

ROWS: dict[tuple[str, str], Access | frozenset[Role]] = {
    ("GET", "/c/{class_id}/survey"): everyone(303),
    ("GET", "/c/{class_id}/survey/{survey_id}"): everyone(303),
    ("POST", "/c/{class_id}/survey/{survey_id}"): everyone(401),
    ("GET", "/classes/{class_id}/surveys"): EDITORS,
    ("GET", "/classes/{class_id}/surveys/new"): EDITORS,
    ("POST", "/classes/{class_id}/surveys/new"): EDITORS,
    ("GET", "/classes/{class_id}/surveys/{survey_id}"): EDITORS,
    ("POST", "/classes/{class_id}/surveys/{survey_id}"): EDITORS,
    ("GET", "/classes/{class_id}/surveys/{survey_id}/edit"): EDITORS,
    ("POST", "/classes/{class_id}/surveys/{survey_id}/edit"): EDITORS,
    ("GET", "/classes/{class_id}/surveys/{survey_id}/preview"): EDITORS,
    ("GET", "/classes/{class_id}/surveys/{survey_id}/live"): EDITORS,
    ("POST", "/classes/{class_id}/surveys/{survey_id}/remind"): EDITORS,
    ("POST", "/classes/{class_id}/surveys/{survey_id}/export"): EDITORS,
    ("POST", "/classes/{class_id}/surveys/{survey_id}/keep"): EDITORS,
    ("GET", "/surveys/templates"): EDITORS,
    ("POST", "/surveys/templates"): only(EDITORS, 303),
    ("GET", "/surveys/templates/new"): EDITORS,
    ("POST", "/surveys/templates/new"): EDITORS,
    ("GET", "/surveys/templates/{template_id}"): EDITORS,
    ("POST", "/surveys/templates/{template_id}"): EDITORS,
    ("POST", "/surveys/templates/{template_id}/retire"): EDITORS,
    ("GET", "/surveys/templates/{template_id}/compare"): EDITORS,
}
