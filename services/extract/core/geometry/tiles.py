"""Cells that are painted, one filled rectangle each: their edges are lines, drawn or not.

Styles of word processors and of web pages shade the head, or every second row, cell by cell, and rule little else. Two
fills side by side meet where two columns do. Rows between painted ones, one under the last, and those that level rules
part below a painted head stand in the same columns. Where it stays open what belongs to a table, nothing is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from services.extract.core.geometry.head_over import head_over, parents_over
from services.extract.core.geometry.row_words import (
    in_columns,
    is_figures,
    is_lone_label,
    is_rest,
    may_span,
    over,
    run_over,
    several_rows,
    under_total,
)
from services.extract.core.geometry.running_text import RUNNING_HEAD
from services.extract.core.geometry.tile_strips import (
    MEET,
    NARROW,
    behind_letters,
    cells_of,
    is_ruled,
    middle,
    middle_in,
    strips_of,
)
from services.extract.core.geometry.word_cuts import cut
from services.extract.core.geometry.words import TextLine, box_of, em, lines_of
from services.extract.core.ledger.outside import LARGER, is_fact
from services.extract.core.ledger.tokens import token_lines
from services.extract.core.notes import NOTE
from services.extract.core.numbering import is_page_number
from services.extract.core.table_numbers import is_table_number
from shared.model.labels import is_total
from shared.model.page import Box, Fill, Rule, Word

#: rules as near as this to a row's edge are drawn there (points)
_LOW = 6.0
#: more fills than this are a drawing
_MOST = 4_000
#: a row that is not painted is no higher than this, as a multiple of the higher of the painted ones beside it
_ROW = 3.0
#: and tables no further apart than this, as a multiple of their lowest row, are parts of one
_CUT = 1.5
#: so many painted rows may be a head alone
_HEAD = 3
#: what follows closer than this (font sizes) is of the same table
_CLOSE = 1.0
#: and what is further off than this stands by itself
_OFF = 1.5


@dataclass(slots=True)
class _Table:
    """Painted rows of one table from top to bottom: the cells of each, side by side; and edges found for others."""

    strips: list[tuple[Box, ...]]
    edges: list[Rule] = field(default_factory=list)
    bottom: float = 0.0
    is_open: bool = False
    """whether a label of a row that is not painted stands as well in its column as over it and those before it"""
    head_end: float | None = None
    """where cells of its head end that are painted above it, those beside them not"""
    has_total: bool = False
    """whether the label of a total does, which is placed by all that the table prints (`totals`)"""

    @property
    def box(self) -> Box:
        return box_of([b for s in self.strips for b in s])

    def add_row(self, stops: Sequence[float], row: Box, words: Sequence[Word]) -> None:
        """A row that is not painted, in the columns of one that is."""
        self.edges += _uprights(stops, row, words)
        inside = [w for w in words if middle_in(w, row)]
        if may_span(stops, inside):
            total = is_total(min(inside, key=lambda w: w.box.x0).text)
            self.has_total, self.is_open = self.has_total or total, self.is_open or not total


def rules_of(fills: Sequence[Fill], rules: Sequence[Rule], words: Sequence[Word]) -> list[Rule]:
    """The edges of the painted cells among `fills` that make a table, and those of the rows that go with them.

    Nothing for cells that `rules` part already.
    """
    if len(fills) > _MOST:
        return []
    boxes = {tuple(map(round, f.box)): f.box for f in fills}
    cells = cells_of(list(boxes.values()))
    upright = [r.box for r in rules if not r.horizontal]
    strips = [s for s in strips_of(cells) if not behind_letters(s, words)]
    bands = [c for c in cells if not any(c in s for s in strips)]
    stops = sorted({x for s in strips for x in _stops(s)})
    words = [part for w in words for part in _at_stops(w, stops)]
    out: list[Rule] = []
    tables = _without_heads(_tables(strips, words), words)
    painted = [table.box for table in tables]
    beside = [w for w in words if not any(middle_in(w, box) for box in painted)] if tables else []
    for table in tables:
        if any(_is_cut_off(table, other) for other in tables if other is not table):
            continue
        if _goes_on_beside(table, beside):
            continue
        whole = _whole_below(table, rules, words, bands) and _whole_above(table, rules, words)
        told = not table.has_total or len(table.strips) > _HEAD
        if whole and told and not table.is_open:
            unruled = [s for s in table.strips if not is_ruled(s, upright)]
            out += [edge for s in unruled for tile in s for edge in _edges(tile)]
            out += table.edges
    return out


def _at_stops(word: Word, stops: Sequence[float]) -> list[Word]:
    """The texts that a word is made of where those of two columns touch, neither of them over the edge between."""
    parts = [word]
    for x in stops:
        if len(found := cut(parts[-1], [x])) > 1:
            left, right = (w.box for w in found)
            boxes = (left._replace(x1=min(left.x1, x)), right._replace(x0=max(right.x0, x)))
            parts[-1:] = [replace(w, box=box) for w, box in zip(found, boxes, strict=True)]
    return parts


def _tables(strips: Sequence[tuple[Box, ...]], words: Sequence[Word]) -> list[_Table]:
    """The strips put together: those as wide as one another with no more than a row between."""
    tables: list[_Table] = []
    for strip in sorted(strips, key=lambda s: box_of(s).top):
        box = box_of(strip)
        for table in reversed(tables):
            above = box_of(table.strips[-1])
            if not (abs(above.x0 - box.x0) < 2 * MEET and abs(above.x1 - box.x1) < 2 * MEET):
                continue
            gap = Box(box.x0, above.bottom, box.x1, box.top)
            if -MEET < gap.height <= MEET:
                table.strips.append(strip)
                break
            row = [w for w in words if middle_in(w, gap)]
            high = gap.height > _ROW * max(above.height, box.height) or _parts(row, _stops(table.strips[-1]))
            if gap.height > 0 and row and not (high or several_rows(row) or _is_caption(row, gap, above, words)):
                table.add_row(_stops(table.strips[-1]), gap, words)
                table.strips.append(strip)
                break
        else:
            tables.append(_Table([strip]))
    for table in tables:
        table.bottom = table.box.bottom
    return tables


def _without_heads(tables: Sequence[_Table], words: Sequence[Word]) -> list[_Table]:
    """The tables but for painted cells of another's head: where every second row is painted and cells of the first
    are of two rows, only those below its parents are. They end where the body begins, or a row above."""
    out = list(tables)
    for part in tables:
        for table in tables:
            first, box = table.strips[0], part.box
            if len(part.strips) > 1 or box.width > table.box.width - NARROW or not _holds_figures(first, words):
                continue
            stops, gap = _stops(first, top=True), table.box.top - box.bottom
            inside = all(any(abs(x - y) < 2 * MEET for y in stops) for x in _stops(part.strips[0]))
            if inside and -MEET < gap < _ROW * box_of(first).height and not _holds_figures(part.strips[0], words):
                table.head_end = box.bottom
                out = [t for t in out if t is not part]
    return out


def _is_caption(row: Sequence[Word], gap: Box, above: Box, words: Sequence[Word]) -> bool:
    """Whether what stands between two painted rows is said of the table below: its number, owner or unit, a title
    larger than the texts of the row above, or a text that begins or ends outside the painted columns."""
    size = max((w.size for w in words if middle_in(w, above)), default=0.0)
    larger = size > 0 and max(w.size for w in row) > LARGER * size
    beside = [w for w in words if gap.top <= middle(w) <= gap.bottom]
    outside = any(w.box.x0 < x - em(w) and x + em(w) < w.box.x1 for w in beside for x in (gap.x0, gap.x1))
    lines = token_lines(row)
    numbered = any(is_table_number("".join(t.text for t in line)) for line in lines)
    return larger or outside or numbered or any(is_fact(line) for line in lines)


def _is_cut_off(a: _Table, b: _Table) -> bool:
    """Whether one of two begins within a row of the other and is not as wide: cells beside it that stand for several
    rows are not painted, and nothing tells where they end."""
    one, two = a.box, b.box
    beside = min(one.x1, two.x1) - max(one.x0, two.x0) > NARROW
    rows = [box_of(s).height for s in (*a.strips, *b.strips)]
    return beside and max(one.top, two.top) - min(one.bottom, two.bottom) < _CUT * min(rows)


def _goes_on_beside(table: _Table, words: Sequence[Word]) -> bool:
    """Whether each of its rows has a text beside it, outside on one side, and no other stands there: a column of the
    table is not painted. `words`: those in no painted cell."""
    box = table.box
    rows = [(s.top, s.bottom) for s in map(box_of, table.strips)]
    for side in ([w for w in words if w.box.x1 <= box.x0 + MEET], [w for w in words if w.box.x0 >= box.x1 - MEET]):
        lines = [middle(n.words[0]) for n in lines_of([w for w in side if box.top < middle(w) < box.bottom])]
        if 1 < len(rows) == len(lines) and all(a < y < b for (a, b), y in zip(rows, lines, strict=True)):
            return True
    return False


def _parts(words: Sequence[Word], stops: Sequence[float]) -> bool:
    """Whether several lines between two strips, one of them over several columns, are the note of a table and the title
    of the next."""
    return len(lines_of(words)) > 1 and any(over(w, stops) > 1 for w in words)


def _whole_below(table: _Table, rules: Sequence[Rule], words: Sequence[Word], bands: Sequence[Box]) -> bool:
    """Whether the table ends where its cells do, or with rows below them that level rules part (whose edges are added),
    or with one row more under a painted one (likewise). Rules that part no rows, but a body from what follows, say
    nothing. Nor is a row more its last where others follow that are painted from side to side (`bands`)."""
    last, box = table.strips[-1], table.box
    if any(_goes_down(r, table) for r in rules):
        return True
    stops = _stops(last)
    levels = sorted(
        ((r.box.top + r.box.bottom) / 2, r.box.x0)
        for r in rules
        if r.horizontal and abs(r.box.x1 - box.x1) < 2 * MEET and _starts_column(r, stops)
        if r.box.top > table.bottom + MEET
    )
    for y, x0 in levels:
        row = Box(box.x0, table.bottom, box.x1, y)
        inside = [w for w in words if middle_in(w, row)]
        total = under_total(inside, stops)
        far = row.height > 2 * _ROW * box_of(last).height
        whole = x0 <= box.x0 + 2 * MEET
        first = table.bottom == box.bottom
        rest = first and is_rest(inside, stops) and not _holds_figures(last, words)
        alone = not first and is_lone_label(inside, stops)
        lone = whole and not far and (rest or alone)
        long = whole and not far and run_over(inside, stops)
        if (far and not whole) or not (total or lone or long or in_columns(inside, stops)):
            break
        if _is_caption(inside, row, box_of(last), words):
            break
        if several_rows(inside):
            return False
        table.add_row(total or stops, row, words)
        table.bottom = y
    under = _under(words, box, table.bottom)
    below = _first_row(under, table.bottom, stops)
    mine = [w for n in below for w in n.words]
    if not in_columns(mine, stops):
        return not (
            is_rest(mine, stops) and len(below) > 1 and len(table.strips) == 1 and not _holds_figures(last, words)
        )
    if several_rows(mine) or not (_holds_figures(last, words) or len(below) == 1):
        return False
    row = Box(box.x0, table.bottom, box.x1, max(n.box.bottom for n in below) + 1.0)
    if any(_follows(b, row) for b in bands) or _is_caption(mine, row, box_of(last), words):
        return True
    after = under[len(below) :]
    if after and not _holds_figures(last, words) and in_columns(after[0].words, stops):
        return False
    table.add_row(stops, row, words)
    table.edges.append(_level(row, row.bottom))
    table.bottom = row.bottom
    return True


def _whole_above(table: _Table, rules: Sequence[Rule], words: Sequence[Word]) -> bool:
    """Whether the table begins with its first cells: they are its head (no row of figures ends there), or go on below
    drawn lines or at the top of the page, or a head that is not painted stands over them (whose edges are added)."""
    first, box = table.strips[0], table.box
    above = [w for w in words if w.box.bottom < box.top + MEET and w.box.x1 > box.x0 and w.box.x0 < box.x1]
    stops = _stops(first, top=True)
    if not _holds_figures(first, words) and not _follows_figures(first, above):
        parents = parents_over(stops, box.top, above)
        table.edges += parents or []
        return parents is not None
    if _is_running_head(lines_of(above), box.top, stops) or _is_drawn_above(box, box.top, rules):
        return True
    levels = [r for r in rules if r.horizontal]
    row = _row_above(box, lines_of(above), stops, table.head_end)
    if row is not None:
        top = row.top
        drawn = (r.box.top for r in levels if abs(r.box.top - top) < _LOW and r.box.x0 < box.x1 and r.box.x1 > box.x0)
        row = row._replace(top=min(drawn, key=lambda y: abs(y - top), default=top))
        above = [w for w in above if not middle_in(w, row)]
        table.add_row(stops, row, words)
        table.edges.append(_level(row, row.top))
        if _is_drawn_above(box, row.top, rules):
            return True
    head = head_over(stops, row.top if row else box.top, above, levels)
    table.edges += head or []
    return head is not None


def _is_running_head(lines: Sequence[TextLine], top: float, stops: Sequence[float]) -> bool:
    """Whether what stands above a table on its page, if anything does, is no part of it: one line or two, far above and
    not in its columns."""
    far = not lines or top - lines[-1].box.bottom > _OFF * em(lines[-1].words[0])
    return far and len(lines) <= RUNNING_HEAD and not any(in_columns(n.words, stops) for n in lines)


def _is_drawn_above(box: Box, top: float, rules: Sequence[Rule]) -> bool:
    """Whether an upright line is drawn from above into the height `top`, between the sides of the table: those of its
    frame part no head."""
    inside = (r.box for r in rules if not r.horizontal and box.x0 + NARROW < r.box.x0 and r.box.x1 < box.x1 - NARROW)
    return any(b.top < top - _LOW < top <= b.bottom + MEET for b in inside)


def _follows_figures(strip: Sequence[Box], above: Sequence[Word]) -> bool:
    """Whether the row that ends where a painted one begins holds figures: that one, if it has none, is no head."""
    box = box_of(strip)
    near = [w for w in above if w.box.bottom > box.top - box.height]
    return is_figures(near) and in_columns(near, _stops(strip, top=True))


def _row_above(box: Box, lines: Sequence[TextLine], stops: Sequence[float], head_end: float | None) -> Box | None:
    """Where the row of figures is that stands, unpainted, close above the first painted one: below its head's end."""
    if head_end is not None:
        inside = [w for n in lines for w in n.words if middle(w) > head_end]
        one = is_figures(inside) and in_columns(inside, stops) and not several_rows(inside)
        return Box(box.x0, head_end, box.x1, box.top) if one else None
    if not lines or box.top - lines[-1].box.bottom > _CLOSE * em(lines[-1].words[0]):
        return None
    words = lines[-1].words
    if not is_figures(words) or not in_columns(words, stops):
        return None
    level = sum(middle(w) for w in words) / len(words)
    return Box(box.x0, 2 * level - box.top, box.x1, box.top)


def _holds_figures(strip: Sequence[Box], words: Sequence[Word]) -> bool:
    return is_figures([w for w in words if any(middle_in(w, t) for t in strip)])


def _follows(band: Box, row: Box) -> bool:
    """Whether an area as wide as a row is painted right below it."""
    as_wide = abs(band.x0 - row.x0) < 2 * MEET and abs(band.x1 - row.x1) < 2 * MEET
    return as_wide and -MEET < band.top - row.bottom < row.height


def _starts_column(rule: Rule, stops: Sequence[float]) -> bool:
    """Whether the rule begins with a column, not the last: a cell that stands for several rows may stand beside it."""
    return any(abs(rule.box.x0 - x) < 2 * MEET for x in stops[:-2])


def _goes_down(rule: Rule, table: _Table) -> bool:
    """Whether an upright line of the table is drawn below its painted cells."""
    box = table.box
    inside = box.x0 - MEET < rule.box.x0 and rule.box.x1 < box.x1 + MEET
    return not rule.horizontal and inside and rule.box.top < table.bottom + _LOW < rule.box.bottom


def _under(words: Sequence[Word], box: Box, bottom: float) -> list[TextLine]:
    reach = bottom + _ROW * max(box.height, 20.0)
    return lines_of([w for w in words if bottom < middle(w) < reach and w.box.x1 > box.x0 and w.box.x0 < box.x1])


def _first_row(lines: Sequence[TextLine], top: float, stops: Sequence[float]) -> list[TextLine]:
    """The lines that follow one another closely, the first of them closely under `top`, up to one whose text lies over
    several columns or begins as a note does (whose letters may end at an edge by chance), or that is the page's
    number."""
    row: list[TextLine] = []
    for line in lines:
        if is_page_number(" ".join(w.text for w in line.words)):
            break
        if line.box.top - (row[-1].box.bottom if row else top) > _CLOSE * em(line.words[0]):
            break
        if any(over(w, stops) > 1 for w in line.words) or NOTE.match(line.words[0].text):
            break
        row.append(line)
    return row


def _stops(strip: Sequence[Box], *, top: bool = False) -> list[float]:
    """The edges of the strip's lowest cells, or of its highest (`top`); outer ones included."""
    box = box_of(strip)
    level = [t for t in strip if (t.top < box.top + MEET if top else t.bottom > box.bottom - MEET)]
    xs = sorted(x for t in level for x in (t.x0, t.x1))
    return [x for i, x in enumerate(xs) if i == 0 or x - xs[i - 1] > 2 * MEET]


def _uprights(stops: Sequence[float], row: Box, words: Sequence[Word]) -> Iterator[Rule]:
    """The columns' edges through a row, but for those that a text of it lies over."""
    inside = [w for w in words if middle_in(w, row)]
    for x in stops:
        if not any(over(w, [x]) for w in inside):
            yield Rule(box=Box(x, row.top, x, row.bottom), horizontal=False)


def _level(row: Box, y: float) -> Rule:
    return Rule(box=Box(row.x0, y, row.x1, y), horizontal=True)


def _edges(b: Box) -> Iterator[Rule]:
    for y in (b.top, b.bottom):
        yield _level(b, y)
    for x in (b.x0, b.x1):
        yield Rule(box=Box(x, b.top, x, b.bottom), horizontal=False)
