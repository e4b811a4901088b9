"""What a voter chooses: read from the form, checked, and said in words. Pure.

Fields: of SOME with one choice `choice` holds the candidate's id; else SOME and GROUPS tick `c.<id>`; MOTIONS hold `m.<id>` yes, no or
abstain; RANKED hold `r.<id>`, the place from 1. `blank` is the button of a ballot without a choice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from chalicelib.domains.voting.model import Candidate, Content, Kind, Stance
from chalicelib.errors import InvalidInput

BLANK = "空白票"


def read_choices(content: Content, form: Mapping[str, str]) -> tuple[str, ...]:
    """A ballot's choices; none is a blank ballot. Raises InvalidInput (choices, or m.<id> of each motion without an answer)."""
    if form.get("blank"):
        return ()
    return {Kind.SOME: _some, Kind.GROUPS: _groups, Kind.MOTIONS: _motions, Kind.RANKED: _ranked}[content.kind](content, form)


def to_form(content: Content, choices: Sequence[str]) -> dict[str, str]:
    """The fields that stand for these choices."""
    if not choices:
        return {"blank": "1"}
    if content.kind is Kind.MOTIONS:
        return {f"m.{candidate_id}": stance for candidate_id, stance in (choice.split(":") for choice in choices)}
    if content.kind is Kind.RANKED:
        return {f"r.{candidate_id}": str(place) for place, candidate_id in enumerate(choices, 1)}
    return {"choice": choices[0]} if is_single(content) else {f"c.{candidate_id}": "1" for candidate_id in choices}


def is_single(content: Content) -> bool:
    """Whether one of all is chosen, by radio buttons."""
    return content.kind is Kind.SOME and content.most == 1


def words(content: Content, choices: Sequence[str]) -> list[str]:
    """Each choice as people read it: 第1組 3 王小明, 1 案由：同意, or in order of preference."""
    by_id = {each.id: each for each in content.candidates}
    if content.kind is Kind.MOTIONS:
        pairs = (choice.split(":") for choice in choices)
        return [f"{by_id[candidate_id].label}：{Stance(stance).label}" for candidate_id, stance in pairs] or [BLANK]
    return [by_id[candidate_id].label for candidate_id in choices] or [BLANK]


def rule_words(content: Content) -> str:
    """What the voter may do, in one sentence."""
    least, most = content.least, content.most
    if content.kind is Kind.MOTIONS:
        return "每一案請選同意、不同意或棄權。"
    if content.kind is Kind.RANKED:
        return f"請依喜好排出順序，1 是最喜歡；最多排 {most} 位，不必排滿。"
    if content.kind is Kind.GROUPS:
        return f"每一組最多選 {most} 位。"
    return "請選 1 位。" if most == 1 else f"請選 {least} 位。" if least == most else f"請選 {least} 到 {most} 位。"


def _some(content: Content, form: Mapping[str, str]) -> tuple[str, ...]:
    chosen = _ticked(content.candidates, form)
    if is_single(content):
        chosen = tuple(each.id for each in content.candidates if each.id == form.get("choice"))
    if not content.least <= len(chosen) <= content.most:
        raise InvalidInput(fields={"choices": f"{rule_words(content)}您選了 {len(chosen)} 位；不想選任何人，請按「{BLANK}」。"})
    return chosen


def _groups(content: Content, form: Mapping[str, str]) -> tuple[str, ...]:
    chosen = _ticked(content.candidates, form)
    counts = Counter(each.group for each in content.candidates if each.id in chosen)
    full = [f"{group}選了 {count} 位" for group, count in counts.items() if count > content.most]
    if full:
        raise InvalidInput(fields={"choices": f"{rule_words(content)}{'、'.join(full)}。"})
    if not chosen:
        raise InvalidInput(fields={"choices": f"還沒有選任何人；不想選任何人，請按「{BLANK}」。"})
    return chosen


def _motions(content: Content, form: Mapping[str, str]) -> tuple[str, ...]:
    answers = {each.id: form.get(f"m.{each.id}", "") for each in content.candidates}
    missing = {f"m.{each.id}": f"第 {each.number} 案還沒有選。" for each in content.candidates if answers[each.id] not in set(Stance)}
    if missing:
        raise InvalidInput(fields=missing)
    return tuple(f"{candidate_id}:{stance}" for candidate_id, stance in answers.items())


def _ranked(content: Content, form: Mapping[str, str]) -> tuple[str, ...]:
    places: dict[int, str] = {}
    for each in content.candidates:
        typed = form.get(f"r.{each.id}", "")
        if not typed:
            continue
        if typed not in {str(place) for place in range(1, content.most + 1)}:
            raise InvalidInput(fields={"choices": f"順序請用 1 到 {content.most}。"})
        if int(typed) in places:
            raise InvalidInput(fields={"choices": f"有兩位都排第 {typed}，每個順序只能用一次。"})
        places[int(typed)] = each.id
    if not places:
        raise InvalidInput(fields={"choices": f"還沒有排任何順序；不想選任何人，請按「{BLANK}」。"})
    if set(places) != set(range(1, len(places) + 1)):
        raise InvalidInput(fields={"choices": "順序請從 1 開始，不要跳號。"})
    return tuple(places[place] for place in sorted(places))


def _ticked(candidates: Sequence[Candidate], form: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(each.id for each in candidates if form.get(f"c.{each.id}"))
