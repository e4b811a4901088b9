"""Making and changing a poll until it opens: from typed lines, from the roster, or from its groups."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domains.classes import service as classes
from chalicelib.domains.voting import access, store
from chalicelib.domains.voting.model import Kind, Poll, Status
from chalicelib.domains.voting.polls.form_rules import BLANK, content_to_form, group_lines, read_content, roster_lines
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict
from chalicelib.identity import Principal
from chalicelib.web.value_rules import number_or_zero

MOST_POLLS = 50
FILLS = ("roster", "groups")
# Nobody votes on something else than what was on the page when the hour struck.
_MARGIN = timedelta(minutes=1)


@dataclass(frozen=True)
class PollEditor:
    """What the form of one poll needs; `poll` is None for a new one."""

    class_: classes.Class
    poll: Poll | None


def list_polls(who: Principal, class_id: str) -> tuple[classes.Class, list[Poll]]:
    """By title. Raises NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    return class_, sorted(store.of_class(class_id), key=lambda poll: (poll.content.title, poll.id))


def open_editor(who: Principal, class_id: str, poll_id: str | None, now: datetime) -> PollEditor:
    """Raises Conflict for what is or was open, NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    poll = access.load(class_id, poll_id) if poll_id else None
    if poll and poll.status(now + _MARGIN) not in {Status.DRAFT, Status.PLANNED}:
        raise Conflict("這個投票已經開始，內容不能再改；可以複製成新的投票。")
    return PollEditor(class_, poll)


def first_form(editor: PollEditor, query: Mapping[str, str]) -> dict[str, str]:
    """What the form of a new poll begins with: `copy=<poll id>`, or nothing. Raises NotFound."""
    new = {**BLANK, "new_id": f"p{secrets.token_hex(5)}"}
    return new | content_to_form(access.load(editor.class_.id, query["copy"]).content) if query.get("copy") else new


def own_form(poll: Poll) -> dict[str, str]:
    return content_to_form(poll.content) | {"version": str(poll.version)}


def filled(editor: PollEditor, form: Mapping[str, str]) -> dict[str, str]:
    """The form with the candidates that `fill` asks for: everybody on the roster, or its groups."""
    people = classes.roster(editor.class_)
    if form.get("fill") == "roster":
        return {**form, "candidates": roster_lines((each.group, each.seat, each.name) for each in people)}
    # The groups themselves stand for election: "so many in each group" would find nobody in them.
    kind = Kind.SOME.value if form.get("kind") == Kind.GROUPS.value else form.get("kind", "")
    return {**form, "kind": kind, "candidates": group_lines(each.group for each in people)}


def save(who: Principal, class_id: str, poll_id: str | None, form: Mapping[str, str], now: datetime) -> Poll:
    """The poll's next version, where `form["version"]` is the one that was edited; or a new one, by the id in `form["new_id"]`.

    Sending the same form twice saves once. Raises InvalidInput with its fields, Conflict, NotFound, Forbidden.
    """
    found = open_editor(who, class_id, poll_id, now)
    content = read_content(form)
    if found.poll:
        edited = number_or_zero(form.get("version", ""))
        poll = replace(found.poll, class_title=found.class_.title, content=content, version=edited + 1)
    else:
        own_id = form.get("new_id", "")
        new_id = own_id if re.fullmatch(r"p[0-9a-f]{10}", own_id) else f"p{secrets.token_hex(5)}"
        if len(store.of_class(class_id)) >= MOST_POLLS:
            raise Conflict(f"一個班期最多 {MOST_POLLS} 個投票。")
        poll = Poll(new_id, class_id, found.class_.title, content)
    put(poll, who, now)
    return poll


def put(poll: Poll, who: Principal, now: datetime) -> None:
    """Saves what its `version` says. Raises Conflict where that version is somebody else's."""
    transaction = Transaction()
    store.put(transaction, poll, who.username, now)
    try:
        transaction.commit()
    except ConditionFailed as error:
        if store.find(poll.class_id, poll.id) != poll:  # not this very save, sent twice
            raise Conflict("這個投票剛被其他人修改，請重新整理後再試。") from error
