"""Pages of what a class ends with: the organizer's list of who completes, the trainee's certificate, and anyone's check of one."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.clock import minutes
from chalicelib.domains.completion import certificates, completion, completion_list
from chalicelib.domains.completion.certificate_rules import Line
from chalicelib.domains.completion.counting.rules import MAY_MISS, unsigned_sessions
from chalicelib.domains.completion.rules import Basis
from chalicelib.errors import AppError, Conflict, InvalidInput, NotFound
from chalicelib.identity import Role
from chalicelib.messaging.returned import returned
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page
from chalicelib.web.paging_rules import part_of

blueprint = Blueprint(__name__)
EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
_A_PAGE = 100


@route(blueprint, "/classes/{class_id}/completion", roles=EDITORS)
def show(request: Request, class_id: str) -> Page:
    """The rule, who completes by it, the confirmed list and its certificates."""
    return _page(request, class_id)


@route(blueprint, "/classes/{class_id}/completion/rule", methods=("POST",), roles=EDITORS)
def set_rule(request: Request, class_id: str) -> Answer:
    """Sets what completing takes."""
    try:
        completion.set_rule(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _page(request, class_id, error)
    return Redirect(f"/classes/{class_id}/completion", flash=("ok", "已儲存結訓標準，名單已依新標準計算。"))


@route(blueprint, "/classes/{class_id}/completion/confirm", methods=("POST",), roles=EDITORS)
def confirm(request: Request, class_id: str) -> Answer:
    """Confirms the list as it was seen, or corrects the one in force, with a reason."""
    try:
        completion_list.confirm(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _page(request, class_id, error)
    return Redirect(f"/classes/{class_id}/completion", flash=("ok", "名單已送出確認，完成後會自動製作證書。"))


@route(blueprint, "/classes/{class_id}/completion/again", methods=("POST",), roles=EDITORS)
def make_again(request: Request, class_id: str) -> Redirect:
    """Makes certificates again that could not be made."""
    count = certificates.again(request.who, class_id, request.now)
    told = ("ok", f"重新製作 {count} 張證書。") if count else ("info", "沒有需要重新製作的證書。")
    return Redirect(f"/classes/{class_id}/completion", flash=told)


@route(blueprint, "/classes/{class_id}/completion/{person}/certificate", roles=EDITORS)
def fetch(request: Request, class_id: str, person: str) -> Redirect:
    """One person's certificate; a link of three minutes, made at the click."""
    return Redirect(certificates.download(request.who, class_id, person), outside=True)


@route(blueprint, "/c/{class_id}/certificate", trainees=True)
def show_own(request: Request, class_id: str) -> Page:
    """The trainee's own certificate, or why there is none yet."""
    return Page("completion/certificate.html", {"own": certificates.show_own(class_id, request.person.person)})


@route(blueprint, "/c/{class_id}/certificate/download", trainees=True)
def fetch_own(request: Request, class_id: str) -> Redirect:
    """A link of three minutes, made at the click."""
    return Redirect(certificates.download_own(class_id, request.person.person), outside=True)


@route(blueprint, "/certificates/{code}")
def check(request: Request, code: str) -> Page:
    """What the QR on a certificate opens: whether it is one of ours, and how it stands today."""
    try:
        return Page("completion/certificate_check.html", {"found": certificates.check(code), "problem": ""})
    except NotFound as error:
        return form_page("completion/certificate_check.html", {"found": None, "problem": error.message}, error)


def _page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    view = completion_list.overview(request.who, class_id, request.now)
    lines = view.frozen if view.in_force else view.present
    typed = "minimum" in request.form
    values: dict[str, Any] = {
        "view": view,
        "class_": view.class_,
        "returned": returned.of(f"completion_{class_id}", request.now),
        "bases": [(each.value, each.label) for each in Basis],
        "survey": request.form.get("survey") == "1" if typed else view.rule.survey,
        **_shown(lines, request.query),
    }
    standing = {"basis": view.rule.basis.value, "minimum": view.rule.minimum, "reason": ""}
    return form_page("completion/list.html", values, error, standing=standing, typed=request.form)


def _shown(lines: tuple[Line, ...], query: Mapping[str, str]) -> dict[str, Any]:
    """One page of those who complete, of those who do not (shown first: there is something to look at), or of whom some 節 are lost."""
    not_yet = [line for line in lines if not line.passes]
    chosen = {"not": not_yet, "yes": [line for line in lines if line.passes], "short": [line for line in lines if line.short]}
    show = query.get("show", "")
    show = show if show in chosen else "not" if not_yet else "yes"
    return {
        "show": show,
        "counts": {name: len(found) for name, found in chosen.items()},
        "unsigned": unsigned_sessions(each for line in lines for each in line.short),
        "may_miss": minutes(MAY_MISS),
        "part": part_of(chosen[show], query.get("page", ""), _A_PAGE),
    }
