"""The bank's files in the layout of docs/bank-format.md: fixed width, ASCII, a header, a line for each payment, control totals. Pure.

The layout is ours, for want of the paying bank's own. For another, write a module with the same `write` and `read`, and name it in
batching.FORMAT.
"""

from collections.abc import Callable, Sequence
from datetime import date

from chalicelib.domains.payments.bank.rules import Answer, Payer, Payment, Row

ORDER, RESULT = "TF01", "TR01"
_WIDTH, _RESULT_WIDTH = 120, 80
_END = "\r\n"
_PAID = "00"
CODES = {
    _PAID: "已入帳",
    "01": "查無此帳號",
    "02": "帳號與證號不符",
    "03": "帳戶已結清",
    "04": "帳戶凍結或警示帳戶",
    "99": "銀行退回，原因未說明",
}


def write(batch_id: str, pays_on: date, payer: Payer, payments: Sequence[Payment]) -> bytes:
    """The payment file. Raises ValueError for what does not fit its field: nothing is cut."""
    total = sum(payment.amount for payment in payments)
    head = "1" + ORDER + _text(batch_id, 13) + f"{pays_on:%Y%m%d}" + _bank(payer.bank_code) + _digits(payer.account, 16)
    lines = [head + _number(len(payments), 6) + _number(total, 13)]
    for sequence, payment in enumerate(payments, start=1):
        lines.append(
            "2"
            + _number(sequence, 6)
            + _text(payment.case_id, 12)
            + _bank(payment.bank_code)
            + _digits(payment.account, 16)
            + _number(len(payment.account), 2)
            + _number(payment.amount, 11)
            + _text(payment.id_number, 20)
        )
    lines.append("9" + _number(len(payments), 6) + _number(total, 13) + _number(control(payments), 16))
    return "".join(line.ljust(_WIDTH) + _END for line in lines).encode("ascii")


def control(payments: Sequence[Payment]) -> int:
    """The sum of the accounts' last ten digits, of which sixteen digits stay: an account that was changed on the way is noticed."""
    return sum(int(payment.account[-10:]) for payment in payments) % 10**16


def read(data: bytes) -> Answer:
    """The bank's result file. Whatever does not fit is a problem, and never an exception."""
    try:
        lines = [line for line in data.decode("ascii").splitlines() if line.strip()]
    except UnicodeDecodeError:
        return Answer("", problems=("檔案含有 ASCII 以外的字元，不是銀行的回覆檔。",))
    if len(lines) < 2 or not lines[0].startswith("1" + RESULT) or lines[-1][:1] != "9":
        return Answer("", problems=(f"檔案沒有 {RESULT} 表頭或表尾，不是銀行的回覆檔，或下載不完整。",))
    problems: list[str] = []
    rows: list[Row] = []
    for number, line in enumerate(lines[1:-1], start=2):
        try:
            rows.append(_row(line, number - 1))
        except ValueError as error:
            problems.append(f"第 {number} 行：{error}")
    if not problems:
        problems = _totals(lines[-1], rows)
    return Answer(lines[0][5:18].strip(), tuple(rows), tuple(problems))


def _row(line: str, sequence: int) -> Row:
    if line[:1] != "2" or len(line) > _RESULT_WIDTH:
        raise ValueError("不是明細行。")
    if _int(line, 1, 7, "序號") != sequence:
        raise ValueError("序號不連續，檔案可能少了幾行。")
    code = line[30:32]
    if code not in CODES:
        raise ValueError(f"不認得的回覆碼「{code}」。")
    typed = line[32:40]
    try:
        day = date(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
    except ValueError:
        raise ValueError("日期不正確。") from None
    return Row(line[7:19], _int(line, 19, 30, "金額"), code == _PAID, code, CODES[code], day)


def _totals(line: str, rows: Sequence[Row]) -> list[str]:
    paid, failed = [row.amount for row in rows if row.paid], [row.amount for row in rows if not row.paid]
    wanted = (len(rows), len(paid), sum(paid), len(failed), sum(failed))
    ends = ((1, 7), (7, 13), (13, 26), (26, 32), (32, 45))
    try:
        said = tuple(_int(line, first, last, "表尾") for first, last in ends)
    except ValueError as error:
        return [str(error)]
    return [] if said == wanted else ["表尾的件數或金額與明細不符，檔案可能不完整或被改過。"]


def _int(line: str, first: int, last: int, what: str) -> int:
    part = line[first:last]
    if len(part) != last - first or not (part.isascii() and part.isdigit()):
        raise ValueError(f"{what}不是數字。")
    return int(part)


def _text(value: str, width: int) -> str:
    return _fits(value, width, lambda each: each.ljust(width))


def _number(value: int, width: int) -> str:
    return _fits(str(value), width, lambda each: each.rjust(width, "0")) if value >= 0 else _fits("-" * (width + 1), width, str)


def _digits(value: str, width: int) -> str:
    if not (value.isascii() and value.isdigit()):
        raise ValueError("an account that is not digits")
    return _fits(value, width, lambda each: each.rjust(width, "0"))


def _bank(code: str) -> str:
    """Three digits are a head office: its branch is 0000."""
    if len(code) not in {3, 7} or not (code.isascii() and code.isdigit()):
        raise ValueError("a bank code that is not three or seven digits")
    return code.ljust(7, "0")


def _fits(value: str, width: int, padded: Callable[[str], str]) -> str:
    if len(value) > width or not value.isascii() or not value.isprintable():
        raise ValueError(f"a value that does not fit {width} characters")
    return padded(value)
