"""Heads of tables without vertical rules: how many lines they are, and which columns their texts span."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence, Set

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
#: lines of one text are no further apart, from middle to middle, than this (font sizes), and a column of figures holds
#: so many, and no more other texts than this share leaves
NEXT, ROWS, FIGURES = 1.45, 3, 0.8
#: so many columns at the most are shared out among the texts over them
SHARED = 24
_COUNT = re.compile(r"[(（\[]?(\d{1,2})[)）\]]?")


def first_body(rows: Sequence[TableRow]) -> int:
    """Index of the first row that holds figures other than years, numbers of columns and those that names of columns
    end with (`less than / $10,000`); 0 where no row does."""
    for i, row in enumerate(rows):
        if i and (_numbers_columns(row) or _counts_on(row)):
            continue
        figures = [p for p in row.pieces if p.numeric and p.first > 0 and p.text.strip("()（） ") not in ("%", "％")]
        if figures and not all(is_year(p.text) for p in figures) and not _ends_names(rows, i):
            return i
    return 0


def _ends_names(rows: Sequence[TableRow], i: int) -> bool:
    """Whether a line with figures is one of a head's names: close to the line before it (the first to the next), with
    words, at least two, in columns of figures, or with its few figures under words and nothing before them."""
    row, beside = rows[i], rows[i - 1] if i else rows[1] if len(rows) > 1 else None
    if beside is None or abs(beside.middle - row.middle) > NEXT * em(row.pieces[0].words[0]):
        return False
    below = rows[i + 1 :]
    words = [p for p in row.pieces if p.first == p.last > 0 and not p.numeric and p.text[:1].isalpha()]
    if sum(_holds_figures(below, p.first) for p in words) > 1:
        return True
    if not i or row.pieces[0].first == 0 or 2 * len(row.pieces) > max(len(r.pieces) for r in below or rows):
        return False
    over = {p.first: p for p in beside.pieces}
    under = all(p.first in over and not over[p.first].numeric for p in row.pieces)
    return under and bool(below) and all(r.pieces[0].first == 0 for r in below)


def _holds_figures(rows: Sequence[TableRow], column: int) -> bool:
    """Whether figures, three at least, stand in a column from the first one on, and hardly anything else."""
    numeric = [p.numeric for r in rows for p in r.pieces if p.first == p.last == column]
    return sum(numeric) >= ROWS and sum(numeric) >= FIGURES * len(numeric[numeric.index(True) :])


def head_end(rows: Sequence[TableRow], body: int, columns: int, stops: Sequence[float]) -> int:
    """`body` moved up over lines with one text, below lines that name columns: section rows, or the start of a wrapped
    name. In a table of two columns only those in the first one are.

    A line over a rule (`stops`) stays head, and so does the first line.
    """
    end = body
    while 1 < end < len(rows) and len(rows[end - 1].pieces) == 1:
        if rows[end - 1].pieces[0].last > 0 and (columns < 3 or len(rows[end - 2].pieces) < 2):
            break
        if ruled_off(rows[end - 1], rows[end], stops) or _ends_name(rows[end - 2], rows[end - 1]):
            break
        if not any(p.last > 0 for r in rows[: end - 1] for p in r.pieces):
            break
        end -= 1
    return end


def _ends_name(upper: TableRow, lower: TableRow) -> bool:
    """Whether the one text of a line is the next line of a name right of the first column, one of several in theirs."""
    near = lower.middle - upper.middle < NEXT * em(lower.pieces[0].words[0])
    over = [p for p in upper.pieces if p.first == p.last == lower.pieces[0].first > 0]
    return near and len(upper.pieces) > 1 and bool(over) and _first_lines(TableRow(over), lower)


def join_head(
    rows: Sequence[TableRow],
    rules: Sequence[Rule],
    centres: Sequence[float],
    stops: Sequence[float],
    between: Sequence[Rule] = (),
) -> list[TableRow]:
    """Head rows of columns that have their texts around `centres` and reach from one of the `stops` to the next: spans
    from the rule under a text or from centring, texts in the same columns on near lines joined. `between`: what shows
    two rows, but is not drawn."""
    rows = _centred_lines(rows)
    for row in rows:
        _widen_all(row, [*rules, *between], centres)
    rows = _lone_lines_lowered(list(rows))
    for i, (upper, lower) in enumerate(itertools.pairwise(rows)):
        if _level_of_its_own(upper, lower, centres):
            _spread(upper, _named_below(rows[i + 1 :]), centres)
    placed: list[tuple[int, Piece]] = []
    alone: set[int] = set()
    for i, row in enumerate(rows):
        numbered = _numbers_columns(row)
        alone |= {id(p) for p in row.pieces if all(q.first < q.last for q in row.pieces if q.first > 0 and q is not p)}
        for piece in row.pieces:
            above = (
                []
                if numbered
                else [
                    p
                    for _, p in placed
                    if (p.first, p.last) == (piece.first, piece.last)
                    and _next(p, piece, rules if id(p) in alone else [*rules, *between])
                ]
            )
            if above:
                above[-1].words.extend(piece.words)
                above[-1].bottom = piece.bottom
            else:
                placed.append((i, piece))
    used = sorted({i for i, _ in placed})
    made = [TableRow(sorted((p for k, p in placed if k == i), key=lambda p: p.first)) for i in used]
    made = _lone_lines_lowered(made)
    for i, (upper, lower) in enumerate(itertools.pairwise(made)):
        _spread(upper, _named_below(made[i + 1 :]), centres)
        _share_out(upper, lower, stops)
    return _filled(_levels(made))


def _levels(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows, neighbours made one that have no column in common: names of several lines and of one, beside one
    another on one level."""
    out: list[TableRow] = []
    for row in rows:
        mine = _columns(row)
        if out and not mine & _columns(out[-1]) and all(p.row_span == 1 for p in (*out[-1].pieces, *row.pieces)):
            out[-1] = TableRow(sorted([*out[-1].pieces, *row.pieces], key=lambda p: p.first))
        else:
            out.append(row)
    return out


def _columns(row: TableRow) -> set[int]:
    return {c for p in row.pieces for c in range(p.first, p.last + 1)}


def _filled(rows: list[TableRow]) -> list[TableRow]:
    """The rows of a head, each text reaching down, and up, over what is empty in all of its columns; as they are
    where a text over others spans one column, and so perhaps more than is known."""
    taken = {(i, c) for i, row in enumerate(rows) for c in _columns(row)}
    if any(p.first == p.last > 0 and (i + 1, p.first) in taken for i, row in enumerate(rows) for p in row.pieces):
        for i, row in enumerate(rows):
            for piece in row.pieces:
                piece.row_span = min(piece.row_span, len(rows) - i)  # lines that it spanned may have become one row
        return rows
    out: list[list[Piece]] = [[] for _ in rows]
    for i, row in enumerate(rows):
        for piece in row.pieces:
            mine = range(piece.first, piece.last + 1)
            start, end = i, i + 1
            while end < len(rows) and not any((end, c) in taken for c in mine):
                end += 1
            while start and not any((start - 1, c) in taken for c in mine):
                start -= 1
            taken |= {(k, c) for k in range(start, end) for c in mine}
            piece.row_span = end - start
            out[start].append(piece)
    return [TableRow(sorted(pieces, key=lambda p: p.first)) for pieces in out]


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


def _named_below(rows: Sequence[TableRow]) -> TableRow:
    """The texts of a head's lines, those of each column from the first of them that names it: names of two lines stand
    beside names of one, which may begin on the second."""
    out: list[Piece] = []
    for row in rows:
        taken = {c for p in out for c in range(p.first, p.last + 1)}
        out += [p for p in row.pieces if not taken & set(range(p.first, p.last + 1))]
    return TableRow(sorted(out, key=lambda p: p.first))


def _numbers_columns(row: TableRow) -> bool:
    """Whether a head line counts the columns: (1) (2) (3)."""
    counts = [int(m[1]) for p in row.pieces if (m := _COUNT.fullmatch(p.text))]
    return len(counts) == len(row.pieces) > 1 and all(b == a + 1 for a, b in itertools.pairwise(counts))


def _counts_on(row: TableRow) -> bool:
    """Whether nothing but numbers, four at least, each one more than the one before, stands right of the first column:
    years ahead, school grades."""
    texts = [p.text for p in row.pieces if p.first > 0]
    numbers = [int(t) for t in texts if re.fullmatch(r"\d{1,2}", t)]
    return len(numbers) == len(texts) >= 4 and all(b == a + 1 for a, b in itertools.pairwise(numbers))


def _level_of_its_own(upper: TableRow, lower: TableRow, centres: Sequence[float]) -> bool:
    """Whether `upper` is a head level above `lower` and not the first line of its texts.

    It is when it stands off further than lines of one text do, when two or more texts would share out all columns, or
    one stands exactly over the middle of several.
    """
    size = em(upper.pieces[0].words[0])
    above, below = ([p for p in r.pieces if p.first > 0 and p.row_span == 1] or r.pieces for r in (upper, lower))
    if min(p.top for p in below) - max(p.bottom for p in above) > 0.45 * size:  # the stub's head is in their middle
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
    """Texts of one head line centred over neighbouring columns of the next line span them: the most that they may, of
    runs with the same names under several texts if there are such."""
    below = _columns(lower)
    taken = {c for p in upper.pieces for c in range(p.first, p.last + 1) if p.row_span == 1}
    found = [
        (p, _centred_spans(p, lower, below - taken | set(range(p.first, p.last + 1)), len(centres)))
        for p in upper.pieces
        if p.row_span == 1 and below & set(range(p.first, p.last + 1))
    ]
    every = [span for _, spans in found for span in spans]
    for piece, spans in found:
        free = [s for s in spans if not (taken - set(range(piece.first, piece.last + 1))) & set(range(s[0], s[1] + 1))]
        if free:
            again = [s for s in free if any(_are_alike(lower, s, other) for other in every)]
            piece.first, piece.last = max(again or free, key=lambda s: s[1] - s[0])
            taken |= set(range(piece.first, piece.last + 1))


def _centred_spans(piece: Piece, lower: TableRow, free: Set[int], columns: int) -> list[tuple[int, int]]:
    """The runs of `free` columns, two and more and all of its own, that a text is centred over."""
    x0, x1 = _ends(piece)
    out = []
    for first in itertools.takewhile(lambda c: c in free or c == piece.first, range(piece.first, 0, -1)):
        for last in itertools.takewhile(lambda c: c in free or c == piece.last, range(piece.last, columns)):
            near = abs(_middle_of(lower, first, last) - (x0 + x1) / 2) < CENTRED * em(piece.words[0])
            if near and last > first and last - first >= piece.last - piece.first:
                out.append((first, last))
    return out


def _are_alike(row: TableRow, a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether a row has the same names in two runs of several columns that share none."""
    names = [[p.text for p in row.pieces if first <= p.first and p.last <= last] for first, last in (a, b)]
    return (a[1] < b[0] or b[1] < a[0]) and names[0] == names[1] and a[0] < a[1]


def _share_out(upper: TableRow, lower: TableRow, stops: Sequence[float]) -> None:
    """Texts that leave columns below them without a parent share all of them out, where one way to do it puts each over
    the middle of its share and no other nearly does, and they do not span runs with the same names."""
    pieces = upper.pieces
    below = sorted({c for p in lower.pieces for c in range(p.first, p.last + 1)} - {0})
    spanned = {c for p in pieces for c in range(p.first, p.last + 1)}
    few = 1 < len(pieces) <= len(below) / 2 and len(below) <= SHARED
    if not few or set(below) <= spanned or below[-1] - below[0] >= len(below) or any(p.row_span > 1 for p in pieces):
        return
    if all(_are_alike(lower, (a.first, a.last), (b.first, b.last)) for a, b in itertools.pairwise(pieces)):
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
