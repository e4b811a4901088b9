"""Staff's pages of fee cases: the list, those of a class, one case and what is done with it, files, and where cases stand."""

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.domains.fees import listing
from chalicelib.domains.fees.access import EDITORS, READERS
from chalicelib.domains.fees.calculation.case_rules import key_of
from chalicelib.domains.fees.calculation.deduction_rules import EXEMPTIONS
from chalicelib.domains.fees.drafting import editing, making
from chalicelib.domains.fees.drafting.form_rules import EXTRAS
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import IncomeClass, LecturerKind, State
from chalicelib.domains.fees.overview import class_page, dashboard
from chalicelib.domains.fees.overview.progress_rules import in_time
from chalicelib.domains.fees.papers import requests
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.messaging.returned import returned
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/fees", roles=READERS)
def list_cases(request: Request) -> Page:
    return _list_page(request, request.query)


@route(blueprint, "/fees/files", methods=("POST",), roles=READERS)
def ask_file(request: Request) -> Answer:
    try:
        file_id = requests.request(request.who, request.form, request.now)
    except InvalidInput as error:
        return _list_page(request, request.form, error)
    return Redirect(f"/fees/files/{file_id}")


@route(blueprint, "/fees/files/{file_id}", roles=READERS)
def file_state(request: Request, file_id: str) -> Page:
    file = requests.find(request.who, file_id, request.now)
    return Page("fees/file.html", {"file": file, "what": requests.WHAT[file.asked["what"]], "count": len(file.asked["ids"])})


@route(blueprint, "/fees/files/{file_id}/download", roles=READERS)
def download(request: Request, file_id: str) -> Redirect:
    return Redirect(requests.download(request.who, file_id, request.now), outside=True)


@route(blueprint, "/fees/progress", roles=READERS)
def progress(request: Request) -> Page:
    values = dashboard.overview(request.who, request.query, request.now)
    return Page("fees/progress.html", {**values, "in_time": in_time, "kinds": listing.KINDS})


@route(blueprint, "/classes/{class_id}/fees", roles=EDITORS)
def of_class(request: Request, class_id: str) -> Page:
    return _class_page(request, class_id, {})


@route(blueprint, "/classes/{class_id}/fees", methods=("POST",), roles=EDITORS)
def make(request: Request, class_id: str) -> Answer:
    try:
        made = making.make(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _class_page(request, class_id, request.form, error)
    flash = ("ok", f"已建立 {len(made)} 件草稿，請逐件確認。") if made else ("info", "每位講座都已有案件，沒有再建立。")
    return Redirect(f"/classes/{class_id}/fees", flash=flash)


@route(blueprint, "/classes/{class_id}/fees/files", methods=("POST",), roles=EDITORS)
def ask_class_file(request: Request, class_id: str) -> Answer:
    try:
        file_id = requests.request_of_class(request.who, class_id, request.form, request.now)
    except InvalidInput as error:
        return _class_page(request, class_id, request.form, error)
    return Redirect(f"/fees/files/{file_id}")


@route(blueprint, "/fees/{case_id}", roles=READERS)
def show(request: Request, case_id: str) -> Page:
    return _case_page(request, case_id, {})


@route(blueprint, "/fees/{case_id}/edit", roles=EDITORS)
def edit_form(request: Request, case_id: str) -> Answer:
    try:
        return _edit_page(request, case_id, {})
    except Conflict as error:
        return Redirect(f"/fees/{case_id}", flash=("warn", error.message))


@route(blueprint, "/fees/{case_id}/edit", methods=("POST",), roles=EDITORS)
def edit(request: Request, case_id: str) -> Answer:
    try:
        case = editing.edit(request.who, case_id, request.form, request.now)
    except InvalidInput as error:
        return _edit_page(request, case_id, request.form, error)
    except Conflict as error:
        return Redirect(f"/fees/{case_id}", flash=("warn", error.message))
    return Redirect(f"/fees/{case_id}", flash=("ok", f"已儲存並重新計算，實發 {case.net:,} 元。"))


@route(blueprint, "/fees/{case_id}/recalculate", methods=("POST",), roles=EDITORS)
def recalculate(request: Request, case_id: str) -> Answer:
    try:
        case = editing.recalculate(request.who, case_id, request.now)
    except (InvalidInput, Conflict) as error:
        return _case_page(request, case_id, request.form, error)
    return Redirect(f"/fees/{case_id}", flash=("ok", f"已依現在的課表與標準重新計算，實發 {case.net:,} 元。"))


@route(blueprint, "/fees/{case_id}/cancel", methods=("POST",), roles=EDITORS)
def cancel(request: Request, case_id: str) -> Answer:
    try:
        editing.cancel(request.who, case_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _case_page(request, case_id, request.form, error)
    return Redirect(f"/fees/{case_id}", flash=("ok", "案件已取消；可從班期頁重新建立。"))


def _list_page(request: Request, form: Mapping[str, str], error: InvalidInput | None = None) -> Page:
    """A form that asked for a file keeps its ticks; a filter that cannot be read shows the standard one."""
    problem = error
    try:
        wanted = listing.read_filter(form, request.now)
    except InvalidInput as unread:
        problem, wanted = unread, listing.read_filter({}, request.now)
    found = listing.list_cases(request.who, wanted, form.get("after", ""))
    typed = {**wanted.typed, **{name: form[name] for name in ("from", "to") if form.get(name)}}
    values = {"found": found, "typed": form, "after": form.get("after", "")}
    own = {"states": list(State), "kinds": listing.KINDS, "formats": requests.FORMATS, "organizes": request.who.has(*EDITORS)}
    return form_page("fees/list.html", {**values, **own}, problem, typed=typed)


def _class_page(request: Request, class_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = class_page.of_class(request.who, class_id, request.now)
    own = {"kinds": listing.KINDS, "formats": requests.FORMATS}
    return form_page("fees/class.html", {**values, **own}, error, standing=values["standard"], typed=form)


def _case_page(request: Request, case_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = {**class_page.show_case(request.who, case_id), "kinds": listing.KINDS, "label_of": CaseEvent.label_of}
    values["returned"] = returned.of(f"fees_{case_id}", request.now)
    return form_page("fees/case.html", values, error, typed=form)


def _edit_page(request: Request, case_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = editing.edit_form(request.who, case_id)
    standard = {**values["standing"], "version": str(values["version"])}
    if form:
        standard["resident"] = ""  # a box that is not ticked is not sent
    choices = {
        "lecturer_kinds": [(each.value, each.label) for each in LecturerKind],
        "income_classes": [(each.value, each.label) for each in IncomeClass],
        "exemptions": [("", "不免扣"), *((reason, reason) for reason in EXEMPTIONS), ("other", "其他（請填原因）")],
        "extras": range(1, EXTRAS + 1),
        "key_of": key_of,
    }
    return form_page("fees/edit.html", {**values, **choices}, error, standing=standard, typed=form)
