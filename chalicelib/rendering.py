"""Jinja, for pages and for mails."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from chalicelib.centre import centre
from chalicelib.clock import TAIPEI, taipei

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def templates() -> Environment:
    """Escapes everything, fails on what is undefined. Filter: `taipei` shows a moment on Taipei's clock.

    Each template knows whose system this is, as `centre`.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["taipei"] = lambda moment, pattern="%Y-%m-%d %H:%M": taipei(moment).strftime(pattern) if moment else ""
    environment.globals |= {"centre": centre(), "time_zone": TAIPEI.tzname(None)}
    return environment
