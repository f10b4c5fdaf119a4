"""Tables under rules of dashes, one run a column (`----- ------`), as document converters write them: what stands in
the columns of the runs is a cell. Rows are lines, or, between two long rules, what blank lines part.

Widths are those of a screen: an ideograph counts as two columns, a sign such as `“` or `≥` as one or two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from services.extract.core.numbering import width
from services.extract.readers.text_frames import Numbered

_RULE = re.compile(r"\s*(?:-{2,}|={2,})(?: {1,3}(?:-{2,}|={2,}))+\s*")
_RUN = re.compile(r"[-=]+")
_LONG = re.compile(r"\s*-{8,}\s*")
_MOST_HEAD = 40
"""lines of a head, wrapped in its columns"""

Columns = tuple[tuple[int, int], ...]
"""where each column begins and ends on a screen"""


def undashed(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    """The lines; rows of tables under rules of dashes as cells between tabs, `\\v` for the line ends inside a cell."""
    at = 0
    while at < len(lines):
        rows, end = _table(lines, at)
        if rows:
            yield from rows
        else:
            yield lines[at]
        at = end if rows else at + 1


def _table(lines: Sequence[Numbered], at: int) -> tuple[list[Numbered], int]:
    """The rows of the table that begins here and where it ends, none where none does."""
    text = lines[at][1]
    if _LONG.fullmatch(text):
        rule = next((i for i in range(at + 1, min(at + _MOST_HEAD, len(lines))) if _is_rule(lines[i][1])), None)
        if rule is None or not all(x.strip() and not _LONG.fullmatch(x) for _, x in lines[at + 1 : rule]):
            return [], at
        return _several_lines(lines, at + 1, rule)
    if _is_rule(text):
        end = next((i for i in range(at + 1, len(lines)) if _is_end(lines[i][1])), len(lines))
        if end < len(lines) and _LONG.fullmatch(lines[end][1]):
            return _several_lines(lines, at, at)
        return _single_lines(lines, at, at)
    if text.strip() and at + 1 < len(lines) and _is_rule(lines[at + 1][1]):
        return _single_lines(lines, at, at + 1)
    return [], at


def _is_rule(text: str) -> bool:
    return _RULE.fullmatch(text) is not None


def _is_end(text: str) -> bool:
    return _is_rule(text) or _LONG.fullmatch(text) is not None


def _several_lines(lines: Sequence[Numbered], head: int, rule: int) -> tuple[list[Numbered], int]:
    """Rows between blank lines, down to a long rule."""
    end = next((i for i in range(rule + 1, len(lines)) if _is_end(lines[i][1])), len(lines))
    if end == len(lines):
        return [], head
    body = [list(group) for blank, group in groupby(lines[rule + 1 : end], lambda x: not x[1].strip()) if not blank]
    return _rows([list(lines[head:rule]), *body], lines[rule][1], end + 1)


def _single_lines(lines: Sequence[Numbered], head: int, rule: int) -> tuple[list[Numbered], int]:
    """A row a line, down to a blank one or another rule; what stands between the first two rules of three is a head."""
    end = rule + 1
    while end < len(lines) and lines[end][1].strip() and not _is_end(lines[end][1]):
        end += 1
    first = [lines[i] for i in range(rule + 1, end)]
    if (
        head == rule
        and end < len(lines)
        and _is_rule(lines[end][1])
        and end + 1 < len(lines)
        and lines[end + 1][1].strip()
    ):
        last = next(
            (i for i in range(end + 1, len(lines)) if not lines[i][1].strip() or _is_end(lines[i][1])), len(lines)
        )
        first, end = [*first, *lines[end + 1 : last]], last
    closed = end < len(lines) and _is_end(lines[end][1])
    rows = [[line] for line in (*lines[head:rule], *first)]
    return _rows(rows, lines[rule][1], end + closed) if first else ([], head)


def _rows(groups: Sequence[Sequence[Numbered]], rule: str, end: int) -> tuple[list[Numbered], int]:
    columns = tuple((run.start(), run.end()) for run in _RUN.finditer(rule))
    rows: list[Numbered] = []
    for group in filter(None, groups):
        cut = [_cells(text, columns) for _, text in group]
        if None in cut:
            return [], end
        cells = ("\v".join(filter(None, column)) for column in zip(*filter(None, cut), strict=True))
        rows.append((group[0][0], "\t".join(cells)))
    return rows, end


def _cells(text: str, columns: Columns) -> tuple[str, ...] | None:
    """What stands in each column; None where a text goes over the gap beside one, however wide its signs are."""
    for wide in (_narrow, width, lambda _: 1):
        cells = _cut(text, columns, wide)
        if cells is not None:
            return cells
    return None


def _cut(text: str, columns: Columns, wide: Callable[[str], int]) -> tuple[str, ...] | None:
    cells = ["" for _ in columns]
    last, at, column = len(columns) - 1, 0, 0
    for sign in text.rstrip():
        while column < last and at >= columns[column + 1][0]:
            column += 1
        start, end = columns[column]
        if not sign.isspace() and (at < start or (at + wide(sign) > end and column < last)):
            return None
        if start <= at:
            cells[column] += sign
        at += wide(sign)
    return tuple(map(str.strip, cells))


def _narrow(sign: str) -> int:
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
