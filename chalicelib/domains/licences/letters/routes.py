"""Staff's pages of letters: those of a class, one letter, and what is done with it."""

from collections.abc import Mapping, Sequence

from chalice.app import Blueprint

from chalicelib.domains.licences import access
from chalicelib.domains.licences.access import EDITORS, READERS
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.licences.letters import lifecycle, overview, paper_letters, sending
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.templates import templates
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.messaging.returned import returned
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page
from chalicelib.web.paging_rules import part_of

blueprint = Blueprint(__name__)
_A_PAGE = 50
_NAMED = 10  # a message travels in a cookie


@route(blueprint, "/classes/{class_id}/licences", roles=EDITORS)
def of_class(request: Request, class_id: str) -> Page:
    return _class_page(request, class_id, {})


@route(blueprint, "/classes/{class_id}/licences", methods=("POST",), roles=EDITORS)
def send(request: Request, class_id: str) -> Answer:
    try:
        done = sending.send_letters(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _class_page(request, class_id, request.form, error)
    return Redirect(f"/classes/{class_id}/licences", flash=_sent(done.results, done.why_not))


@route(blueprint, "/classes/{class_id}/licences/preview", methods=("POST",), roles=EDITORS)
def preview(request: Request, class_id: str) -> Answer:
    """The letter as a lecturer would read it; nothing is saved."""
    try:
        shown = overview.preview(request.who, class_id, request.form, request.now)
    except InvalidInput as error:
        return _class_page(request, class_id, request.form, error)
    return Page("licences/preview.html", {"class_id": class_id, **shown})


@route(blueprint, "/classes/{class_id}/licences/remind", methods=("POST",), roles=EDITORS)
def remind_all(request: Request, class_id: str) -> Redirect:
    done = lifecycle.remind_all(request.who, class_id, request.now)
    flash = ("ok", f"已提醒 {done.count} 位講座。") if done.count else ("info", "沒有需要提醒的講座，或今天都已提醒過。")
    if done.why_not:
        flash = ("warn", f"已提醒 {done.count} 位講座。沒有提醒：{done.why_not}")
    return Redirect(f"/classes/{class_id}/licences", flash=flash)


@route(blueprint, "/licences/send", roles=EDITORS)
def period(request: Request) -> Page:
    return _period_page(request, request.query)


@route(blueprint, "/licences/send", methods=("POST",), roles=EDITORS)
def send_period(request: Request) -> Answer:
    try:
        start, end = overview.read_period(request.form, request.now)
        done, without = sending.send_for_period(request.who, start, end, request.form, request.now)
    except InvalidInput as error:
        return _period_page(request, request.form, error)
    kind, text = _sent(done.results, done.why_not)
    if without:
        named = "、".join(without[:_NAMED]) + (f"等 {len(without)} 位" if len(without) > _NAMED else "")
        kind, text = "warn", f"{text}沒有電子郵件而未寄：{named}。"
    return Redirect(f"/licences/send?from={start}&to={end}", flash=(kind, text))


@route(blueprint, "/licences/stuck", roles=EDITORS)
def stuck(request: Request) -> Page:
    """Signed letters whose document is not made yet."""
    part = part_of(overview.unsealed(request.who), request.query.get("page", ""), _A_PAGE)
    return Page("licences/stuck.html", {"part": part})


@route(blueprint, "/licences/{letter_id}", roles=READERS)
def show(request: Request, letter_id: str) -> Page:
    return _letter_page(request, letter_id, {})


@route(blueprint, "/licences/{letter_id}/send-again", methods=("POST",), roles=EDITORS)
def send_again(request: Request, letter_id: str) -> Answer:
    return _done(
        request,
        letter_id,
        lambda: lifecycle.send_again(request.who, letter_id, request.form, request.now),
        "已寄出新的連結，先前的連結失效。",
    )


@route(blueprint, "/licences/{letter_id}/remind", methods=("POST",), roles=EDITORS)
def remind(request: Request, letter_id: str) -> Answer:
    return _done(request, letter_id, lambda: lifecycle.remind(request.who, letter_id, request.now), "已寄出提醒。")


@route(blueprint, "/licences/{letter_id}/revoke", methods=("POST",), roles=EDITORS)
def revoke(request: Request, letter_id: str) -> Answer:
    return _done(request, letter_id, lambda: lifecycle.revoke(request.who, letter_id, request.form, request.now), "已撤回，連結立即失效。")


@route(blueprint, "/licences/{letter_id}/answer", methods=("POST",), roles=EDITORS)
def answer_question(request: Request, letter_id: str) -> Answer:
    """Answers the lecturer's question."""
    return _done(
        request, letter_id, lambda: lifecycle.answer_question(request.who, letter_id, request.form, request.now), "已回覆，並寄給講座。"
    )


@route(blueprint, "/licences/{letter_id}/withdraw", methods=("POST",), roles=EDITORS)
def withdraw(request: Request, letter_id: str) -> Answer:
    return _done(request, letter_id, lambda: lifecycle.withdraw(request.who, letter_id, request.form, request.now), "已記錄授權終止。")


@route(blueprint, "/licences/{letter_id}/renew", methods=("POST",), roles=EDITORS)
def renew(request: Request, letter_id: str) -> Answer:
    return _done(request, letter_id, lambda: lifecycle.renew(request.who, letter_id, request.now), "已寄出續約的授權書。")


@route(blueprint, "/licences/{letter_id}/document", methods=("POST",), roles=EDITORS)
def make_document(request: Request, letter_id: str) -> Answer:
    return _done(request, letter_id, lambda: overview.make_document(request.who, letter_id, request.now), "正在重新製作文件，請稍候。")


@route(blueprint, "/licences/{letter_id}/document", roles=READERS)
def fetch_document(request: Request, letter_id: str) -> Redirect:
    return Redirect(overview.document_url(request.who, letter_id, request.now), outside=True)


@route(blueprint, "/licences/{letter_id}/paper", roles=EDITORS)
def paper_form(request: Request, letter_id: str) -> Page:
    return _paper_page(request, letter_id, {})


@route(blueprint, "/licences/{letter_id}/paper", methods=("POST",), roles=EDITORS)
def paper_scope(request: Request, letter_id: str) -> Answer:
    """What the lecturer agreed to on paper; then the scan is uploaded."""
    try:
        form = paper_letters.begin(request.who, letter_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _paper_page(request, letter_id, request.form, error)
    return Page(
        "licences/paper_upload.html",
        {"letter": access.get_letter_for_editing(request.who, letter_id), "upload": form, "largest": paper_letters.LARGEST},
    )


@route(blueprint, "/licences/{letter_id}/paper/{upload}", roles=EDITORS)
def paper_state(request: Request, letter_id: str, upload: str) -> Answer:
    """Where the browser comes back to after the upload."""
    letter = access.get_letter_for_editing(request.who, letter_id)
    if letter.on_paper:
        return Redirect(f"/licences/{letter_id}", flash=("ok", "紙本授權書已登錄。"))
    return Page("licences/paper_wait.html", {"letter": letter, "problem": paper_letters.problem(letter_id, upload)})


def _sent(letters: Sequence[Letter | None], why_not: str) -> tuple[str, str]:
    """How many letters went (None was on its way before), and who got none and why."""
    text = f"已寄出 {sum(letter is not None for letter in letters)} 份授權書。"
    return ("warn", f"{text}沒有寄出：{why_not}。") if why_not else ("ok", text)


def _done(request: Request, letter_id: str, act, said: str) -> Answer:  # type: ignore[no-untyped-def]
    try:
        letter = act()
    except (InvalidInput, Conflict) as error:
        return _letter_page(request, letter_id, request.form, error)
    return Redirect(f"/licences/{letter.id}", flash=("ok", said))


def _class_page(request: Request, class_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = {**overview.class_overview(request.who, class_id, request.now), "templates": templates.current()}
    return form_page("licences/class.html", values, error, typed=form)


def _period_page(request: Request, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = overview.period_overview(request.who, form, request.now)
    return form_page("licences/period.html", {**values, "templates": templates.current()}, error, typed=form)


def _letter_page(request: Request, letter_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = overview.show_letter(request.who, letter_id, request.now)
    return form_page(
        "licences/letter.html",
        {**values, "label_of": LetterEvent.label_of, "returned": returned.of(f"licences_{letter_id}", request.now)},
        error,
        typed=form,
    )


def _paper_page(request: Request, letter_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = paper_letters.scope_form(request.who, letter_id, request.now)
    return form_page("licences/paper.html", values, error, typed=form)
