"""Payment of lecturer fees: application (付款申請單), approval, voucher (付款憑單), bank file, its answer, and the year's lists for tax.

Promises: nobody approves their own, nobody skips a step, nobody decides twice; a case is in one live application at most and its amounts
cannot change there; each case is paid at most once whatever is pressed or sent again; a file that left the house is never made void;
every step is an event of a chain; nothing is deleted.

    application  pending ──approve (單位主管 → 會計 → 機關首長)──▶ approved ──batch──▶ batched
                    ├──return──▶ returned ◀──return──┘ ▲                     │
                    └──recall──▶ recalled              └────────void─────────┘
    batch        making ──file──▶ ready ──results──▶ done
                                    └──void, before anyone fetched the file──▶ voided
    case         (domains/fees)  confirmed → applied → approved → paying → paid | failed

Returned and recalled are ends: the cases are free again, and a new application has its own number. Keys are said in store_items.py.
"""
