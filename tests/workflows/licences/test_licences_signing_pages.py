"""The lecturer's pages at the HTTP edge: from the link of the mail to the answer."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.licences import store
from chalicelib.domains.licences.letters import lifecycle
from chalicelib.domains.licences.links import copy_url_of
from chalicelib.domains.licences.model import State
from tests.scenes.licences import DRAWN, ORGANIZER, class_with_talks, everything, letter_of, link_in, opened, send
from tests.support.browser_client import Browser

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]
SetClock = Callable[[datetime], None]
_HIDDEN = re.compile(r'<input type="hidden" name="(text_sha256|request)" value="([^"]+)"')
_DIGITS = re.compile(r"\b\d{6}\b")


@pytest.fixture
def link(now: datetime, drain: Drain, sent_mail: SentMail) -> str:
    """The path of a letter's link, as mailed."""
    send(class_with_talks(now), now)
    drain()
    return f"/l/{link_in(sent_mail()[-1])}"


def filled(browser: Browser, link: str, **changed: str) -> dict[str, str]:
    """The form of the page that the browser shows, everything ticked and a name drawn."""
    hidden = dict(_HIDDEN.findall(browser.text))
    return {**everything(letter_of(link)), **hidden, "signature": DRAWN, **changed}


def kinds(link: str) -> list[str]:
    return [event.kind for event in store.events(letter_of(link).id)]


def test_from_the_cover_to_the_thanks(browser: Browser, link: str) -> None:
    """Cover, one press, the letter, the signature, and a page that says what was agreed to."""
    browser.get(link)
    assert browser.status == 200
    assert "公文寫作" in browser.text
    assert "開啟授權書" in browser.text
    opened(browser, link)
    assert "第 1 條" in browser.text
    browser.post(f"{link}/sign", filled(browser, link), follow=True)
    assert browser.status == 200
    assert "簽署完成" in browser.text
    assert letter_of(link).state is State.SIGNED


def test_showing_changes_nothing(browser: Browser, link: str) -> None:
    """A mail scanner that opens the link, and any page behind it, leaves no trace."""
    before = kinds(link)
    for path in ("", "/code", "/read", "/done"):
        browser.get(f"{link}{path}", follow=True)
        assert "開啟授權書" in browser.text
    assert kinds(link) == before


@pytest.mark.parametrize("path", ["sign", "decline", "ask"])
def test_nothing_is_answered_before_the_press(browser: Browser, link: str, path: str) -> None:
    """A form that was not shown to this browser changes nothing and is brought to the cover."""
    browser.get(link).post(f"{link}/{path}", {"reason": "x", "question": "x", "typed_name": "林書豪", "consent": "on"}, follow=True)
    assert "開啟授權書" in browser.text
    assert "還沒有送出" in browser.text
    assert letter_of(link).state is State.SENT


def test_a_letter_opened_here_opens_no_other(browser: Browser, link: str, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The cookie of one letter does not open another; both can be open side by side."""
    send(class_with_talks(now, run="2"), now)
    drain()
    other = f"/l/{link_in(sent_mail()[-1])}"
    opened(browser, link)
    assert browser.get(f"{other}/read").location == other
    opened(browser, other)
    assert browser.get(f"{link}/read").status == 200


def test_after_two_hours_the_press_is_asked_again(browser: Browser, link: str, now: datetime, set_clock: SetClock) -> None:
    """A page left open for longer than two hours is not taken, and says so."""
    form = filled(opened(browser, link), link)
    set_clock(now + timedelta(hours=2, seconds=1))
    browser.post(f"{link}/sign", form)
    assert (browser.status, browser.location) == (303, link)
    assert letter_of(link).state is State.OPENED


def test_an_error_keeps_what_was_ticked_and_typed(browser: Browser, link: str) -> None:
    """A missing consent is named; the name, the day and the ticks that were taken away are still so."""
    form = filled(opened(browser, link), link, signature="", typed_name="林書豪", **{"ends.elearning": "2027-12-31"})
    del form["rights.elearning.adapt"]
    browser.post(f"{link}/sign", form)
    assert browser.status == 400
    assert "請勾選同意以電子方式簽署" in browser.text
    assert 'value="林書豪"' in browser.text
    assert 'value="2027-12-31"' in browser.text
    ticked = dict(re.findall(r'name="(rights\.elearning\.\w+)" value="on" data-tick( checked)?', browser.text))
    assert ticked["rights.elearning.adapt"] == ""
    assert ticked["rights.elearning.transmit"] == " checked"


def test_who_types_is_not_asked_to_draw(browser: Browser, link: str) -> None:
    """With the typed way chosen and nothing typed, the name is asked for."""
    browser.post(f"{link}/sign", filled(opened(browser, link), link, signature="", way="typed"))
    assert browser.status == 400
    assert 'href="#f-typed_name"' in browser.text


def test_a_refusal_without_a_reason_keeps_the_ticks_too(browser: Browser, link: str) -> None:
    """All answers share one form, so an error of one loses nothing of another."""
    browser.post(f"{link}/decline", filled(opened(browser, link), link, typed_name="林書豪"))
    assert browser.status == 400
    assert 'href="#f-reason"' in browser.text
    assert 'value="林書豪"' in browser.text


def test_nothing_ticked_is_no_signature(browser: Browser, link: str) -> None:
    """Who takes everything back is told to decline instead; nothing is signed."""
    form = {name: value for name, value in filled(opened(browser, link), link).items() if "." not in name}
    letter = letter_of(link)
    must = {f"keep.{clause.id}" for clause in letter.clauses if clause.grant and not clause.may_refuse and not clause.may_narrow}
    assert not must
    browser.post(f"{link}/sign", form)
    assert browser.status == 400
    assert "不同意授權" in browser.text
    assert letter_of(link).state is State.OPENED


def test_a_double_tap_is_one_signature(browser: Browser, link: str) -> None:
    """The same page sent twice brings both to the thanks, and the chain holds one signature."""
    form = filled(opened(browser, link), link)
    for _ in range(2):
        browser.post(f"{link}/sign", form)
        assert browser.location == f"{link}/done"
    assert kinds(link).count("signed") == 1


def test_two_tabs_show_the_same_answer(browser: Browser, link: str) -> None:
    """The second tab's press signs nothing, says so, and shows what the first one agreed to."""
    form = filled(opened(browser, link), link)
    second = filled(browser.get(f"{link}/read"), link)
    assert form["request"] != second["request"]
    del form["keep.record"]
    browser.post(f"{link}/sign", form)
    browser.post(f"{link}/decline", {**second, "reason": "x"}, follow=True)
    assert "先前已經送出" in browser.text
    assert "簽署完成" in browser.text
    assert "第 2 條：不同意" in browser.text
    assert kinds(link)[-1] == "signed"


def test_back_and_the_old_link_lead_to_the_thanks(browser: Browser, new_browser: Callable[[], Browser], link: str) -> None:
    """After signing, this browser sees its answer on every page; another one only that the letter is done, without a name."""
    browser.post(f"{link}/sign", filled(opened(browser, link), link))
    for path in ("", "/read", "/done", "/code"):
        browser.get(f"{link}{path}", follow=True)
        assert "簽署完成" in browser.text
    for path in ("", "/read", "/done"):
        other = new_browser().get(f"{link}{path}")
        assert other.status == 410
        assert "已經簽署完成" in other.text
        assert "林書豪" not in other.text


def test_a_refusal_ends_the_letter(browser: Browser, link: str, drain: Drain, sent_mail: SentMail) -> None:
    """The reason is shown back and stands in the letter; the link is dead."""
    browser.post(f"{link}/decline", filled(opened(browser, link), link, reason="教材為公司所有"), follow=True)
    assert "已送出：不同意授權" in browser.text
    assert "教材為公司所有" in browser.text
    assert letter_of(link).state is State.DECLINED


def test_a_question_leaves_the_letter_open(browser: Browser, link: str) -> None:
    """The question is shown back once with the way to the letter, which can still be signed; pressed twice it is asked once."""
    form = filled(opened(browser, link), link, question="錄影會公開嗎？")
    for _ in range(2):
        browser.post(f"{link}/ask", form, follow=True)
        assert "問題已送出" in browser.text
        assert "錄影會公開嗎？" in browser.text
    assert kinds(link).count("asked") == 1
    browser.post(f"{link}/sign", filled(browser.get(f"{link}/read"), link), follow=True)
    assert "簽署完成" in browser.text


def test_the_code_comes_before_the_letter(browser: Browser, link_with_code: str, drain: Drain, sent_mail: SentMail) -> None:
    """Without the digits of the second mail no page shows the letter and no form is taken; with them it opens."""
    link = link_with_code
    opened(browser, link)
    assert "輸入驗證碼" in browser.text
    assert browser.get(f"{link}/read").location == f"{link}/code"
    browser.post(f"{link}/decline", {"reason": "x", "request": "1"})
    assert browser.location == f"{link}/code"
    browser.post(f"{link}/code", {"code": "12 34"})
    assert browser.status == 400
    assert 'value="12 34"' in browser.text
    drain()
    digits = _DIGITS.search(sent_mail()[-1].get_body(("plain",)).get_content())
    assert digits
    browser.post(f"{link}/code", {"code": digits[0]}, follow=True)
    assert "第 1 條" in browser.text
    assert browser.get(f"{link}/code").location == f"{link}/read"


def test_dead_links_say_what_to_do(
    browser: Browser, link: str, now: datetime, drain: Drain, sent_mail: SentMail, set_clock: SetClock
) -> None:
    """A replaced, an expired and a revoked link each have their own page, also for a browser that had the letter open."""
    letter = letter_of(link)
    opened(browser, link)
    lifecycle.send_again(ORGANIZER, letter.id, {"email": "new@example.org"}, now)
    drain()
    newest = f"/l/{link_in(sent_mail()[-1])}"
    assert "最近一封信" in browser.get(link).text
    assert browser.status == 410
    set_clock(now + timedelta(days=70))
    assert "連結已過期" in browser.get(newest).text
    set_clock(now)
    opened(browser, newest)
    form = filled(browser, newest)
    lifecycle.revoke(ORGANIZER, letter.id, {"reason": "課程取消"}, now)
    browser.post(f"{newest}/sign", form)
    assert browser.status == 410
    assert "授權書已撤回" in browser.text
    assert kinds(newest)[-1] == "revoked"


def test_a_changed_cookie_opens_nothing(browser: Browser, link: str) -> None:
    """A cookie that we did not sign is as good as none."""
    opened(browser, link)
    browser.cookies["__Host-letter"] = browser.cookies["__Host-letter"][:-2] + "xx"
    assert browser.get(f"{link}/read").location == link


def test_a_shared_tablet_forgets_what_it_opened(browser: Browser, link: str) -> None:
    """離開 after the signature: the next person with this browser does not come back to the answer."""
    opened(browser, link)
    browser.post(f"{link}/sign", filled(browser, link), follow=True)
    browser.post(f"{link}/out", follow=True)
    assert "已離開" in browser.text
    assert ("您同意的範圍" in browser.get(f"{link}/done", follow=True).text, "__Host-letter" in browser.cookies) == (False, False)


def test_the_copy_waits_for_the_document(browser: Browser, link: str) -> None:
    """The copy's link shows the letter that was signed, fetches nothing by being opened, and says when it is not made yet."""
    browser.post(f"{link}/sign", filled(opened(browser, link), link))
    copy = copy_url_of(letter_of(link).id).partition("/l/")[2]
    before = kinds(link)
    browser.get(f"/l/{copy}")
    assert browser.status == 200
    assert "還在製作中" in browser.text
    assert browser.post(f"/l/{copy}").status == 404
    assert browser.get(f"{link}/copy").status == 404
    assert kinds(link) == before
