"""The forms of a page, filled as a person would: what is there stays, what is empty gets something that fits its kind."""

from collections.abc import Iterator
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
    """`values` without the token; `buttons` are the (name, value) of which a press sends one."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def presses(self) -> Iterator[dict[str, str]]:
        """What each of its buttons sends."""
        for name, value in self.buttons or [("", "")]:
            yield {**self.values, **({name: value} if name else {})}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif self.forms and "disabled" not in given and given.get("name", "") != "csrf":
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name, value = self.forms[-1], given.get("name", ""), given.get("value", "")
        if tag == "option" and self._select and ("selected" in given or not form.values.get(self._select)):
            form.values[self._select] = value
        if tag == "select":
            self._select = name
            form.values.setdefault(name, "")
        if tag == "button" and name:
            form.buttons.append((name, value))
        if tag == "textarea" and name:
            form.values[name] = "因公出差，請准假。"
        if tag == "input" and name:
            self._input(form, name, given.get("type", "text"), value, given)

    def _input(self, form: Form, name: str, kind: str, value: str, given: dict[str, str]) -> None:
        if kind == "submit":
            form.buttons.append((name, value))
        elif kind == "checkbox":
            form.values[name] = value or "on"
        elif kind == "radio":
            if "checked" in given or name not in form.values:
                form.values[name] = value
        elif kind != "file":
            form.values[name] = value or ("" if kind == "hidden" else given.get("min") or _BY_TYPE.get(kind, "測試"))


def forms_of(page: str) -> list[Form]:
    """The forms that are posted to an address of ours."""
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.forms if form.method == "post" and form.action.startswith("/")]
