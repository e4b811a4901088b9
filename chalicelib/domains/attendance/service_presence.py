"""What the other workflows may use of a whole class's attendance: who was present in each session. A check-in needs none of it."""

from chalicelib.domains.attendance.model import SessionSnapshot
from chalicelib.domains.attendance.overview.presence import presences
from chalicelib.domains.attendance.overview.presence_rules import Presence

__all__ = ["Presence", "SessionSnapshot", "presences"]
