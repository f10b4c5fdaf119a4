"""The 年度绩效指标 block out of lines: levels printed once for their rows, a name and a target for each row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from services.extract.core.streams.centred import Level, covering, ways
from services.extract.core.streams.indicator_groups import Group, grouped
from services.extract.core.streams.rows import one_cell_a_line
from services.extract.core.streams.tokens import Token

_FIRST = re.compile(r"\*?(?:产出|效益|满意度|成本)(?:指标)?")
_SECOND = re.compile(
    r"\*?(?:数量|质量|时效|成本|(?:经济|社会|生态环境|生态)成本|(?:经济|社会|生态|环境)效益|可持续(?:影响|发展)|"
    r"(?:(?:社会公众或)?服务对象|其他|社会公众|受益对象)?满意度)(?:指标)?"
)
_LINES_APART = 3
"""how far the second piece of a wrapped level may stand below the first"""
_OTHER_PARENT = 20.0
"""how many lines out of its place a first level stands rather than over second levels of another one"""
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
    return _is_first(word) or _is_second(word)


def _is_first(word: str) -> bool:
    return bool(_FIRST.fullmatch(word))


def _is_second(word: str) -> bool:
    return bool(_SECOND.fullmatch(word))


def parse_indicators(words: Sequence[Token]) -> tuple[float, list[Indicator]]:
    """How much speaks against the reading, for each row, and the indicators of the words below the head."""
    levels, rest = _parted(words)
    at = frozenset(level.at for level in levels)
    cost, groups = grouped(rest, is_level, at)
    free_cost, free = grouped(rest, is_level, frozenset())
    if 0 in at and cost <= free_cost + _SLACK:
        return cost / max(len(groups), 1), _below(levels, groups)
    centred = _centred(levels, free)
    if centred is not None:
        return (free_cost + centred[0]) / max(len(free), 1), centred[1]
    return cost / max(len(groups), 1), _below(levels, groups)


# ---------------------------------------------------------------- levels out of the words


def _parted(words: Sequence[Token]) -> tuple[list[Level], list[Token]]:
    """The levels that begin lines, in printed order, and the other words."""
    lines = [list(line) for _, line in groupby(words, key=lambda t: t.line)]
    single = one_cell_a_line(words)
    levels: list[Level] = []
    rest: list[Token] = []
    for number, line in enumerate(lines):
        left = list(line)
        following = lines[number + 1] if single and number + 1 < len(lines) else []
        while left and not _is_indicator(left, following, levels):
            begun = next((v for v in levels[-2:] if _continues(v, left[0])), None)
            if begun is None and not is_level(left[0].folded) and not _is_piece(lines[number + 1 :], left[0]):
                break
            if begun is not None:
                begun.words.append(left.pop(0))
            else:
                levels.append(Level(words=[left.pop(0)], at=len(rest)))
        rest += [replace(token, first=token is left[0]) for token in left]
    return levels, rest


def _is_indicator(line: Sequence[Token], following: Sequence[Token], levels: Sequence[Level]) -> bool:
    """An indicator called like its level: the word and a figure, nothing between them (`服务对象满意度 ≥95%`)."""
    if len(line) == 1 and following and levels and line[0].folded == levels[-1].text:
        return _is_figure(following)
    return len(line) > 1 and _is_figure(line[1:])


def _is_figure(words: Sequence[Token]) -> bool:
    return len(words) == 1 and (words[0].folded[:1].isdigit() or words[0].folded[:1] in "=≥≤><")


def _continues(level: Level, word: Token) -> bool:
    """Whether the word is the second piece of the level."""
    near = 0 < word.line - level.words[-1].line <= _LINES_APART
    return near and not is_level(level.text) and is_level(level.text + word.folded)


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
        rows.append(Indicator(first=first, second=second, name=group.name, target=group.target))
        at += len(group.name) + len(group.target)
    return rows


def _opens(text: str, first: Sequence[Token], second: Sequence[Token], following: Level | None) -> bool:
    """Whether the level is a first one. 成本 and 满意度 are both: first where a second one stands beside them, second
    below the first that they belong to."""
    if not (_is_first(text) and _is_second(text)):
        return _is_first(text)
    if following is not None and not _is_first(following.text):
        return True
    parent = "满意度" if "满意度" in text else "产出"
    return not (first and first[0].folded.lstrip("*").startswith(parent))


def _centred(levels: Sequence[Level], groups: Sequence[Group]) -> tuple[float, list[Indicator]] | None:
    """Each level over the rows whose middle it stands in, and how far they stand from there (lines, in all); None where
    there are none for every row."""
    found: list[tuple[float, list[Level], list[Level]]] = []
    extents = [group.lines for group in groups]
    for firsts, seconds in _ways(levels):
        inner = covering(seconds, extents)
        if inner is None:
            continue
        blocks = [list(rows) for _, rows in groupby(range(len(groups)), key=lambda r: id(inner[1][r]))]
        heads = [inner[1][rows[0]] for rows in blocks]
        outer = covering(
            firsts,
            [(extents[rows[0]][0], extents[rows[-1]][1]) for rows in blocks],
            lambda first, block: 0.0 if _may_stand_below(heads[block].text, first.text) else _OTHER_PARENT,
        )
        if outer is not None:
            rows_of_firsts = [level for level, rows in zip(outer[1], blocks, strict=True) for _ in rows]
            found.append((outer[0] + inner[0], rows_of_firsts, inner[1]))
    if not found:
        return None
    distance, outer_rows, inner_rows = min(found, key=lambda f: f[0])
    return distance, [
        Indicator(first=a.words, second=b.words, name=g.name, target=g.target)
        for a, b, g in zip(outer_rows, inner_rows, groups, strict=True)
    ]


def _may_stand_below(second: str, first: str) -> bool:
    """Whether the frame has the second level below the first one."""
    parent = "满意度" if "满意度" in second else "效益" if "效益" in second or "可持续" in second else "产出成本"
    return "成本" in second or first.lstrip("*").removesuffix("指标") in parent


def _ways(levels: Sequence[Level]) -> Iterator[tuple[list[Level], list[Level]]]:
    return ways(levels, _is_first, _is_second)
