"""Who is signed in: the roles, and what the session cookie says of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.errors import Forbidden


class Role(StrEnum):
    """The value is the name of the Cognito group."""

    ADMINISTRATOR = "administrator"
    ORGANIZER = "organizer"
    HEAD = "head"
    ACCOUNTANT = "accountant"
    DIRECTOR = "director"
    AGENCY_HR = "agency_hr"
    ROOM_ATTENDANT = "room_attendant"
    GUARD = "guard"
    COURSEWARE_MANAGER = "courseware_manager"
    EXCHANGE_AGENCY = "exchange_agency"
    VOLUNTEER = "volunteer"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.ADMINISTRATOR: "系統管理員",
    Role.ORGANIZER: "辦班人員",
    Role.HEAD: "單位主管",
    Role.ACCOUNTANT: "會計",
    Role.DIRECTOR: "機關首長",
    Role.AGENCY_HR: "機關人事",
    Role.ROOM_ATTENDANT: "查堂服務員",
    Role.GUARD: "警衛室",
    Role.COURSEWARE_MANAGER: "教材管理員",
    Role.EXCHANGE_AGENCY: "交換機關",
    Role.VOLUNTEER: "志工",
}

STAFF = frozenset(Role)


@dataclass(frozen=True)
class Visit:
    """One sign-in in one browser; times in seconds since 1970. `looked_at`: when it was last asked whether it still stands."""

    id: str = ""
    since: float = 0
    until: float = 0
    looked_at: float = 0


@dataclass(frozen=True)
class Trainee:
    """Somebody on the roster of one class, who entered by the class QR and the ID number. `name` is masked."""

    person: str
    class_id: str
    name: str
    visit: Visit = Visit()


@dataclass(frozen=True)
class Principal:
    """One signed-in account. `username` is Cognito's; `agency` is empty for the centre's own people."""

    username: str
    name: str
    roles: frozenset[Role]
    agency: str = ""

    def has(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))

    def require(self, roles: Iterable[Role]) -> None:
        """Raises Forbidden unless the person has one of the roles."""
        if not self.roles & set(roles):
            raise Forbidden

    @property
    def role_name(self) -> str:
        return "、".join(role.label for role in Role if role in self.roles)


@dataclass(frozen=True)
class Session:
    """An account that is signed in in one browser."""

    principal: Principal
    visit: Visit
