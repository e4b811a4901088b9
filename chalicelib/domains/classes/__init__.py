"""Classes (班期): what runs when and where, its sessions, timetable, roster and seats.

Promises: year, code and run name one class, decided by the write itself; nothing is deleted, a class or a session is cancelled with a
reason; two sessions of a class never overlap; a roster or a timetable is replaced as a whole or not at all; whatever changes the roster or
the sessions announces `attendance.expect` in the same transaction.

    class    open ──cancel──▶ cancelled
    session  open ──cancel──▶ cancelled ──add again──▶ open     (cancelled too while its class is)
    file     requested ──▶ ready | failed

Keys: pk = class id (115-B00492-1); sk = CLASS, SESSION#<session id>, TIMETABLE, ROSTER#<version>#<person>, IMPORT#<id>, FILE#<kind>.
Index by_calendar: class#<month of its first day> and session#<day>. `Class.version` counts edits, `sessions_version` changes of sessions;
a write names those that it read.
"""
