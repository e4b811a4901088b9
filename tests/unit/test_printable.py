"""Which characters our papers can show, asked without a font."""

import pytest

from chalicelib.documents import fonts
from chalicelib.errors import Conflict
from chalicelib.records.printable import refuse_unprintable, unprintable


def test_the_list_says_what_the_fonts_hold() -> None:
    """Every character of the basic plane and beyond is printable by the list only where a font has it: nothing is promised in vain."""
    promised = "".join(chr(code) for code in (*range(0x20, 0xD800), *range(0xE000, 0x30000)) if not unprintable(chr(code)))
    assert fonts.missing(promised) == ""


@pytest.mark.parametrize(
    "name", ["Yapasuyongʉ", "𠮷川健", "김철수", "Nguyễn Văn An", "瓦歷斯‧諾幹", "Żółć", "葛\U000e0100城", "公文\u200b寫作"]
)
def test_names_that_can_be_printed(name: str) -> None:
    """Letters of every script that people here have, and what has no picture of its own."""
    assert unprintable(name) == ""


def test_what_cannot_be_printed_is_named() -> None:
    """Each character once, with the number by which others can find it."""
    with pytest.raises(Conflict, match=r"授權書裡有無法列印的字：「\ue000」（U\+E000）。"):
        refuse_unprintable(["林\ue000豪", "\ue000"], "授權書")
