"""Tables in docs/ that a test makes: it holds them to what is so, and UPDATE_DOCS=1 writes them anew."""

import os
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def hold(name: str, made_by: str, table: str) -> None:
    """Between the two marks of docs/<name> stands this table."""
    path, begins, ends = DOCS / name, f"<!-- table: made by {made_by} -->\n", "<!-- end of table -->"
    text = path.read_text("utf-8")
    before, mark, rest = text.partition(begins)
    assert mark, f"{name} has no place for the table of {made_by}"
    wanted = before + begins + table + ends + rest.partition(ends)[2]
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(wanted, "utf-8")
        text = wanted
    assert text == wanted, "UPDATE_DOCS=1 writes it anew"
