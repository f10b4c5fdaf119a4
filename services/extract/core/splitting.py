"""Rows and columns that a ruled table does not rule: many figures under one another in one cell are many rows.

A cell with wrapped text stays whole. What splits a row is figures at the same heights in several of its cells; what
splits a column is a white lane with figures beside it in most of its lines.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extract.core.aligned_columns import lanes, split_at
from services.extract.core.aligned_segments import looks_numeric, segment_lines
from services.extract.core.words import TextLine, em, lines_of
from shared.model.numbers import parse_number
from shared.model.page import Word


@dataclass(slots=True)
class Area:
    """A cell while it is being filled: positions in the lattice, and words."""

    row: int
    col: int
    row_span: int
    col_span: int
    words: list[Word] = field(default_factory=list)


def split_spans(areas: Sequence[Area], xs: Sequence[float]) -> list[Area]:
    """`areas` with a cell over several columns parted where it holds a text for each of them, in their places."""
    out: list[Area] = []
    for a in areas:
        inner = xs[a.col + 1 : a.col + a.col_span]
        parts = _parts(a.words, inner) if inner and len(a.words) >= a.col_span else None
        if parts is None:
            out.append(a)
        else:
            out.extend(Area(a.row, a.col + i, a.row_span, 1, words) for i, words in enumerate(parts))
    return out


def _parts(words: Sequence[Word], inner: Sequence[float]) -> list[list[Word]] | None:
    """`words` by the columns between the stops `inner`; None unless every stop lies in a wide gap of every line."""
    parts: list[list[Word]] = [[] for _ in range(len(inner) + 1)]
    for line in lines_of(words):
        for i, word in enumerate(line.words):
            column = sum(x < word.box.x0 for x in inner)
            if column != sum(x < word.box.x1 for x in inner):
                return None
            crosses = i > 0 and line.words[i - 1].box.x0 < (inner[column - 1] if column else float("-inf"))
            if crosses and word.box.x0 - line.words[i - 1].box.x1 < 0.8 * em(word):
                return None
            parts[column].append(word)
    return parts if all(parts) else None


def split_columns(areas: list[Area], xs: list[float]) -> tuple[list[Area], list[float]]:
    """`areas` and the column stops `xs` with unruled columns told apart."""
    for col in range(len(xs) - 2, -1, -1):
        mine = [a for a in areas if a.col == col and a.col_span == 1 and a.words]
        at = _column_lanes(mine) if sum(len(a.words) > 1 for a in mine) > 0 else []
        if at:
            areas = _with_columns(areas, col, at)
            xs = [*xs[: col + 1], *at, *xs[col + 1 :]]
    return areas, xs


def _column_lanes(mine: Sequence[Area]) -> list[float]:
    """Lanes that most lines of a column respect, with figures on their right in most lines."""
    lines = [n for a in mine for n in segment_lines(a.words)]
    several = [n for n in lines if len(n.segments) > 1]
    if len(several) < 3 or len(several) < 0.5 * len(lines):
        return []
    at = lanes(lines, crossed=0.05)
    if not at:
        return []
    figures, total = 0, 0
    for line in several:
        for first, _, words in split_at(line, at):
            if first > 0:
                total += 1
                figures += looks_numeric("".join(w.text for w in words))
    return at if total and figures >= 0.6 * total else []


def _with_columns(areas: Sequence[Area], col: int, at: Sequence[float]) -> list[Area]:
    extra = len(at)
    out: list[Area] = []
    for a in areas:
        if a.col > col:
            out.append(Area(a.row, a.col + extra, a.row_span, a.col_span, a.words))
        elif a.col + a.col_span <= col:
            out.append(a)
        elif a.col_span > 1:
            out.append(Area(a.row, a.col, a.row_span, a.col_span + extra, a.words))
        else:
            out.extend(_cut_area(a, at))
    return out


def _cut_area(area: Area, at: Sequence[float]) -> list[Area]:
    """One area a column; columns that a text spans stay together."""
    pieces = [p for n in segment_lines(area.words) for p in split_at(n, at)]
    columns = len(at) + 1
    start_of = list(range(columns))
    for first, last, _ in pieces:
        for c in range(first, last + 1):
            start_of[c] = min(start_of[c], start_of[first])
    out: list[Area] = []
    for c in range(columns):
        if start_of[c] == c:
            span = 1
            while c + span < columns and start_of[c + span] <= c:
                span += 1
            words = [w for first, _, ws in pieces if c <= first < c + span for w in ws]
            out.append(Area(area.row, area.col + c, area.row_span, span, words))
    return out


def split_rows(areas: list[Area], xs: Sequence[float], ys: list[float]) -> tuple[list[Area], list[float]]:
    """`areas` and the row stops `ys` with unruled rows told apart."""
    for row in range(len(ys) - 2, -1, -1):
        mine = [a for a in areas if a.row == row and a.row_span == 1 and a.words]
        levels = [] if _breaks_figures(mine, xs) else _row_levels(mine)
        if len(levels) > 1:
            stops = [(a + b) / 2 for a, b in itertools.pairwise(levels)]
            areas = _with_rows(areas, row, levels)
            ys = [*ys[: row + 1], *stops, *ys[row + 1 :]]
    return areas, ys


def _breaks_figures(mine: Sequence[Area], xs: Sequence[float]) -> bool:
    """Whether the row's narrow cells break their figures over lines (`85,506,1` above `32`): one row, not many.

    A broken figure shows by its lines: each but the last fills the cell, or is no figure by its grouping, and all
    together are one. Figures of several rows are figures by themselves and as wide as they need to be.
    """
    several = [a for a in mine if len(lines_of(a.words)) > 1 and _looks_like_one_figure(a)]
    broken = [a for a in several if _is_broken(a, xs[a.col + a.col_span] - xs[a.col])]
    return bool(broken) and len(broken) >= 0.5 * len(several)


def _looks_like_one_figure(area: Area) -> bool:
    return parse_number("".join(n.text.strip() for n in lines_of(area.words))) is not None


def _is_broken(area: Area, width: float) -> bool:
    *upper, _ = lines_of(area.words)
    full = (width - n.box.width < 1.8 * em(n.words[0]) for n in upper)
    return all(fills or parse_number(n.text) is None for fills, n in zip(full, upper, strict=True))


def _row_levels(mine: Sequence[Area]) -> list[float]:
    """The heights (middles) of the rows inside one ruled row; fewer than two where it is one row."""
    if not any(_several_lines(a.words) for a in mine):
        return []
    figures: list[list[float]] = []
    texts: list[list[float]] = []
    height = 0.0
    for area in mine:
        lines = lines_of(area.words)
        at = [_middle(n) for n in lines]
        numeric = [looks_numeric(n.text) and any(c.isdigit() for c in n.text) for n in lines]
        height = max([height, *(n.box.height for n in lines)])
        if len(lines) > 1 and sum(looks_numeric(n.text) for n in lines) >= 0.8 * len(lines) and sum(numeric) > 1:
            figures.append(at)
        else:
            texts.append(at)
    if not figures or not height:
        return []
    levels = _clusters([y for column in figures for y in column], 0.5 * height)
    agreeing = sum(_fits(column, levels, 0.5 * height) for column in figures)
    helped = any(sum(_near(y, levels, 0.5 * height) for y in column) > 1 for column in texts)
    if len(levels) < 2 or (agreeing < 2 and not (helped and agreeing)):
        return []
    pitch = min(b - a for a, b in itertools.pairwise(levels))
    alone = [y for column in texts for y in column if not _near(y, levels, 0.8 * pitch)]
    return sorted([*levels, *_clusters(alone, 0.5 * height)])


def _several_lines(words: Sequence[Word]) -> bool:
    """Whether some word begins where another has ended, going down."""
    return len(words) > 1 and max(w.box.top for w in words) > min(w.box.bottom for w in words) - 2


def _middle(line: TextLine) -> float:
    box = line.box
    return (box.top + box.bottom) / 2


def _near(y: float, levels: Sequence[float], reach: float) -> bool:
    return any(abs(y - level) <= reach for level in levels)


def _fits(column: Sequence[float], levels: Sequence[float], reach: float) -> bool:
    return len(column) > 1 and all(_near(y, levels, reach) for y in column)


def _clusters(values: Sequence[float], reach: float) -> list[float]:
    out: list[list[float]] = []
    for value in sorted(values):
        if out and value - out[-1][0] <= reach:
            out[-1].append(value)
        else:
            out.append([value])
    return [sum(group) / len(group) for group in out]


def _with_rows(areas: Sequence[Area], row: int, levels: Sequence[float]) -> list[Area]:
    extra = len(levels) - 1
    out: list[Area] = []
    for a in areas:
        if a.row > row:
            out.append(Area(a.row + extra, a.col, a.row_span, a.col_span, a.words))
        elif a.row + a.row_span <= row:
            out.append(a)
        elif a.row_span > 1:
            out.append(Area(a.row, a.col, a.row_span + extra, a.col_span, a.words))
        else:
            parts: list[list[Word]] = [[] for _ in levels]
            for line in lines_of(a.words):
                y = _middle(line)
                parts[min(range(len(levels)), key=lambda k: (round(abs(levels[k] - y)), k))].extend(line.words)
            out.extend(Area(row + k, a.col, 1, a.col_span, words) for k, words in enumerate(parts))
    return out
