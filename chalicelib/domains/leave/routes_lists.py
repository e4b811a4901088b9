"""Who must know of leave: the gate and the rooms today, and the agencies."""

from chalice.app import Blueprint

from chalicelib.domains.leave.hours_rules import words
from chalicelib.domains.leave.lists import lists
from chalicelib.web.edge import Page, Request, route
from chalicelib.web.paging_rules import part_of

blueprint = Blueprint(__name__)
_A_PAGE = 100


@route(blueprint, "/leave/today", roles=lists.WATCHERS)
def today(request: Request) -> Page:
    """Who may leave today, when, and until when; refreshes by itself."""
    return Page("leave/today.html", _today(request))


@route(blueprint, "/leave/today/live", roles=lists.WATCHERS)
def today_live(request: Request) -> Page:
    """The part of today's list that refreshes."""
    return Page("leave/today_part.html", _today(request))


@route(blueprint, "/leave/agency", roles=lists.HR)
def agency(request: Request) -> Page:
    """The latest leave of the own agency's people."""
    return Page("leave/agency.html", {"leaves": lists.of_agency(request.who), "words": words, "agency": request.who.agency})


def _today(request: Request) -> dict[str, object]:
    listed = lists.today(request.who, request.now)
    active, text = [each for each in listed if each.active], request.query.get("name", "")
    found = [each for each in listed if text in f"{each.name} {each.agency} {each.class_title}"]
    part = part_of(found, request.query.get("page", ""), _A_PAGE)
    return {"part": part, "name": text, "away": sum(each.starts_at <= request.now < each.ends_at for each in active), "count": len(active)}
