"""Whether bytes are DER."""

import pytest
from asn1crypto import core
from asn1crypto.parser import emit
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.documents.der import as_der

LEAVES = some.one_of(
    some.integers().map(core.Integer),
    some.booleans().map(core.Boolean),
    some.binary(max_size=300).map(core.OctetString),
    some.text(max_size=100).map(core.UTF8String),
).map(lambda leaf: leaf.dump())
VALUES = some.recursive(
    LEAVES,
    lambda inner: some.one_of(
        some.lists(inner, max_size=4).map(lambda parts: emit(0, 1, 16, b"".join(parts))),
        some.lists(inner, max_size=4).map(lambda parts: emit(0, 1, 17, b"".join(sorted(parts)))),
        some.lists(inner, max_size=4).map(lambda parts: emit(2, 1, 3, b"".join(parts))),
    ),
    max_leaves=8,
)


@given(VALUES)
def test_der_stays_itself(value: bytes) -> None:
    """What is written the one way is returned as it is."""
    assert as_der(value) == value


@given(VALUES)
def test_a_longer_length_is_another_way(value: bytes) -> None:
    """The same value inside a sequence whose length takes one byte more than it must."""
    length = len(value).to_bytes(4, "big")
    assert as_der(b"\x30\x84" + length + value) == emit(0, 1, 16, value)


@pytest.mark.parametrize(
    ("written", "der"),
    [
        (b"\x01\x01\x01", b"\x01\x01\xff"),
        (b"\x02\x02\x00\x05", b"\x02\x01\x05"),
        (b"\x31\x06\x02\x01\x02\x02\x01\x01", b"\x31\x06\x02\x01\x01\x02\x01\x02"),
        (b"\x30\x80\x02\x01\x05\x00\x00", b"\x30\x03\x02\x01\x05"),
    ],
    ids=["true", "integer", "set", "no length"],
)
def test_other_ways_of_the_same_value(written: bytes, der: bytes) -> None:
    """A truth that is not 255, an integer with a byte too many, a set out of order, a length left open."""
    assert as_der(written) == der


@pytest.mark.parametrize(
    "written", [b"", b"\x30\x05\x02\x01", b"\x02\x01\x05\x00", b"\x24\x03\x04\x01a"], ids=["none", "cut", "more", "pieces"]
)
def test_what_is_no_value(written: bytes) -> None:
    """Nothing, half of one, one with something behind it, a string in pieces: refused, not repaired."""
    with pytest.raises(ValueError):  # noqa: PT011  any of the parser's words
        as_der(written)
