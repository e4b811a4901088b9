"""When a message is tried again, and when staff see it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.messaging.retry_rules import LONGEST_WAIT, OUTAGE_LASTS, TRIES, Attempts, Ending, MessageState, after, sent_again_at, wait

NOW = datetime(2026, 3, 2, tzinfo=UTC)
JITTER = st.floats(0, 1)


@given(JITTER, st.integers(1, 500))
def test_an_outage_is_waited_for_ever_longer(jitter: float, outages: int) -> None:
    """At least half a minute, at most half an hour, and never shorter than half of the wait before."""
    assert timedelta(seconds=30) <= wait(outages, jitter) <= LONGEST_WAIT
    assert wait(outages + 1, 0) >= wait(outages, 1) / 2


@given(JITTER, st.sampled_from([Ending.OUTAGE, Ending.UNCLEAR]))
def test_an_outage_uses_no_try_and_lasts_a_day(jitter: float, ending: Ending) -> None:
    """However often it is tried, a message waits at least a day for a service, and is given to staff half an hour later at most."""
    attempts, now = Attempts(), NOW
    while True:
        then = after(ending, Attempts(1, attempts.outages, 0, attempts.waits_since), now, jitter, mails=False)
        assert then.attempts.tries == 0
        if then.state is MessageState.FAILED:
            break
        assert then.state is MessageState.WAITING
        attempts, now = then.attempts, then.due_at
    assert OUTAGE_LASTS <= now - NOW <= OUTAGE_LASTS + LONGEST_WAIT


@given(JITTER, st.sampled_from([Ending.OWN, Ending.KILLED]), st.integers(1, TRIES))
def test_our_own_errors_end_after_five(jitter: float, ending: Ending, tries: int) -> None:
    """A worker that is killed is a try like an error."""
    then = after(ending, Attempts(tries), NOW, jitter, mails=False)
    assert (then.state is MessageState.FAILED) == (tries == TRIES)
    assert then.due_at - NOW <= timedelta(minutes=8)


@given(JITTER, st.sampled_from([Ending.UNCLEAR, Ending.KILLED]), st.integers(1, TRIES - 1))
def test_a_mail_of_which_nobody_knows_is_repeated_once(jitter: float, ending: Ending, tries: int) -> None:
    """A second run without an answer goes to staff: nobody gets it three times."""
    once = after(ending, Attempts(tries), NOW, jitter, mails=True)
    twice = after(ending, once.attempts, NOW, jitter, mails=True)
    assert (once.state, twice.state) == (MessageState.PENDING, MessageState.FAILED)


@given(st.integers(90, 7 * 86400))
def test_a_long_queue_does_not_fill_with_copies(age: int) -> None:
    """In two and a half hours of waiting a message is sent some thirteen times, not a hundred."""
    now, copies = NOW + timedelta(seconds=90), 1
    while now < NOW + timedelta(hours=2, minutes=30):
        now, copies = sent_again_at(NOW, now), copies + 1
    assert copies <= 13
    assert timedelta(seconds=90) <= sent_again_at(NOW, NOW + timedelta(seconds=age)) - (NOW + timedelta(seconds=age)) <= LONGEST_WAIT
