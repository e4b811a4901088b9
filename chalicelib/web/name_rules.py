"""Names of people as lists write them, in every script. Pure."""

import re
import unicodedata
from collections.abc import Iterator

from chalicelib.web.value_rules import plain, without_unseen

# Han characters, with the marks that belong to them; 〇 and 々 stand in names, too.
_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\ufe00-\ufe0f\U000e0100-\U000e01ef"
_HANGUL = r"\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_NO_HAN = re.compile(rf"[^{_HAN}]+")
_SYLLABLE_SPACE = re.compile(rf"(?<=[{_HAN}{_HANGUL}])\s+(?=[{_HAN}{_HANGUL}])")
_ONLY_HAN = re.compile(rf"[{_HAN}\s]+")
_DOTS = "‧·•・．･∙⋅⸱"
_ANY_DOT = re.compile(rf"\s*[{_DOTS}]\s*")
_OWN_LINES = re.compile(rf"(?<=[{_HAN}]{{2}})\s*[\r\n]+\s*(?=[{_HAN}]{{2}})")
# A name written by itself is hardly longer; 夏曼 藍波安 and 張同一 教授 have two parts, which the blank keeps apart.
_PADDED = 4


def person_name(written: str) -> str:
    """As it is kept and shown: 王　明 and 李 大 同 are only padded so that a column lines up; a line break in a cell is a blank.

    Latin, Korean and Indigenous names keep their words; a letter and its accent are one character.
    """
    name = " ".join(without_unseen(_composed(written)).split())
    words = name.split()
    padded = all(len(word) == 1 for word in words) or (sum(map(len, words)) <= _PADDED and min(map(len, words)) == 1)
    return "".join(words) if padded and _ONLY_HAN.fullmatch(name) else name


def _composed(text: str) -> str:
    """A letter and its accent as one character; Han characters as they were: 塚 (U+FA10) is in somebody's papers, and not 塚."""
    return _NO_HAN.sub(lambda letters: unicodedata.normalize("NFC", letters[0]), text)


def lecturer_names(written: str) -> str:
    """Several names in one cell, as they are kept; those of two or more characters each on a line of its own are several."""
    parts = re.split(r"([、,，/／;；])", _OWN_LINES.sub("、", without_unseen(written)))
    return "".join(part if at % 2 else person_name(part) for at, part in enumerate(parts))


def unspaced(name: str) -> str:
    """Without the blanks between Han characters or Korean syllables, which every one of them would make a word of its own."""
    return _SYLLABLE_SPACE.sub("", person_name(name))


def plain_name(name: str) -> str:
    """The name as a key: no spaces, nothing unseen, one form of each character and of the dot in Indigenous names."""
    return re.sub(r"\s", "", plain(_ANY_DOT.sub("·", name))).casefold()


def letters_of(word: str) -> Iterator[str]:
    """What a person calls a letter: a character with the marks that stand on it."""
    letter = ""
    for char in _composed(word):
        if letter and unicodedata.category(char) not in {"Mn", "Mc", "Me"}:
            yield letter
            letter = ""
        letter += char
    if letter:
        yield letter
