"""待辦表單: what waits for this person; authority lent and taken back."""

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.clock import taipei
from chalicelib.domains.payments.access import APPROVERS, STAFF
from chalicelib.domains.payments.approval import delegating, inbox
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.messaging.returned import returned
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/inbox", roles=STAFF)
def show(request: Request) -> Page:
    values = {"inbox": inbox.forms(request.who, request.now), "cases": inbox.cases_waiting(request.who), "said": inbox.CASES}
    return Page("payments/inbox.html", {**values, "today": taipei(request.now).date(), "lends": request.who.has(*APPROVERS)})


@route(blueprint, "/inbox/count", roles=STAFF)
def count(request: Request) -> Page:
    """A piece of the start page."""
    return Page("payments/count.html", {"count": inbox.forms(request.who, request.now).count})


@route(blueprint, "/inbox/delegations", roles=STAFF)
def delegations(request: Request) -> Page:
    return _delegations(request, {})


@route(blueprint, "/inbox/delegations", methods=("POST",), roles=APPROVERS)
def lend(request: Request) -> Answer:
    try:
        delegation = delegating.lend(request.who, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _delegations(request, request.form, error)
    return Redirect("/inbox/delegations", flash=("ok", f"已委任 {delegation.to_name}，並已寄信通知。"))


@route(blueprint, "/inbox/delegations/{delegation_id}/end", methods=("POST",), roles=STAFF)
def end(request: Request, delegation_id: str) -> Redirect:
    delegating.take_back(request.who, delegation_id, request.now)
    return Redirect("/inbox/delegations", flash=("ok", "委任已結束。"))


def _delegations(request: Request, form: Mapping[str, str], error: AppError | None = None) -> Page:
    today = taipei(request.now).date()
    standard = {"step": "", "to": "", "starts_on": str(today), "ends_on": str(today), "reason": ""}
    values = {
        "delegations": delegating.list_delegations(request.who, request.now),
        "steps": delegating.own_steps(request.who),
        "today": today,
        "returned": returned.of("payments_delegations", request.now),
    }
    return form_page("payments/delegations.html", values, error, standing=standard, typed=form)
