"""The trainee's pages of leave: apply, see what it would come to, follow, change, take back."""

import secrets
from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.domains.leave import access, deciding
from chalicelib.domains.leave.applying import applying, proofs
from chalicelib.domains.leave.applying.form_rules import LONGEST_REASON, ticked
from chalicelib.domains.leave.hours_rules import begins_at, hours_of, span_text, without, words
from chalicelib.domains.leave.model import ALL_DAY, HOLDING, KINDS, Leave, Part
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/c/{class_id}/leave", trainees=True)
def show_own(request: Request, class_id: str) -> Page:
    """One's own applications, and the form for a new one or (`?change=`) for one that takes another's place."""
    leave_form = applying.open_form(class_id, request.person.person, request.now)
    changed = leave_form.find(request.query.get("change", ""))
    form = {**ticked(changed.parts), "kind": changed.kind, "reason": changed.reason, "instead_of": changed.id} if changed else {}
    return _form_page(request, leave_form, form)


@route(blueprint, "/c/{class_id}/leave/check", methods=("POST",), trainees=True)
def check(request: Request, class_id: str) -> Page:
    """What the application would come to; nothing is saved yet."""
    leave_form = applying.open_form(class_id, request.person.person, request.now)
    try:
        return _check_page(leave_form, request)
    except (InvalidInput, Conflict) as error:
        return _form_page(request, leave_form, request.form, error)


@route(blueprint, "/c/{class_id}/leave", methods=("POST",), trainees=True)
def apply(request: Request, class_id: str) -> Answer:
    """Sends the application; `back` leads to the form with what was typed."""
    person = request.person.person
    if request.form.get("back"):
        return _form_page(request, applying.open_form(class_id, person, request.now), request.form)
    try:
        leave = applying.apply(class_id, person, request.form, request.now)
    except InvalidInput as error:
        leave_form = applying.open_form(class_id, person, request.now)
        return (
            _check_page(leave_form, request, error)
            if error.fields.keys() == {"understood"}
            else _form_page(request, leave_form, request.form, error)
        )
    except Conflict as error:
        return _form_page(request, applying.open_form(class_id, person, request.now), request.form, error)
    return Redirect(f"/c/{class_id}/leave/{leave.id}", flash=("ok", "申請已送出，核定後會在這裡顯示。"))


@route(blueprint, "/c/{class_id}/leave/{leave_id}", trainees=True)
def show_one(request: Request, class_id: str, leave_id: str) -> Page:
    """One of the own applications: its state, its proof, and what can be done with it."""
    return _one_page(request, access.open_own(class_id, request.person.person, leave_id))


@route(blueprint, "/c/{class_id}/leave/{leave_id}/withdraw", methods=("POST",), trainees=True)
def withdraw(request: Request, class_id: str, leave_id: str) -> Answer:
    """Takes back what nobody has answered yet."""
    try:
        applying.withdraw(class_id, request.person.person, leave_id, request.now)
    except Conflict as error:
        return _one_page(request, access.open_own(class_id, request.person.person, leave_id), error)
    return Redirect(f"/c/{class_id}/leave", flash=("ok", "已撤回申請。"))


@route(blueprint, "/c/{class_id}/leave/{leave_id}/cancel", methods=("POST",), trainees=True)
def cancel(request: Request, class_id: str, leave_id: str) -> Answer:
    """The person comes after all: takes back approved leave before it begins."""
    try:
        deciding.cancel_own(class_id, request.person.person, leave_id, request.now)
    except Conflict as error:
        return _one_page(request, access.open_own(class_id, request.person.person, leave_id), error)
    return Redirect(f"/c/{class_id}/leave", flash=("ok", "已銷假，請準時到課。"))


@route(blueprint, "/c/{class_id}/leave/{leave_id}/proof", trainees=True)
def proof(request: Request, class_id: str, leave_id: str) -> Redirect:
    """The proof that the person sent."""
    return Redirect(proofs.own_url(class_id, request.person.person, leave_id), outside=True)


def _form_page(request: Request, leave_form: applying.LeaveForm, form: Mapping[str, str], error: AppError | None = None) -> Page:
    changed = leave_form.find(form.get("instead_of", ""))
    freed = {part.session_id: part.claims for part in changed.parts} if changed else {}
    held_hours = {session_id: without(taken, freed.get(session_id, frozenset())) for session_id, taken in leave_form.held_hours.items()}
    values = {
        "leave_form": leave_form,
        "offers": [_offer(part, held_hours.get(part.session_id, ""), request) for part in leave_form.offered],
        "kinds": [(kind, kind) for kind in KINDS],
        "request_id": form.get("request") or secrets.token_urlsafe(12),
        "words": words,
        "longest": LONGEST_REASON,
    }
    return form_page("leave/own.html", values, error, typed=form)


def _offer(part: Part, taken: str, request: Request) -> dict[str, object]:
    """One session of the form: what of it is taken already, and the hours that are not over."""
    held = taken.split(",") if taken else []
    hours = [
        {"hour": hour, "from": start, "until": until, "taken": ALL_DAY in held or str(hour) in held}
        for hour, start, until in hours_of(part.starts_at, part.ends_at)
        if until > request.now
    ]
    return {"part": part, "hours": hours, "taken": bool(held), "full": ALL_DAY in held or all(hour["taken"] for hour in hours)}


def _check_page(leave_form: applying.LeaveForm, request: Request, error: InvalidInput | None = None) -> Page:
    wanted, effect = applying.check(leave_form, request.form, request.now)
    kept = {**ticked(wanted.parts), "kind": wanted.kind, "reason": wanted.reason}
    kept |= {name: request.form[name] for name in ("request", "instead_of") if request.form.get(name)}
    values = {
        "leave_form": leave_form,
        "wanted": wanted,
        "effect": effect,
        "times": [(p.name, span_text(p), p.units) for p in wanted.parts],
    }
    return form_page("leave/check.html", {**values, "kept": kept}, error)


def _one_page(request: Request, leave: Leave, error: AppError | None = None) -> Page:
    open_ = leave.state in HOLDING
    values = {
        "leave": leave,
        "times": [(part.name, span_text(part), part.units) for part in leave.parts],
        "upload": proofs.upload_form(leave) if open_ else None,
        "largest": proofs.LARGEST,
        "checking": "key" in request.query and not leave.proof_key and not leave.proof_problem,
        "may_cancel": begins_at(leave.parts) > request.now,
    }
    return form_page("leave/one.html", values, error)
