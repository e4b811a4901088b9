"""Every kind of message has a name for staff, who see it when it fails."""

from pathlib import Path

import app

PAGE = (Path(__file__).parents[2] / "chalicelib/templates/people/messages.html").read_text()


def test_every_kind_is_named_for_staff() -> None:
    """A message that failed is shown in words, whatever its kind."""
    assert [kind for kind in (*app.WORK, *app.MAIL) if f'"{kind}":' not in PAGE] == []
