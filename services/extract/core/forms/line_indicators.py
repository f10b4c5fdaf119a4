"""Indicators in bare lines, a level printed once for its rows: where their head stands, and the rows below it.

The head's texts may share a line, have one each, or be wrapped around it (`指标值（包含数字` above, `及文字描述）`
below). Rows are read by what may be a target; levels by the frame, centred or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.streams.indicators import is_level, parse_indicators
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, text_of

_NAMES = 3
"""一级指标, 二级指标, 三级指标"""
_MOST_COLUMNS = 6
_FEWEST_VALUED = 2
_LITTLE_DOUBT, _MOST_DOUBT = 0.25, 1.0
"""what may speak against the rows, for each of them, where others are to be had and where none are"""
_LONGEST_PIECE = 5
"""letters of a label that fit on a line of its narrow column"""


@dataclass(frozen=True, kw_only=True, slots=True)
class LineHead:
    """The words of the head's columns, left to right, its first and last line, and the words below it."""

    columns: tuple[list[Token], ...]
    first: int
    last: int
    body: tuple[Token, ...]


def head_of_lines(tokens: Sequence[Token], words: FormWords) -> LineHead | None:
    """The first head of indicators among the words of lines; None where none is whole."""
    at = next((i for i, pair in enumerate(pairwise(tokens)) if _begins(*pair, words)), None)
    if at is None or at + _NAMES > len(tokens):
        return None
    end = at + _NAMES
    third = tokens[end - 1]
    if is_level(third.folded):
        return None
    columns = [[t] for t in tokens[at:end]]
    around = _around(tokens, at, end)
    if around is not None:
        above, below = around
        return LineHead(
            columns=(*columns, [above, below]),
            first=above.line,
            last=below.line,
            body=tuple(tokens[tokens.index(below) + 1 :]),
        )
    alone = third.first
    while end < len(tokens) and len(columns) < _MOST_COLUMNS and (alone or not tokens[end].first):
        if is_level(tokens[end].folded) or words.is_side(tokens[end].text):
            break
        cell = [tokens[end]]
        while _depth(text_of(cell)) > 0 and end + 1 < len(tokens) and len(cell) < _NAMES:
            end += 1
            cell.append(tokens[end])
        columns.append(cell)
        end += 1
    if len(columns) == _NAMES:
        return None
    return LineHead(columns=tuple(columns), first=tokens[at].line, last=tokens[end - 1].line, body=tuple(tokens[end:]))


def labels_above_indicators(tokens: Sequence[Token], words: FormWords) -> int:
    """How many labels stand above the first head of indicators; none where they have no values behind them, as in the
    head of a table (项目名称 | 年度绩效目标 | 一级指标 …)."""
    head = head_of_lines(tokens, words)
    area = [t for t in tokens if head is not None and t.line < head.first]
    labels = [words.is_label(t.text) for t in area]
    valued = sum(before and not after for before, after in pairwise(labels))
    return sum(labels) if valued >= _FEWEST_VALUED else 0


def rows_of_lines(head: LineHead, words: FormWords, by_place: Sequence[Placed] = ()) -> list[Placed]:
    """The rows below a head of two levels, a name and a target, in the columns 0 to 3; none where the words are
    hardly such rows, or less so than the rows `by_place`."""
    if len(head.columns) != _NAMES + 1:
        return []
    doubt, found = parse_indicators(without_side(head.body, words))
    if not found or doubt > (_LITTLE_DOUBT if by_place else _MOST_DOUBT):
        return []
    return [{0: i.first, 1: i.second, 2: i.name, 3: i.target} for i in found]


def without_side(tokens: Sequence[Token], words: FormWords) -> list[Token]:
    """The words without the label down the side of the block (绩效指标), which stands in the middle of its lines, whole
    or in pieces, one below the other."""
    starts = [i for i, t in enumerate(tokens) if t.first and len(t.folded) <= _LONGEST_PIECE and not is_level(t.folded)]
    gone = next((run for at in range(len(starts)) if (run := _side_from(tokens, starts[at:], words))), ())
    out: list[Token] = []
    for index, token in enumerate(tokens):
        if index not in gone:
            begins = not out or out[-1].line != token.line
            out.append(replace(token, first=True) if begins else token)
    return out


def _side_from(tokens: Sequence[Token], starts: Sequence[int], words: FormWords) -> tuple[int, ...]:
    """The first of these words with those below it that make up a side label together."""
    for size in range(1, min(4, len(starts)) + 1):
        run = starts[:size]
        if words.is_side(text_of([tokens[i] for i in run])):
            return tuple(run)
    return ()


def _begins(first: Token, second: Token, words: FormWords) -> bool:
    return word_key(first.text) == words.level1 and word_key(second.text) == words.level2


def _around(tokens: Sequence[Token], at: int, end: int) -> tuple[Token, Token] | None:
    """The last text of the head in two pieces, one alone on the line above and one on the line below, by the bracket
    that opens in the one and closes in the other."""
    if not at or end >= len(tokens):
        return None
    above, below = tokens[at - 1], tokens[end]
    if not (below.first and below.last and above.first and above.last):
        return None
    if _depth(above.folded) <= 0 or _depth(above.folded + below.folded):
        return None
    return (above, below) if tokens[end - 1].last and tokens[at].first else None


def _depth(text: str) -> int:
    return text.count("(") - text.count(")")
