"""What a lecturer is shown and confirms, as texts, and their digest. Pure."""

import hashlib
import json
from dataclasses import dataclass

from chalicelib.clock import minguo
from chalicelib.domains.fees.amount_in_words_rules import in_words
from chalicelib.domains.fees.model import Case, Line

DECLARATION = "本人確認上列授課時間與金額無誤，同意匯入所列帳戶。"


@dataclass(frozen=True)
class PayTo:
    """Where the money goes, as it is shown: masked."""

    id_masked: str
    bank: str
    account_masked: str
    holder: str
    address: str
    version: int


def when(line: Line) -> str:
    """115 年 3 月 2 日 09:00–11:50, or empty."""
    return f"{minguo(line.day)} {line.starts}–{line.ends}" if line.day else ""


def text_sha256(case: Case, pay_to: PayTo) -> str:
    """The digest of all that the page shows of the case: whoever signs, signs this."""
    lines = [[each.source.value, str(each.day or ""), each.starts, each.ends, each.subject, each.amount, each.why] for each in case.lines]
    shown = {
        "serial": case.id,
        "class": [case.number_of_class, case.class_title],
        "lecturer": case.payee.name,
        "kind": [case.payee.kind.value, case.payee.income_class.value, case.payee.nhi_exempt_reason],
        "funding": case.funding,
        "lines": lines,
        "deductions": [[each.name, each.amount, each.why] for each in case.deductions],
        "net": [case.net, in_words(case.net)],
        "pay to": [pay_to.id_masked, pay_to.bank, pay_to.account_masked, pay_to.holder, pay_to.address, pay_to.version],
        "declaration": DECLARATION,
    }
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
