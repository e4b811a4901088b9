"""Lecturer fees (鐘點費線上核銷), from the timetable to the money.

Promises: an amount is worked out from the timetable by dated parameters, and every line says how; serial numbers have no gap and no
double; what the lecturer confirmed is sealed and never changed; a case is in one live application at most and its amounts cannot change
there; nobody approves their own, nobody skips a step; each case is paid at most once whatever is retried; ID numbers and accounts are
encrypted and every reading is logged; nothing is deleted: each change of a case is an event in its chain.

From confirmed on, payment (domains/payments) moves the case by what paying.py offers: applied, approved, paying, paid or failed.

    case  draft ──send──▶ sent ──confirm──▶ confirmed ──apply──▶ applied ──approve──▶ approved ──file──▶ paying ──result──▶ paid
            ▲              └──object──▶ objected  ▲ ▲──return, recall──┘                                   └──▶ failed
            └───edit, recalculate───────────┘     └──────────────────────────correct───────────────────────────────┘
          (draft, sent, objected, confirmed ──cancel──▶ cancelled)

Keys: pk = case id; sk = CASE, EVENT#<n>, SIGNATURE#<n of its event>. The rest is said in store_items.py, confirming/store.py
and payees/store.py.
"""
