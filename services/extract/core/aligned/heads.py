"""Heads of tables without vertical rules: how many lines they are, and which columns their texts span."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from services.extract.core.aligned.rows import OVERLAP, Piece, TableRow, ruled_off
from services.extract.core.aligned.segments import is_year
from services.extract.core.geometry.words import em
from shared.model.page import Rule

#: a head text is centred over columns if its middle is this near to theirs (font sizes)
CENTRED = 1.3
#: lines of one text begin, end or are centred within this (font sizes)
FLUSH = 0.12
#: texts that are centred in one row of a head have their middles within this (font sizes)
SAME_MIDDLE = 0.3
#: so many columns at the most are shared out among the texts over them
SHARED = 24
_COUNT = re.compile(r"[(（\[]?(\d{1,2})[)）\]]?")


def first_body(rows: Sequence[TableRow]) -> int:
    """Index of the first row that holds figures other than years and numbers of columns; 0 where no row does."""
    for i, row in enumerate(rows):
        if i and _numbers_columns(row):
            continue
        figures = [p for p in row.pieces if p.numeric and p.first > 0 and p.text.strip() not in ("%", "％")]
        if figures and not all(is_year(p.text) for p in figures):
            return i
    return 0


def head_end(rows: Sequence[TableRow], body: int, columns: int, stops: Sequence[float]) -> int:
    """`body` moved up over lines with one text, below lines that name columns: section rows, or the start of a wrapped
    name. In a table of two columns only those in the first one are.

    A line over a rule (`stops`) stays head, and so does the first line.
    """
    end = body
    while 1 < end < len(rows) and len(rows[end - 1].pieces) == 1:
        if rows[end - 1].pieces[0].last > 0 and (columns < 3 or len(rows[end - 2].pieces) < 2):
            break
        if ruled_off(rows[end - 1], rows[end], stops):
            break
        if not any(p.last > 0 for r in rows[: end - 1] for p in r.pieces):
            break
        end -= 1
    return end


def join_head(
    rows: Sequence[TableRow], rules: Sequence[Rule], centres: Sequence[float], stops: Sequence[float]
) -> list[TableRow]:
    """Head rows of columns that have their texts around `centres` and reach from one of the `stops` to the next: spans
    from the rule under a text or from centring, texts in the same columns on near lines joined."""
    rows = _centred_lines(rows)
    for row in rows:
        _widen_all(row, rules, centres)
    rows = _lone_lines_lowered(list(rows))
    for upper, lower in itertools.pairwise(rows):
        if _level_of_its_own(upper, lower, centres):
            _spread(upper, lower, centres)
    placed: list[tuple[int, Piece]] = []
    for i, row in enumerate(rows):
        numbered = _numbers_columns(row)
        for piece in row.pieces:
            above = (
                []
                if numbered
                else [p for _, p in placed if (p.first, p.last) == (piece.first, piece.last) and _next(p, piece, rules)]
            )
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
        _share_out(upper, lower, stops)
    for i, row in enumerate(made):
        for piece in row.pieces:
            piece.row_span = min(piece.row_span, len(made) - i)  # lines that it spanned may have become one row
    return made


def _centred_lines(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows, those made one whose texts, of one line, two and more, have one middle: their lines lie between one
    another's."""
    out: list[list[TableRow]] = []
    for row in rows:
        last = out[-1][-1] if out else None
        if last and row.middle - last.middle < OVERLAP * em(row.pieces[0].words[0]):
            out[-1].append(row)
        else:
            out.append([row])
    return [r for run in out for r in (_made_one(run) if len(run) > 2 else run)]


def _made_one(rows: Sequence[TableRow]) -> list[TableRow]:
    """One row of lines whose texts have one middle, column by column; the lines themselves where they have not."""
    columns: dict[int, list[Piece]] = {}
    for row in rows:
        for piece in row.pieces:
            columns.setdefault(piece.first, []).append(piece)
            if piece.first < piece.last:
                return list(rows)
    middles = [(min(p.top for p in ps) + max(p.bottom for p in ps)) / 2 for ps in columns.values()]
    if max(middles) - min(middles) > SAME_MIDDLE * em(rows[0].pieces[0].words[0]):
        return list(rows)
    made = [
        Piece(c, c, [w for p in ps for w in p.words], min(p.top for p in ps), max(p.bottom for p in ps))
        for c, ps in sorted(columns.items())
    ]
    return [TableRow(made)]


def _numbers_columns(row: TableRow) -> bool:
    """Whether a head line counts the columns: (1) (2) (3)."""
    counts = [int(m[1]) for p in row.pieces if (m := _COUNT.fullmatch(p.text))]
    return len(counts) == len(row.pieces) > 1 and all(b == a + 1 for a, b in itertools.pairwise(counts))


def _level_of_its_own(upper: TableRow, lower: TableRow, centres: Sequence[float]) -> bool:
    """Whether `upper` is a head level above `lower` and not the first line of its texts.

    It is when it stands off further than lines of one text do, when two or more texts would share out all columns, or
    one stands exactly over the middle of several.
    """
    size = em(upper.pieces[0].words[0])
    if min(p.top for p in lower.pieces) - max(p.bottom for p in upper.pieces) > 0.45 * size:
        return True
    trial = [Piece(p.first, p.last, p.words, p.top, p.bottom) for p in upper.pieces]
    if len(upper.pieces) >= len(lower.pieces) or _first_lines(upper, lower):
        return False
    _spread(TableRow(trial), lower, centres)
    if len(trial) == 1:
        return trial[0].first < trial[0].last and _centred_over(trial[0], lower)
    covered = {c for p in trial for c in range(p.first, p.last + 1)}
    return covered >= set(range(1, len(centres)))


def _first_lines(upper: TableRow, lower: TableRow) -> bool:
    """Whether each text of a line begins, ends or is centred where the one text below it is, as first lines do."""
    for piece in upper.pieces:
        below = [p for p in lower.pieces if p.first <= piece.last and piece.first <= p.last]
        if len(below) != 1 or piece.first < piece.last:
            return False
        (a0, a1), (b0, b1) = _ends(piece), _ends(below[0])
        size = em(piece.words[0])
        if min(abs(a0 - b0), abs(a1 - b1), abs(a0 + a1 - b0 - b1) / 2) > FLUSH * size:
            return False
    return True


def _centred_over(parent: Piece, lower: TableRow) -> bool:
    """Whether a text stands in the middle over those of the columns that it spans, as exactly as it is printed."""
    (x0, x1), size = _ends(parent), em(parent.words[0])
    middle = _middle_of(lower, parent.first, parent.last)
    return abs(middle - (x0 + x1) / 2) < SAME_MIDDLE * size


def _ends(piece: Piece) -> tuple[float, float]:
    return min(w.box.x0 for w in piece.words), max(w.box.x1 for w in piece.words)


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


def _share_out(upper: TableRow, lower: TableRow, stops: Sequence[float]) -> None:
    """Texts that leave columns below them without a parent share all of them out, where one way to do it puts each over
    the middle of its share and no other nearly does."""
    pieces = upper.pieces
    below = sorted({c for p in lower.pieces for c in range(p.first, p.last + 1)} - {0})
    spanned = {c for p in pieces for c in range(p.first, p.last + 1)}
    few = 1 < len(pieces) <= len(below) / 2 and len(below) <= SHARED
    if not few or set(below) <= spanned or below[-1] - below[0] >= len(below) or any(p.row_span > 1 for p in pieces):
        return
    middles = [(min(w.box.x0 for w in p.words) + max(w.box.x1 for w in p.words)) / 2 for p in pieces]
    found: list[tuple[float, list[tuple[int, int]]]] = []
    for cuts in itertools.combinations(range(1, len(below)), len(pieces) - 1):
        shares = [(below[a], below[b - 1]) for a, b in itertools.pairwise([0, *cuts, len(below)])]
        off = [abs((stops[a] + stops[b + 1]) / 2 - x) for (a, b), x in zip(shares, middles, strict=True)]
        found.append((max(off), shares))
    (best, shares), *others = sorted(found)
    if best < 2 * CENTRED * em(pieces[0].words[0]) and all(off > 1.5 * best for off, _ in others[:1]):
        for piece, (first, last) in zip(pieces, shares, strict=True):
            piece.first, piece.last = first, last


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
