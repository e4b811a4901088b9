"""Pages of payment applications: the list, making one, one with its approval; the inbox and delegations."""

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.domains.payments.access import MAKERS, STAFF
from chalicelib.domains.payments.approval import applying, deciding, listing, papers_fetching
from chalicelib.domains.payments.model import Application, State
from chalicelib.errors import AppError, Conflict, Forbidden, InvalidInput
from chalicelib.messaging.returned import returned
from chalicelib.records.hash_chain import Actor
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/payments", roles=STAFF)
def list_applications(request: Request) -> Page:
    values = listing.applications(request.who, request.query, request.now)
    return Page("payments/list.html", {**values, "kinds": KINDS, "makes": request.who.has(*MAKERS)})


@route(blueprint, "/payments/new", roles=MAKERS)
def new(request: Request) -> Page:
    return _new_page(request, request.query)


@route(blueprint, "/payments/applications", methods=("POST",), roles=MAKERS)
def make(request: Request) -> Answer:
    try:
        application = applying.apply(request.who, request.form, seen(request), request.now)
    except (InvalidInput, Conflict) as error:
        return _new_page(request, request.form, error)
    return Redirect(_of(application.id), flash=("ok", f"已提出 {application.id}，送{application.chain[0].label}簽核。"))


@route(blueprint, "/payments/applications/{application_id}", roles=STAFF)
def show(request: Request, application_id: str) -> Page:
    return _page(request, application_id, {})


@route(blueprint, "/payments/applications/{application_id}/approve", methods=("POST",), roles=STAFF)
def approve(request: Request, application_id: str) -> Answer:
    try:
        application = deciding.approve(request.who, application_id, request.form, seen(request), request.now)
    except (Conflict, Forbidden) as error:
        return _page(request, application_id, request.form, error)
    return Redirect("/inbox", flash=_told(application))


@route(blueprint, "/payments/applications/{application_id}/return", methods=("POST",), roles=STAFF)
def send_back(request: Request, application_id: str) -> Answer:
    try:
        deciding.send_back(request.who, application_id, request.form, seen(request), request.now)
    except (InvalidInput, Conflict, Forbidden) as error:
        return _page(request, application_id, request.form, error)
    return Redirect("/inbox", flash=("ok", f"{application_id} 已退回，承辦人會收到通知。"))


@route(blueprint, "/payments/applications/{application_id}/recall", methods=("POST",), roles=MAKERS)
def recall(request: Request, application_id: str) -> Answer:
    try:
        applying.recall(request.who, application_id, seen(request), request.now)
    except (Conflict, Forbidden) as error:
        return _page(request, application_id, request.form, error)
    return Redirect(_of(application_id), flash=("ok", "已撤回，案件可以重新申請。"))


@route(blueprint, "/payments/applications/{application_id}/seen", methods=("POST",), roles=MAKERS)
def dismiss(request: Request, application_id: str) -> Redirect:
    applying.seen_by_maker(request.who, application_id, request.now)
    return Redirect("/inbox")


@route(blueprint, "/payments/applications/{application_id}/papers/{what}", roles=STAFF)
def paper(request: Request, application_id: str, what: str) -> Redirect:
    return Redirect(papers_fetching.url(request.who, application_id, what, request.now), outside=True)


def _told(application: Application) -> tuple[str, str]:
    """After an approval, also one that stood already: others may have decided since."""
    if application.waits_for:
        return "ok", f"{application.id} 已同意，接下來由{application.waits_for.label}簽核。"
    if application.state in {State.SENT_BACK, State.RECALLED}:
        return "warn", f"您先前已同意 {application.id}，但這份申請之後{application.state.label}，不會付款。"
    return "ok", f"{application.id} 已同意，已全部核准，可以付款。"


# What a badge looks like.
KINDS = {State.PENDING: "info", State.APPROVED: "ok", State.BATCHED: "ok", State.SENT_BACK: "warn", State.RECALLED: "neutral"}


def seen(request: Request) -> Actor:
    """Who pressed, from where."""
    return Actor(request.who.username, request.ip, request.user_agent)


def _of(application_id: str) -> str:
    return f"/payments/applications/{application_id}"


def _new_page(request: Request, form: Mapping[str, str], error: AppError | None = None) -> Page:
    groups = applying.candidates(request.who, request.now)
    ticked = {name for name in form if name.startswith("case.")}
    values = {"groups": groups, "ticked": ticked, "most": applying.MOST}
    return form_page("payments/new.html", values, error, typed=form)


def _page(request: Request, application_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = {**listing.show_application(request.who, application_id, request.now), "kinds": KINDS}
    values["returned"] = returned.of(f"payments_{application_id}", request.now)
    return form_page("payments/application.html", values, error, typed=form)
