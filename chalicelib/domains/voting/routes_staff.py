"""The organizer's pages of polls: the list, the form, one poll with its times and results, the projector, pictures, files."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.clock import moment, typed
from chalicelib.domains.voting import opening
from chalicelib.domains.voting.access import EDITORS, open_poll
from chalicelib.domains.voting.model import Kind, Status
from chalicelib.domains.voting.polls import making, photos
from chalicelib.domains.voting.polls.form_rules import LONGEST_TITLE
from chalicelib.domains.voting.results import published
from chalicelib.domains.voting.results.tally_rules import undecided
from chalicelib.domains.voting.routes_parts import address, ballot_values, results_values
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Raw, Redirect, Request, route
from chalicelib.web.form_page import form_page
from chalicelib.web.qr import qr_svg

blueprint = Blueprint(__name__)
_SAID = {
    Status.DRAFT: "已收回為草稿，可以修改。",
    Status.PLANNED: "已排定開始時間。",
    Status.OPEN: "投票進行中。",
    Status.COUNTING: "投票結束，結果如下；選票清單約一分鐘後公布。",
    Status.CLOSED: "投票已結束。",
}


@route(blueprint, "/classes/{class_id}/polls", roles=EDITORS)
def of_class(request: Request, class_id: str) -> Page:
    """A class's polls with their states."""
    class_, polls = making.list_polls(request.who, class_id)
    return Page("voting/class.html", {"class_": class_, "polls": [(poll, poll.status(request.now)) for poll in polls], "moment": moment})


@route(blueprint, "/classes/{class_id}/polls/new", roles=EDITORS)
def new_poll(request: Request, class_id: str) -> Page:
    """The form of a new poll: empty, or (`?copy=`) as another."""
    editor = making.open_editor(request.who, class_id, None, request.now)
    return _editor(editor, making.first_form(editor, request.query))


@route(blueprint, "/classes/{class_id}/polls/new", methods=("POST",), roles=EDITORS)
def create_poll(request: Request, class_id: str) -> Answer:
    """Saves the new poll as a draft, or only fills in candidates."""
    return _save(request, class_id, None)


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/edit", roles=EDITORS)
def edit_poll(request: Request, class_id: str, poll_id: str) -> Answer:
    """The form, until it opens."""
    try:
        editor = making.open_editor(request.who, class_id, poll_id, request.now)
    except Conflict as error:
        return Redirect(f"/classes/{class_id}/polls/{poll_id}", flash=("warn", error.message))
    return _editor(editor, making.own_form(editor.poll) if editor.poll else {})


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/edit", methods=("POST",), roles=EDITORS)
def save_poll(request: Request, class_id: str, poll_id: str) -> Answer:
    """Saves a further version, or only fills in candidates."""
    return _save(request, class_id, poll_id)


@route(blueprint, "/classes/{class_id}/polls/{poll_id}", roles=EDITORS)
def show_one(request: Request, class_id: str, poll_id: str) -> Page:
    """One poll: when it is open, how it stands, and what to take from it."""
    return _one_page(request, class_id, poll_id)


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/live", roles=EDITORS)
def live(request: Request, class_id: str, poll_id: str) -> Page:
    """The bars alone, for the page to refresh."""
    class_, poll = open_poll(request.who, class_id, poll_id)
    return Page("voting/bars.html", {"class_": class_, **results_values(poll, request.now)})


@route(blueprint, "/classes/{class_id}/polls/{poll_id}", methods=("POST",), roles=EDITORS)
def settle(request: Request, class_id: str, poll_id: str) -> Answer:
    """Opens, plans, takes back, closes or extends it, or enters a lot, as `action` says."""
    try:
        poll = opening.settle(request.who, class_id, poll_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _one_page(request, class_id, poll_id, error)
    return Redirect(f"/classes/{class_id}/polls/{poll_id}", flash=("ok", _SAID[poll.status(request.now)]))


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/preview", roles=EDITORS)
def preview(request: Request, class_id: str, poll_id: str) -> Page:
    """What a voter would see; nothing can be sent."""
    class_, poll = open_poll(request.who, class_id, poll_id)
    shown = ballot_values(poll, photos.known(poll), f"/classes/{class_id}/polls/{poll_id}/photos")
    return form_page("voting/ballot.html", {**shown, "class_": class_, "voter_view": None, "over": False, "preview": True})


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/screen", roles=EDITORS)
def screen(request: Request, class_id: str, poll_id: str) -> Page:
    """For the room's projector: the QR, turnout, and the bars as they grow."""
    return Page("voting/screen.html", _screen(request, class_id, poll_id))


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/screen/live", roles=EDITORS)
def screen_live(request: Request, class_id: str, poll_id: str) -> Page:
    """What changes on the projector."""
    return Page("voting/screen_live.html", _screen(request, class_id, poll_id))


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/qr.svg", roles=EDITORS)
def qr_picture(request: Request, class_id: str, poll_id: str) -> Raw:
    """The way to the ballot as a QR."""
    return Raw(qr_svg(address(open_poll(request.who, class_id, poll_id)[1])), "image/svg+xml")


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/ballots", roles=EDITORS)
def ballots(request: Request, class_id: str, poll_id: str) -> Answer:
    """Every ballot by its receipt, once nothing can come any more."""
    try:
        class_, found = published.for_staff(request.who, class_id, poll_id, request.now)
    except Conflict as error:
        return Redirect(f"/classes/{class_id}/polls/{poll_id}", flash=("warn", error.message))
    return Page("voting/published.html", {"class_": class_, "found": found})


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/export", methods=("POST",), roles=EDITORS)
def export(request: Request, class_id: str, poll_id: str) -> Answer:
    """Asks a worker for one of the files."""
    try:
        file_id = published.request_file(request.who, class_id, poll_id, request.form.get("file", ""), request.now)
    except Conflict as error:
        return _one_page(request, class_id, poll_id, error)
    return Redirect(f"/classes/{class_id}/files/{file_id}")


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/photos", roles=EDITORS)
def pictures(request: Request, class_id: str, poll_id: str) -> Page:
    """A picture for each candidate who shall have one."""
    class_, poll = open_poll(request.who, class_id, poll_id)
    values = {"class_": class_, "poll": poll, "uploads": photos.upload_forms(poll), "photos": photos.known(poll)}
    return Page("voting/photos.html", {**values, "largest": photos.LARGEST, "came_back": bool(request.query.get("key"))})


@route(blueprint, "/classes/{class_id}/polls/{poll_id}/photos/{candidate_id}", roles=EDITORS)
def picture(request: Request, class_id: str, poll_id: str, candidate_id: str) -> Raw:
    """One candidate's picture."""
    return Raw(photos.for_staff(request.who, class_id, poll_id, candidate_id), "image/svg+xml")


def _save(request: Request, class_id: str, poll_id: str | None) -> Answer:
    if request.form.get("fill") in making.FILLS:
        editor = making.open_editor(request.who, class_id, poll_id, request.now)
        return _editor(editor, making.filled(editor, request.form), unsaved=True)
    try:
        poll = making.save(request.who, class_id, poll_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _again(request, class_id, poll_id, error)
    return Redirect(f"/classes/{class_id}/polls/{poll.id}", flash=("ok", "投票已儲存。請先預覽，再開始投票。"))


def _again(request: Request, class_id: str, poll_id: str | None, error: AppError) -> Answer:
    """The form with what was typed; who saves once more has seen that somebody else did."""
    try:
        editor = making.open_editor(request.who, class_id, poll_id, request.now)
    except Conflict as opened:
        return Redirect(f"/classes/{class_id}/polls/{poll_id}", flash=("warn", opened.message))
    stored = {"version": str(editor.poll.version)} if editor.poll and isinstance(error, Conflict) else {}
    return _editor(editor, {**request.form, **stored}, error, unsaved=True)


def _editor(editor: making.PollEditor, form: Mapping[str, str], error: AppError | None = None, *, unsaved: bool = False) -> Page:
    kinds = [(each.value, each.label) for each in Kind]
    values = {"class_": editor.class_, "poll": editor.poll, "kinds": kinds, "longest": LONGEST_TITLE, "unsaved": unsaved}
    return form_page("voting/editor.html", values, error, typed=form)


def _one_page(request: Request, class_id: str, poll_id: str, error: AppError | None = None) -> Page:
    class_, poll = open_poll(request.who, class_id, poll_id)
    values: dict[str, Any] = {
        "class_": class_,
        "address": address(poll),
        "files": published.FILES,
        **results_values(poll, request.now),
    }
    counted = values["results"].tally
    values["tied"] = [(each.id, each.label) for each in undecided(counted)] if counted else []
    standing = {"opens_at": typed(poll.opens_at), "closes_at": typed(poll.closes_at)}
    return form_page("voting/one.html", values, error, standing=standing, typed=request.form)


def _screen(request: Request, class_id: str, poll_id: str) -> dict[str, Any]:
    class_, poll = open_poll(request.who, class_id, poll_id)
    return {"class_": class_, "here": f"/classes/{class_id}/polls/{poll_id}", **results_values(poll, request.now)}
