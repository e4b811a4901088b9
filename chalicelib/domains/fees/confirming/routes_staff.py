"""Staff's part of confirming: send, remind, print a password, fetch the sealed paper; and the list of who read encrypted fields."""

from collections.abc import Callable

from chalice.app import Blueprint

from chalicelib.clock import minguo
from chalicelib.domains.fees.access import EDITORS, READERS
from chalicelib.domains.fees.confirming import documents, sending
from chalicelib.domains.fees.payees import payees
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route

blueprint = Blueprint(__name__)


@route(blueprint, "/classes/{class_id}/fees/send", methods=("POST",), roles=EDITORS)
def send_all(request: Request, class_id: str) -> Redirect:
    """Sends every draft of the class."""
    here = f"/classes/{class_id}/fees"
    try:
        done = sending.send_all(request.who, class_id, request.form, request.now)
    except InvalidInput as error:
        return Redirect(here, flash=("warn", error.message))
    problems = [f"沒有寄送：{done.why_not}。"] if done.why_not else []
    without = [case.payee.name for case in done.results if not case.payee.email]
    if without:
        problems.append(f"沒有電子郵件，請列印密碼交給本人：{'、'.join(without)}。")
    return Redirect(here, flash=("warn" if problems else "ok", f"已寄送 {done.count} 件。{'　'.join(problems)}"))


@route(blueprint, "/fees/readings", roles=payees.READERS)
def readings(request: Request) -> Page:
    """Who had ID numbers and accounts opened, why and when."""
    month = request.query.get("month") or f"{request.now:%Y-%m}"
    return Page("fees/readings.html", {"month": month[:7], "readings": payees.readings(request.who, month[:7])})


@route(blueprint, "/fees/{case_id}/send", methods=("POST",), roles=EDITORS)
def send(request: Request, case_id: str) -> Redirect:
    """Sends the case to its lecturer, or sends it again."""
    return _done(request, case_id, lambda: sending.send(request.who, case_id, request.form, request.now), "已寄送；先前的連結與密碼失效。")


@route(blueprint, "/fees/{case_id}/remind", methods=("POST",), roles=EDITORS)
def remind(request: Request, case_id: str) -> Redirect:
    """Reminds the lecturer now."""
    return _done(request, case_id, lambda: sending.remind(request.who, case_id, request.now), "已寄出提醒。")


@route(blueprint, "/fees/{case_id}/notice", methods=("POST",), roles=EDITORS)
def notice(request: Request, case_id: str) -> Answer:
    """Number and password to be printed; each showing is noted in the case's chain."""
    try:
        shown = sending.notice(request.who, case_id, request.now)
    except Conflict as error:
        return Redirect(f"/fees/{case_id}", flash=("warn", error.message))
    return Page("fees/notice.html", {"case": shown.case, "password": shown.password, "address": shown.address, "minguo": minguo})


@route(blueprint, "/fees/{case_id}/confirmation", roles=READERS)
def fetch(request: Request, case_id: str) -> Redirect:
    """The sealed confirmation; a link of three minutes, made at the click."""
    return Redirect(documents.url(request.who, case_id, request.now), outside=True)


@route(blueprint, "/fees/{case_id}/confirmation", methods=("POST",), roles=EDITORS)
def make_again(request: Request, case_id: str) -> Redirect:
    """Asks again for a confirmation that could not be made."""
    return _done(request, case_id, lambda: documents.make_again(request.who, case_id, request.now), "正在重新製作確認單，請稍候。")


def _done(request: Request, case_id: str, act: Callable[[], object], said: str) -> Redirect:
    try:
        act()
    except (InvalidInput, Conflict) as error:
        wrong = "".join(error.fields.values()) if isinstance(error, InvalidInput) else ""
        return Redirect(f"/fees/{case_id}", flash=("warn", wrong or error.message))
    return Redirect(f"/fees/{case_id}", flash=("ok", said))
