"""The year's lists for tax and premium; and from which amount who decides."""

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.clock import taipei
from chalicelib.domains.payments.access import STAFF
from chalicelib.domains.payments.approval import thresholds
from chalicelib.domains.payments.year import requests
from chalicelib.domains.payments.year.rules import List
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/payments/withholding", roles=requests.READERS)
def lists(request: Request) -> Page:
    return _lists(request, {})


@route(blueprint, "/payments/withholding", methods=("POST",), roles=requests.READERS)
def ask(request: Request) -> Answer:
    try:
        year_id = requests.ask(request.who, request.form, request.now)
    except InvalidInput as error:
        return _lists(request, request.form, error)
    return Redirect(f"/payments/withholding/{year_id}")


@route(blueprint, "/payments/withholding/{year_id}", roles=requests.READERS)
def show_one(request: Request, year_id: str) -> Page:
    item = requests.find(request.who, year_id, request.now)
    return Page("payments/year.html", {"item": item, "what": List(item.what), "gone": requests.YEARS.is_gone(item, request.now)})


@route(blueprint, "/payments/withholding/{year_id}/download", roles=requests.READERS)
def download(request: Request, year_id: str) -> Redirect:
    return Redirect(requests.download(request.who, year_id, request.now), outside=True)


@route(blueprint, "/payments/levels", roles=STAFF)
def show_levels(request: Request) -> Page:
    return _levels(request, {})


@route(blueprint, "/payments/levels", methods=("POST",), roles=thresholds.EDITORS)
def save_levels(request: Request) -> Answer:
    try:
        saved = thresholds.save(request.who, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _levels(request, request.form, error)
    return Redirect("/payments/levels", flash=("ok", f"已設定，自 {saved.starts_on} 起提出的申請適用。"))


def _lists(request: Request, form: Mapping[str, str], error: AppError | None = None) -> Page:
    years = requests.choices(request.now)
    values = {"found": requests.latest(request.who, request.now), "years": years, "lists": list(List), "List": List}
    standard = {"year": str(years[0]), "what": List.WITHHOLDING.value}
    return form_page("payments/years.html", values, error, standing=standard, typed=form)


def _levels(request: Request, form: Mapping[str, str], error: AppError | None = None) -> Page:
    now, every = thresholds.table(request.who, request.now)
    standard = {"starts_on": str(taipei(request.now).date()), "head_from": "0", "director_from": "0", "source": ""}
    own = {"may_edit": request.who.has(*thresholds.EDITORS)}
    return form_page("payments/levels.html", {"now_levels": now, "every": every, **own}, error, standing=standard, typed=form)
