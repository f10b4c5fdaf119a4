"""Rows that a line end broke inside a figure (`| 12,3` above `45 | 0.00 |`) or beside a bar: one row each, in doubt.

Rows between bars tell it by the bars that they lack. Rows between tabs tell it by their cells: together the pieces have
no more than a row, and where they meet stand two pieces of a figure of which one is none; or the lower one is nothing
but the figures that the upper one lacks. A row may be broken often.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from services.extract.readers.text_rows import DOUBTFUL, TextRow, figure_of
from shared.model.numbers import decimals

_WHOLE = re.compile(r"[-(]?\d{1,3}(?:(?:,\d{3})*|\d*)(?:\.\d+)?\)?")
_BAR = re.compile(r"(?<!\\)\|")
_PIECE = re.compile(r"[-(]?[\d,]*\.?\d*\)?")


def barred(lines: Sequence[str], first: int) -> list[tuple[int, str, float]]:
    """Lines of cells between bars, which begin and end with one: number (from `first`), text, confidence. Those that
    lack the bar at their end are one with the next, which lacks that at its beginning; so are two that have together
    just the bars of most lines, one of them without such a bar or the upper one blank."""
    out: list[tuple[int, str, float]] = []
    closed = all(line.strip().startswith("|") and line.strip().endswith("|") for line in lines[:2])
    bars = Counter(map(_bars, lines))
    usual = next((n for n, often in bars.most_common(1) if 2 * often >= len(lines)), 0)
    for number, line in enumerate(lines, start=first):
        if closed and out and _goes_on(out[-1][1].rstrip(), line.lstrip(), usual):
            above = out[-1]
            out[-1] = (above[0], above[1].rstrip() + line.lstrip(), DOUBTFUL)
        else:
            out.append((number, line, 1.0))
    return out


def _goes_on(above: str, line: str, usual: int) -> bool:
    """Whether two lines between bars are one row of so many bars as most have (`usual`)."""
    ends, begins = above.endswith("|"), line.startswith("|")
    if not ends and not begins:
        return True
    either = not (ends and begins) or not above.replace("|", "").strip()
    return either and min(_bars(above), _bars(line)) > 0 and _bars(above) + _bars(line) == usual


def _bars(line: str) -> int:
    return len(_BAR.findall(line))


def tabbed(rows: Sequence[TextRow]) -> list[TextRow]:
    """The rows of a run of lines with tabs, those whole that were broken inside a figure."""
    width = max((len(row.cells) for row in rows), default=0)
    counts = Counter(decimals(c) for row in rows for c in row.cells if "." in c and figure_of(c) is not None)
    places = counts.most_common(1)[0][0] if counts else 0
    out: list[TextRow] = []
    for row in rows:
        above = out[-1] if out else None
        if above is not None and len(above.cells) + len(row.cells) <= width + 1 and _are_one(above, row, places):
            cells = (*above.cells[:-1], above.cells[-1].strip() + row.cells[0].strip(), *row.cells[1:])
            out[-1] = replace(above, cells=cells, confidence=DOUBTFUL)
        elif above is not None and _is_nameless_rest(above, row, width):
            out[-1] = replace(above, cells=(*above.cells, *row.cells), confidence=DOUBTFUL)
        else:
            out.append(row)
    return out


def _is_nameless_rest(above: TextRow, row: TextRow, width: int) -> bool:
    """Whether a row is the rest of the one above, broken between two cells: nothing but figures, just as many as the
    row above lacks, which ends with one."""
    if len(above.cells) + len(row.cells) != width or len(row.cells) < 2:
        return False
    return all(figure_of(cell) is not None for cell in (above.cells[-1], *row.cells))


def ends_figure(left: str, right: str, places: int | None = None) -> bool:
    """Whether `right` ends a figure (of so many decimals, if they are known) that `left` begins, the one no such figure
    or the other none."""
    pieces = left.strip(), right.strip()
    if not all(pieces) or not all(map(_PIECE.fullmatch, pieces)):
        return False
    return _is_whole("".join(pieces), places) and not all(_is_whole(piece, places) for piece in pieces)


def _are_one(above: TextRow, row: TextRow, places: int) -> bool:
    return len(above.cells) > 1 and ends_figure(above.cells[-1], row.cells[0], places)


def _is_whole(text: str, places: int | None) -> bool:
    return _WHOLE.fullmatch(text) is not None and places in (None, decimals(text))
