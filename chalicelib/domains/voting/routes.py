"""The voter's pages: what can be voted on, the ballot, a look before it goes in, the receipt, results, and the list of ballots."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.clock import moment
from chalicelib.domains.voting import access, casting
from chalicelib.domains.voting.choice_rules import to_form, words
from chalicelib.domains.voting.model import Status
from chalicelib.domains.voting.polls import photos
from chalicelib.domains.voting.results import published
from chalicelib.domains.voting.routes_parts import ballot_values, results_values
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Raw, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
_KEPT = {"Cache-Control": "private, max-age=3600"}


@route(blueprint, "/c/{class_id}/polls", trainees=True)
def show_own(request: Request, class_id: str) -> Page:
    """The class's polls, with what can still be voted on first."""
    class_, voter_views = casting.list_own_polls(class_id, request.person.person, request.now)
    return Page("voting/own.html", {"class_": class_, "voter_views": voter_views, "moment": moment})


@route(blueprint, "/c/{class_id}/polls/{poll_id}", trainees=True)
def ballot(request: Request, class_id: str, poll_id: str) -> Page:
    """The ballot; or that one has voted, that it is not open, or why one cannot vote."""
    return _ballot(request, class_id, poll_id, {})


@route(blueprint, "/c/{class_id}/polls/{poll_id}/check", methods=("POST",), trainees=True)
def check(request: Request, class_id: str, poll_id: str) -> Page:
    """What was chosen, to be looked at before it goes in. Nothing is saved."""
    if request.form.get("back"):
        return _ballot(request, class_id, poll_id, request.form)
    try:
        voter_view, choices = casting.check(class_id, request.person.person, poll_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _ballot(request, class_id, poll_id, request.form, error)
    content = voter_view.poll.content
    values = {"poll": voter_view.poll, "class_": voter_view.class_, "chosen": words(content, choices), "kept": to_form(content, choices)}
    return Page("voting/check.html", {**values, "receipt": casting.new_receipt()})


@route(blueprint, "/c/{class_id}/polls/{poll_id}", methods=("POST",), trainees=True)
def cast(request: Request, class_id: str, poll_id: str) -> Answer:
    """Takes the one ballot, and shows its receipt."""
    try:
        receipt = casting.cast(class_id, request.person.person, poll_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _ballot(request, class_id, poll_id, request.form, error)
    if receipt is None:
        earlier = ("warn", "您先前已經投過這個投票，一人一票；這次沒有計入。")
        return Redirect(f"/c/{class_id}/polls/{poll_id}", flash=earlier)
    class_, _, poll = access.open_own(class_id, request.person.person, poll_id)
    return Page("voting/receipt.html", {"class_": class_, "poll": poll, "receipt": receipt})


@route(blueprint, "/c/{class_id}/polls/{poll_id}/results", trainees=True)
def results(request: Request, class_id: str, poll_id: str) -> Page:
    """How it stands, or how it came out."""
    return Page("voting/own_results.html", _results(request, class_id, poll_id))


@route(blueprint, "/c/{class_id}/polls/{poll_id}/results/live", trainees=True)
def results_live(request: Request, class_id: str, poll_id: str) -> Page:
    """The bars alone, for the page to refresh."""
    return Page("voting/bars.html", _results(request, class_id, poll_id))


@route(blueprint, "/c/{class_id}/polls/{poll_id}/ballots", trainees=True)
def ballots(request: Request, class_id: str, poll_id: str) -> Answer:
    """Every ballot by its receipt, once nothing can come any more."""
    try:
        class_, found = published.open_own_results(class_id, request.person.person, poll_id, request.now)
    except Conflict as error:
        return Redirect(f"/c/{class_id}/polls/{poll_id}/results", flash=("warn", error.message))
    values = {"class_": class_, "found": found, "file": f"/c/{class_id}/polls/{poll_id}/ballots/file"}
    return Page("voting/own_published.html", values)


@route(blueprint, "/c/{class_id}/polls/{poll_id}/ballots/file", trainees=True)
def ballots_file(request: Request, class_id: str, poll_id: str) -> Raw:
    """The same as a CSV, to recount."""
    found = published.own_file(class_id, request.person.person, poll_id, request.now)
    return Raw(found.data.decode(), "text/csv; charset=utf-8", {"Content-Disposition": f'attachment; filename="ballots-{poll_id}.csv"'})


@route(blueprint, "/c/{class_id}/polls/{poll_id}/photos/{candidate_id}", trainees=True)
def photo(request: Request, class_id: str, poll_id: str, candidate_id: str) -> Raw:
    """A candidate's picture."""
    return Raw(photos.open_own_photo(class_id, request.person.person, poll_id, candidate_id), "image/svg+xml", _KEPT)


def _results(request: Request, class_id: str, poll_id: str) -> dict[str, Any]:
    class_, _, poll = access.open_own(class_id, request.person.person, poll_id)
    return {"class_": class_, "here": f"/c/{class_id}/polls/{poll_id}", **results_values(poll, request.now)}


def _ballot(request: Request, class_id: str, poll_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    voter_view = casting.enter(class_id, request.person.person, poll_id, request.now)
    values = {
        **ballot_values(voter_view.poll, photos.known(voter_view.poll), f"/c/{class_id}/polls/{poll_id}/photos"),
        "class_": voter_view.class_,
        "voter_view": voter_view,
        "over": voter_view.status in {Status.COUNTING, Status.CLOSED},
        "preview": False,
    }
    return form_page("voting/ballot.html", values, error, typed=form)
