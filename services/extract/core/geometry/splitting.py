"""Columns that a ruled table does not rule: a white lane with figures beside it in most of a cell's lines parts it.

A cell with wrapped text stays whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.extract.core.aligned.columns import lanes, split_at
from services.extract.core.aligned.segments import looks_numeric, segment_lines
from services.extract.core.geometry.words import em, is_number, lines_of
from shared.model.page import Word

#: so many columns with so many texts each say that columns which the head rules go on below it
_COLUMNS = 2
#: a figure further from the text before it than this stands in another column (font sizes)
_FAR = 2.0
#: a text may lie over a line by so much (points), and stands apart from another by so much (font sizes)
_OVER, _APART = 1.0, 0.2
#: what no line begins with, so that it may hang over the right edge of its cell
_CLOSING = "，。、；：！？”’）》〉】」』…,.;:!?)"
#: figures of one column end no further apart than this (font sizes)
_LEVEL = 0.3
#: and where a line is missing no further than this, as so many of them do
_SAME, _SEVERAL = 0.15, 3
#: letters drawn apart stand as far from one another but for this (font sizes)
_EVEN = 0.3
#: a text is in the middle of a cell that its own middle is no further from (font sizes)
_IN_THE_MIDDLE = 0.3


@dataclass(slots=True)
class Area:
    """A cell while it is being filled: positions in the lattice, and words."""

    row: int
    col: int
    row_span: int
    col_span: int
    words: list[Word] = field(default_factory=list)
    sure: bool = True
    """False where the row was told apart by weak evidence"""


def split_spans(areas: Sequence[Area], xs: Sequence[float]) -> list[Area]:
    """`areas` with a cell over several columns parted where it holds a text for each of them, in their places, or
    figures that stand under those of other rows: lines drawn in every second row only."""
    out: list[Area] = []
    below_first = {edge for a in areas if a.row for edge in (a.col, a.col + a.col_span)}
    for a in areas:
        inner = xs[a.col + 1 : a.col + a.col_span]
        # An edge that the first row alone has, among columns of other rows, is that of a caption's cells.
        known = a.col_span == len(xs) - 1 or not a.row or below_first.issuperset(range(a.col + 1, a.col + a.col_span))
        sides = xs[a.col], xs[a.col + a.col_span]
        parts = _parts(a.words, inner, sides) if inner and known and len(a.words) >= a.col_span else None
        if parts is None and inner and a.col_span == len(xs) - 1:
            parts = _columns_of_head(a.words, inner)
        if parts is None and inner and _stands_in_columns(a.words, inner):
            parts = _columns_of_rows(a, areas, inner)
        lost = parts is None and a.row > 0 and _ends_as_others(a, areas, inner)
        if lost and (found := _columns_of_rows(a, areas, inner)) is not None and sum(map(bool, found)) > 1:
            parts, a = found, replace(a, sure=False)
        if parts is None:
            sure = a.sure and not lost and not _stands_in_columns(a.words, inner, texts=True)
            out.append(a if sure else replace(a, sure=False))
        else:
            out.extend(replace(a, col=a.col + i, col_span=1, words=words) for i, words in enumerate(parts))
    return out


def _parts(words: Sequence[Word], inner: Sequence[float], sides: tuple[float, float]) -> list[list[Word]] | None:
    """`words` of a cell between `sides` by the columns between the stops `inner`; None unless every stop lies in a wide
    gap of every line, or where a line has its letters drawn apart from side to side of the cell (a justified one that a
    break ends, a head set so: `收      入`), or at its middle and at that of no column."""
    parts: list[list[Word]] = [[] for _ in range(len(inner) + 1)]
    for line in lines_of(words):
        drawn_apart = len(line.words) >= len(parts) and _is_drawn_apart(line.words)
        if drawn_apart and (
            len(line.words) > len(parts)
            or _reaches(line.words, sides)
            or not _are_centred(line.words, (sides[0], *inner, sides[1]))
        ):
            return None
        for i, word in enumerate(line.words):
            column = sum(x < word.box.x0 for x in inner)
            if column != sum(x < word.box.x1 for x in inner):
                return None
            crosses = i > 0 and line.words[i - 1].box.x0 < (inner[column - 1] if column else float("-inf"))
            if crosses and word.box.x0 - line.words[i - 1].box.x1 < 0.8 * em(word):
                return None
            parts[column].append(word)
    return parts if all(parts) else None


def _is_drawn_apart(words: Sequence[Word]) -> bool:
    """Whether the words of a line are single letters, each as far from the next."""
    steps = [b.box.x0 - a.box.x0 for a, b in itertools.pairwise(words)]
    return all(len(w.text) == 1 for w in words) and max(steps) - min(steps) < _EVEN * em(words[0])


def _reaches(words: Sequence[Word], sides: tuple[float, float]) -> bool:
    """Whether letters go from one of `sides` to the other, with wide blanks between: none is in the middle of a column
    of its own."""
    size = em(words[0])
    at_sides = max(words[0].box.x0 - sides[0], sides[1] - words[-1].box.x1) < size
    return at_sides and min(b.box.x0 - a.box.x1 for a, b in itertools.pairwise(words)) > _FAR * size


def _are_centred(letters: Sequence[Word], edges: Sequence[float]) -> bool:
    """Whether some of the letters stand at the middle of the column between `edges` that they stand in; a few that all
    stand elsewhere, and together at the middle of all, are one text."""
    centres = [(w.box.x0 + w.box.x1) / 2 for w in letters]
    middles = [(a + b) / 2 for a, b in itertools.pairwise(edges)]
    size = em(letters[0])
    whole = abs((centres[0] + centres[-1]) / 2 - (edges[0] + edges[-1]) / 2) < size / 2
    return not whole or any(abs(c - m) < size for c in (centres[0], centres[-1]) for m in middles)


def _columns_of_head(words: Sequence[Word], inner: Sequence[float]) -> list[list[Word]] | None:
    """`words` of a cell as wide as the table by the columns between the stops `inner`, which the head alone rules:
    figures stand under one another in one column at least, texts in another, and no word lies over a stop."""
    if len(words) < 2 * _COLUMNS:
        return None
    parts: list[list[Word]] = [[] for _ in range(len(inner) + 1)]
    for line in lines_of(words):
        before: tuple[int, float] | None = None
        for word in line.words:
            column = _column_of(word, inner)
            if column is None:
                return None
            if before is not None and before[0] != column and word.box.x0 - before[1] < _APART * em(word):
                return None
            before = (column, word.box.x1)
            parts[column].append(word)
    figures = [sum(is_number(w.text) for w in part) for part in parts]
    filled = sum(len(part) > 1 for part in parts)
    return parts if filled >= _COLUMNS and max(figures) >= _COLUMNS else None


def _column_of(word: Word, inner: Sequence[float]) -> int | None:
    """The column between the stops `inner` that the word stands in; None where it lies over one of them."""
    column = sum(x < word.box.x0 + _OVER for x in inner)
    return column if column == sum(x < word.box.x1 - _OVER for x in inner) else None


def _hung_from(word: Word, words: Sequence[Word], inner: Sequence[float]) -> int | None:
    """The column of a text whose last signs hang over the stop behind it, with nothing of the next column beside it."""
    column = sum(x < word.box.x0 + _OVER for x in inner)
    signs = len(word.text) - len(word.text.rstrip(_CLOSING))
    over = signs and column < len(inner) and word.box.x1 - inner[column] < signs * em(word) + _OVER
    if not over or any(w.box.x0 > word.box.x1 and _level(w, word) for w in words):
        return None
    return column


def _level(a: Word, b: Word) -> bool:
    """Whether two words stand at one height, in part."""
    return min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top) > _OVER


def _columns_of_rows(a: Area, areas: Sequence[Area], inner: Sequence[float]) -> list[list[Word]] | None:
    """The words of `a` by the columns between the stops `inner`, which other rows rule: no word lies over a stop, but
    for its end, and every figure ends where one of its column does in such a row."""
    parts: list[list[Word]] = [[] for _ in range(len(inner) + 1)]
    for word in a.words:
        column = _column_of(word, inner)
        column = _hung_from(word, a.words, inner) if column is None else column
        if column is None:
            return None
        parts[column].append(word)
    for i, part in enumerate(parts):
        others = [
            w.box.x1 for o in areas if (o.col, o.col_span) == (a.col + i, 1) for w in o.words if is_number(w.text)
        ]
        if any(is_number(w.text) and all(abs(w.box.x1 - x) > _LEVEL * em(w) for x in others) for w in part):
            return None
    return parts


def _ends_as_others(a: Area, areas: Sequence[Area], inner: Sequence[float]) -> bool:
    """Whether a figure of a cell over several columns ends where those of one of them do, several of them: the line at
    the side of that column may be missing in its row alone."""
    for word in a.words if inner else ():
        if is_number(word.text) and (column := _column_of(word, inner)) is not None:
            near = [
                w
                for o in areas
                if (o.col, o.col_span) == (a.col + column, 1)
                for w in o.words
                if is_number(w.text) and abs(w.box.x1 - word.box.x1) < _SAME * em(word)
            ]
            if len(near) >= _SEVERAL:
                return True
    return False


def _stands_in_columns(words: Sequence[Word], inner: Sequence[float], *, texts: bool = False) -> bool:
    """Whether a figure (or a text that is no letter set apart from others, with `texts`) stands far from what is before
    it on its line, with one of the stops `inner` between, or a figure alone behind one, beside texts on several lines:
    the cell may be several whose upright lines are missing."""
    return _figure_beside(words, inner) or any(
        (is_number(word.text) or (texts and min(len(before.text), len(word.text)) > 1))
        and word.box.x0 - before.box.x1 > _FAR * em(word)
        and any(before.box.x1 < x < word.box.x0 for x in inner)
        for line in (lines_of(words) if inner and len(words) > 1 else ())
        for before, word in itertools.pairwise(line.words)
    )


def _figure_beside(words: Sequence[Word], inner: Sequence[float]) -> bool:
    """Whether a figure alone stands behind a stop, and all words at its height, if any, far before that stop."""
    if not inner or len(words) < 2:
        return False
    figure = max(words, key=lambda w: w.box.x0)  # others stand before the stop, so that it is the last of them
    others = [w for w in words if w is not figure]
    stop = max((x for x in inner if x < figure.box.x0), default=None)
    if stop is None or not is_number(figure.text) or any(w.box.x0 >= stop for w in others):
        return False
    ends = [w.box.x1 for w in others if _level(w, figure)]
    return max(ends, default=stop) < figure.box.x0 - _FAR * em(figure)


def split_columns(areas: list[Area], xs: list[float]) -> tuple[list[Area], list[float]]:
    """`areas` and the column stops `xs` with unruled columns told apart."""
    for col in range(len(xs) - 2, -1, -1):
        mine = [a for a in areas if a.col == col and a.col_span == 1 and a.words]
        at = _column_lanes(mine) if sum(len(a.words) > 1 for a in mine) > 0 else []
        if at:
            areas = _with_columns(areas, col, at, (xs[col] + xs[col + 1]) / 2)
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


def _with_columns(areas: Sequence[Area], col: int, at: Sequence[float], centre: float) -> list[Area]:
    extra = len(at)
    out: list[Area] = []
    for a in areas:
        if a.col > col:
            out.append(replace(a, col=a.col + extra))
        elif a.col + a.col_span <= col:
            out.append(a)
        elif a.col_span > 1:
            out.append(replace(a, col_span=a.col_span + extra))
        else:
            out.extend(_cut_area(a, at, centre))
    return out


def _cut_area(area: Area, at: Sequence[float], centre: float) -> list[Area]:
    """One area a column; columns that a text spans stay together, all of them where it stands in their middle."""
    pieces = [p for n in segment_lines(area.words) for p in split_at(n, at)]
    columns = len(at) + 1
    start_of = list(range(columns))
    if len(pieces) == 1 and pieces[0][0] < pieces[0][1]:
        text = pieces[0][2]
        off = (text[0].box.x0 + text[-1].box.x1) / 2 - centre
        if abs(off) < _IN_THE_MIDDLE * em(text[0]):
            return [replace(area, col_span=columns)]
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
            out.append(replace(area, col=area.col + c, col_span=span, words=words))
    return out
