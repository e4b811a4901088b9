"""The bank's files in the layout of docs/bank-format.md: fixed width, ASCII, a header, a line for each payment, control totals. Pure.

The layout is ours, for want of the paying bank's own. For another, write a module with the same `write` and `read`, and name it in
batching.FORMAT.
"""

from collections.abc import Sequence
from datetime import date

from chalicelib.domains.payments.bank.layout_rules import DETAIL, HEADER, LAYOUT, ORDER, RESULT, TRAILER, WIDTH, Field, written
from chalicelib.domains.payments.bank.rules import Answer, Payer, Payment, Row

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
    sums = {"payments": len(payments), "total": sum(payment.amount for payment in payments)}
    payer_of = {"payer bank": _bank(payer.bank_code), "payer account": payer.account}
    lines = [written(ORDER, HEADER, {"batch": batch_id, "day": f"{pays_on:%Y%m%d}", **payer_of, **sums})]
    lines += [written(ORDER, DETAIL, {"sequence": sequence, **_detail(payment)}) for sequence, payment in enumerate(payments, start=1)]
    lines.append(written(ORDER, TRAILER, {**sums, "control": control(payments)}))
    return "".join(line + _END for line in lines).encode("ascii")


def _detail(payment: Payment) -> dict[str, str | int]:
    return {
        "case": payment.case_id,
        "bank": _bank(payment.bank_code),
        "account": payment.account,
        "digits of account": len(payment.account),
        "amount": payment.amount,
        "id number": payment.id_number,
    }


def control(payments: Sequence[Payment]) -> int:
    """The sum of the accounts' last ten digits, of which sixteen digits stay: an account that was changed on the way is noticed."""
    return sum(int(payment.account[-10:]) for payment in payments) % 10**16


def read(data: bytes) -> Answer:
    """The bank's result file. Whatever does not fit is a problem, and never an exception."""
    try:
        lines = [line for line in data.decode("ascii").splitlines() if line.strip()]
    except UnicodeDecodeError:
        return Answer("", problems=("檔案含有 ASCII 以外的字元，不是銀行的回覆檔。",))
    if len(lines) < 2 or not lines[0].startswith(HEADER + RESULT) or not lines[-1].startswith(TRAILER):
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
    return Answer(LAYOUT[RESULT, HEADER]["batch"].of(lines[0]).strip(), tuple(rows), tuple(problems))


def _row(line: str, sequence: int) -> Row:
    fields = LAYOUT[RESULT, DETAIL]
    if not line.startswith(DETAIL) or len(line) > WIDTH[RESULT]:
        raise ValueError("不是明細行。")
    if _int(fields["sequence"], line, "序號") != sequence:
        raise ValueError("序號不連續，檔案可能少了幾行。")
    code = fields["code"].of(line)
    if code not in CODES:
        raise ValueError(f"不認得的回覆碼「{code}」。")
    typed = fields["day"].of(line)
    try:
        day = date(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
    except ValueError:
        raise ValueError("日期不正確。") from None
    return Row(fields["case"].of(line), _int(fields["amount"], line, "金額"), code == _PAID, code, CODES[code], day)


def _totals(line: str, rows: Sequence[Row]) -> list[str]:
    paid, failed = [row.amount for row in rows if row.paid], [row.amount for row in rows if not row.paid]
    wanted = {
        "lines": len(rows),
        "paid": len(paid),
        "total of paid": sum(paid),
        "failed": len(failed),
        "total of failed": sum(failed),
    }
    try:
        said = {name: _int(LAYOUT[RESULT, TRAILER][name], line, "表尾") for name in wanted}
    except ValueError as error:
        return [str(error)]
    return [] if said == wanted else ["表尾的件數或金額與明細不符，檔案可能不完整或被改過。"]


def _int(field: Field, line: str, what: str) -> int:
    part = field.of(line)
    if len(part) != field.width or not (part.isascii() and part.isdigit()):
        raise ValueError(f"{what}不是數字。")
    return int(part)


def _bank(code: str) -> str:
    """Three digits are a head office: its branch is 0000."""
    if len(code) not in {3, 7} or not (code.isascii() and code.isdigit()):
        raise ValueError("a bank code that is not three or seven digits")
    return code.ljust(7, "0")
