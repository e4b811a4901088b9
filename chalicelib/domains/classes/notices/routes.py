"""The page of letters to the trainees of a class: how many went out, and the button."""

from chalice.app import Blueprint

from chalicelib.domains.classes import access
from chalicelib.domains.classes.access import EDITORS
from chalicelib.domains.classes.notices import notices, telling
from chalicelib.errors import Conflict
from chalicelib.web.edge import Page, Redirect, Request, route

blueprint = Blueprint(__name__)


@route(blueprint, "/classes/{class_id}/notices", roles=EDITORS)
def show(request: Request, class_id: str) -> Page:
    class_ = access.open_class(request.who, class_id)
    return Page("classes/notices.html", {"class_": class_, "found": notices.overview(class_, request.now)})


@route(blueprint, "/classes/{class_id}/notices", methods=("POST",), roles=EDITORS)
def send(request: Request, class_id: str) -> Redirect:
    page = f"/classes/{class_id}/notices"
    try:
        if request.form.get("what") == "change":
            count = telling.tell(request.who, class_id, request.form, request.now)
            return Redirect(page, flash=("ok", f"異動通知開始寄給 {count} 人，寄完的數量會顯示在下方。"))
        notices.send_notices(request.who, class_id, request.now)
    except Conflict as error:
        return Redirect(page, flash=("warn", error.message))
    return Redirect(page, flash=("ok", "報到通知開始寄送，寄完的數量會顯示在下方。"))
