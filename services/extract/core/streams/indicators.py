"""The 年度绩效指标 block out of lines: levels printed once in front, then a name and a target on each line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extract.core.streams.centred import centred_rows
from services.extract.core.streams.rows import one_cell_a_line
from services.extract.core.streams.tokens import Token, text_of

_FIRST = re.compile(r"\*?(?:产出|效益|满意度|成本)(?:指标)?")
_SECOND = re.compile(
    r"\*?(?:数量|质量|时效|成本|(?:经济|社会|生态环境|生态)成本|(?:经济|社会|生态|环境)效益|可持续(?:影响|发展)|"
    r"(?:(?:社会公众或)?服务对象|其他|社会公众|受益对象)?满意度)(?:指标)?"
)
#: a target: a figure with its sign and unit, a date or period, or one of the words that stand for one
_TARGET = re.compile(
    r"[=≥>≤<＝]?\s*\d[\d,.]*(?:%|个百分点)?(?:以上|或以上|以内|以下|左右)?"
    r"|[=≥>≤<＝]?\d[\d,.]*(?:[万亿千百]*)[\u3400-\u9fffa-z/%*]{0,8}(?:\([\u3400-\u9fff]{1,4}\))?"
    r"|(?:19|20)\d\d年(?:\d{1,2}月(?:底|前|\d{1,2}日)?)?(?:\d{1,2}日)?(?:之?前|底前?|内|末)?[\u3400-\u9fff]{0,8}"
    r"|每(?:年|季度|季|月|周)\d[\u3400-\u9fff\d]{0,6}|每?(?:年|季度|月|日|周)(?:末|底|初|度)?(?:前|内)?|无|不适用|-+|/|是|否"
)


#: words that stand for a target without figures
_SCALE = re.compile(
    r"显著|有效|保障|规范|满意|逐步|提高|提升|改善|良好|优|好|明显|健全|完善|达标|合格|及时|按时|按期|按月|长期|持续|稳定|增强|"
    r"减少|降低|增加|完成|落实|安全|正常|较|基本|全部|覆盖|零|高|中|低"
)


@dataclass(kw_only=True, slots=True)
class Indicator:
    """One row: the words of its levels, its name and its target."""

    first: list[Token]
    second: list[Token]
    name: list[Token] = field(default_factory=list)
    target: list[Token] = field(default_factory=list)


def is_level(word: str) -> bool:
    """Whether a folded word is a level of the frame of indicators."""
    return bool(_FIRST.fullmatch(word) or _SECOND.fullmatch(word))


def parse_centred(words: Sequence[Token]) -> list[Indicator] | None:
    """The indicators of the words below the head where levels stand in the middle of their rows, None elsewhere."""
    rows = centred_rows(words, lambda word: bool(_FIRST.fullmatch(word)), lambda word: bool(_SECOND.fullmatch(word)))
    if rows is None:
        return None
    return [Indicator(first=r.first, second=r.second, name=r.rest[:-1], target=r.rest[-1:]) for r in rows]


def parse_indicators(words: Sequence[Token]) -> list[Indicator]:
    """The indicators of the words below the head, the levels in front of their rows."""
    single = one_cell_a_line(words)
    rows: list[Indicator] = []
    first: list[Token] = []
    second: list[Token] = []
    pending: list[Token] = []
    full = max((len(line[0].folded) for line in _lines(words) if len(line) == 1), default=0)
    lines = _lines(words)
    for line, following in zip(lines, [*lines[1:], []], strict=True):
        rest = list(line)
        while rest and not (pending and not single):
            level = _level(rest[0], first, second, rows)
            if level == 0 or _is_named_alike(rest):
                break
            if single and level == 2 and text_of(rest) == text_of(second) and _is_named_alike([*rest, *following]):
                break
            if level == 1:
                first, second = [rest[0]], []
            else:
                second = [rest[0]]
            rest = rest[1:]
        if not rest:
            continue
        if not pending and rows and _continues_target(rows[-1], rest):
            rows[-1].target += rest
            continue
        pending += rest
        cut = _cut(pending, full, single=single)
        if cut:
            rows.append(Indicator(first=first, second=second, name=pending[:cut], target=pending[cut:]))
            pending = []
    if pending:
        rows.append(Indicator(first=first, second=second, name=pending))
    return rows


def _is_named_alike(line: list[Token]) -> bool:
    """An indicator called like its level: the word and a figure, nothing between them (`服务对象满意度 ≥95%`)."""
    figure = text_of(line[1:])
    return any(c.isdigit() for c in figure) and bool(_TARGET.fullmatch(figure))


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = []
    for token in tokens:
        if lines and lines[-1][-1].line == token.line:
            lines[-1].append(token)
        else:
            lines.append([token])
    return lines


def _level(token: Token, first: list[Token], second: list[Token], rows: list[Indicator]) -> int:
    """1 or 2 where the word is a level of the frame, 0 where it is not. 成本 is both: a level of its own only where
    产出 is not open."""
    text = token.folded
    is_first, is_second = bool(_FIRST.fullmatch(text)), bool(_SECOND.fullmatch(text))
    if is_first and is_second:
        if text.startswith("满意度"):
            return 2 if first and text_of(first).startswith("满意度") else 1
        return 2 if first and text_of(first).startswith("产出") else 1
    if is_second and first and second and not any(r.second is second for r in rows):
        return 0
    return 1 if is_first else 2 if is_second else 0


def _cut(words: list[Token], full: int, *, single: bool) -> int:
    """How many of the words are the name; 0 where the target has not come yet. `full`: letters of the longest line that
    holds a single word, where names are wrapped."""
    for cut in range(1, len(words)):
        if _TARGET.fullmatch(text_of(words[cut:])):
            return cut
    if len(words) < 2 or words[-1].line != words[-2].line:
        return len(words) - 1 if single and len(words) > 1 and len(words[-1].folded) <= 8 else 0
    own = sum(len(t.folded) for t in words if t.line == words[-1].line)
    wrapped = (
        full > 6
        and full - 1 <= own <= full
        and not (_SCALE.search(words[-1].folded) or re.search(r"\d", words[-1].folded))
    )
    return 0 if wrapped else len(words) - 1


def _continues_target(row: Indicator, words: list[Token]) -> bool:
    """Whether the line is the rest of a target that was wrapped (`2023年12月` / `31日前`)."""
    if not row.target or row.target[-1].line + 1 != words[0].line:
        return False
    text = text_of(words)
    return len(text) <= 8 and text[:1].isdigit() and bool(_TARGET.fullmatch(text_of(row.target) + text))
