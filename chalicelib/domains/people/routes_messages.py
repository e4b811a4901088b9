"""The staff pages of messages that failed: how many of which kind, one kind's, and giving one or all of them another go."""

from urllib.parse import unquote

from chalice.app import Blueprint

from chalicelib.domains.people import failed_messages
from chalicelib.domains.people.failed_messages import WATCHERS
from chalicelib.web.edge import Page, Redirect, Request, route

blueprint = Blueprint(__name__)


@route(blueprint, "/messages", roles=WATCHERS)
def messages(request: Request) -> Page:
    return Page("people/messages.html", {"kinds": failed_messages.overview(request.who)})


@route(blueprint, "/messages/of/{kind}", roles=WATCHERS)
def of_kind(request: Request, kind: str) -> Page:
    found = failed_messages.listing(request.who, kind, request.query.get("page", ""))
    return Page("people/messages_of_kind.html", {"found": found})


@route(blueprint, "/messages/of/{kind}/redrive", methods=("POST",), roles=WATCHERS)
def redrive_all(request: Request, kind: str) -> Redirect:
    count = failed_messages.send_all_again(request.who, kind, request.now)
    text = f"{count:,} 則開始重新送出，進度顯示在這一頁；再失敗的會再出現。" if count else "已經沒有失敗的訊息需要重新送出。"
    return Redirect("/messages", flash=("ok", text))


@route(blueprint, "/messages/{message_id}/redrive", methods=("POST",), roles=WATCHERS)
def redrive(request: Request, message_id: str) -> Redirect:
    # Ids made of parts hold # and the like, which the address has in quotes; Chalice's local server leaves them so.
    failed_messages.send_again(request.who, unquote(message_id), request.now)
    return Redirect("/messages", flash=("ok", "已重新送出；如果再失敗，會再出現在這裡。"))
