"""What a ballot's receipt looks like. Pure.

As K7QM-3XTB-9DWA. A receipt is the key of its ballot in the published list: long enough that none is guessed and no two are drawn alike
(29 letters to the power of 12: 58 bits), short enough to be read aloud.
"""

from collections.abc import Iterable

# Without what looks alike on paper: 0 O, 1 I L, U V.
LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
GROUPS = 3
GROUP_LENGTH = 4
"""Letters of a group."""


def written(letters: Iterable[str]) -> str:
    """GROUPS × GROUP_LENGTH letters as a receipt."""
    every = "".join(letters)
    return "-".join(every[start : start + GROUP_LENGTH] for start in range(0, len(every), GROUP_LENGTH))


def is_receipt(text: str) -> bool:
    """Whether it has the shape of one."""
    every = text.replace("-", "")
    return len(every) == GROUPS * GROUP_LENGTH and set(every) <= set(LETTERS) and written(every) == text
