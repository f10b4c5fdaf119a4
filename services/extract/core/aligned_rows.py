"""Rows of a table without vertical rules: lines put into columns, wrapped cells joined, head spans found."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from services.extract.core.aligned_columns import split_at
from services.extract.core.aligned_segments import SegmentLine, looks_numeric
from services.extract.core.words import em, join
from shared.model.page import Rule, Word

#: a line nearer to a row than this share of the usual row distance is part of it
TIGHT = 0.86
#: a head text is centred over columns if its middle is this near to theirs (font sizes)
CENTRED = 1.3
_YEAR = re.compile(r"(?:FY)?(?:19|20)\d\d(?:[/-–]\d{2,4})?(?:年度?)?[a-z*]?")


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
        for first, last, words in split_at(line, at):
            first, last = _trimmed(first, last, words, extents)
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


def first_body(rows: Sequence[TableRow]) -> int:
    """Index of the first row that holds figures other than years; 0 where no row does."""
    for i, row in enumerate(rows):
        figures = [p for p in row.pieces if p.numeric and p.first > 0]
        if figures and not all(_YEAR.fullmatch(p.text.replace(" ", "")) for p in figures):
            return i
    return 0


def head_end(rows: Sequence[TableRow], body: int, stops: Sequence[float]) -> int:
    """`body` moved up over lines with a text in the first column only: section rows, or the start of a wrapped name.

    A line over a rule (`stops`) stays head, and so does the first line.
    """
    end = body
    while 1 < end < len(rows) and len(rows[end - 1].pieces) == 1 and rows[end - 1].pieces[0].last == 0:
        if _ruled_off(rows[end - 1], rows[end], stops):
            break
        if not any(p.last > 0 for r in rows[: end - 1] for p in r.pieces):
            break
        end -= 1
    return end


def join_wrapped(rows: Sequence[TableRow], columns: int, stops: Sequence[float]) -> list[TableRow]:
    """Body rows with the lines of wrapped cells joined. No line is joined across a rule (`stops`, their heights)."""
    if len(rows) < 2:
        return list(rows)
    anchored = [r.figures > 0 or len(r.pieces) > max(1, columns // 2) for r in rows]
    usual = _usual_distance(rows, anchored)
    home = list(range(len(rows)))
    for i, row in enumerate(rows):
        if anchored[i]:
            continue
        choices = []
        for k in (i - 1, i + 1):
            if 0 <= k < len(rows) and not _ruled_off(row, rows[k], stops):
                choices.append((abs(rows[k].middle - row.middle), k))
        choices.sort()
        for distance, k in choices:
            tight = usual and distance < TIGHT * usual and _can_join(row)
            begins = k == i + 1 and len(row.pieces) == 1 and _goes_on(rows[k], row)
            if tight or begins or (k == i - 1 and _goes_on(row, rows[k])):
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


def _ruled_off(a: TableRow, b: TableRow, stops: Sequence[float]) -> bool:
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
        if other.first <= piece.last and piece.first <= other.last:
            other.words.extend(piece.words)
            other.first, other.last = min(other.first, piece.first), max(other.last, piece.last)
            other.top, other.bottom = min(other.top, piece.top), max(other.bottom, piece.bottom)
            return
    pieces.append(piece)


def by_bands(rows: Sequence[TableRow], stops: Sequence[float]) -> list[TableRow]:
    """One row for each band between the rules at `stops`."""
    bands: dict[int, list[Piece]] = {}
    for row in rows:
        band = sum(y < row.middle for y in stops)
        pieces = bands.setdefault(band, [])
        for piece in row.pieces:
            _add(pieces, piece)
    return [TableRow(sorted(bands[b], key=lambda p: p.first)) for b in sorted(bands)]


def bands_are_rows(rows: Sequence[TableRow], stops: Sequence[float]) -> bool:
    """Whether each band between rules holds one row.

    It does not where a column has two figures in a band, or where three or more lines of a band are filled alike.
    """
    if not stops:
        return False
    seen: set[tuple[int, int]] = set()
    bands: dict[int, list[tuple[int, ...]]] = {}
    for row in rows:
        band = sum(y < row.middle for y in stops)
        bands.setdefault(band, []).append(tuple(p.first for p in row.pieces))
        for piece in row.pieces:
            if piece.numeric and any(c.isdigit() for c in piece.text):
                if (band, piece.first) in seen:
                    return False
                seen.add((band, piece.first))
    return not any(len(b) >= 3 and len(set(b)) == 1 and len(b[0]) > 1 for b in bands.values())


def join_head(rows: Sequence[TableRow], rules: Sequence[Rule], centres: Sequence[float]) -> list[TableRow]:
    """Head rows: spans from the rule under a text or from centring, texts in the same columns on near lines joined."""
    for row in rows:
        _widen_all(row, rules, centres)
    rows = _lone_lines_lowered(list(rows))
    for upper, lower in itertools.pairwise(rows):
        if _level_of_its_own(upper, lower, centres):
            _spread(upper, lower, centres)
    placed: list[tuple[int, Piece]] = []
    for i, row in enumerate(rows):
        for piece in row.pieces:
            above = [p for _, p in placed if (p.first, p.last) == (piece.first, piece.last) and _next(p, piece, rules)]
            if above:
                above[-1].words.extend(piece.words)
                above[-1].bottom = piece.bottom
            else:
                placed.append((i, piece))
    used = sorted({i for i, _ in placed})
    made = [TableRow(sorted((p for k, p in placed if k == i), key=lambda p: p.first)) for i in used]
    made = _lone_lines_lowered(made)
    for upper, lower in itertools.pairwise(made):
        _spread(upper, lower, centres)
    return made


def _level_of_its_own(upper: TableRow, lower: TableRow, centres: Sequence[float]) -> bool:
    """Whether `upper` is a head level above `lower` and not the first line of its texts.

    It is when it stands off further than lines of one text do, or when two or more texts would share out all columns.
    """
    size = em(upper.pieces[0].words[0])
    if min(p.top for p in lower.pieces) - max(p.bottom for p in upper.pieces) > 0.45 * size:
        return True
    trial = [Piece(p.first, p.last, p.words, p.top, p.bottom) for p in upper.pieces]
    if len(trial) < 2 or len(upper.pieces) >= len(lower.pieces):
        return False
    _spread(TableRow(trial), lower, centres)
    covered = {c for p in trial for c in range(p.first, p.last + 1)}
    return covered >= set(range(1, len(centres)))


def _lone_lines_lowered(rows: list[TableRow]) -> list[TableRow]:
    """A line whose texts have their columns to themselves (a stub head set between two lines) spans the head."""
    out = list(rows)
    for row in rows:
        others = {c for r in out if r is not row for p in r.pieces for c in range(p.first, p.last + 1)}
        mine = {c for p in row.pieces for c in range(p.first, p.last + 1)}
        if len(out) > 1 and not mine & others:
            out.remove(row)
            for piece in row.pieces:
                piece.row_span = len(out)
            out[0].pieces = sorted([*out[0].pieces, *row.pieces], key=lambda p: p.first)
    return out


def _spread(upper: TableRow, lower: TableRow, centres: Sequence[float]) -> None:
    """Texts of one head line centred over neighbouring columns of the next line span them."""
    below = {c for p in lower.pieces for c in range(p.first, p.last + 1)}
    taken = {c for p in upper.pieces for c in range(p.first, p.last + 1) if p.row_span == 1}
    for piece in upper.pieces:
        if piece.row_span > 1 or not below & set(range(piece.first, piece.last + 1)):
            continue
        x = (min(w.box.x0 for w in piece.words) + max(w.box.x1 for w in piece.words)) / 2
        size = em(piece.words[0])
        best = (piece.first, piece.last)
        for first in range(piece.first, 0, -1):
            if first != piece.first and (first in taken or first not in below):
                break
            for last in range(piece.last, len(centres)):
                if last != piece.last and (last in taken or last not in below):
                    break
                middle = _middle_of(lower, first, last)
                if abs(middle - x) < CENTRED * size and last - first > best[1] - best[0]:
                    best = (first, last)
        if best[1] - best[0] > piece.last - piece.first:
            piece.first, piece.last = best
            taken |= set(range(best[0], best[1] + 1))


def _next(above: Piece, below: Piece, rules: Sequence[Rule]) -> bool:
    """Whether `below` is the next line of the text `above`: near, and no rule between."""
    size = em(below.words[0])
    if not -0.5 * size < below.top - above.bottom < 0.9 * size:
        return False
    x = (min(w.box.x0 for w in below.words) + max(w.box.x1 for w in below.words)) / 2
    low, high = (above.top + above.bottom) / 2, (below.top + below.bottom) / 2
    return not any(low < (r.box.top + r.box.bottom) / 2 < high and r.box.x0 <= x <= r.box.x1 for r in rules)


def _middle_of(row: TableRow, first: int, last: int) -> float:
    """The middle of the texts that a row has in the columns from `first` to `last`."""
    words = [w for p in row.pieces if first <= p.first and p.last <= last for w in p.words]
    if not words:
        return float("inf")
    return (min(w.box.x0 for w in words) + max(w.box.x1 for w in words)) / 2


def _widen_all(row: TableRow, rules: Sequence[Rule], centres: Sequence[float]) -> None:
    """Widen the texts of a line to the rules under them, where one text has a rule to itself."""
    whole = max((r.box.width for r in rules), default=0.0)
    for piece in row.pieces:
        for rule in rules:
            if rule.box.width >= 0.85 * whole or not _over(piece, rule):
                continue
            if any(_over(other, rule) for other in row.pieces if other is not piece):
                continue
            covered = [c for c, x in enumerate(centres) if rule.box.x0 - 1 <= x <= rule.box.x1 + 1]
            if covered and covered[0] <= piece.first and covered[-1] >= piece.last:
                piece.first, piece.last = covered[0], covered[-1]
                break


def _over(piece: Piece, rule: Rule) -> bool:
    """Whether `rule` lies closely under the text and is at least as long."""
    size = em(piece.words[0])
    x0, x1 = min(w.box.x0 for w in piece.words), max(w.box.x1 for w in piece.words)
    under = -0.3 * size <= rule.box.top - piece.bottom < 1.2 * size
    return under and rule.box.x0 - size <= x0 and x1 <= rule.box.x1 + size
