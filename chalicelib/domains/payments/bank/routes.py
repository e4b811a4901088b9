"""Accounting's pages: batches and their files, the bank's answers."""

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.domains.payments.access import PAYERS
from chalicelib.domains.payments.approval.routes import seen
from chalicelib.domains.payments.bank import batching, listing, results
from chalicelib.domains.payments.model import BatchState
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
KINDS = {BatchState.MAKING: "info", BatchState.READY: "info", BatchState.DONE: "ok", BatchState.VOIDED: "neutral"}


@route(blueprint, "/payments/batches", roles=PAYERS)
def list_batches(request: Request) -> Page:
    return _list_page(request, request.query)


@route(blueprint, "/payments/batches", methods=("POST",), roles=PAYERS)
def make(request: Request) -> Answer:
    try:
        batch = batching.make(request.who, request.form, seen(request), request.now)
    except (InvalidInput, Conflict) as error:
        return _list_page(request, request.form, error)
    return Redirect(f"/payments/batches/{batch.id}")


@route(blueprint, "/payments/batches/{batch_id}", roles=PAYERS)
def show(request: Request, batch_id: str) -> Page:
    return _page(request, batch_id, {})


@route(blueprint, "/payments/batches/{batch_id}/file", methods=("POST",), roles=PAYERS)
def fetch(request: Request, batch_id: str) -> Answer:
    try:
        return Redirect(batching.fetch(request.who, batch_id, seen(request), request.now), outside=True)
    except Conflict as error:
        return _page(request, batch_id, {}, error)


@route(blueprint, "/payments/batches/{batch_id}/again", methods=("POST",), roles=PAYERS)
def make_again(request: Request, batch_id: str) -> Answer:
    try:
        batching.make_again(request.who, batch_id, seen(request), request.now)
    except Conflict as error:
        return _page(request, batch_id, {}, error)
    return Redirect(f"/payments/batches/{batch_id}")


@route(blueprint, "/payments/batches/{batch_id}/void", methods=("POST",), roles=PAYERS)
def void(request: Request, batch_id: str) -> Answer:
    try:
        batching.void(request.who, batch_id, request.form, seen(request), request.now)
    except (InvalidInput, Conflict) as error:
        return _page(request, batch_id, request.form, error)
    return Redirect(f"/payments/batches/{batch_id}", flash=("ok", "批次已作廢，申請單回到待付款。"))


@route(blueprint, "/payments/results", roles=PAYERS)
def list_results(request: Request) -> Page:
    upload = results.upload_form(request.who, request.now)
    return Page("payments/results.html", {"upload": upload, "found": results.latest(request.who), "largest": results.LARGEST})


@route(blueprint, "/payments/results/{result_id}", roles=PAYERS)
def result(request: Request, result_id: str) -> Page:
    """Where the browser comes back to after the upload; refreshes itself until the file is read."""
    return Page("payments/result.html", {"result": results.find(request.who, result_id, request.now)})


def _list_page(request: Request, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = {**listing.batches(request.who, request.query, request.now), "kinds": KINDS}
    return form_page("payments/batches.html", values, error, typed=form)


def _page(request: Request, batch_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = {**listing.batch(request.who, batch_id, request.query.get("page", ""), request.now), "kinds": KINDS}
    return form_page("payments/batch.html", values, error, typed=form)
