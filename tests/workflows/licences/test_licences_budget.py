"""How often the lecturer's presses go to DynamoDB."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domains.licences.signing import signing
from tests.scenes.licences import PHONE, class_with_talks, invitation, link_in, send, signed_form

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]


@pytest.mark.counts_requests
def test_a_signature_reads_link_and_letter_once(now: datetime, drain: Drain, sent_mail: SentMail, calls: Counter[str]) -> None:
    """Opening is three calls, signing three, the same page sent again two: link, letter, and one transaction where it decides."""
    send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    calls.clear()
    signing.mark_opened(token, PHONE, now)
    assert calls == {"GetItem": 2, "TransactWriteItems": 1}
    form = signed_form(token, now)
    calls.clear()
    signed = signing.sign(token, form, PHONE, now)
    assert calls == {"GetItem": 2, "TransactWriteItems": 1}
    calls.clear()
    assert signing.sign(token, form, PHONE, now) == signed
    assert calls == {"GetItem": 2}
