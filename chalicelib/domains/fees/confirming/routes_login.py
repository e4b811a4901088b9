"""The lecturer's door on the centre's tablet or an own phone: serial number, password, after a failure a captcha. No script needed."""

from chalice.app import Blueprint

from chalicelib.domains.fees.confirming import captcha, confirming, login
from chalicelib.domains.fees.confirming.captcha import Challenge
from chalicelib.domains.fees.confirming.login import CaptchaNeeded
from chalicelib.domains.fees.confirming.routes import entered_of, entering, known_of
from chalicelib.errors import AppError, InvalidInput, TooMany
from chalicelib.records.hash_chain import Actor
from chalicelib.web.edge import Answer, Json, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
_LANGUAGES = {"listen": "zh", "listen-en": "en"}


@route(blueprint, "/fee")
def form(request: Request) -> Page:
    """Asks for number and password."""
    return _page(request, None)


@route(blueprint, "/fee", methods=("POST",))
def sign_in(request: Request) -> Answer:
    """Opens the case; whatever was wrong of number and password, the answer is the same."""
    try:
        case = login.sign_in(request.form, request.device, known_of(request), request.ip, request.now)
    except (InvalidInput, TooMany) as error:
        return _page(request, captcha.new(request.device, request.now), error)
    confirming.note_opened(case, "password", Actor("講座", request.ip, request.user_agent), request.now)
    return Redirect("/fee/case", cookies=entering(request, case))


@route(blueprint, "/fee/challenge", methods=("POST",))
def challenge_form(request: Request) -> Page:
    """Without a script: another picture, or the same digits spoken."""
    language = _LANGUAGES.get(request.form.get("action", ""), "")
    standing = captcha.again(request.form.get("challenge", ""), request.device, request.now) if language else None
    shown = standing or captcha.new(request.device, request.now)
    try:
        spoken = captcha.sound(shown.token, language, request.device, request.ip, request.now) if language else ""
    except TooMany as error:
        return _page(request, shown, CaptchaNeeded(error.message))  # the form stays: the picture is as good as before
    return _page(request, shown, sound=spoken)


@route(blueprint, "/fee/challenge")
def challenge(request: Request) -> Json:
    """For the script: another challenge."""
    shown = captcha.new(request.device, request.now)
    return Json({"token": shown.token, "picture": shown.picture})


@route(blueprint, "/fee/challenge/{token}")
def sound(request: Request, token: str) -> Json:
    """For the script: the digits of a challenge, spoken."""
    return Json({"sound": captcha.sound(token, request.query.get("language", ""), request.device, request.ip, request.now)})


def _page(request: Request, challenge: Challenge | None, error: AppError | None = None, sound: str = "") -> Page:
    """The password stays where it was not looked at; one that was wrong is typed anew."""
    looked_at = error is not None and not isinstance(error, CaptchaNeeded)
    password = "" if looked_at else request.form.get("password", "")[:20]
    values = {"challenge": challenge, "sound": sound, "serial": request.form.get("serial", "")[:20], "password": password}
    return form_page("fees/enter.html", {**values, "entered": entered_of(request) is not None}, error)
