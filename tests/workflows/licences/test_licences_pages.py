"""Staff's pages of letters, at the HTTP edge."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.domains.licences.letters import paper_letters
from chalicelib.domains.licences.verification.verification import LOOKED_INTO
from chalicelib.identity import Role
from infra.local.iam.acting import acting
from tests.scenes.licences import class_with_talks, everything, link_in, order, send, signed_letter
from tests.support.browser_client import Browser
from tests.support.builders import lose_uploads, upload

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]


def test_the_class_page_sends_and_lists(browser: Browser, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The lecturers of the timetable are offered; one press sends, and the letter stands in the list."""
    class_ = class_with_talks(now)
    page = f"/classes/{class_.id}/licences"
    browser.sign_in(Role.ORGANIZER).get(page)
    assert "林書豪" in browser.text
    browser.post(page, order(class_, now), follow=True)
    assert "已寄出 1 份授權書" in browser.text
    drain()
    browser.get(page)
    assert "課表中的講座都已有授權書" in browser.text
    assert "林書豪" in browser.text
    assert len(sent_mail()) == 1


def test_a_wrong_form_keeps_what_was_typed(browser: Browser, now: datetime) -> None:
    """A due date that has passed is named, and the typed address is still there."""
    class_ = class_with_talks(now)
    form = order(class_, now, due_on="2020-01-01")
    field = next(name for name in form if name.startswith("email."))
    browser.sign_in(Role.ORGANIZER).post(f"/classes/{class_.id}/licences", {**form, field: "typed@example.org"})
    assert browser.status == 400
    assert "今天起 60 天內" in browser.text
    assert "typed@example.org" in browser.text


def test_the_preview_saves_nothing(browser: Browser, now: datetime, drain: Drain) -> None:
    """The preview shows every clause with its scope, and no letter is made."""
    class_ = class_with_talks(now)
    browser.sign_in(Role.ORGANIZER).post(f"/classes/{class_.id}/licences/preview", order(class_, now))
    assert browser.status == 200
    assert "第 1 條" in browser.text
    assert "不得再授權第三人" in browser.text
    assert browser.get(f"/classes/{class_.id}/licences").text.count("已寄出的授權書") == 0


def test_all_classes_of_a_period_in_one_press(browser: Browser, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Lecturers whose address is known get their letters; the others are named."""
    first = class_with_talks(now)
    send(first, now)
    drain()
    class_with_talks(
        now, ("2026-03-03", "09:00", "10:50", "2", "公文進階", "林書豪"), ("2026-03-03", "13:00", "13:50", "1", "對談", "新講座"), run="2"
    )
    before = len(sent_mail())
    period = {"from": "2026-03-01", "to": "2026-03-31", "template": "classroom", "due_on": "2026-03-20"}
    browser.sign_in(Role.ORGANIZER).get("/licences/send?from=2026-03-01&to=2026-03-31")
    assert "公文進階" in browser.text
    browser.post("/licences/send", period, follow=True)
    assert "已寄出 1 份授權書" in browser.text
    assert "新講座" in browser.text
    drain()
    assert len(sent_mail()) == before + 1


def test_a_letter_of_another_class_is_closed(browser: Browser, new_browser: Callable[[], Browser], now: datetime) -> None:
    """An organizer of another class can neither open nor change an open letter; a courseware manager sees it once it is signed."""
    (letter,) = send(class_with_talks(now), now)
    other = new_browser().sign_in(Role.ORGANIZER, username="other")
    assert other.get(f"/licences/{letter.id}").status == 403
    assert other.post(f"/licences/{letter.id}/revoke", {"reason": "x"}).status == 403
    assert new_browser().sign_in(Role.COURSEWARE_MANAGER, username="cm").get(f"/licences/{letter.id}").status == 403
    assert browser.sign_in(Role.ORGANIZER).get(f"/licences/{letter.id}").status == 200


def test_the_page_of_a_letter_tells_its_history(browser: Browser, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Every step stands there in words, with the chain found whole; the token of the link does not."""
    letter = signed_letter(class_with_talks(now), now, drain, sent_mail)
    token = link_in(next(mail for mail in sent_mail() if "請簽署" in mail["Subject"]))
    browser.sign_in(Role.ORGANIZER).get(f"/licences/{letter.id}")
    assert all(text in browser.text for text in ("寄出", "講座簽署", "203.0.113.7", "紀錄完整"))
    assert token not in browser.text


def test_a_scan_on_paper_is_the_document(browser: Browser, now: datetime, drain: Drain, aws: Callable[[str], Any]) -> None:
    """What staff ticked from the paper is licensed, and the scan is what is downloaded; a file that is no PDF is refused in words.

    Whoever has the scan may ask for it: it is known by its hash, however large.
    """
    scan = b"%PDF-1.4 scan" + bytes(LOOKED_INTO)
    (letter,) = send(class_with_talks(now), now)
    page = f"/licences/{letter.id}/paper"
    browser.sign_in(Role.ORGANIZER).get(page)
    for data, said in ((b"GIF89a", "這不是 PDF 檔"), (b"", "請重新上傳一次"), (scan, "紙本授權書已登錄")):
        browser.post(page, {"signed_on": "2026-03-02", **everything(letter)})
        key = browser.text.partition('name="key" value="')[2].partition('"')[0]
        aws("s3").put_object(Bucket="local-uploads-bucket", Key=key, Body=data)
        if not data:
            lose_uploads()
        drain()
        with acting("work"):  # told twice it is taken once
            paper_letters.take_scan(letter.id, key.rpartition("/")[2], now)
        browser.get(f"{page}/{key.rpartition('/')[2]}", follow=True)
        assert said in browser.text
    assert "Contents" not in aws("s3").list_objects_v2(Bucket="local-uploads-bucket")
    assert "已簽署（紙本）" in browser.text
    location = browser.get(f"/licences/{letter.id}/document").location
    stored = location.partition("licences/")[2].partition("?")[0]
    assert aws("s3").get_object(Bucket="local-documents-bucket", Key=f"licences/{stored}")["Body"].read() == scan
    answer = upload(browser.get("/verify").text, scan)
    drain()
    assert "真實，授權有效" in browser.get(answer).text
