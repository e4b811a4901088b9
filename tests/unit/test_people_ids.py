"""ID numbers and names: the checksum against an oracle of its own, normalisation, masks, keys."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.people.model import checked_id, ending_of, is_valid_id, mask_id, mask_name, normalise_id, person_key
from chalicelib.errors import InvalidInput

# The oracle: the published table as the regulation prints it, letter by letter, and the sum done digit by digit.
TABLE = {
    "A": 10, "B": 11, "C": 12, "D": 13, "E": 14, "F": 15, "G": 16, "H": 17, "I": 34, "J": 18, "K": 19, "L": 20, "M": 21,
    "N": 22, "O": 35, "P": 23, "Q": 24, "R": 25, "S": 26, "T": 27, "U": 28, "V": 29, "W": 32, "X": 30, "Y": 31, "Z": 33,
}  # fmt: skip


def total(number: str) -> int:
    """The weighted sum, 10 of which a valid number divides."""
    second = TABLE[number[1]] % 10 if number[1] in TABLE else int(number[1])
    found = TABLE[number[0]] // 10 + 9 * (TABLE[number[0]] % 10) + 8 * second
    for weight, digit in zip((7, 6, 5, 4, 3, 2, 1), number[2:9], strict=True):
        found += weight * int(digit)
    return found + int(number[9])


@st.composite
def valid_ids(draw: st.DrawFn, kinds: str = "1289ABCD") -> str:
    """A citizen's or foreign resident's number with the check digit that the oracle wants."""
    body = draw(st.sampled_from(string.ascii_uppercase)) + draw(st.sampled_from(kinds))
    body += draw(st.text("0123456789", min_size=7, max_size=7))
    return body + str(-total(body + "0") % 10)


@pytest.mark.parametrize("number", ["A123456789", "A223456781"])
def test_published_examples_are_valid(number: str) -> None:
    """Numbers known from the rule's own examples pass."""
    assert is_valid_id(number)


@given(valid_ids())
def test_every_number_that_the_oracle_makes_is_valid(number: str) -> None:
    """All letters and all three kinds of holder pass with the right check digit."""
    assert is_valid_id(number)
    assert checked_id(number) == number


@given(st.from_regex(r"[A-Z][1289A-D][0-9]{8}", fullmatch=True))
def test_the_checksum_agrees_with_the_oracle(number: str) -> None:
    """A number of the right shape is valid exactly where its sum is divisible by ten."""
    assert is_valid_id(number) == (total(number) % 10 == 0)


@given(valid_ids(), st.integers(2, 9), st.integers(1, 9))
def test_one_wrong_digit_is_found(number: str, place: int, step: int) -> None:
    """Any one of the eight digits typed wrong makes the sum wrong, but for the weights 2, 4, 5 and 6, which share a factor with ten."""
    wrong = str((int(number[place]) + step) % 10)
    typed = number[:place] + wrong + number[place + 1 :]
    weight = (7, 6, 5, 4, 3, 2, 1, 1)[place - 2]
    shift = weight * (int(wrong) - int(number[place]))
    assert is_valid_id(typed) == (shift % 10 == 0)


@given(valid_ids(), st.sampled_from([2, 6, 8, 9]), st.integers(1, 9))
def test_one_wrong_digit_of_a_prime_weight_is_always_found(number: str, place: int, step: int) -> None:
    """Where the weight shares no factor with ten (7, 3, 1, 1) no wrong digit passes."""
    typed = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert not is_valid_id(typed)


@given(valid_ids(), st.data())
def test_however_it_is_typed_it_is_the_same_number(number: str, data: st.DataObject) -> None:
    """Full width, lower case, spaces and hyphens in any mixture are undone."""
    typed = "".join(data.draw(st.sampled_from(_ways(c))) for c in number)
    assert normalise_id(typed) == number


def _ways(c: str) -> list[str]:
    wide = chr(ord(c) + 0xFEE0)
    assert unicodedata.normalize("NFKC", wide) == c
    return [c, c.lower(), wide, wide.lower(), f" {c}", f"{c}　", f"{c}-", f"{c}\n"]


@pytest.mark.parametrize("typed", ["", "  ", "A12345678", "A1234567890", "A323456789", "1123456789", "Ａ123456788", "A12345678٩", "王小明"])
def test_a_wrong_number_is_refused_without_being_repeated(typed: str) -> None:
    """The error names the field and the next step, and holds nothing of what was typed."""
    with pytest.raises(InvalidInput) as caught:
        checked_id(typed)
    said = caught.value.message + str(caught.value.fields)
    assert set(caught.value.fields) == {"id_number"}
    assert not typed.strip() or typed.strip() not in said


@given(valid_ids())
def test_the_mask_hides_seven_of_ten(number: str) -> None:
    """Seven stars and the last three digits, whatever the others were; masked again it stays, and a counter knows no more of it."""
    masked = mask_id(number)
    assert masked == "*******" + number[7:] == mask_id("Z900000" + number[7:]) == mask_id(masked)
    assert ending_of(masked) == number[7:]


def test_a_mask_leaves_ten_thousand_even_to_who_knows_letter_and_sex() -> None:
    """Of all numbers that begin with A1 every thousandth has one ending; with other letters and residents it is two million."""
    fits = sum(is_valid_id(f"A1{middle:05}789") for middle in range(100_000))
    assert fits == 10_000


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王○明"),
        ("王明", "王○"),
        ("王", "王"),
        ("𠮷田花子", "𠮷○○子"),
        ("王𠮷", "王○"),
        ("林堃", "林○"),
        ("王喆煊", "王○煊"),
        ("歐陽小明", "歐○○明"),
        ("John Smith", "J○○n S○○○h"),
        ("", ""),
    ],
)
def test_names_are_masked_by_whole_characters(name: str, masked: str) -> None:
    """Rare characters stay whole, short names keep their first character only, Latin names are masked word by word."""
    assert mask_name(name) == masked


@pytest.mark.parametrize("dot", ["‧", "·", "•", "．"])
def test_each_part_of_an_indigenous_name_is_masked(dot: str) -> None:
    """The parts around the middle dot are masked as names of their own, and the dot stays as it was typed."""
    assert mask_name(f"瓦歷斯{dot}諾幹") == f"瓦○斯{dot}諾○"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=3, max_size=20))
def test_a_name_of_three_or_more_never_stays_whole(name: str) -> None:
    """Something of every name is hidden, and nothing is cut off its ends."""
    masked = mask_name("王小" + name)
    assert "○" in masked
    assert masked != "王小" + name


@given(valid_ids(), valid_ids())
def test_a_person_key_belongs_to_one_number_and_one_secret(first: str, second: str) -> None:
    """Same number and secret, same key; another number or another secret, another key; the number is not in it."""
    key = person_key(first, b"k" * 32)
    assert key == person_key(first, b"k" * 32)
    assert (key == person_key(second, b"k" * 32)) == (first == second)
    assert key != person_key(first, b"j" * 32)
    assert (len(key), key[0], first in key) == (23, "1", False)


@pytest.mark.parametrize(
    "typed", ["\u202aA123456789\u202c", "A123\u200b456789", "\ufeffA123456789", "A123–456−789", "Ａ１２３─４５６ー789", "*A123456789*"]
)
def test_marks_that_nobody_sees_make_no_number_wrong(typed: str) -> None:
    """What pasting brings along, any kind of hyphen and the stars of a Code 39 are taken out."""
    assert checked_id(typed) == "A123456789"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王　明", "王○"),
        ("李 大 同", "李○同"),
        ("陳\u00a0美", "陳○"),
        ("司馬 光", "司○光"),
        ("김 철수", "김○수"),
        ("Nguyễn Văn An", "N○○○n V○n A○"),
        ("Nguye\u0302\u0303n", "N○○○n"),
        ("Yapasuyongʉ", "Y○○○ʉ"),
        ("林\u200b美玲", "林○玲"),
        ("夏曼 藍波安", "夏○○○安"),
        ("葛\U000e0100城", "葛\U000e0100○"),
    ],
)
def test_padded_names_are_masked_as_one(name: str, masked: str) -> None:
    """Blanks that only line up a column show no character of a name, and a letter keeps its accents."""
    assert mask_name(name) == masked
