"""Pages of the timetable: all periods, add, edit, remove."""

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.domains.classes.access import EDITORS, open_class
from chalicelib.domains.classes.forms import blank_period
from chalicelib.domains.classes.model import Period
from chalicelib.domains.classes.timetable import editing, timetable
from chalicelib.errors import AppError, Conflict, InvalidInput, NotFound
from chalicelib.web.edge import Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/classes/{class_id}/timetable", roles=EDITORS)
def show_timetable(request: Request, class_id: str) -> Page:
    return _page(request, class_id, {})


@route(blueprint, "/classes/{class_id}/timetable", methods=("POST",), roles=EDITORS)
def add_period(request: Request, class_id: str) -> Page | Redirect:
    try:
        period = editing.save_period(request.who, class_id, request.form)
    except (InvalidInput, Conflict) as error:
        return _page(request, class_id, request.form, error)
    return _back(class_id, period, "已新增")


@route(blueprint, "/classes/{class_id}/timetable/{position}", roles=EDITORS)
def edit_period(request: Request, class_id: str, position: str) -> Page:
    return _edit_page(request, class_id, position, {})


@route(blueprint, "/classes/{class_id}/timetable/{position}", methods=("POST",), roles=EDITORS)
def save_period(request: Request, class_id: str, position: str) -> Page | Redirect:
    try:
        period = editing.save_period(request.who, class_id, request.form, _number(position))
    except (InvalidInput, Conflict) as error:
        return _edit_page(request, class_id, position, request.form, error)
    return _back(class_id, period, "已儲存")


@route(blueprint, "/classes/{class_id}/timetable/{position}/remove", methods=("POST",), roles=EDITORS)
def remove_period(request: Request, class_id: str, position: str) -> Redirect:
    try:
        editing.remove_period(request.who, class_id, request.form, _number(position))
    except Conflict as error:
        return Redirect(f"/classes/{class_id}/timetable", flash=("warn", error.message))
    return Redirect(f"/classes/{class_id}/timetable", flash=("ok", "已從課表移除。"))


def _page(request: Request, class_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    class_ = open_class(request.who, class_id)
    values = {
        "class_": class_,
        "timetable": timetable.timetable(class_id),
        "fit_warning": editing.fit_warning,
    }
    return form_page("classes/timetable.html", values, error, standing=blank_period(class_), typed=form)


def _edit_page(request: Request, class_id: str, position: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    class_ = open_class(request.who, class_id)
    planned = timetable.timetable(class_id)
    number = _number(position)
    if number >= len(planned.periods):
        raise NotFound
    saved = {**_typed(planned.periods[number]), "version": str(planned.version)}
    values = {"class_": class_, "position": number}
    return form_page("classes/period_edit.html", values, error, standing=saved, typed=form)


def _back(class_id: str, period: Period, done: str) -> Redirect:
    warning = editing.fit_warning(period)
    flash = ("warn", f"{done}「{period.subject}」。請注意：{warning}") if warning else ("ok", f"{done}「{period.subject}」。")
    return Redirect(f"/classes/{class_id}/timetable", flash=flash)


def _typed(period: Period) -> dict[str, str]:
    return {
        "day": period.day.isoformat(),
        "starts": period.starts,
        "ends": period.ends,
        "count": str(period.count),
        "subject": period.subject,
        "lecturer": period.lecturer,
    }


def _number(position: str) -> int:
    if not (position.isascii() and position.isdigit() and len(position) < 5):
        raise NotFound
    return int(position)
