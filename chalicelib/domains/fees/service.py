"""What the other workflows may use of fees.

Case, State, CaseStep, add_step …   a fee case, where it stands, and moving it on in a caller's transaction
of_class, cases, made_between      cases of a class, by their numbers, made in a time (for the benefits)
in_state, came_to, case_events     cases by state, those that came to a state in a time, a case's events
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
from chalicelib.domains.fees.store import came_to, cases, in_state, of_class
from chalicelib.domains.fees.store import each_made_between as made_between
from chalicelib.domains.fees.store import events as case_events
from chalicelib.domains.fees.transitions import Step as CaseStep
from chalicelib.domains.fees.transitions import add as add_step
from chalicelib.domains.fees.transitions import take as take_step

__all__ = [
    "Case",
    "CaseStep",
    "Filter",
    "IncomeClass",
    "LecturerKind",
    "Line",
    "RevealedPayee",
    "Source",
    "State",
    "add_step",
    "came_to",
    "case_events",
    "cases",
    "everything",
    "in_state",
    "in_words",
    "income_of",
    "intact",
    "made_between",
    "may_read",
    "may_work_on",
    "of_class",
    "progress",
    "read_filter",
    "revealed",
    "same_parameters",
    "sums_of",
    "take_step",
    "used_parameter",
]
