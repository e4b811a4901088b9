"""The one text of a letter: what the page shows, the PDF prints, and the signer's hash covers. Pure."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping

from chalicelib.centre import centre
from chalicelib.clock import minguo
from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Letter, Right, Work

_FIELD = re.compile(r"\{([a-z_]*)\}")


def fill(text: str, fields: Mapping[str, str]) -> str:
    """The text with its {fields}; one that is not known stays as it is."""
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), text)


def fields_of(lecturer: str, works: Collection[Work], fee: int) -> dict[str, str]:
    """What a letter's fields say; the day of signing is not known before it, so its words say so."""
    days = sorted({day for work in works for day in work.days})
    return {
        "lecturer": lecturer,
        "class_title": "、".join(dict.fromkeys(work.class_title for work in works)),
        "class_id": "、".join(dict.fromkeys(work.class_id for work in works)),
        "works": "、".join(f"「{title}」" for title in dict.fromkeys(work.title for work in works)),
        "days": "、".join(minguo(day) for day in days),
        "fee": fee_text(fee),
        "centre": centre().name,
        "signed_on": "本授權書簽署之日",
    }


def fee_text(fee: int) -> str:
    return f"新臺幣 {fee:,} 元" if fee else "無償"


def grant_text(grant: Grant) -> str:
    """One sentence of what a grant allows, in the order of the enumerations."""
    rights = labels(Right, grant.rights)
    audiences = labels(Audience, grant.audiences)
    channels = labels(Channel, grant.channels)
    more = "得再授權第三人" if grant.sublicence else "不得再授權第三人"
    return f"授權{audiences}，以{rights}之方式，於{channels}利用；{term_text(grant)}；地域：{grant.territory.label}；{more}。"


def term_text(grant: Grant) -> str:
    """As 自 115 年 3 月 2 日至 118 年 3 月 1 日; a template's term has no days yet."""
    starts = f"自 {minguo(grant.starts)}" if grant.starts else "自簽署之日"
    if grant.ends:
        return f"{starts}至 {minguo(grant.ends)}"
    return f"{starts}起 {grant.years} 年" if grant.years else f"{starts}起，不限期間"


def paragraphs(letter: Letter) -> list[tuple[str, str]]:
    """(kind, text) in order: title, text, fact, clause, grant. A clause whose grant was taken back says so."""
    lines = [("title", letter.template_name), ("text", letter.opening)]
    lines += [("fact", text) for text in facts(letter)]
    for number, clause in enumerate(letter.clauses, start=1):
        lines.append(("clause", f"第 {number} 條　{clause.text}"))
        if said := grant_line(clause):
            lines.append(("grant", said))
    return lines


def grant_line(clause: Clause) -> str:
    """What stands below a clause: its scope and what was taken back of it, or that all was; empty for one that licenses nothing."""
    if clause.grant:
        less = taken_back(clause)
        return grant_text(clause.grant) + (f"（立書人縮小本條之範圍，不同意：{less}）" if less else "")
    return "（立書人不同意本條之授權）" if clause.refused else ""


def taken_back(clause: Clause) -> str:
    """What the lecturer did not agree to of a clause that was narrowed, as 改作；期限縮短為至 116 年 3 月 1 日; else empty."""
    sent, left = clause.offered, clause.grant
    if sent is None or left is None:
        return ""
    lost = [
        labels(Right, sent.rights - left.rights),
        labels(Audience, sent.audiences - left.audiences),
        labels(Channel, sent.channels - left.channels),
        f"期限縮短為至 {minguo(left.ends)}" if left.ends and left.ends != sent.ends else "",
    ]
    return "；".join(text for text in lost if text)


def clause_names(numbers: Iterable[int]) -> str:
    """As 第 1 條、第 4 條."""
    return "、".join(f"第 {number} 條" for number in numbers)


def facts(letter: Letter) -> list[str]:
    """Who, which works, for how much: above the clauses."""
    works = [f"課程（著作）：{work.title}（{work.class_title}，{'、'.join(minguo(day) for day in work.days)}）" for work in letter.works]
    kind = "專屬授權" if letter.exclusive else "非專屬授權"
    return [f"授權書編號：{letter.id}", f"立書人（講座）：{letter.lecturer}", *works, f"授權性質：{kind}；授權費用：{fee_text(letter.fee)}"]


def text_sha256(letter: Letter) -> str:
    """Of the paragraphs as UTF-8, one a line."""
    return hashlib.sha256("\n".join(text for _, text in paragraphs(letter)).encode()).hexdigest()


def labels(kind: type[Right] | type[Audience] | type[Channel], values: Collection[Right | Audience | Channel]) -> str:
    """In the order of the enumeration."""
    return "、".join(member.label for member in kind if member in values)
