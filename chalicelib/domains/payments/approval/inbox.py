"""待辦表單: what waits for this person, whatever the role."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments import store
from chalicelib.domains.payments.access import APPROVERS, MAKERS, PAYERS, own_refusal, steps_of
from chalicelib.domains.payments.model import Application, Batch
from chalicelib.identity import Principal

# What an organizer has to do with a fee case, by its state.
CASES = {
    fees.State.OBJECTED: "講座有意見，等您處理",
    fees.State.CONFIRMED: "講座已確認，可以申請付款",
    fees.State.FAILED: "退匯，等講座更正帳號",
}


@dataclass(frozen=True)
class Inbox:
    """`decide` waits for this person's decision; `barred` for somebody else's with the same role (own, or decided another step).

    `pay` are approved applications, `batches` files without a complete result (both for accounting); `sent_back` came back to their maker;
    `cases` counts fee cases by state.
    """

    decide: tuple[Application, ...] = ()
    barred: tuple[Application, ...] = ()
    pay: tuple[Application, ...] = ()
    batches: tuple[Batch, ...] = ()
    sent_back: tuple[Application, ...] = ()
    cases: tuple[tuple[fees.State, int], ...] = ()

    @property
    def count(self) -> int:
        """Forms that wait for this person."""
        return len(self.decide) + len(self.pay) + len(self.batches) + len(self.sent_back)


def forms(who: Principal, now: datetime) -> Inbox:
    """Without the fee cases: at most five queries. Raises Forbidden."""
    who.require(MAKERS | APPROVERS)
    waiting = [application for step in steps_of(who, now) for application in store.in_stage(step.value)]
    decide = tuple(each for each in waiting if not own_refusal(who, each))
    pays = who.has(*PAYERS)
    return Inbox(
        decide=decide,
        barred=tuple(each for each in waiting if each not in decide),
        pay=tuple(store.in_stage(store.APPROVED)) if pays else (),
        batches=tuple(store.open_batches()) if pays else (),
        sent_back=tuple(store.in_stage(store.sent_back_to(who.username))) if who.has(*MAKERS) else (),
    )


def cases_waiting(who: Principal) -> tuple[tuple[fees.State, int], ...]:
    """How many of this organizer's fee cases wait in which state; only those that there are."""
    if not who.has(*MAKERS):
        return ()
    counts = ((state, sum(fees.may_work_on(who, case) for case in fees.in_state(state))) for state in CASES)
    return tuple((state, count) for state, count in counts if count)
