"""The banks that an account may be at. Pure.

Codes and banks agree with the Financial Information Service's list of October 2023 (github Jakevin/TaiwanBank7DigitCode). Since then: 103
becomes part of 812 on 2027-01-01, and 054 of 807 about the end of 2026, both by news: look at the current list before the first payment.
What is not in the list is entered by its own code of three or seven digits (credit unions, farmers' and fishermen's associations).
"""

import re

POST_OFFICE = "700"
OTHER = "other"
BANKS = {
    "004": "臺灣銀行",
    "005": "臺灣土地銀行",
    "006": "合作金庫商業銀行",
    "007": "第一商業銀行",
    "008": "華南商業銀行",
    "009": "彰化商業銀行",
    "011": "上海商業儲蓄銀行",
    "012": "台北富邦商業銀行",
    "013": "國泰世華商業銀行",
    "016": "高雄銀行",
    "017": "兆豐國際商業銀行",
    "048": "王道商業銀行",
    "050": "臺灣中小企業銀行",
    "052": "渣打國際商業銀行",
    "053": "台中商業銀行",
    "054": "京城商業銀行",
    "081": "滙豐（台灣）商業銀行",
    "101": "瑞興商業銀行",
    "102": "華泰商業銀行",
    "103": "臺灣新光商業銀行",
    "108": "陽信商業銀行",
    "118": "板信商業銀行",
    "147": "三信商業銀行",
    "700": "中華郵政",
    "803": "聯邦商業銀行",
    "805": "遠東國際商業銀行",
    "806": "元大商業銀行",
    "807": "永豐商業銀行",
    "808": "玉山商業銀行",
    "809": "凱基商業銀行",
    "810": "星展（台灣）商業銀行",
    "812": "台新國際商業銀行",
    "816": "安泰商業銀行",
    "822": "中國信託商業銀行",
    "823": "將來商業銀行",
    "824": "連線商業銀行",
    "826": "樂天國際商業銀行",
}
# The post office's is branch (7) and account (7); the others' lengths differ too much to be told from memory.
_POST_OFFICE_DIGITS = 14
_SHORTEST, _LONGEST = 8, 16
_CODE = re.compile(r"\d{3}(\d{4})?", re.ASCII)


def choices() -> list[tuple[str, str]]:
    """(code, text) for a form, the post office first, since many have an account there."""
    codes = [POST_OFFICE, *(code for code in BANKS if code != POST_OFFICE)]
    return [*((code, f"{code} {BANKS[code]}") for code in codes), (OTHER, "其他（農漁會、信用合作社等，自行輸入代號）")]


def name_of(code: str) -> str:
    """The bank's name, by the first three digits of its code."""
    return BANKS.get(code[:3], f"其他金融機構（{code}）")


def code_problem(code: str) -> str:
    """Why a code cannot be used; empty where it can."""
    return "" if _CODE.fullmatch(code) else "請輸入 3 碼總行代號，或 7 碼分支代號。"


def account_problem(code: str, account: str) -> str:
    """Why the digits cannot be an account at that bank; empty where they can."""
    if not (account.isascii() and account.isdigit()):
        return "帳號請只輸入數字。"
    if code.startswith(POST_OFFICE) and len(account) != _POST_OFFICE_DIGITS:
        return "郵局帳號是局號 7 碼加帳號 7 碼，共 14 碼數字。"
    if not _SHORTEST <= len(account) <= _LONGEST:
        return f"帳號應為 {_SHORTEST} 到 {_LONGEST} 碼數字，請對照存摺。"
    return "" if set(account) != {"0"} else "帳號不能全部是 0。"
