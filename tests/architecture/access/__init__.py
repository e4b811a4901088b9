"""Who may open what: one module per workflow, each with `ROWS`, a table of every route as it is registered.

    ROWS = {
        ("GET", "/classes"): EDITORS,                 a set of roles: those get the usual status, other roles 403,
                                                      nobody is sent to sign in (303; on a POST 401)
        ("POST", "/leave"): only(EDITORS, 303),       another status than the usual for those permitted
        ("GET", "/sign-in"): everyone(200),           the same for all, signed in or not
    }

Each {name} of a path is filled with an id that does not exist (`ids={"name": "…"}` gives another). The usual status of those permitted:
404 where the path has a {name}; else 200 for a GET, and 400 for a POST, which comes without its fields.
To add a workflow: write access/<workflow>.py; the test finds it by itself. To add a route: add its row; the test fails until you do.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from chalicelib.identity import Role


@dataclass(frozen=True)
class Access:
    """`permitted` None means everyone, even without a session; `status` is their answer."""

    permitted: frozenset[Role] | None
    status: int
    ids: Mapping[str, str] = field(default_factory=dict)

    def expected(self, method: str, role: Role | None) -> int:
        """The status for one role, or for nobody."""
        if self.permitted is None or role in self.permitted:
            return self.status
        if role is not None:
            return 403
        return 303 if method == "GET" else 401


def only(roles: Collection[Role], status: int, ids: Mapping[str, str] | None = None) -> Access:
    """Those roles get `status`, other roles 403, nobody is sent to sign in."""
    return Access(frozenset(roles), status, ids or {})


def everyone(status: int, ids: Mapping[str, str] | None = None) -> Access:
    """The same answer with any role and with none."""
    return Access(None, status, ids or {})


def usual(roles: Collection[Role], method: str, path: str) -> Access:
    """What a row that is a bare set of roles means."""
    plain = 200 if method == "GET" else 400
    return only(roles, 404 if "{" in path else plain)
