"""An amount in words, as it stands on papers: 新臺幣肆仟元整. Pure."""

_DIGITS = "零壹貳參肆伍陸柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "萬", "億", "兆")


def in_words(amount: int) -> str:
    """Of 0 up to 9,999 兆. Raises ValueError for what is outside."""
    if not 0 <= amount < 10**16:
        raise ValueError("an amount that cannot be written in words")
    return f"新臺幣{_number(amount) or _DIGITS[0]}元整"


def _number(amount: int) -> str:
    text, gap = "", False
    for group in range(len(_GROUPS) - 1, -1, -1):
        part = amount // 10_000**group % 10_000
        if part:
            text += (_DIGITS[0] if text and (gap or part < 1000) else "") + _four(part) + _GROUPS[group]
        gap = not part
    return text


def _four(part: int) -> str:
    """1 to 9,999; one 零 for zeros inside, none at the end."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = part // 10**place % 10
        if digit:
            text += (_DIGITS[0] if text and gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return text
