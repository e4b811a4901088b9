"""What the other workflows may use of classes. They import this module only; inside the package, `access` is the root.

    open_class, load_class, load_session, sessions, roster, offline_hints    reading one (access)
    sessions_of_day, list_classes                                            reading by the calendar (listing)
    create_class, edit_class, cancel_class                                   changing a class (changes)
    add_session, edit_session, cancel_session                                changing its sessions (sessions)
    timetable, replace_timetable and single periods                          the timetable (timetable)
"""

from chalicelib.domains.classes.access import load_class, load_session, offline_hints, open_class, roster, sessions
from chalicelib.domains.classes.listing import Listing, list_classes, sessions_of_day

__all__ = [
    "Listing",
    "list_classes",
    "load_class",
    "load_session",
    "offline_hints",
    "open_class",
    "roster",
    "sessions",
    "sessions_of_day",
]
