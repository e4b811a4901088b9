"""The staff page of messages that failed five times, and giving them another go."""

from urllib.parse import unquote

from chalice.app import Blueprint

from chalicelib.identity import Role
from chalicelib.messaging import outbox, registry
from chalicelib.web.edge import Page, Redirect, Request, route

blueprint = Blueprint(__name__)
WATCHERS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})


@route(blueprint, "/messages", roles=WATCHERS)
def messages(request: Request) -> Page:
    return Page("people/messages.html", {"messages": outbox.failed(), "label_of": registry.label_of})


@route(blueprint, "/messages/{message_id}/redrive", methods=("POST",), roles=WATCHERS)
def redrive(request: Request, message_id: str) -> Redirect:
    # Ids made of parts hold # and the like, which the address has in quotes; Chalice's local server leaves them so.
    outbox.redrive(unquote(message_id), request.now)
    return Redirect("/messages", flash=("ok", "已重新送出；如果再失敗，會再出現在這裡。"))
