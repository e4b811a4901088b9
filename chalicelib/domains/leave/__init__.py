"""Leave (線上請假): a trainee asks by session or by hour, the class's organizer answers, and everybody who must know does.

Promises: no two applications of a person hold the same hour, decided by the write itself; an answer, the attendance list, the list of
the room attendants and the guard's office, and what is mailed are one transaction, and so is taking it back; each party is told once;
nothing is deleted: every step leaves who, when and why.

    requested ──approve──▶ approved ──cancel──▶ cancelled
        ├──refuse──▶ refused
        └──withdraw──▶ withdrawn      (a change is a withdrawal and a new application in one transaction)

Approvers: the class's organizers, administrators, and a deputy whom an organizer named for that day.

Keys: pk = <class>#<person>; sk = LEAVE#<token>, SLOT#<session id> (which hours are taken: "", "all" or "9,10"), TOLD#<what>#<whom>.
pk = <class>, sk = RULES#<n>: rules and deputies, the last one in force. pk = INBOX#<username>, sk = <class>. pk = DAY#<day>, sk =
<from>#<leave id>#<session id>: who may leave that day. Indexes by_class (class id; open#… or done#…) and by_agency (sparse: approved once).
"""
