"""Check-in and check-out (雲端智慧報到、下課刷退): who is here, on which seat, since when.

Promises: a scan is one conditional write, whatever the size of the class; a repeated request answers as the first did; nothing is
overwritten, a correction keeps what stood before, who changed it and why.

    expected ──check_in──▶ in ──check_out──▶ out        leave or inactive: set by staff or by the roster, and then no check-in
        ▲                   │
        └──────undo─────────┘   (same device, 15 minutes; else a correction with a reason)

Keys: pk = session id; sk = P#<person>: one item per session and person, made beforehand from the roster (job `attendance.expect`);
C#<time>#<id>: a correction or an undo; F#<person>#<device>: something odd for staff to look at.
SHEET: everybody's presence in one item, for counting a whole class (overview).
"""
