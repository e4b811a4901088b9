"""The building blocks of pages."""

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chalicelib.centre import centre

TEMPLATES = Path(__file__).resolve().parents[3] / "chalicelib/templates"
EVERY_PAGE = {
    "principal": None,
    "csrf_token": "token-1",
    "nav": [],
    "flash": None,
    "now": None,
    "class_home": "",
    "path": "/",
    "centre": centre(),
    "asset": lambda name: f"/static/{name}",
}


def render(source: str, **context: object) -> str:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["taipei"] = str
    template = environment.from_string('{% import "components.html" as ui with context %}' + source)
    return template.render(EVERY_PAGE | context)


def test_form_posts_with_its_token() -> None:
    """A form made by the macro cannot be sent without the CSRF token."""
    page = render('{% call ui.form("/classes") %}{% endcall %}')
    assert 'method="post"' in page
    assert '<input type="hidden" name="csrf" value="token-1">' in page


def test_field_escapes_what_was_typed() -> None:
    """What a person typed comes back as text, never as markup."""
    page = render('{{ ui.field("q", "查詢", value=typed) }}', typed='"><script>')
    assert "<script>" not in page
    assert 'value="&#34;&gt;&lt;script&gt;"' in page


def test_field_ties_its_hint_and_error_to_the_input() -> None:
    """A screen reader hears the hint and the error with the field they belong to."""
    page = render('{{ ui.field("code", "代碼", hint="例如 B00492", error="格式不符") }}')
    assert 'aria-describedby="f-code-hint f-code-error" aria-invalid="true"' in page
    assert 'id="f-code-hint"' in page
    assert 'id="f-code-error"' in page


def test_password_is_never_sent_back() -> None:
    """A password field is empty again after an error."""
    assert "secret" not in render('{{ ui.field("password", "密碼", value="secret", type="password") }}')


def test_error_summary_leads_to_the_fields() -> None:
    """Each error in the summary is a link to its field."""
    assert '<a href="#f-code">格式不符</a>' in render("{{ ui.error_summary(fields) }}", fields={"code": "格式不符"})


def test_no_errors_show_no_summary() -> None:
    """A page without errors has no alert."""
    assert "alert" not in render("{{ ui.error_summary({}) }}")


def test_unknown_kind_is_an_error() -> None:
    """A state that has no sign is refused, so no state is told by colour alone."""
    with pytest.raises(Exception, match="loud"):
        render('{{ ui.status_badge("loud", "x") }}')


def test_select_marks_a_number_given_as_text() -> None:
    """The choice is kept whether the form gives it back as a number or as text."""
    page = render('{{ ui.select_field("year", "年度", [(114, "114"), (115, "115")], value="115") }}')
    assert '<option value="115" selected>' in page


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 429, 500, 503])
def test_error_page_tells_the_person_what_to_do(status: int) -> None:
    """Every error page has a heading, our message and one way on."""
    page = render('{% include "error.html" %}', status=status, message="請再掃一次。", back_href="/again", unknown=False)
    assert "<h1>" in page
    assert "請再掃一次。" in page
    assert 'href="/again"' in page


@pytest.mark.parametrize("layout", ["base.html", "phone.html", "screen.html"])
def test_layouts_hold_nothing_inline(layout: str) -> None:
    """No layout has an inline script, style or handler, which the content security policy would refuse."""
    nav = [{"label": "班期", "href": "/classes"}]
    page = render("{% include layout %}", layout=layout, nav=nav, flash={"kind": "ok", "text": "已儲存"})
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert page.count("<script") == page.count("<script src=")
