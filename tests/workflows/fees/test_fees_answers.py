"""What a lecturer objects to is answered, in the mail and on the page, with the old and the new amount."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domains.fees.confirming import confirming, sending
from chalicelib.domains.fees.drafting import editing
from chalicelib.domains.fees.links import token_of
from chalicelib.domains.fees.model import State
from chalicelib.errors import InvalidInput
from chalicelib.identity import Role
from tests.scenes.fees import ORGANIZER, standing
from tests.scenes.fees_confirming import PHONE, sent_case
from tests.support.browser_client import Browser

OBJECTION = {"reason": "節數應為 4 節"}


def test_an_objection_must_be_answered(now: datetime) -> None:
    """Sending again without an answer is refused, also after the case was edited; one is enough for one objection."""
    case = sent_case(now)
    confirming.object_to(case.id, 1, OBJECTION, PHONE, now)
    with pytest.raises(InvalidInput) as wrong:
        sending.send(ORGANIZER, case.id, {}, now)
    assert "回覆" in wrong.value.fields["answer"]
    editing.recalculate(ORGANIZER, case.id, now)
    with pytest.raises(InvalidInput):
        sending.send(ORGANIZER, case.id, {}, now)
    sent = sending.send(ORGANIZER, case.id, {"answer": "課表為 3 節"}, now)
    assert (sent.state, sent.objection, sent.answer) == (State.SENT, "節數應為 4 節", "課表為 3 節")
    assert sending.send(ORGANIZER, case.id, {}, now).answer == "課表為 3 節"


def test_the_answer_stands_in_mail_and_page(
    now: datetime, drain: Callable[[], int], sent_mail: Callable[[], list[Any]], browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    """Objection, answer, and whether the amount changed; a further objection begins anew."""
    case = sent_case(now)
    confirming.object_to(case.id, 1, OBJECTION, PHONE, now)
    organizer = browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username)
    assert 'name="answer"' in organizer.get(f"/fees/{case.id}").text
    organizer.post(f"/fees/{case.id}/send", {"answer": "課表為 3 節，請核對。"})
    drain()
    invite = next(mail for mail in sent_mail()[::-1] if "請確認鐘點費" in mail["Subject"])
    for kind in ("plain", "html"):
        body = invite.get_body((kind,)).get_content()
        for part in ("節數應為 4 節", "課表為 3 節，請核對。", "實發金額沒有變動"):
            assert part in body
    phone = new_browser()
    phone.get(f"/fee/l/{token_of(case.id, 2)}")
    phone.post(f"/fee/l/{token_of(case.id, 2)}", {}, follow=True)
    assert "課表為 3 節，請核對。" in phone.text
    confirming.object_to(case.id, 2, {"reason": "仍不正確"}, PHONE, now)
    assert (standing(case).objection, standing(case).answer) == ("仍不正確", "")
