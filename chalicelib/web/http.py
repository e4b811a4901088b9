"""What goes between the HTTP edge and a view: one request, one of four answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.errors import NotSignedIn
from chalicelib.identity import Principal, Session, Trainee


@dataclass
class Request:
    """What a view may know. `form` and `query` hold the last value of each name, trimmed; `device` is a random id of this browser.

    `known_person` is whose number was right in this browser before, at any class; empty for one that has shown nothing.
    """

    path: str
    query: dict[str, str]
    form: dict[str, str]
    json: Any
    principal: Principal | None
    now: datetime
    device: str
    ip: str
    user_agent: str
    cookies: dict[str, str]
    flash: dict[str, str] | None = None
    trainee: Trainee | None = None
    known_person: str = ""
    session: Session | None = None

    @property
    def who(self) -> Principal:
        """The signed-in person; a route with roles always has one."""
        if self.principal is None:
            raise NotSignedIn
        return self.principal

    @property
    def person(self) -> Trainee:
        """The trainee who entered; a route of trainees always has one."""
        if self.trainee is None:
            raise NotSignedIn
        return self.trainee


@dataclass(frozen=True)
class Page:
    """A template and what it shows."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Redirect:
    """303 to a path of ours, or (`outside`) to a presigned URL."""

    to: str
    flash: tuple[str, str] | None = None
    cookies: Mapping[str, str] = field(default_factory=dict)
    outside: bool = False


@dataclass(frozen=True)
class Json:
    data: Any
    status: int = 200
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """A file as it is. Only content types in app.api.binary_types may be bytes; Chalice wants the others as text."""

    body: bytes | str
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Page | Redirect | Json | Raw
