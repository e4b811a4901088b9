"""Writes docs/routes.md: every route, with the first line of its view's docstring. `python -m infra.routes`; a test compares the two."""

import os
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs/routes.md"
HEAD = """# Routes

Every route, with the first line of its view's docstring. Who may open it: `tests/architecture/access/`. Made by `python -m infra.routes`.

| method | path | what |
|---|---|---|
"""


def table() -> str:
    """The rows, by path and method."""
    from chalicelib.web.router import every_route

    rows = []
    for path, methods in sorted(every_route().items()):
        for method, entry in sorted(methods.items()):
            text = (entry.view_function.__doc__ or entry.view_name.replace("_", " ")).strip().splitlines()[0]
            rows.append(f"| {method} | `{path}` | {text} |\n")
    return "".join(rows)


if __name__ == "__main__":
    from chalicelib.settings import Settings

    os.environ |= {name.upper(): "-" for name in Settings.__dataclass_fields__ if name != "clock_start"}
    os.environ.setdefault("AWS_DEFAULT_REGION", "ap-northeast-1")
    PAGE.write_text(HEAD + table())
