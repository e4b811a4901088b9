"""The map of the site: which room answers which address, and the main menu. Names only, so that a request loads the one room it asks for.

A new room is one line here. Of the lines that an address begins with, the router takes the one that says most: from the left, a word says
more than a {name}, and a {name} more than nothing. tests/architecture/test_router.py holds the map to what the rooms register.
"""

from dataclasses import dataclass

from chalicelib.identity import Role

# The beginning of an address → the module of routes below chalicelib.
ROOMS = {
    "/": "domains.people.routes",
    "/account": "domains.people.routes",
    "/sign-in": "domains.people.routes",
    "/sign-out": "domains.people.routes",
    "/accounts": "domains.people.routes_accounts",
    "/messages": "domains.people.routes_messages",
    "/static": "web.routes_static",
    # Classes
    "/classes": "domains.classes.routes",
    "/classes/{class_id}/files": "domains.classes.files.routes",
    "/classes/{class_id}/imports": "domains.classes.imports.routes",
    "/imports": "domains.classes.imports.routes",
    "/classes/{class_id}/retention": "domains.classes.retention.routes",
    "/retention": "domains.classes.retention.routes",
    "/classes/{class_id}/notices": "domains.classes.notices.routes",
    "/classes/{class_id}/seats": "domains.classes.seats.routes",
    "/classes/{class_id}/sessions": "domains.classes.sessions.routes",
    "/sessions": "domains.classes.sessions.routes",
    "/today": "domains.classes.sessions.routes",
    "/classes/{class_id}/timetable": "domains.classes.timetable.routes",
    # Attendance
    "/q": "domains.attendance.routes",
    "/taipeipass": "domains.attendance.routes",
    "/classes/{class_id}/attendance": "domains.attendance.overview.routes",
    "/sessions/{session_id}/attendance": "domains.attendance.routes_staff",
    "/sessions/{session_id}/code.svg": "domains.attendance.routes_staff",
    "/sessions/{session_id}/screen": "domains.attendance.routes_staff",
    "/counter": "domains.attendance.counter.routes",
    "/counter-worker.js": "domains.attendance.counter.routes",
    "/sessions/{session_id}/counter": "domains.attendance.counter.routes",
    # The trainee's one page, and what it leads to
    "/c": "domains.portal.routes",
    "/classes/{class_id}/portal": "domains.portal.routes_staff",
    "/portal": "domains.portal.routes_staff",
    "/c/{class_id}/handouts": "domains.handouts.routes",
    "/classes/{class_id}/handouts": "domains.handouts.routes_staff",
    "/c/{class_id}/meals": "domains.meals.routes",
    "/classes/{class_id}/meals": "domains.meals.routes_staff",
    "/c/{class_id}/leave": "domains.leave.routes",
    "/classes/{class_id}/leave": "domains.leave.routes_staff",
    "/leave": "domains.leave.routes_staff",
    "/leave/agency": "domains.leave.routes_lists",
    "/leave/today": "domains.leave.routes_lists",
    "/c/{class_id}/survey": "domains.surveys.answering.routes",
    "/classes/{class_id}/surveys": "domains.surveys.routes_staff",
    "/surveys": "domains.surveys.routes_templates",
    "/c/{class_id}/polls": "domains.voting.routes",
    "/classes/{class_id}/polls": "domains.voting.routes_staff",
    # What a class ends with
    "/c/{class_id}/certificate": "domains.completion.routes",
    "/certificates": "domains.completion.routes",
    "/classes/{class_id}/completion": "domains.completion.routes",
    "/classes/{class_id}/completion/hours": "domains.completion.routes_hours",
    # Licence letters
    "/licences": "domains.licences.database.routes",
    "/licences/ask": "domains.licences.database.routes",
    "/licences/expiring": "domains.licences.database.routes",
    "/licences/register": "domains.licences.database.routes",
    "/licences/templates": "domains.licences.templates.routes",
    "/licences/{letter_id}": "domains.licences.letters.routes",
    "/classes/{class_id}/licences": "domains.licences.letters.routes",
    "/l": "domains.licences.signing.routes",
    "/verify": "domains.licences.verification.routes",
    # Fees
    "/classes/{class_id}/fees": "domains.fees.overview.routes",
    "/fees": "domains.fees.overview.routes",
    "/fees/files": "domains.fees.overview.routes",
    "/fees/parameters": "domains.fees.parameters.routes",
    "/classes/{class_id}/fees/send": "domains.fees.confirming.routes_staff",
    "/fees/readings": "domains.fees.confirming.routes_staff",
    "/fees/{case_id}/confirmation": "domains.fees.confirming.routes_staff",
    "/fees/{case_id}/notice": "domains.fees.confirming.routes_staff",
    "/fees/{case_id}/remind": "domains.fees.confirming.routes_staff",
    "/fees/{case_id}/send": "domains.fees.confirming.routes_staff",
    "/fee": "domains.fees.confirming.routes_login",
    "/fee/challenge": "domains.fees.confirming.routes_login",
    "/fee/{page}": "domains.fees.confirming.routes",
    # Payments
    "/inbox": "domains.payments.approval.routes_inbox",
    "/payments": "domains.payments.approval.routes",
    "/payments/batches": "domains.payments.bank.routes",
    "/payments/results": "domains.payments.bank.routes",
    "/payments/levels": "domains.payments.year.routes",
    "/payments/withholding": "domains.payments.year.routes",
}

# Rooms of money and of accounts: a session that was ended elsewhere is ended here at the next press, elsewhere within a minute.
AT_ONCE = ("chalicelib.domains.payments.", "chalicelib.domains.fees.", "chalicelib.domains.people.routes_accounts")


@dataclass(frozen=True)
class MenuEntry:
    """What the main menu shows to those of these roles. `count` answers, as a piece of HTML, how much waits there."""

    label: str
    href: str
    icon: str
    roles: frozenset[Role]
    count: str = ""


_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
_EDITORS = _ADMINISTRATOR | {Role.ORGANIZER}
_PAYING = _EDITORS | {Role.HEAD, Role.ACCOUNTANT, Role.DIRECTOR}

MENU = (
    MenuEntry("班期", "/classes", icon="calendar-days", roles=_EDITORS),
    MenuEntry("今日場次", "/today", icon="calendar-clock", roles=_EDITORS | {Role.HEAD, Role.GUARD, Role.ROOM_ATTENDANT}),
    MenuEntry("鐘點費", "/fees", icon="banknote", roles=_EDITORS | {Role.ACCOUNTANT}),
    MenuEntry("今日請假", "/leave/today", icon="door-open", roles=frozenset({Role.ROOM_ATTENDANT, Role.GUARD})),
    MenuEntry("機關請假", "/leave/agency", icon="calendar-off", roles=frozenset({Role.AGENCY_HR})),
    MenuEntry("請假", "/leave", icon="calendar-off", roles=_EDITORS),
    MenuEntry("授權書", "/licences", icon="file-signature", roles=_EDITORS | {Role.COURSEWARE_MANAGER}),
    MenuEntry("付款", "/payments", icon="wallet", roles=_PAYING),
    MenuEntry("待辦表單", "/inbox", icon="inbox", roles=_PAYING, count="/inbox/count"),
    MenuEntry("帳號管理", "/accounts", icon="user-cog", roles=_ADMINISTRATOR),
    MenuEntry("資料保存", "/retention", icon="archive", roles=_ADMINISTRATOR),
    MenuEntry("失敗的訊息", "/messages", icon="mail-warning", roles=_EDITORS),
    MenuEntry("學員網範本", "/portal/standard", icon="layout-grid", roles=_ADMINISTRATOR),
    MenuEntry("問卷範本", "/surveys/templates", icon="clipboard-list", roles=_EDITORS),
)
