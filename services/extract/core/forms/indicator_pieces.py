"""The indicators of a form in bare lines as pieces of text, parted by levels and values: for heads of any columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from services.extract.core.forms.spaced_values import goes_on
from services.extract.core.forms.words import FormWords
from shared.model.fold import strip_markup
from shared.model.page import Fragment, Line

_COMPARATOR = re.compile(r"[=≥≤><＞＜≧≦]")
_VALUE = re.compile(r"[=≥≤><＞＜≧≦]|\d|无$|不适用$")
_DIGIT_LAST = re.compile(r"[\d.]$")
_DIGIT_FIRST = re.compile(r"[\d.%％]")
_NONE = "不适用"
_WORD = re.compile(r"\$[^$]*\$\S*|\S+")
"""a word; a formula (`$\\geq 90\\%$`) is one"""
_ONE_A_LINE = 1.35
"""words to a line, at most, where every cell has its own"""
_FULL = 0.75
"""a piece this long, beside the longest, is one that the column's width broke"""
_BRACKET = 3
"""pieces that a bracket may be cut into"""
_CONFIDENCE = 0.97
"""of cells whose borders no delimiter proves"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A run of characters of one line."""

    text: str
    line: Line
    inside: bool = False
    """within a bracket that opens in a piece before"""

    def fragment(self) -> Fragment:
        return Fragment(text=self.text, place=self.line.place, confidence=_confidence(self.line))


Cells = list[list[Piece]]
"""the cells of a row; a cell is the pieces that it is made of"""


def _confidence(line: Line) -> float:
    return min((_CONFIDENCE, *(f.confidence for f in line.fragments)))


def head_and_body(lines: Sequence[Line], words: FormWords) -> tuple[list[Piece], list[Piece]]:
    """(the head's cells, the pieces below it): the head ends where the first level begins."""
    pieces = [Piece(text=text, line=line) for line in lines for text in _WORD.findall(line.text)]
    if len(pieces) <= _ONE_A_LINE * len(lines):
        pieces = [Piece(text=line.text.strip(), line=line) for line in lines]
    pieces = list(_bracketed(_whole([p for p in pieces if not words.is_side(p.text)], words)))
    end = next((i for i, p in enumerate(pieces) if words.first_key(p.text) is not None), len(pieces))
    return pieces[:end], pieces[end:]


def _whole(pieces: Sequence[Piece], words: FormWords) -> list[Piece]:
    """The pieces, two of a line one where only together they are a level (`*数` | `量`) or a value (`6` | `批`)."""
    result: list[Piece] = []
    for piece in pieces:
        above = result[-1] if result else None
        if above is not None and above.line is piece.line:
            whole = f"{above.text} {piece.text}"
            is_level = _is_level(whole, words) and not _is_level(above.text, words)
            if is_level or goes_on(above.text, piece.text):
                result[-1] = replace(above, text=whole)
                continue
        result.append(piece)
    return result


def _bracketed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, marked where they stand inside a bracket that a piece shortly before leaves open."""
    left = depth = 0
    for piece in pieces:
        left -= 1
        yield replace(piece, inside=depth > 0 and left >= 0)
        depth = depth if left >= 0 else 0
        before, depth = depth, max(depth + sum(map(_depth, piece.text)), 0)
        left = _BRACKET if depth > before else left


def _depth(sign: str) -> int:
    return (sign in "（(") - (sign in "）)")


def _is_level(text: str, words: FormWords) -> bool:
    return words.first_key(text) is not None or words.second_key(text) is not None


def indicators(pieces: Sequence[Piece], width: int, words: FormWords) -> list[Cells]:
    """The rows below the head: a level begins a row; what follows up to the next is one indicator or several."""
    rows: list[Cells] = []
    index = 0
    while index < len(pieces):
        first = second = None
        if words.first_key(pieces[index].text) and index + 1 < len(pieces):
            first, index = pieces[index], index + 1
        if index < len(pieces) and words.second_key(pieces[index].text):
            second, index = pieces[index], index + 1
        end = index + 1 if second is not None and index < len(pieces) and len(pieces) > index + 1 else index
        while end < len(pieces) and not _begins_levels(pieces, end, words):
            end += 1
        if end == index and first is None and second is None:
            end += 1
        for count, chunk in enumerate(_chunks(pieces[index:end], width - 2)):
            levels = (first, second) if count == 0 else (None, None)
            rows.append([[p] if p is not None else [] for p in levels] + chunk)
        index = end
    return rows


def _begins_levels(pieces: Sequence[Piece], index: int, words: FormWords) -> bool:
    """A second level, or a first level that a second one follows; a level's word as a value is none."""
    if words.second_key(pieces[index].text) is not None:
        return True
    following = pieces[index + 1].text if index + 1 < len(pieces) else ""
    return words.first_key(pieces[index].text) is not None and words.second_key(following) is not None


def _chunks(pieces: Sequence[Piece], width: int) -> list[Cells]:
    """The indicators between two levels, each as its cells behind the levels."""
    if len(pieces) <= width:
        return [[[p] for p in pieces]]
    lines = [list(group) for _, group in groupby(pieces, key=lambda p: id(p.line))]
    if all(1 < len(line) <= width for line in lines):
        return [[[p] for p in line] for line in lines]
    wrapped = _wrapped(lines, width) if 1 < max(map(len, lines)) <= width else []
    if wrapped:
        return wrapped
    values = [i for i, p in enumerate(pieces) if i and _is_value(p) and not _is_value(pieces[i - 1])]
    strong = [i for i in values if _COMPARATOR.match(strip_markup(pieces[i].text))]
    if len(lines) == 1 and len(strong) > 1 and all(b - a in (2, width) for a, b in pairwise(strong)) and strong[0] == 1:
        return _rows_at(pieces, strong, width)  # several indicators ran into one line
    if len(lines) == 1:
        at = next(iter(strong or values), len(pieces) - max(width - 1, 1))
        return [_row(pieces[:at], pieces[at:], width)]
    if not values:
        return [[[p] for p in pieces[i : i + width]] for i in range(0, len(pieces), width)]
    return _rows_at(pieces, values, width)


def _rows_at(pieces: Sequence[Piece], values: Sequence[int], width: int) -> list[Cells]:
    """An indicator for each value: its name begins one piece before it, the first one's with the pieces."""
    starts = [0, *(i - 1 for i in values[1:])]
    bounds = zip(starts, values, [*starts[1:], len(pieces)], strict=True)
    return [_row(pieces[a:at], pieces[at:b], width) for a, at, b in bounds]


def _row(name: Sequence[Piece], rest: Sequence[Piece], width: int) -> Cells:
    """Name, value, and what explains it where the head has a column for that. Digits behind digits, and the rest of
    a date or a unit, are of one value."""
    if width == 2:
        return [list(name), list(rest)]
    end = 1
    while end < len(rest) and _is_cut(rest[:end], rest[end]):
        end += 1
    return [list(name), list(rest[:end]), list(rest[end:])]


def _is_cut(value: Sequence[Piece], after: Piece) -> bool:
    digits = _DIGIT_LAST.search(value[-1].text) and _DIGIT_FIRST.match(after.text)
    return bool(digits) or goes_on("".join(p.text for p in value), after.text)


def _wrapped(lines: Sequence[Sequence[Piece]], width: int) -> list[Cells]:
    """The same where names and explanations are wrapped over lines: a line with a value shows an indicator. What stands
    between two of them goes on with the explanation above as long as its lines are full, else it begins the name below;
    none where some such line has no name beside or above its value."""
    values = [(number, at) for number, line in enumerate(lines) if (at := _value_at(line, width)) is not None]
    values = values or [(number, 1) for number, line in enumerate(lines) if len(line) > 1][:1]
    longest = max((len(lines[number][-1].text) for number, at in values if len(lines[number]) > at + 1), default=0)
    rows: list[Cells] = []
    name = [p for line in lines[: values[0][0]] for p in line]
    for (number, at), (following, _) in zip(values, [*values[1:], (len(lines), 0)], strict=True):
        line = lines[number]
        row = _row([*name, *line[:at]], line[at:], width)
        between = [p for other in lines[number + 1 : following] for p in other]
        ends = following == len(lines)
        while between and (ends or _goes_on(row, _FULL * longest)):
            row[-1].append(between.pop(0))
        name = between
        rows.append(row)
    return rows if all(row[0] for row in rows) else []


def _is_value(piece: Piece) -> bool:
    return not piece.inside and _VALUE.match(strip_markup(piece.text)) is not None


def _goes_on(row: Cells, full: float) -> bool:
    """Whether the explanation is to come, or its last line is full."""
    if len(row) < 3:
        return False
    return len(row[2][-1].text) >= full if row[2] else row[1][-1].text != _NONE


def _value_at(line: Sequence[Piece], width: int) -> int | None:
    """Which piece of the line is the value: the second of a whole row, or one that looks like it."""
    if len(line) == width > 2:
        return 1
    return next((i for i, p in enumerate(line) if _is_value(p)), None)
