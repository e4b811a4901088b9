"""What anybody may know of a sealed paper who holds the file itself: which one it is, and how it stands today."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RegisteredPaper:
    """`kind` is the tone of the page (ok, warn, stop); `facts` are labels and values, without what the holder could not read in the file.

    Names are masked: a file may be passed on, and what is typed into a page by others is not to be read out of ours.
    """

    what: str
    kind: str
    heading: str
    text: str
    facts: tuple[tuple[str, str], ...]
