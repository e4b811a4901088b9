"""What the other workflows may use of classes. They import this module only; inside the package, `access` is the root.

open_class, load_class, load_session, sessions, roster, on_roster, offline_hints    reading one (access)
sessions_of_day, list_classes                                            reading by the calendar (listing)
create_class, edit_class, cancel_class                                   changing a class (changes)
add_session, edit_session, cancel_session                                changing its sessions (sessions)
timetable, replace_timetable and single periods                          the timetable (timetable)
request_file, make_file                                                  documents made by workers (files)
pass_content, pass_person                                                a trainee's own QR (passes)
"""

from chalicelib.domains.classes.access import load_class, load_session, offline_hints, on_roster, open_class, roster, sessions
from chalicelib.domains.classes.changes import cancel_class, create_class, edit_class
from chalicelib.domains.classes.files.requests import make_file, request_file
from chalicelib.domains.classes.listing import Filter, Listing, list_classes, opens_door, own_sessions_of_day, read_filter, sessions_of_day
from chalicelib.domains.classes.member_qr import pass_content, pass_person
from chalicelib.domains.classes.model import Class, ClassSession, Trainee
from chalicelib.domains.classes.sessions.sessions import add_session, cancel_session, edit_session, open_session
from chalicelib.domains.classes.timetable.timetable import Timetable, fit_warning, remove_period, replace_timetable, save_period, timetable

__all__ = [
    "Class",
    "ClassSession",
    "Filter",
    "Listing",
    "Timetable",
    "Trainee",
    "add_session",
    "cancel_class",
    "cancel_session",
    "create_class",
    "edit_class",
    "edit_session",
    "fit_warning",
    "list_classes",
    "load_class",
    "load_session",
    "make_file",
    "offline_hints",
    "on_roster",
    "open_class",
    "open_session",
    "opens_door",
    "own_sessions_of_day",
    "pass_content",
    "pass_person",
    "read_filter",
    "remove_period",
    "replace_timetable",
    "request_file",
    "roster",
    "save_period",
    "sessions",
    "sessions_of_day",
    "timetable",
]
