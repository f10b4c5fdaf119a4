"""Rows of a table without vertical rules: lines put into columns, and the lines of wrapped cells joined."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from services.extract.core.aligned.columns import split_at
from services.extract.core.aligned.segments import SegmentLine, looks_numeric
from services.extract.core.geometry.words import em, join
from shared.model.page import Box, Rule, Word

#: a line nearer to a row than this share of the usual row distance is part of it
TIGHT = 0.86
#: rows stand further apart than the lines within them by this factor at least
WIDER = 1.06
#: lines that are nearer than this overlap (font sizes)
OVERLAP = 0.75
#: a space between words, and to the next column (font sizes)
SPACE = 0.6
#: no more lines than this share are ends of rows, begun with small letters in all of their columns
SMALL = 0.34
#: lines of one text are no further apart than this (font sizes)
LEADING = 1.6


@dataclass(slots=True)
class Piece:
    """A cell while rows are being found: columns from `first` to `last`, the words, and the lines they came from."""

    first: int
    last: int
    words: list[Word]
    top: float
    bottom: float
    row_span: int = 1

    @property
    def text(self) -> str:
        return join(self.words)

    @property
    def numeric(self) -> bool:
        return looks_numeric(self.text)


@dataclass(slots=True)
class TableRow:
    """Pieces of one table row from left to right."""

    pieces: list[Piece]

    @property
    def middle(self) -> float:
        return (min(p.top for p in self.pieces) + max(p.bottom for p in self.pieces)) / 2

    @property
    def figures(self) -> int:
        return sum(p.numeric and p.first > 0 for p in self.pieces)


def table_rows(lines: Sequence[SegmentLine], at: Sequence[float]) -> list[TableRow]:
    """One row a line, each segment in the columns between the lanes `at`; pieces in one column are one."""
    extents = column_extents(lines, at)
    rows: list[TableRow] = []
    for line in lines:
        pieces: list[Piece] = []
        parts = (part for run in split_at(line, at) for part in _figures_apart(run, at, extents))
        for first, last, words in _in_order([(*_trimmed(*part, extents), part[2]) for part in parts], len(at) + 1):
            x_words = list(words)
            top, bottom = min(w.box.top for w in words), max(w.box.bottom for w in words)
            if pieces and pieces[-1].last >= first:
                pieces[-1].words.extend(x_words)
                pieces[-1].last = max(pieces[-1].last, last)
                pieces[-1].bottom = max(pieces[-1].bottom, bottom)
            else:
                pieces.append(Piece(first, last, x_words, top, bottom))
        rows.append(TableRow(pieces))
    return rows


def _in_order(parts: list[tuple[int, int, tuple[Word, ...]]], columns: int) -> list[tuple[int, int, tuple[Word, ...]]]:
    """The parts of a line; where two share a column although there are as many as columns (or as columns behind the
    first), each stands in its own, none further than one column from where it is."""
    taken = [c for first, last, _ in parts for c in range(first, last + 1)]
    start = columns - len(parts)
    if len(set(taken)) == len(taken) or start not in (0, 1):
        return parts
    if any(abs(first - start - i) > 1 or abs(last - start - i) > 1 for i, (first, last, _) in enumerate(parts)):
        return parts
    return [(start + i, start + i, words) for i, (_, _, words) in enumerate(parts)]


def _figures_apart(
    run: tuple[int, int, tuple[Word, ...]], at: Sequence[float], extents: dict[int, tuple[float, float]]
) -> list[tuple[int, int, tuple[Word, ...]]]:
    """A label that leans over its column, and the figure close behind it, which stands in a column of figures."""
    first, last, words = run
    k = len(words)
    while k and looks_numeric(words[k - 1].text):
        k -= 1
    if first == last or not 0 < k < len(words) or last not in extents:
        return [run]
    label, figure, size = words[k - 1].box, words[k:], em(words[k])
    in_column = extents[last][0] - size < figure[0].box.x0 and figure[-1].box.x1 < extents[last][1] + 0.2 * size
    if figure[0].box.x0 - label.x1 < 0.4 * size or not in_column:
        return [run]
    return [(first, max(first, bisect_left(at, label.x1 - 0.25 * size)), words[:k]), (last, last, figure)]


def column_extents(lines: Sequence[SegmentLine], at: Sequence[float]) -> dict[int, tuple[float, float]]:
    """Where the texts of each column stand, from the segments that cross no lane."""
    out: dict[int, tuple[float, float]] = {}
    for line in lines:
        for first, last, words in split_at(line, at):
            if first == last:
                x0, x1 = min(w.box.x0 for w in words), max(w.box.x1 for w in words)
                a, b = out.get(first, (x0, x1))
                out[first] = (min(a, x0), max(b, x1))
    return out


def _trimmed(first: int, last: int, words: Sequence[Word], extents: dict[int, tuple[float, float]]) -> tuple[int, int]:
    """A text that leans over a lane without reaching the next column's texts stays in its own."""
    if first == last:
        return first, last
    x0, x1 = min(w.box.x0 for w in words), max(w.box.x1 for w in words)
    size = em(words[0])
    middle = (x0 + x1) / 2
    while (
        last > first and last in extents and x1 - extents[last][0] < 0.4 * size and _holds(extents, first, last, middle)
    ):
        last -= 1
    while first < last and first in extents and extents[first][1] - x0 < 0.4 * size and middle > extents[first][1]:
        first += 1
    return first, last


def _holds(extents: dict[int, tuple[float, float]], first: int, last: int, middle: float) -> bool:
    return any(c in extents and middle <= extents[c][1] + 2 for c in range(first, last))


def span_centred(rows: Sequence[TableRow], columns: int, box: Box, rules: Sequence[Rule]) -> None:
    """Headings over rows, texts alone in their lines in the middle of the table, span all its columns.

    Its middle is that of its widest rule, or roughly that of the `box` around its texts.
    """
    widest = max((r.box for r in rules), key=lambda b: b.width, default=None)
    ruled = widest is not None and widest.width >= 0.9 * box.width
    edges, reach = (widest, 0.5) if widest is not None and ruled else (box, 1.5)
    for row in rows:
        (piece, *others) = row.pieces
        x0, x1 = min(w.box.x0 for w in piece.words), max(w.box.x1 for w in piece.words)
        centred = abs(x0 + x1 - edges.x0 - edges.x1) < 2 * reach * em(piece.words[0])
        if centred and not others and piece.first > 0 and not piece.numeric:
            piece.first, piece.last = 0, columns - 1


def join_wrapped(rows: Sequence[TableRow], columns: int, stops: Sequence[float]) -> list[TableRow]:
    """Body rows with the lines of wrapped cells joined. No line is joined across a rule (`stops`, their heights)."""
    if len(rows) < 2:
        return list(rows)
    small = [all(p.text[:1].islower() for p in r.pieces) for r in rows]
    ends = small if sum(small) <= SMALL * len(rows) else [False] * len(rows)  # where names begin with capital letters
    anchored = [
        r.figures > 0 or (len(r.pieces) > max(1, columns // 2) and not end) for r, end in zip(rows, ends, strict=True)
    ]
    usual = _usual_distance(rows, anchored)
    home = list(range(len(rows)))
    for i, row in enumerate(rows):
        if anchored[i]:
            continue
        choices = []
        for k in (i - 1, i + 1):
            if 0 <= k < len(rows) and not ruled_off(row, rows[k], stops):
                choices.append((abs(rows[k].middle - row.middle), k))
        choices.sort()
        for distance, k in choices:
            tight = usual and distance < TIGHT * usual and _can_join(row)
            begins = k == i + 1 and len(row.pieces) == 1 and _goes_on(rows[k], row)
            if tight or begins or (k == i - 1 and home[k] != i and _goes_on(row, rows[k])):
                home[i] = k
                break
    return _joined(rows, home)


def _usual_distance(rows: Sequence[TableRow], anchored: Sequence[bool]) -> float:
    """The median distance between neighbouring rows with figures; their least distance where none are neighbours."""
    distances = [
        b.middle - a.middle
        for (a, first), (b, second) in itertools.pairwise(zip(rows, anchored, strict=True))
        if first and second
    ]
    if distances:
        return median(distances)
    at = [r.middle for r, yes in zip(rows, anchored, strict=True) if yes]
    return min((b - a for a, b in itertools.pairwise(at)), default=0.0)


def ruled_off(a: TableRow, b: TableRow, stops: Sequence[float]) -> bool:
    """Whether one of the rules at the heights `stops` lies between two rows."""
    low, high = sorted((a.middle, b.middle))
    return any(low < y < high for y in stops)


def _can_join(row: TableRow) -> bool:
    """Whether the line adds to cells of the other row rather than putting a new text beside them."""
    return not any(p.numeric and p.first > 0 for p in row.pieces)


def _goes_on(row: TableRow, before: TableRow) -> bool:
    """Whether a line of text alone goes on the sentence of the row before: it begins with a small letter."""
    first = row.pieces[0]
    if not first.text[:1].islower():
        return False
    return any(p.first == first.first for p in before.pieces)


def _joined(rows: Sequence[TableRow], home: Sequence[int]) -> list[TableRow]:
    def root(i: int) -> int:
        seen = set()
        while home[i] != i and i not in seen:
            seen.add(i)
            i = home[i]
        return min(seen | {i}) if home[i] != i else i

    groups: dict[int, list[int]] = {}
    for i in range(len(rows)):
        groups.setdefault(root(i), []).append(i)
    out = []
    for members in sorted(groups.values(), key=min):
        pieces: list[Piece] = []
        for i in sorted(members):
            for piece in rows[i].pieces:
                _add(pieces, piece)
        out.append(TableRow(sorted(pieces, key=lambda p: p.first)))
    return out


def _add(pieces: list[Piece], piece: Piece) -> None:
    for other in pieces:
        if other.first <= piece.last and piece.first <= other.last and not _parted(other, piece):
            other.words.extend(piece.words)
            other.first, other.last = min(other.first, piece.first), max(other.last, piece.last)
            other.top, other.bottom = min(other.top, piece.top), max(other.bottom, piece.bottom)
            return
    pieces.append(piece)


def _parted(a: Piece, b: Piece) -> bool:
    """Whether two pieces that share a column stand beside one another, no part of either over the other, and so are two
    texts; the one that leans over the other's column gets its own columns alone."""
    left, right = sorted((a, b), key=lambda p: p.words[0].box.x0)
    if max(w.box.x1 for w in left.words) > min(w.box.x0 for w in right.words):
        return False
    if left.first < right.first:
        left.last = right.first - 1
    elif left.last < right.last:
        right.first = left.last + 1
    return left.last < right.first


def by_bands(rows: Sequence[TableRow], stops: Sequence[float]) -> list[TableRow]:
    """One row for each band between the rules at `stops`."""
    bands: dict[int, list[Piece]] = {}
    for row in rows:
        band = sum(y < row.middle for y in stops)
        pieces = bands.setdefault(band, [])
        for piece in row.pieces:
            _add(pieces, piece)
    return [TableRow(sorted(bands[b], key=lambda p: p.first)) for b in sorted(bands)]


def row_spaces(rows: Sequence[TableRow]) -> list[float]:
    """Heights between rows that stand further apart than the lines within them; [] where all lines are as far apart.

    The least distances of two lines in one column are those of the lines of one text, if nothing else is near them.
    Lines that overlap are of one row: a short text stands in the middle, or at the foot, of its cell.
    """
    last: dict[int, tuple[float, int]] = {}
    steps: list[tuple[float, int, int]] = []
    for i, row in enumerate(rows):
        for piece in row.pieces:
            at = (piece.words[0].box.top + piece.words[0].box.bottom) / 2
            if piece.first in last:
                before, k = last[piece.first]
                steps.append((at - before, k, i))
            last[piece.first] = at, i
    size = em(rows[0].pieces[0].words[0]) if rows else 0.0
    steps.sort()
    wide = next((b[0] for a, b in itertools.pairwise(steps) if b[0] > WIDER * a[0]), None)
    if wide is None or steps[0][0] > LEADING * size:
        return []
    whole = [b.middle - a.middle < OVERLAP * size for a, b in itertools.pairwise(rows)]
    for step, k, i in steps:
        if step < wide:
            whole[k:i] = [True] * (i - k)
    return [(a.middle + b.middle) / 2 for (a, b), one in zip(itertools.pairwise(rows), whole, strict=True) if not one]


def bands_are_rows(rows: Sequence[TableRow], stops: Sequence[float], edges: Sequence[float]) -> bool:
    """Whether each band between rules holds one row. `edges`: where the columns begin, and the last ends.

    It does not where a column has two figures in a band, where three or more lines of a band are filled alike, or where
    two are (three times in a band, where they fill two columns) whose texts were not broken: each had room for the
    first word of the next.
    """
    if not stops:
        return False
    seen: set[tuple[int, int]] = set()
    whole: dict[int, int] = {}
    bands: dict[int, list[tuple[int, ...]]] = {}
    last: dict[int, TableRow] = {}
    for row in rows:
        band = sum(y < row.middle for y in stops)
        bands.setdefault(band, []).append(tuple(p.first for p in row.pieces))
        if band in last and _unbroken(last[band], row, edges):
            whole[band] = whole.get(band, 0) + 1
            if len(row.pieces) > 2 or whole[band] > 2:
                return False
        last[band] = row
        for piece in row.pieces:
            if piece.numeric and any(c.isdigit() for c in piece.text):
                if (band, piece.first) in seen:
                    return False
                seen.add((band, piece.first))
    return not any(len(b) >= 3 and len(set(b)) == 1 and len(b[0]) > 1 for b in bands.values())


def _unbroken(row: TableRow, below: TableRow, edges: Sequence[float]) -> bool:
    """Whether two lines fill the same columns, the first one of them, and no text of the upper one is too long for its
    column with the first word of that below it."""
    if (
        len(row.pieces) < 2
        or (len(row.pieces) == 2 and row.pieces[0].first > 0)
        or [p.first for p in row.pieces] != [p.first for p in below.pieces]
    ):
        return False
    return all(
        _width(a.words) + _width(b.words[:1]) + SPACE * em(b.words[0]) < edges[a.last + 1] - edges[a.first]
        for a, b in zip(row.pieces, below.pieces, strict=True)
    )


def _width(words: Sequence[Word]) -> float:
    return max(w.box.x1 for w in words) - min(w.box.x0 for w in words)
