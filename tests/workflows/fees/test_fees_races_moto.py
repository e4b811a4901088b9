"""The races of fees and payments on moto as well: the engine of most tests, behind its lock. tests/engine has them on DynamoDB Local."""

from tests.engine.test_fees_confirming_races import (
    test_a_challenge_counts_once_however_often_it_is_sent,
    test_confirming_against_the_organizer_has_one_order,
    test_eight_tabs_make_one_confirmation,
    test_twenty_guesses_at_once_are_five,
    test_two_corrections_of_an_account_are_two_versions_or_one,
)
from tests.engine.test_fees_races import (
    test_edited_and_cancelled_at_once_has_one_winner,
    test_one_lecturer_has_one_live_case,
    test_serial_numbers_have_neither_gap_nor_double,
    test_two_steps_of_one_case_have_one_winner,
)
from tests.engine.test_payments_races import (
    test_a_case_is_in_one_live_application,
    test_return_and_approve,
    test_the_last_approval_and_the_recall,
    test_the_same_answer_at_once,
    test_two_approvers_of_one_role,
    test_two_payment_runs,
    test_void_and_fetch,
)

__all__ = [
    "test_a_case_is_in_one_live_application",
    "test_a_challenge_counts_once_however_often_it_is_sent",
    "test_confirming_against_the_organizer_has_one_order",
    "test_edited_and_cancelled_at_once_has_one_winner",
    "test_eight_tabs_make_one_confirmation",
    "test_one_lecturer_has_one_live_case",
    "test_return_and_approve",
    "test_serial_numbers_have_neither_gap_nor_double",
    "test_the_last_approval_and_the_recall",
    "test_the_same_answer_at_once",
    "test_twenty_guesses_at_once_are_five",
    "test_two_approvers_of_one_role",
    "test_two_corrections_of_an_account_are_two_versions_or_one",
    "test_two_payment_runs",
    "test_two_steps_of_one_case_have_one_winner",
    "test_void_and_fetch",
]
