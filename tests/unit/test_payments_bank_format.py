"""The bank's layout: nothing is cut, and whatever arrives is read or refused, never an exception."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.payments.bank.format_rules import CODES, control, read, write
from chalicelib.domains.payments.bank.layout_rules import DETAIL, HEADER, LAYOUT, ORDER, RESULT, TRAILER
from chalicelib.domains.payments.bank.rules import Payer, Payment
from tests.scenes.payments import answer_of

PAYER = Payer("012", "80041234567890")
DAY = date(2026, 3, 20)
FINE = Payment("202603020001", "012", "0123456789", "A123456789", 12_000)
DOCUMENT = Path(__file__).parents[2] / "docs" / "bank-format.md"


def fields_of_document(file: str) -> list[tuple[str, int, int, str]]:
    """Line, first and last column, and kind (empty where the document says none) of each field, in the document's order."""
    part = next(part for part in DOCUMENT.read_text("utf-8").split("\n## ") if f"`{file}`" in part.partition("\n")[0])
    found, line = [], ""
    for row in re.findall(r"^\|(.+)\|$", part, re.MULTILINE)[2:]:
        named, columns, kind, _ = (cell.strip() for cell in row.split("|"))
        line = {"header": HEADER, "detail": DETAIL, "trailer": TRAILER}[named] if named else line
        for first, last in re.findall(r"(\d+)(?:–(\d+))?", columns):
            found.append((line, int(first), int(last or first), kind))
    return found


@pytest.mark.parametrize(
    "wrong",
    [
        Payment("202603020001", "12", "0123456789", "A123456789", 1),
        Payment("202603020001", "012", "01234567890123456", "A123456789", 1),
        Payment("202603020001", "012", "12345-678", "A123456789", 1),
        Payment("202603020001", "012", "0123456789", "護照一二三", 1),
        Payment("202603020001", "012", "0123456789", "A" * 21, 1),
        Payment("202603020001", "012", "0123456789", "A123456789", 10**11),
        Payment("202603020001", "012", "0123456789", "A123456789", -1),
        Payment("2026030200011", "012", "0123456789", "A123456789", 1),
    ],
)
def test_what_does_not_fit_is_not_cut(wrong: Payment) -> None:
    """A value that is too long, or no number, stops the whole file."""
    with pytest.raises(ValueError, match=r"fit|digits"):
        write("B202603200001", DAY, PAYER, [FINE, wrong])


def test_payments_are_never_shown_by_mistake() -> None:
    """No account in a repr, so in no error text."""
    assert "0123456789" not in f"{FINE!r} {[FINE]}"


@given(st.lists(st.integers(10**7, 10**16 - 1), min_size=1, max_size=20))
def test_the_control_total_notices_a_changed_account(accounts: list[int]) -> None:
    """One digit of one account's last ten is another: another control total."""
    payments = [Payment("202603020001", "012", str(account), "A123456789", 1) for account in accounts]
    last = payments[-1].account
    other = last[:-1] + str((int(last[-1]) + 1) % 10)
    assert control(payments) != control([*payments[:-1], Payment("202603020001", "012", other, "A123456789", 1)])


@given(st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 10**9), st.sampled_from(sorted(CODES))), max_size=30))
def test_every_answer_is_read_as_it_was_written(rows: list[tuple[int, int, str]]) -> None:
    """Number, amount, outcome and day of each line, in order; no problem."""
    said = [(f"20260302{number:04}", amount, code) for number, amount, code in rows]
    found = read(answer_of("B202603200001", said, DAY))
    assert (found.batch_id, found.problems) == ("B202603200001", ())
    assert [(row.case_id, row.amount, row.code) for row in found.rows] == said
    assert {row.day for row in found.rows} <= {DAY}
    assert all(row.paid is (row.code == "00") for row in found.rows)


@given(st.binary(max_size=400))
def test_rubbish_is_refused_in_words(data: bytes) -> None:
    """Any bytes: no exception, and a text that says why."""
    assert read(data).problems


@given(st.integers(0, 3), st.integers(0, 79), st.sampled_from("0123456789AZ "))
def test_one_wrong_character_never_moves_other_money(line: int, column: int, char: str) -> None:
    """A character of a good file is another: refused, or the sums are the same, and the batch notices a changed number or day."""
    said = [("202603020001", 12_000, "00"), ("202603020002", 6_000, "03")]
    lines = answer_of("B202603200001", said, DAY).decode().split("\r\n")
    lines[line] = lines[line][:column] + char + lines[line][column + 1 :]
    found = read("\r\n".join(lines).encode())
    if not found.problems:
        assert sum(row.amount for row in found.rows if row.paid) == 12_000
        assert sum(row.amount for row in found.rows if not row.paid) == 6_000


@pytest.mark.parametrize("file", [ORDER, RESULT])
def test_the_columns_are_those_of_the_document(file: str) -> None:
    """docs/bank-format.md and the table in the code name the same fields: line, columns and kind, in the same order."""
    wanted = fields_of_document(file)
    fields = [(line, field) for (of, line), each in LAYOUT.items() if of == file for field in each.values()]
    assert [(line, field.start, field.start + field.width - 1) for line, field in fields] == [each[:3] for each in wanted]
    assert all(said in {"", field.kind} for (_, field), (*_, said) in zip(fields, wanted, strict=True))
