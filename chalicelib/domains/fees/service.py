"""What the other workflows may use of fees.

Case, State                        a fee case, and where it stands
apply_for, release, mark_approved, mark_processing, take_back, mark_paid, mark_failed (of a BankResult)
                                   what payment does with a case, as writes of the payment's own unit of work
is_confirmed, is_approved, is_processing, is_paid_by, paid_of
                                   where a case stands on that way
of_class, cases, made_between      cases of a class, by their numbers, made in a time (for the benefits)
in_state, paid_between             cases by state, those that were paid in a time
Filter, read_filter, everything    the organizer's list; may_read, may_work_on: who
sums_of, income_of, in_words       what a case comes to, what of it is income, an amount in words
same_parameters, used_parameter    whether a case would be worked out the same on another day; a value it was worked out with
intact                             whether a case's chain of events is whole
revealed                           ID number and account in clear, after the reading was written down; in workers only
progress                           how long cases stay where
"""

from chalicelib.domains.fees.access import intact, may_read, may_work_on
from chalicelib.domains.fees.amount_in_words_rules import in_words
from chalicelib.domains.fees.calculation.deduction_rules import income as income_of
from chalicelib.domains.fees.calculation.totals_rules import sums_of
from chalicelib.domains.fees.listing import Filter, everything, read_filter
from chalicelib.domains.fees.model import Case, IncomeClass, LecturerKind, Line, Source, State
from chalicelib.domains.fees.overview.progress_rules import progress
from chalicelib.domains.fees.parameters.parameters import same_on as same_parameters
from chalicelib.domains.fees.parameters.parameters import used as used_parameter
from chalicelib.domains.fees.payees.payees import RevealedPayee, revealed
from chalicelib.domains.fees.paying import (
    BankResult,
    apply_for,
    is_approved,
    is_confirmed,
    is_paid_by,
    is_processing,
    mark_approved,
    mark_failed,
    mark_paid,
    mark_processing,
    paid_of,
    release,
    take_back,
)
from chalicelib.domains.fees.store import cases, in_state, of_class, paid_between
from chalicelib.domains.fees.store import each_made_between as made_between

__all__ = [
    "BankResult",
    "Case",
    "Filter",
    "IncomeClass",
    "LecturerKind",
    "Line",
    "RevealedPayee",
    "Source",
    "State",
    "apply_for",
    "cases",
    "everything",
    "in_state",
    "in_words",
    "income_of",
    "intact",
    "is_approved",
    "is_confirmed",
    "is_paid_by",
    "is_processing",
    "made_between",
    "mark_approved",
    "mark_failed",
    "mark_paid",
    "mark_processing",
    "may_read",
    "may_work_on",
    "of_class",
    "paid_between",
    "paid_of",
    "progress",
    "read_filter",
    "release",
    "revealed",
    "same_parameters",
    "sums_of",
    "take_back",
    "used_parameter",
]
