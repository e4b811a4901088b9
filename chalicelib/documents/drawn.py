"""Which characters have a picture at all; asked with and without a font."""

import unicodedata

_VARIANTS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def is_drawn(char: str) -> bool:
    """Whether a paper shows anything for it: not for an end of line, a mark of direction, a joiner, or what chooses a variant."""
    return unicodedata.category(char) not in {"Cf", "Cc"} and not any(ord(char) in variants for variants in _VARIANTS)
