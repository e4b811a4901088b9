"""The sample centre's fees: cases of the class that is over and of the one that comes next week, some of them edited."""

from datetime import datetime, timedelta

from chalicelib.centre import centre
from chalicelib.clock import taipei
from chalicelib.domains.fees.calculation.case_rules import wanted_of
from chalicelib.domains.fees.confirming import sending
from chalicelib.domains.fees.drafting import editing, making
from chalicelib.domains.fees.drafting.form_rules import form_of
from chalicelib.domains.fees.model import Case
from chalicelib.domains.fees.parameters import parameters
from chalicelib.identity import Principal, Role
from infra.samples.people import here

_ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))


def load_coming(coming: str, now: datetime) -> int:
    """Returns how many cases were made; a later start on the same day makes none."""
    parameters.ensure_standard(now)
    return len(_make(coming, "訓練業務－講座鐘點費", now))


def load_over(over: str, now: datetime) -> int:
    """Answers as load_coming does; the first case is sent to its lecturer."""
    parameters.ensure_standard(now)
    done = _make(over, "訓練業務－講座鐘點費", now - timedelta(days=5, hours=2))
    trip = {"extra_source.1": "travel", "extra_amount.1": "1490", "extra_subject.1": here("高鐵 臺中－臺北來回")}
    own = {"kind": "own", "rate": "1000", "income_reason": f"{centre().we}同仁授課（薪資）"}
    for case, changed in zip(done, ({"email": "chou@example.edu.tw", **trip}, own), strict=False):
        editing.edit(_ORGANIZER, case.id, {**form_of(wanted_of(case)), "version": str(case.events), **changed}, now - timedelta(days=5))
    for case in done[:1]:
        sending.send(_ORGANIZER, case.id, {}, now)
    return len(done)


def _make(class_id: str, funding: str, now: datetime) -> list[Case]:
    pays_on = taipei(now).date() + timedelta(days=21)
    return making.make(_ORGANIZER, class_id, {"funding": funding, "pays_on": str(pays_on)}, now)
