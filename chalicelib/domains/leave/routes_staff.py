"""The approver's pages of leave: a class's inbox, its rules and deputies, one application, and all that waits."""

from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.domains.leave import class_policy, deciding
from chalicelib.domains.leave.access import APPROVERS, open_inbox
from chalicelib.domains.leave.applying import proofs
from chalicelib.domains.leave.applying.form_rules import SHARES
from chalicelib.domains.leave.hours_rules import span_text, words
from chalicelib.domains.leave.lists import lists
from chalicelib.domains.leave.model import KINDS, Leave
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.messaging.returned import returned
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/leave", roles=APPROVERS)
def pending(request: Request) -> Page:
    """Everything that waits for this person, over all classes."""
    return _pending_page(request)


@route(blueprint, "/leave", methods=("POST",), roles=APPROVERS)
def decide_pending(request: Request) -> Answer:
    """Answers what is ticked, in one press."""
    try:
        done = deciding.decide_many(request.who, _ticked(request.form), request.form, request.now)
    except InvalidInput as error:
        return _pending_page(request, error)
    return Redirect("/leave", flash=_summary(done.count, done.why_not))


@route(blueprint, "/classes/{class_id}/leave", roles=APPROVERS)
def of_class(request: Request, class_id: str) -> Page:
    """A class's applications, its rules and deputies."""
    return _class_page(request, class_id)


@route(blueprint, "/classes/{class_id}/leave", methods=("POST",), roles=APPROVERS)
def decide(request: Request, class_id: str) -> Answer:
    """Answers what is ticked of this class."""
    open_inbox(request.who, class_id, request.now)
    chosen = [pair for pair in _ticked(request.form) if pair[0] == class_id]
    try:
        done = deciding.decide_many(request.who, chosen, request.form, request.now)
    except InvalidInput as error:
        return _class_page(request, class_id, error)
    return Redirect(f"/classes/{class_id}/leave", flash=_summary(done.count, done.why_not))


@route(blueprint, "/classes/{class_id}/leave/rules", methods=("POST",), roles=APPROVERS)
def set_rules(request: Request, class_id: str) -> Answer:
    """Sets the longest leave, and what is not counted."""
    return _settled(
        request, class_id, lambda: class_policy.set_rules(request.who, class_id, request.form, request.now), "已儲存請假規則，即日起適用。"
    )


@route(blueprint, "/classes/{class_id}/leave/deputies", methods=("POST",), roles=APPROVERS)
def name_deputy(request: Request, class_id: str) -> Answer:
    """Names who answers in the organizers' place."""
    return _settled(request, class_id, lambda: class_policy.name_deputy(request.who, class_id, request.form, request.now), "已指定代理人。")


@route(blueprint, "/classes/{class_id}/leave/deputies/{username}/dismiss", methods=("POST",), roles=APPROVERS)
def dismiss_deputy(request: Request, class_id: str, username: str) -> Answer:
    """Ends what a deputy may do."""
    return _settled(request, class_id, lambda: class_policy.dismiss_deputy(request.who, class_id, username, request.now), "已移除代理人。")


@route(blueprint, "/classes/{class_id}/leave/register", methods=("POST",), roles=APPROVERS)
def register(request: Request, class_id: str) -> Redirect:
    """Asks a worker for 請假清冊 in one format."""
    file_id = lists.request_register(request.who, class_id, request.form.get("format", ""), request.now)
    return Redirect(f"/classes/{class_id}/files/{file_id}")


@route(blueprint, "/classes/{class_id}/leave/{leave_id}", roles=APPROVERS)
def show_one(request: Request, class_id: str, leave_id: str) -> Page:
    """One application, as the mail leads to it."""
    return _one_page(request, class_id, leave_id)


@route(blueprint, "/classes/{class_id}/leave/{leave_id}", methods=("POST",), roles=APPROVERS)
def answer(request: Request, class_id: str, leave_id: str) -> Answer:
    """Approves, refuses or cancels (`decision`) one application."""
    lists.show_leave(request.who, class_id, leave_id, request.now)
    steps = {"approve": (deciding.approve, "已核准"), "refuse": (deciding.refuse, "已記為不核准"), "cancel": (deciding.cancel, "已銷假")}
    try:
        if request.form.get("decision") not in steps:
            raise InvalidInput("請選擇核准或不核准。")
        act, said = steps[request.form["decision"]]
        act(request.who, class_id, leave_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _one_page(request, class_id, leave_id, error)
    return Redirect(f"/classes/{class_id}/leave/{leave_id}", flash=("ok", f"{said}，已通知相關人員。"))


@route(blueprint, "/classes/{class_id}/leave/{leave_id}/proof", roles=APPROVERS)
def proof(request: Request, class_id: str, leave_id: str) -> Redirect:
    """The proof that came with an application."""
    return Redirect(proofs.url(request.who, class_id, leave_id, request.now), outside=True)


def _settled(request: Request, class_id: str, act: Callable[[], None], said: str) -> Answer:
    try:
        act()
    except (InvalidInput, Conflict) as error:
        return _class_page(request, class_id, error)
    return Redirect(f"/classes/{class_id}/leave", flash=("ok", said))


def _ticked(form: Mapping[str, str]) -> list[tuple[str, str]]:
    """(class id, leave id) of each `leave.<class>/<leave>`."""
    pairs = (name.removeprefix("leave.").partition("/") for name in form if name.startswith("leave."))
    return [(class_id, leave_id) for class_id, _, leave_id in pairs]


def _summary(count: int, why_not: str) -> tuple[str, str]:
    text = f"已處理 {count} 筆，並通知相關人員。"
    return ("warn", f"{text}未處理：{why_not}") if why_not else ("ok", text)


def _pending_page(request: Request, error: AppError | None = None) -> Page:
    leaves, count = lists.pending(request.who, request.now)
    values = {"leaves": leaves, "count": count, "words": words}
    return form_page("leave/pending.html", values, error, typed=request.form)


def _class_page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    found = lists.inbox(request.who, class_id, request.query.get("page", ""), request.now)
    opened = found.opened
    values = {
        "class_": opened.class_,
        "rules": opened.rules,
        "own": opened.own,
        "waiting": found.waiting,
        "asked": found.asked,
        "answered": found.answered,
        "shares": list(SHARES.items()),
        "kinds": KINDS,
        "formats": lists.FORMATS,
        "words": words,
        "returned": returned.of(f"leave_{class_id}", request.now),
    }
    return form_page("leave/class.html", values, error, typed=request.form)


def _one_page(request: Request, class_id: str, leave_id: str, error: AppError | None = None) -> Page:
    opened, line = lists.show_leave(request.who, class_id, leave_id, request.now)
    values: dict[str, Any] = {"class_": opened.class_, "own": opened.own, "line": line, "times": _times(line.leave)}
    token = leave_id.partition(".")[2]
    values["returned"] = [each for each in returned.of(f"leave_{class_id}", request.now) if each.mail == token]
    return form_page("leave/answer.html", values, error, typed=request.form)


def _times(leave: Leave) -> list[tuple[str, str, int]]:
    return [(part.name, span_text(part), part.units) for part in leave.parts]
