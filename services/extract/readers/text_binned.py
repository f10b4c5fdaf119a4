"""Rows of a PDF that a converter set between bars by where their words begin, each run of rows by itself.

Such tables are none: some of their rows stand as plain lines between two of them, their figures under no head and their
heads over nothing, several cells of a row between the same two bars. What can be relied on is the order of the words on
their lines, so the bars are taken out of the whole text and the lines are read as those of other tools that keep none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from services.extract.readers.text_frames import Numbered
from shared.model.numbers import parse_number

_RULE = re.compile(r"\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*")
_TWO_CELLS = re.compile(
    r"(?:\d\.\d+|\d,\d{3}) +[\u3400-\u9fff\d]|[\u3400-\u9fff] +\d(?:[\d,]*\.\d|\d{0,2},\d{3})"
    r"|(?<!\d)\d{3} \d\d(?!\d)(?: \d\d)?(?: [\u3400-\u9fff]|$)"
)
"""a figure and the label or the figure beside it, the parts of a code"""
_STRONG, _FEWEST_SIGNS = 2, 3
"""a sign that counts for more than two cells between two bars, which OCR may run together"""
_FEWEST_FIGURES, _FEWEST_ROWS = 2, 2
_FEW_ROWS = 2
"""rows, the first of figures and none a head, right beside a plain line: such tables are pieces of one"""


def unbinned(lines: Sequence[Numbered]) -> list[Numbered]:
    """The lines; where such tables are among them, all that stands between bars as plain lines of words."""
    tables = list(_tables([text for _, text in lines]))
    if sum(_signs(lines, start, end) for start, end in tables) < _FEWEST_SIGNS:
        return list(lines)
    barred = {at for start, end in tables for at in range(start, end)}
    return [
        (number, " ".join(filter(None, _cells(text))) if at in barred else text)
        for at, (number, text) in enumerate(lines)
        if at not in barred or not _RULE.fullmatch(text)
    ]


def _tables(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of rows between bars with a rule below the first."""
    at = 0
    while at < len(texts):
        end = at
        while end < len(texts) and _is_barred(texts[end]):
            end += 1
        if end - at > 1 and _RULE.fullmatch(texts[at + 1]):
            yield at, end
        at = max(end, at + 1)


def _is_barred(text: str) -> bool:
    plain = text.strip()
    return len(plain) > 1 and plain.startswith("|") and plain.endswith("|")


def _cells(text: str) -> list[str]:
    return [" ".join(cell.split()) for cell in text.strip()[1:-1].split("|")]


def _signs(lines: Sequence[Numbered], start: int, end: int) -> int:
    """How much says that a table is one of these."""
    rows = [_cells(text) for _, text in lines[start:end] if not _RULE.fullmatch(text)]
    beside = [lines[at][1] for at in (start - 1, end) if 0 <= at < len(lines)]
    figures = [sum(parse_number(word) is not None for word in text.split()) for text in beside if "|" not in text]
    strong = sum(count >= _FEWEST_FIGURES for count in figures) + _is_shifted(rows)
    lone = len(rows) <= _FEW_ROWS and _has_figures(rows[0]) and any("|" not in x and x.strip() for x in beside)
    return _STRONG * strong + lone + sum(_TWO_CELLS.search(cell) is not None for row in rows for cell in row)


def _is_shifted(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a text of the head stands over a blank column, what it names in the one beside, which has no head. Rows
    without figures may be of the head as well: a text over several columns has blanks beside it."""
    first = next((i for i, row in enumerate(rows) if i and _has_figures(row)), len(rows))
    body = list(filter(_has_figures, rows[first:]))
    if len(body) < _FEWEST_ROWS:
        return False
    width = len(rows[0])
    headed, filled = (
        [any(column < len(row) and row[column] for row in part) for column in range(width)]
        for part in (rows[:first], body)
    )
    return any(
        headed[column] and not filled[column] and not headed[other] and filled[other]
        for column in range(width)
        for other in (column - 1, column + 1)
        if 0 <= other < width
    )


def _has_figures(cells: Sequence[str]) -> bool:
    """Whether cells hold amounts: one with its decimals, or several numbers."""
    numbers = [cell for cell in cells if parse_number(cell) is not None]
    return len(numbers) >= _FEWEST_FIGURES or any("." in cell for cell in numbers)
