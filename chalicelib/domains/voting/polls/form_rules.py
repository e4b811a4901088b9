"""What an organizer types to make a poll: candidates one a line, and the rules. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from chalicelib.domains.voting.model import MOST_CANDIDATES, Candidate, Content, Kind
from chalicelib.errors import InvalidInput
from chalicelib.web.field_rules import ODD, has_unseen
from chalicelib.web.value_rules import compact, number_or_zero, plain

LONGEST_TITLE = 80
LONGEST_NAME = 60
LONGEST_MOTION = 200
BLANK = {"kind": Kind.SOME.value, "least": "1", "most": "1", "secret": "1", "hidden": "1"}
_GROUP = r"第\s*[0-9０-９一二三四五六七八九十]{1,3}\s*組"
_HEADING = re.compile(rf"({_GROUP})\s*[:：]?")
_LINE = re.compile(rf"(?:({_GROUP})[\s,，、:：]+)?(.+)")
# 5、李大同 and 5.李大同 are numbered; 1.5 小時 is not, nor 3,000 元. With a blank alone (5 李大同, 3 月 5 日) only all the lines can tell.
_MARKED = re.compile(r"[(（]?(\d{1,3})\s*(?:[.．、，,:：](?!\d)|[)）])\s*(.+)")
_SPACED = re.compile(r"(\d{1,3})\s+(.+)")
# What is counted: 3 月 5 日, 5 G, 10 公里, 2 人.
_COUNTED = re.compile(r"[年月日號時分秒點週天節堂次場班期級樓層人名位個項件本張元萬億歲度倍成折%公英~～+\-至到\d]|小時|[a-zA-Z]\b")
_SHORT_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,3}")
_NUMBERS_PER_LINE = 3


def read_content(form: Mapping[str, str]) -> Content:
    """The poll that a form describes. Raises InvalidInput (title, kind, candidates, least, most)."""
    errors: dict[str, str] = {}
    title = form.get("title", "").strip()
    if not 2 <= len(title) <= LONGEST_TITLE:
        errors["title"] = f"請填寫投票名稱（2 至 {LONGEST_TITLE} 字）。"
    elif has_unseen(title):
        errors["title"] = f"投票名稱{ODD}"
    if form.get("kind") not in set(Kind):
        raise InvalidInput(fields={**errors, "kind": "請選擇投票方式。"})
    kind = Kind(form["kind"])
    candidates = _candidates(kind, form.get("candidates", ""), errors)
    least, most = _limits(kind, form, candidates, errors)
    if errors:
        raise InvalidInput(fields=errors)
    flags = {name: form.get(name) == "1" for name in ("secret", "hidden", "present_only")}
    return Content(title, kind, tuple(candidates), least, most, **flags)


def content_to_form(content: Content) -> dict[str, str]:
    """The form that describes it."""
    flags = {name: "1" if getattr(content, name) else "" for name in ("secret", "hidden", "present_only")}
    lines = "\n".join(f"{each.group} {each.number}. {each.name}".strip() for each in content.candidates)
    rest = {"least": str(content.least), "most": str(content.most), **flags}
    return {"title": content.title, "kind": content.kind.value, "candidates": lines, **rest}


def roster_lines(people: Iterable[tuple[str, str, str]]) -> str:
    """(group, seat, name) of each as lines; who shares group and name with another gets the seat behind the name."""
    everyone = list(people)
    counts = Counter((group, name) for group, _, name in everyone)
    shown = ((group, f"{name}（{seat} 號）" if counts[group, name] > 1 else name) for group, seat, name in everyone)
    return "\n".join(f"{group} {name}".strip() for group, name in sorted(shown, key=lambda pair: _order(pair[0])))


def group_lines(groups: Iterable[str]) -> str:
    """Each group as a candidate; 第1組 to 第6組 where the roster has none."""
    known = sorted({group for group in groups if group}, key=_order)
    return "\n".join(known or [f"第{number}組" for number in range(1, 7)])


def _order(group: str) -> tuple[int, str]:
    number = re.search(r"[0-9]+", plain(group))
    return (int(number[0]) if number else 0, group)


def _candidates(kind: Kind, typed: str, errors: dict[str, str]) -> list[Candidate]:
    found: list[Candidate] = []
    heading, counts = "", Counter[str]()
    spaced = _numbered_by_blanks(typed)
    for row, line in enumerate((each.strip() for each in typed.splitlines()), 1):
        if not line or errors.get("candidates"):
            continue
        if kind is Kind.GROUPS and (only := _HEADING.fullmatch(line)):
            heading = _plain(only[1])
            continue
        read = _LINE.fullmatch(line)
        group, rest = (read[1], read[2]) if read and kind is not Kind.MOTIONS else (None, line)
        number, name = _number(rest, spaced=spaced) if kind is not Kind.MOTIONS else ("", line)
        group = _plain(group) if group else heading
        counts[group] = int(number) if number else counts[group] + 1
        candidate = Candidate(_id(group, name), counts[group], name, group)
        if problem := _problem(kind, candidate, found):
            errors["candidates"] = f"第 {row} 行「{line[:20]}」：{problem}"
        found.append(candidate)
    if not errors.get("candidates") and not (1 if kind is Kind.MOTIONS else 2) <= len(found) <= MOST_CANDIDATES:
        what = "議案請填 1" if kind is Kind.MOTIONS else "候選人請填 2"
        errors["candidates"] = f"{what} 到 {MOST_CANDIDATES} 行，一行一個；目前 {len(found)} 行。"
    return found


def _number(line: str, *, spaced: bool) -> tuple[str, str]:
    """The number that a line begins with, and what is behind it; an empty number where it has none."""
    found = _MARKED.fullmatch(line) or (_SPACED.fullmatch(line) if spaced else None)
    return (found[1], found[2].strip()) if found else ("", line)


def _numbered_by_blanks(typed: str) -> bool:
    """Whether numbers with nothing but a blank behind them number the lines, or are part of what is voted on (3 月 5 日, 108 課綱).

    They do where none is followed by what is counted, and all are about as high as there are lines or stand before short names.
    """
    lines = [read[2] for line in typed.splitlines() if (read := _LINE.fullmatch(line.strip()))]
    found = [(int(spaced[1]), spaced[2]) for line in lines if (spaced := _SPACED.fullmatch(line))]
    highest = _NUMBERS_PER_LINE * len(lines)
    return not any(_COUNTED.match(rest) or (number > highest and not _SHORT_NAME.fullmatch(rest)) for number, rest in found)


def _problem(kind: Kind, candidate: Candidate, earlier: Sequence[Candidate]) -> str:
    longest = LONGEST_MOTION if kind is Kind.MOTIONS else LONGEST_NAME
    if len(candidate.name) > longest:
        return f"最多 {longest} 字。"
    if has_unseen(candidate.name, lines=True) or "；" in candidate.name:
        return "請刪除看不見的字元與全形分號。"
    if kind is Kind.GROUPS and not candidate.group:
        return "請在前面寫組別，例如 第1組 王小明。"
    if any(each.group == candidate.group and each.number == candidate.number for each in earlier):
        return f"號次 {candidate.number} 重複。"
    if any(each.group == candidate.group and each.name == candidate.name for each in earlier):
        return "和前面的相同，請加座號或單位區別。"
    return ""


def _limits(kind: Kind, form: Mapping[str, str], candidates: Sequence[Candidate], errors: dict[str, str]) -> tuple[int, int]:
    if kind is Kind.MOTIONS:
        return 1, 1
    largest = max(Counter(each.group for each in candidates).values(), default=1) if kind is Kind.GROUPS else max(len(candidates), 1)
    most = number_or_zero(plain(form.get("most", "")))
    if kind is Kind.RANKED and not form.get("most"):
        most = largest
    if not 1 <= most <= largest:
        errors["most"] = f"最多可選的數目請填 1 到 {largest}。"
    least = number_or_zero(plain(form.get("least", "")) or "1") if kind is Kind.SOME else 1
    if kind is Kind.SOME and not 1 <= least <= max(most, 1):
        errors["least"] = "至少要選的數目，請填 1 到最多可選的數目。"
    return least, most


def _id(group: str, name: str) -> str:
    """The same for the same candidate of the poll, wherever the line stands: pictures hang on it."""
    return "c" + hashlib.sha256(f"{group}|{name}".encode()).hexdigest()[:10]


def _plain(group: str) -> str:
    return compact(group)
