"""What a workflow says of itself on the trainee's page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """`text` is the state in words, as 請假已核准; `kind` is ok, warn, stop, info or neutral; `href` empty where nothing is open now."""

    text: str
    kind: str
    href: str = ""
