"""The forms of a page, filled as a person would: what is there stays, what is empty gets something that fits its kind."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BY_TYPE = {
    "date": "2026-03-10",
    "time": "09:30",
    "datetime-local": "2026-03-10T09:30",
    "email": "a@gov.example",
    "number": "1",
    "month": "2026-03",
}


@dataclass
class Form:
    """Without its token: `standing` is what the page says, and what it asks for at least; in `filled` every field has something.

    `buttons` are the (name, value) of which a press sends one.
    """

    action: str
    method: str
    standing: dict[str, str] = field(default_factory=dict)
    filled: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif self.forms and "disabled" not in given and given.get("name", "") != "csrf":
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], given.get("name", ""), given.get("value", "")
        if tag == "option" and self._select and ("selected" in given or not form.filled.get(self._select)):
            form.standing[self._select] = form.filled[self._select] = value
        if tag == "select":
            self._select = name
            form.filled.setdefault(name, "")
        if tag == "button" and given.get("type", "submit") == "submit":
            form.buttons.append((name, value))
        if tag == "textarea" and name:
            form.standing[name], form.filled[name] = "", "因公出差，請准假。"
            self._text = name
        if tag == "input" and name:
            self._input(form, name, given.get("type", "text"), value, given)

    def _input(self, form: Form, name: str, kind: str, value: str, given: dict[str, str]) -> None:
        if kind == "submit":
            form.buttons.append((name, value))
        elif kind in {"checkbox", "radio"}:
            if "checked" in given or kind == "checkbox" or name not in form.filled:
                form.filled[name] = value or "on"
            if "checked" in given or (kind == "radio" and "required" in given and name not in form.standing):
                form.standing[name] = value or "on"
        elif kind != "file":
            something = "" if kind == "hidden" else given.get("min") or _BY_TYPE.get(kind, "測試")
            form.filled[name] = value or something
            form.standing[name] = value or (something if "required" in given else "")

    def handle_data(self, data: str) -> None:
        if self._text and data.strip():
            self.forms[-1].standing[self._text] = self.forms[-1].filled[self._text] = data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""


def forms_of(page: str) -> list[Form]:
    """The forms that are posted to an address of ours."""
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.forms if form.method == "post" and form.action.startswith("/")]
