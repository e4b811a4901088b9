"""What the other workflows may read of classes; the files that they keep there are in `service_files`, lists by the
calendar in `service_calendar`: a check-in needs neither, and starts without them. Whoever changes one is in here.

open_class, load_class, load_session, sessions, roster, on_roster    reading one (access)
timetable, sessions_with_periods                                         what is taught when (timetable)
pass_content, pass_person                                                a trainee's own QR (member_qr)
"""

from chalicelib.domains.classes.access import load_class, load_session, on_roster, open_class, roster, sessions
from chalicelib.domains.classes.member_qr import pass_content, pass_person
from chalicelib.domains.classes.model import Class, ClassSession, Trainee
from chalicelib.domains.classes.timetable.timetable import Timetable, sessions_with_periods, timetable

__all__ = [
    "Class",
    "ClassSession",
    "Timetable",
    "Trainee",
    "load_class",
    "load_session",
    "on_roster",
    "open_class",
    "pass_content",
    "pass_person",
    "roster",
    "sessions",
    "sessions_with_periods",
    "timetable",
]
