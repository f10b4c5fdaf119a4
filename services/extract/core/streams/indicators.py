"""The 年度绩效指标 block out of lines: levels printed once for their rows, a name and a target for each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, pairwise, zip_longest

from services.extract.core.streams.centred import Extent, Level, covering, ways
from services.extract.core.streams.indicator_groups import Group, grouped
from services.extract.core.streams.rows import one_cell_a_line
from services.extract.core.streams.tokens import Token, cut_in_two, text_of
from services.extract.templates import forms as form_data

_FIRST = re.compile(r"\*?(?:产出|效益|满意度|成本)(?:指标)?")
_SECOND = re.compile(
    r"\*?(?:数量|质量|时效|成本|(?:经济|社会|生态环境|生态)成本|(?:经济|社会|生态|环境)效益|可持续(?:影响|发展)|"
    r"(?:(?:社会公众或)?服务对象|其他|社会公众|受益对象)?满意度)(?:指标)?"
)
_LIST = re.compile(r"1[、.](?:\d{1,2}-)?\*?(?:产出|效益|满意度|成本)")
SUFFIX = "指标"
"""what a level may leave for the next line though it is one without it"""
_LINES_APART = 3
"""how far the second piece of a wrapped level may stand below the first"""
_OTHER_PARENT = 1000.0
"""against a first level over second levels of another one: more than any place can say"""
_WORDING = 0.4
"""against a second level that the wording of the indicator does not mean"""
_SLACK = 0.5
"""levels atop their rows are believed unless the words fit this much better without them"""


@dataclass(kw_only=True, slots=True)
class Indicator:
    """One row: the words of its levels, its name and its target."""

    first: list[Token]
    second: list[Token]
    name: list[Token] = field(default_factory=list)
    target: list[Token] = field(default_factory=list)


def is_level(word: str) -> bool:
    """Whether a folded word is a level of the frame of indicators."""
    return is_first(word) or is_second(word)


def begins_list(text: str) -> bool:
    """Whether a folded text is the beginning of an enumeration of indicators (`1、1-产出指标；…`)."""
    return bool(_LIST.match(text))


def is_first(word: str) -> bool:
    """Whether a folded word is a first level (产出指标)."""
    return bool(_FIRST.fullmatch(word))


def is_second(word: str) -> bool:
    """Whether a folded word is a second level (数量指标)."""
    return bool(_SECOND.fullmatch(word))


def parse_indicators(words: Sequence[Token]) -> tuple[float, list[Indicator]]:
    """How much speaks against the reading, for each row, and the indicators of the words below the head."""
    levels, rest, numbers = _parted(_with_late_levels(list(_levels_apart(words))))
    at = frozenset(level.at for level in levels)
    cost, groups = grouped(rest, is_level, at)
    free_cost, free = grouped(rest, is_level, frozenset())
    atop = any(level.at == 0 and is_first(level.text) for level in levels) and cost <= free_cost + _SLACK
    below = _below(levels, groups)
    if atop and _is_in_frame(below):
        return cost / max(len(groups), 1), below
    centred = [
        (price + found[0], found[1])
        for price, parts in ((free_cost, free), (cost, groups))
        if (found := _centred(*_to_scale(levels, parts, numbers), parts))
    ]
    if centred:
        against, rows = min(centred, key=lambda reading: reading[0])
        if not atop or against < _OTHER_PARENT:
            return against / max(len(rows), 1), rows
    return cost / max(len(groups), 1), below


def _is_in_frame(rows: Sequence[Indicator]) -> bool:
    """Whether the frame has the second level of each row below its first: a level over one row alone stands atop it
    also where levels are centred."""
    return all(may_stand_below(text_of(r.second), text_of(r.first)) for r in rows if r.first and r.second)


# ---------------------------------------------------------------- levels out of the words


def _levels_apart(words: Sequence[Token]) -> Iterator[Token]:
    """The words, two for one where a first level runs into the second one beside it, whole or the first piece of it
    (`满意度指标服务对象满意` above `度指标`)."""
    for word, below in zip_longest(words, words[1:]):
        level = _FIRST.match(word.folded)
        inner = word.folded[level.end() :] if level is not None and level[0].endswith(SUFFIX) else ""
        if inner and (is_second(inner) or (below is not None and below.first and is_second(inner + below.folded))):
            at = len(word.text) - len(inner)
            yield from cut_in_two(word, at, word.x0 + (word.x1 - word.x0) * at // len(word.text))
        else:
            yield word


def _parted(words: Sequence[Token]) -> tuple[list[Level], list[Token], dict[int, float]]:
    """The levels that begin lines, in printed order, the other words, and which of the lines with other words each line
    is."""
    lines = [list(line) for _, line in groupby(words, key=lambda t: t.line)]
    single = one_cell_a_line(words)
    is_whole = _wording(words)
    levels: list[Level] = []
    rest: list[Token] = []
    numbers: dict[int, float] = {}
    for number, line in enumerate(lines):
        left = list(line)
        own: list[Level] = []
        following = lines[number + 1] if single and number + 1 < len(lines) else []
        while left:
            piece = not is_whole(left[0].folded) and _is_piece([left[1:], *lines[number + 1 :]], left[0])
            if not (piece and is_level(left[0].folded)) and _is_indicator(left, following, levels):
                break
            level = next((v for v in levels[-2:] if _continues(v, left[0])), None)
            if level is None and not is_whole(left[0].folded) and not piece:
                break
            if level is None:
                level = Level(words=[], at=len(rest), places=[])
                levels.append(level)
            level.words.append(left.pop(0))
            own.append(level)
        for level in own:
            level.places.append(len(numbers) - (0.0 if left else 0.5))
        if left:
            numbers[line[0].line] = len(numbers)
            rest += [replace(token, first=token is left[0]) for token in left]
    return levels, rest, numbers


def _with_late_levels(words: Sequence[Token]) -> list[Token]:
    """The words; first levels that stand alone behind all of them, as some tools give cells over several rows, before
    the first second level that may stand below them. As they are where one of them has none."""
    end = len(words)
    while end and _is_whole_first(words[end - 1]):
        end -= 1
    out = list(words[:end])
    for level in words[end:]:
        own = (i for i, t in enumerate(out) if is_second(t.folded) and may_stand_below(t.folded, level.folded))
        at = next(own, None)
        if at is None or any(is_first(t.folded) and t.folded == level.folded for t in out[:at]):
            return list(words)
        out.insert(at, level)
    return out


def _is_whole_first(word: Token) -> bool:
    """Whether a word is a first level to its last letter (a bare 满意度 may be a target), alone on its line."""
    return is_first(word.folded) and word.folded.endswith(SUFFIX) and word.first and word.last


def _wording(words: Sequence[Token]) -> Callable[[str], bool]:
    """What is a whole level among these words: where others end in 指标, a bare one is a piece of one, or of a name."""
    found = [t.folded for t in words if is_level(t.folded)]
    if sum(text.endswith(SUFFIX) for text in found) * 2 <= len(found):
        return is_level
    return lambda text: is_level(text) and text.endswith(SUFFIX)


def _is_indicator(line: Sequence[Token], following: Sequence[Token], levels: Sequence[Level]) -> bool:
    """An indicator called like its level: the word and a figure, nothing between them (`服务对象满意度 ≥95%`)."""
    if not line[0].folded.endswith("满意度"):
        return False
    if len(line) == 1 and following and levels and line[0].folded == levels[-1].text:
        return len(following) == 1 and _is_figure(following[0])
    return len(line) > 1 and _is_figure(line[1])


def _is_figure(word: Token) -> bool:
    return word.folded[:1].isdigit() or word.folded[:1] in "=≥≤><"


def _continues(level: Level, word: Token) -> bool:
    """Whether the word is the second piece of the level."""
    near = 0 <= word.line - level.words[-1].line <= _LINES_APART
    return near and (not is_level(level.text) or word.folded == SUFFIX) and is_level(level.text + word.folded)


def _is_piece(below: Sequence[Sequence[Token]], word: Token) -> bool:
    """Whether the word is the first piece of a level that goes on at the head of a line below."""
    near = [other for line in below[:_LINES_APART] for other in line[:2]]
    return any(other.line - word.line <= _LINES_APART and is_level(word.folded + other.folded) for other in near)


# ---------------------------------------------------------------- levels and their rows


def _below(levels: Sequence[Level], groups: Sequence[Group]) -> list[Indicator]:
    """Each level from where it is printed down to the next."""
    rows: list[Indicator] = []
    first: list[Token] = []
    second: list[Token] = []
    waiting = list(levels)
    at = 0
    for group in groups:
        while waiting and waiting[0].at <= at:
            level = waiting.pop(0)
            following = waiting[0] if waiting and waiting[0].at <= at else None
            if _opens(level.text, first, second, following):
                first, second = level.words, []
            else:
                second = level.words
        group, inner = _without_level(group)
        second = inner or second
        rows.append(Indicator(first=first, second=second, name=group.name, target=group.target))
        at += len(inner) + len(group.name) + len(group.target)
    return rows


def _without_level(group: Group) -> tuple[Group, list[Token]]:
    """The group without the level that begins it in the middle of a line, and that level's words."""
    first, *name = group.name
    if not name or not group.target or not is_second(first.folded):
        return group, []
    return Group(name=name, target=group.target), [first]


def _opens(text: str, first: Sequence[Token], second: Sequence[Token], following: Level | None) -> bool:
    """Whether the level is a first one. 成本 and 满意度 are both: first where a second one stands beside them, second
    below the first that they belong to."""
    if not (is_first(text) and is_second(text)):
        return is_first(text)
    if following is not None and not is_first(following.text):
        return True
    parent = "满意度" if "满意度" in text else "产出"
    return not (first and first[0].folded.lstrip("*").startswith(parent))


def _to_scale(
    levels: Sequence[Level], groups: Sequence[Group], numbers: Mapping[int, float]
) -> tuple[list[Level], list[Extent]]:
    """Levels and indicators by their height on the page: a target halfway down a name of two lines has a line of its
    own that is no higher for it. Lines stay as they are where indicators share them."""
    ends = [(numbers[a], numbers[b]) for a, b in (g.lines for g in groups)]
    if any(before[1] >= after[0] for before, after in pairwise(ends)):
        return list(levels), ends
    edges = [-0.5]
    for group in groups:
        edges.append(edges[-1] + max(len({t.line for t in words}) for words in (group.name, group.target)))

    def at(place: float) -> float:
        index = min(sum(end + 0.5 <= place for _, end in ends), len(ends) - 1)
        start, end = ends[index]
        return edges[index] + (place - start + 0.5) * (edges[index + 1] - edges[index]) / (end - start + 1)

    scaled = [replace(level, places=[at(place) for place in level.places]) for level in levels]
    return scaled, [(top + 0.5, bottom - 0.5) for top, bottom in pairwise(edges)]


def _centred(
    levels: Sequence[Level], extents: Sequence[Extent], groups: Sequence[Group]
) -> tuple[float, list[Indicator]] | None:
    """Each level over the rows whose middle it stands in, and how far they stand from there; None where there are none
    for every row."""
    names = [text_of(group.name) for group in groups]

    def speaks_against(second: Level, row: int) -> float:
        return against_wording(second.text, names[row])

    found: list[tuple[float, list[Level], list[Level]]] = []
    for firsts, seconds in _ways(levels):
        inner = covering(seconds, extents, speaks_against)
        if inner is None:
            continue
        outer = over_seconds(firsts, inner[1], extents)
        if outer is not None:
            found.append((outer[0] + inner[0], outer[1], inner[1]))
    if not found:
        return None
    distance, outer_rows, inner_rows = min(found, key=lambda f: f[0])
    return distance, [
        Indicator(first=a.words, second=b.words, name=g.name, target=g.target)
        for a, b, g in zip(outer_rows, inner_rows, groups, strict=True)
    ]


@lru_cache(maxsize=4096)
def against_wording(second: str, name: str) -> float:
    """What speaks against a second level by the wording of an indicator's folded name (…人数, …合格率)."""
    words = form_data.load()
    meant = {key for key, hint in words.hints.items() if hint.search(name)}
    return _WORDING if meant and words.second_key(second) not in meant else 0.0


def over_seconds(
    firsts: Sequence[Level], seconds: Sequence[Level], extents: Sequence[Extent], *, atop: bool = False
) -> tuple[float, list[Level]] | None:
    """How far the first levels stand from the middle of their rows (`atop`: from the first of them), and the one of
    every row, each over whole second levels; None where there are none for every row. `seconds`: the second level of
    every row."""
    blocks = [list(rows) for _, rows in groupby(range(len(seconds)), key=lambda row: id(seconds[row]))]

    def speaks_against(first: Level, block: int) -> float:
        return 0.0 if may_stand_below(seconds[blocks[block][0]].text, first.text) else _OTHER_PARENT

    found = covering(firsts, [(extents[b[0]][0], extents[b[-1]][1]) for b in blocks], speaks_against, atop=atop)
    if found is None:
        return None
    return found[0], [level for level, block in zip(found[1], blocks, strict=True) for _ in block]


def may_stand_below(second: str, first: str) -> bool:
    """Whether the frame has the second level below the first one."""
    plain = first.lstrip("*").removesuffix("指标")
    if "满意度" in second:
        return plain == "满意度"
    if "成本" in second:
        return plain in ("产出", "成本")
    return plain == ("效益" if "效益" in second or "可持续" in second else "产出")


def _ways(levels: Sequence[Level]) -> Iterator[tuple[list[Level], list[Level]]]:
    return ways(levels, is_first, is_second)
