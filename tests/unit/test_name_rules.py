"""Names as lists write them, and as they are kept and compared."""

import pytest

from chalicelib.web.name_rules import person_name, plain_name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("王　明", "王明"),
        (" 李 大 同 ", "李大同"),
        ("王\n小明", "王小明"),
        ("林\u200b美玲\ufeff", "林美玲"),
        ("夏曼 藍波安", "夏曼 藍波安"),
        ("John\nSmith", "John Smith"),
        ("김 철수", "김 철수"),
        ("Nguye\u0302\u0303n Văn", "Nguyễn Văn"),
        ("瓦歷斯‧諾幹", "瓦歷斯‧諾幹"),
        ("𠮷 川", "𠮷川"),
        ("\ufa10\U0002f9ff", "\ufa10\U0002f9ff"),
    ],
)
def test_a_name_is_kept_as_people_read_it(written: str, kept: str) -> None:
    """Padding, line breaks and unseen marks go; the words of Latin, Korean and Indigenous names stay."""
    assert person_name(written) == kept


@pytest.mark.parametrize("other", ["瓦歷斯·諾幹", "瓦歷斯．諾幹", "瓦歷斯 ‧ 諾幹", "瓦歷斯‧\u200b諾幹"])
def test_one_name_written_in_two_ways_is_one(other: str) -> None:
    """Whatever dot, blank or unseen mark is between the parts, the key is the same."""
    assert plain_name(other) == plain_name("瓦歷斯‧諾幹")
