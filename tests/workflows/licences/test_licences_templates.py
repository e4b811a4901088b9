"""Templates: a version for each edit, one winner of two editors, and an editor that loses nothing."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.domains.licences.templates import templates
from chalicelib.domains.licences.templates.form_rules import template_to_form
from chalicelib.errors import InvalidInput
from chalicelib.identity import Role
from tests.scenes.licences import ORGANIZER, class_with_talks, send
from tests.support.browser_client import Browser

PAGE = "/licences/templates/classroom"


@pytest.fixture
def editor(browser: Browser, now: datetime) -> Browser:
    """An organizer, with the standard templates in place."""
    templates.ensure_standard(now)
    return browser.sign_in(Role.ORGANIZER)


def typed(**changed: str) -> dict[str, str]:
    """The editor's form of the classroom template, with changes; 'a__0' stands for 'a.0'."""
    form = template_to_form(templates.latest("classroom"))
    return form | {name.replace("__", "."): value for name, value in changed.items()}


def test_an_edit_is_a_new_version(editor: Browser, now: datetime) -> None:
    """Saving makes version 2 of what was typed; version 1 and a letter sent with it stay as they were."""
    (letter,) = send(class_with_talks(now), now)
    editor.post(PAGE, typed(name="課堂授權書（新）", text__0="新條文", years__0="5"), follow=True)
    assert "第 2 版" in editor.text
    latest = templates.latest("classroom")
    assert (latest.version, latest.name, latest.clauses[0].text) == (2, "課堂授權書（新）", "新條文")
    assert templates.version("classroom", 1).name == "課堂授權書"
    assert (letter.template_version, letter.template_name) == (1, "課堂授權書")


def test_saving_without_a_change_keeps_every_clause(editor: Browser) -> None:
    """What the editor shows is the whole template: saving it again gives the same clauses."""
    before = templates.latest("classroom")
    shown = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', editor.get(PAGE).text))
    assert shown["version"] == "1"
    editor.post(PAGE, typed())
    assert templates.latest("classroom").clauses == before.clauses


def test_of_two_editors_one_wins_and_the_other_keeps_the_text(editor: Browser, new_browser: Callable[[], Browser]) -> None:
    """The second to save an old version is told so and sees what was typed; saving that page again makes a further version."""
    form = typed(name="第一個")
    editor.post(PAGE, form)
    other = new_browser().sign_in(Role.ORGANIZER, username="other")
    other.post(PAGE, {**form, "name": "第二個"})
    assert other.status == 409
    assert "第二個" in other.text
    assert templates.latest("classroom").name == "第一個"
    shown = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', other.text))
    other.post(PAGE, {**form, "name": "第二個", "version": shown["version"]})
    assert [templates.version("classroom", number).name for number in (1, 2, 3)] == ["課堂授權書", "第一個", "第二個"]


def test_saving_twice_is_saving_once(editor: Browser) -> None:
    """The same form sent again, for an edit or for a new template, is answered as at first and makes nothing more."""
    form = typed(name="只存一次")
    new = re.search(r'name="new_id" value="([^"]+)"', editor.get("/licences/templates/new").text)
    assert new
    for page, sent in ((PAGE, form), ("/licences/templates/new", {**form, "new_id": new[1]})):
        answers = [(editor.post(page, sent).status, editor.location) for _ in range(2)]
        assert answers[0] == answers[1]
        assert answers[0][0] == 303
    assert templates.latest("classroom").version == 2
    assert len(templates.list_templates(ORGANIZER)) == 3


def test_the_preview_of_what_is_typed_saves_nothing(editor: Browser) -> None:
    """It shows the letter below the editor, with the example's name in it, and the typed text is still there; an error is told instead."""
    editor.post(PAGE, typed(text__0="茲同意{lecturer}之條款", preview="1"))
    assert "第 1 條　茲同意王小明之條款" in editor.text
    assert "茲同意{lecturer}之條款" in editor.text
    editor.post(PAGE, typed(text__0="{nobody}", preview="1"))
    assert editor.status == 400
    assert templates.latest("classroom").version == 1


def test_older_versions_can_be_read(editor: Browser) -> None:
    """The editor lists every version, and each opens as it was."""
    editor.post(PAGE, typed(text__0="第二版的條文"))
    assert f"{PAGE}/preview?version=1" in editor.get(PAGE).text
    assert "第二版的條文" in editor.get(f"{PAGE}/preview").text
    assert "第二版的條文" not in editor.get(f"{PAGE}/preview?version=1").text
    assert "這是舊版，目前是第 2 版" in editor.text
    assert editor.get(f"{PAGE}/preview?version=9").status == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "請輸入範本名稱"),
        ({"opening": "敬愛的{teacher}"}, "沒有「{teacher}」這個欄位"),
        ({"text__1": "沒有關上 {lecturer"}, "大括號沒有成對"),
        ({"years__0": "99"}, "年數請填"),
        ({"years__0": "3", "ends__0": "2030-01-01"}, "請只填一個"),
        ({"rights__0__reproduce": "", "rights__0__distribute": "", "rights__0__transmit": ""}, "請至少勾選一項利用方式"),
        ({"kind": "other"}, "請選擇用途"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, str], said: str, editor: Browser) -> None:
    """A wrong field stops the saving with its reason, and the page keeps what was typed."""
    editor.post(PAGE, typed(**{**changed, "text__2": "我打了很多字"}))
    assert editor.status == 400
    assert said in editor.text
    assert "我打了很多字" in editor.text
    assert templates.latest("classroom").version == 1


def test_clauses_move_without_saving(editor: Browser) -> None:
    """Add, remove, up and down change only the page; all that was typed moves along."""

    def texts() -> list[str]:
        return [text.strip() for text in re.findall(r'<textarea[^>]* name="text\.\d+"[^>]*>\n?([^<]*)', editor.text)]

    form = typed(text__0="甲", text__1="乙", text__2="丙")
    count = int(form["count"])
    editor.post(PAGE, {**form, "down.0": "1"})
    assert texts()[:3] == ["乙", "甲", "丙"]
    editor.post(PAGE, {**form, "up.2": "1"})
    assert texts()[:3] == ["甲", "丙", "乙"]
    editor.post(PAGE, {**form, "remove.0": "1"})
    assert texts()[:2] == ["乙", "丙"]
    assert len(texts()) == count - 1
    editor.post(PAGE, {**form, "add": "1"})
    assert len(texts()) == count + 1
    assert templates.latest("classroom").version == 1


def test_a_retired_template_is_not_offered(editor: Browser, now: datetime) -> None:
    """Once out of use it is not in the choice for sending; it can be taken back."""
    class_ = class_with_talks(now)
    editor.post(f"{PAGE}/retire", {"retired": "1"})
    assert "課堂授權書" not in editor.get(f"/classes/{class_.id}/licences").text
    editor.post(f"{PAGE}/retire", {"retired": "0"})
    assert "課堂授權書" in editor.get(f"/classes/{class_.id}/licences").text


def test_an_edit_does_not_bring_a_retired_template_back(editor: Browser) -> None:
    """Correcting a retired template leaves it out of use."""
    editor.post(f"{PAGE}/retire", {"retired": "1"})
    editor.post(PAGE, typed(name="停用後修改"))
    assert [(each.name, each.retired) for each in templates.list_templates(ORGANIZER) if each.id == "classroom"] == [("停用後修改", True)]


def test_a_new_template_can_be_sent(editor: Browser, now: datetime) -> None:
    """From an empty editor to a letter: the new template's clause is in it."""
    form = {"name": "錄影授權", "kind": "classroom", "opening": "{lecturer}同意", "count": "1", "text.0": "{centre}得錄影", "grant.0": "on"}
    ticks = {"rights.0.record": "on", "audiences.0.centre": "on", "channels.0.room": "on", "years.0": "1", "territory.0": "taiwan"}
    editor.post("/licences/templates/new", form | ticks)
    made = editor.location.rpartition("/")[2]
    assert "王小明同意" in editor.get(f"/licences/templates/{made}/preview").text
    (letter,) = send(class_with_talks(now), now, template=made)
    assert [clause.text for clause in letter.clauses] == ["臺北市政府公務人員訓練處得錄影"]


def test_a_template_whose_term_is_over_is_not_sent(editor: Browser, now: datetime) -> None:
    """A fixed end that comes before the answer is asked for would license nothing: sending is refused, with what to do."""
    editor.post(PAGE, typed(years__0="", ends__0="2026-03-10"))
    with pytest.raises(InvalidInput) as wrong:
        send(class_with_talks(now), now, due_on="2026-03-20")
    assert list(wrong.value.fields) == ["template"]


def test_the_standard_templates_are_made_once(browser: Browser, now: datetime) -> None:
    """The empty page offers them; pressing twice makes them once, and an edited one is left alone."""
    browser.sign_in(Role.ORGANIZER)
    assert "建立標準範本" in browser.get("/licences/templates").text
    browser.post("/licences/templates/standard")
    browser.post(PAGE, typed(name="改過的"))
    browser.post("/licences/templates/standard")
    assert sorted(template.name for template in templates.list_templates(ORGANIZER)) == ["改過的", "數位教材授權書"]
