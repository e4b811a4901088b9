"""What the other workflows may read of classes; the files that they keep there are in `service_files`. Whoever changes one is in here.

open_class, load_class, load_session, sessions, roster, on_roster    reading one (access)
sessions_of_day, list_classes                                            reading by the calendar (listing)
timetable                                                                what is taught when (timetable)
pass_content, pass_person                                                a trainee's own QR (member_qr)
"""

from chalicelib.domains.classes.access import load_class, load_session, on_roster, open_class, roster, sessions
from chalicelib.domains.classes.listing import Filter, Listing, list_classes, opens_door, own_sessions_of_day, read_filter, sessions_of_day
from chalicelib.domains.classes.member_qr import pass_content, pass_person
from chalicelib.domains.classes.model import Class, ClassSession, Trainee
from chalicelib.domains.classes.timetable.timetable import Timetable, timetable

__all__ = [
    "Class",
    "ClassSession",
    "Filter",
    "Listing",
    "Timetable",
    "Trainee",
    "list_classes",
    "load_class",
    "load_session",
    "on_roster",
    "open_class",
    "opens_door",
    "own_sessions_of_day",
    "pass_content",
    "pass_person",
    "read_filter",
    "roster",
    "sessions",
    "sessions_of_day",
    "timetable",
]
