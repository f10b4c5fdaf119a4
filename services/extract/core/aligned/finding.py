"""Tables without vertical rules: three-line tables, horizontal rules only, no rules at all.

A region is a table when its lines fall into columns and what stands there is tabular: figures, or short texts in at
least three columns. Contents pages, prose in columns, numbered lists and letters are not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence, Set

from services.extract.core.aligned.columns import lanes
from services.extract.core.aligned.doubts import doubtful, doubtful_rows, lost_parent, lowered
from services.extract.core.aligned.heads import first_body, head_end, join_head
from services.extract.core.aligned.regions import Region, between_rules, contents, runs
from services.extract.core.aligned.rows import (
    Piece,
    TableRow,
    bands_are_rows,
    by_bands,
    column_extents,
    join_wrapped,
    row_spaces,
    span_centred,
    table_rows,
)
from services.extract.core.aligned.segments import SegmentLine, bounds, is_lengthy, is_year, segment_lines
from services.extract.core.aligned.sides import sides
from services.extract.core.geometry import left_parents, painted
from services.extract.core.geometry.words import em, fragments_of
from shared.model.page import Box, Grid, GridCell, GridSource, Place, Rule, Word

_MARK = re.compile(r"[(（\[]?(?:\d{1,2}|[a-zA-Z]|[ivx]+|[一二三四五六七八九十]+)[)）\].、:：]?|[•·▪■□◆●○–—\-*➢✓]")

#: what amounts are written with; ranges of numbers; from more full rules than this on they part rows
_AMOUNT, _RANGE, _EACH = re.compile(r"\d[.,]\d|\d\s?[%％]"), re.compile(r"\d\s?[-–—]\s?\d"), 3
#: lines of figures, at least, that show lanes without their head
_ROWS = 4
_CURRENCY = re.compile(r"(?:US)?[$€£¥￥(（]+|EUR|USD|RMB|CNY")
_PERCENT = re.compile(r"[%％)）*]+")

#: columns may stand this close (font sizes) where figures prove them
CLOSE = 0.42
#: this share of a column's texts, at least, are figures that prove it
FIGURES = 0.65
#: texts without figures are a table only if this share of each column is aligned
ALIGNED = 0.7


def find(words: Sequence[Word], rules: Sequence[Rule], page: int) -> tuple[list[Grid], list[Word]]:
    """The aligned tables among `words`, given the horizontal `rules` that belong to no ruled grid, and the rest."""
    grids: list[Grid] = []
    left = list(words)
    order = painted.order_of(left)
    for region in between_rules(left, rules):
        if not _is_used(region, left) and (grid := _grid(region, page, order)) is not None:
            left = _without(left, region)
            grids.append(lowered(grid) if lost_parent(grid, left, rules) else grid)
    for region in (part for run in runs(segment_lines(left), rules) for part in sides(run, rules)):
        if (grid := _grid(region, page, order)) is not None:
            left = _without(left, region)
            grids.append(lowered(grid) if lost_parent(grid, left, rules) else grid)
    return grids, left


def _is_used(region: Region, left: Sequence[Word]) -> bool:
    """Whether a table has been made of words of the region: rules of two widths may frame the same lines."""
    known = {id(w) for w in left}
    return any(id(w) not in known for n in region.lines for w in n.words)


def _without(words: Sequence[Word], region: Region) -> list[Word]:
    used = {id(w) for n in region.lines for w in n.words}
    return [w for w in words if id(w) not in used]


def _grid(region: Region, page: int, order: Mapping[int, int]) -> Grid | None:
    """The grid of a region, or None where it is no table. `order`: when each word was painted, by its `id`."""
    region, at = _finer(region)
    lines = region.lines
    if not at or not _tabular(region, at):
        return None
    rows = table_rows(lines, at)
    columns = len(at) + 1
    full = _full_rules(region)
    head = head_end(rows, _head_length(rows, full), columns, full)
    body = rows[head:]
    stops = [y for y in full if body and body[0].middle < y < body[-1].middle]
    if len(stops) >= max(1, 0.2 * len(body)) and bands_are_rows(body, stops, _stops(lines, at)):
        body = by_bands(body, stops)
    elif bands_are_rows(body, spaces := sorted([*row_spaces(body), *stops]), _stops(lines, at)):
        body = by_bands(body, spaces)
    else:
        body = join_wrapped(body, columns, stops)
    span_centred(body, columns, bounds(lines), region.rules)
    texts = [[p.words for p in row.pieces] for row in rows]
    lefts, shown = left_parents.edges(texts[:head], bounds(lines).x1)
    drawn = [*region.rules, *lefts] if shown else region.rules
    between = painted.edges(texts[:head], texts[head:], order)
    heads = join_head(rows[:head], [*region.rules, *lefts], _centres(lines, at), _stops(lines, at), between)
    made = [*heads, *body]
    if len(made) < 2:
        return None
    known = (region.bounded and len(full) >= 3 and heads) or first_body(made) or made[0].figures
    doubts = {len(heads) + i for i in doubtful_rows(heads, body, columns, drawn, full)}
    return _cells(made, len(heads), columns, region, at, page, known=bool(known), doubts=doubts)


def _finer(region: Region) -> tuple[Region, list[float]]:
    """The region's lanes; with narrower ones, and lines cut at them, where figures stand to the right of each, or texts
    that begin at one place."""
    lines = region.lines
    at = _without_signs(lines, lanes(lines))
    close = segment_lines([w for n in lines for w in n.words], wide=CLOSE)
    narrow = _without_signs(close, lanes(close, crossed=0.0))
    start = max(1, first_body(table_rows(close, narrow)))
    if len(close) - start >= _ROWS:  # heads may lie over lanes on as many lines as they have
        narrow = max(narrow, _without_signs(close, lanes(close[start:], crossed=0.0)), key=len)
    if len(narrow) <= len(at) or len(close) < 3:
        return region, at
    rows = table_rows(close, narrow)
    for column in range(1, len(narrow) + 1):
        texts = [p for r in rows[start:] for p in r.pieces if p.first == column]
        if not texts or (sum(p.numeric for p in texts) < FIGURES * len(texts) and not _flush(texts)):
            return region, at
    return Region(tuple(close), region.rules, bounded=region.bounded), narrow


def _flush(texts: Sequence[Piece]) -> bool:
    """Whether texts, enough of them, begin at one place, as words of running text do not."""
    starts = sorted(p.words[0].box.x0 for p in texts)
    usual = starts[len(starts) // 2]
    same = sum(abs(x - usual) < 0.15 * em(texts[0].words[0]) for x in starts)
    return len(starts) >= 4 and same >= 0.85 * len(starts)


def _without_signs(lines: Sequence[SegmentLine], at: list[float]) -> list[float]:
    """`at` without the lanes that part a currency or percent sign from its figures; a head may stand over the sign."""
    texts: list[set[str]] = [set() for _ in range(len(at) + 1)]
    rows = table_rows(lines, at)
    for row in rows[first_body(rows) :]:
        for piece in row.pieces:
            if piece.first == piece.last:
                texts[piece.first].add(piece.text.strip())
    keep = []
    for i, lane in enumerate(at):
        before = bool(texts[i]) and all(_CURRENCY.fullmatch(t) for t in texts[i])
        after = bool(texts[i + 1]) and all(_PERCENT.fullmatch(t) for t in texts[i + 1])
        if not (before or after):
            keep.append(lane)
    return keep


def _full_rules(region: Region) -> list[float]:
    """Heights of the rules as wide as the region, each once."""
    box = bounds(region.lines)
    left = min((r.box.x0 for r in region.rules), default=box.x0) + 12
    wide = [r for r in region.rules if r.box.width >= 0.8 * box.width and r.box.x0 <= left]
    out: list[float] = []
    for rule in wide:
        y = (rule.box.top + rule.box.bottom) / 2
        if not out or y - out[-1] > 3:
            out.append(y)
    return out


def _head_length(rows: Sequence[TableRow], full: Sequence[float]) -> int:
    """How many lines are head: those above the first inner rule if figures follow it, else those without figures."""
    guess = first_body(rows)
    if guess == 0 and _is_body(rows[0], ruled=len(full) > _EACH):
        return 0
    for y in full:
        above = sum(r.middle < y for r in rows)
        if above < guess and _names_more(rows[:above], rows[above]):
            continue
        if above and above < len(rows):
            return above if above <= max(guess, 1) or guess == 0 else guess
    return guess


def _is_body(row: TableRow, *, ruled: bool) -> bool:
    """Whether nothing but amounts stands right of a row's first column, or nothing but figures of any kind where rows
    are `ruled` one by one: a head may have ranges of numbers, and a rule below it."""
    texts = [p.text for p in row.pieces if p.first > 0]
    if not all(p.numeric for p in row.pieces if p.first > 0) or any(is_year(t) or _RANGE.search(t) for t in texts):
        return False
    return any(_AMOUNT.search(t) for t in texts) or (ruled and bool(texts))


def _names_more(head: Sequence[TableRow], row: TableRow) -> bool:
    """Whether a row names columns that the head above it only spans, or leaves open: it is the head's next level."""
    named = {c for r in head for p in r.pieces for c in range(p.first, p.last + 1)}
    below = {c for p in row.pieces for c in range(p.first, p.last + 1) if c > 0}
    return bool(named) and len(row.pieces) > len(head[-1].pieces) and bool(below - named)


def _stops(lines: Sequence[SegmentLine], at: Sequence[float]) -> list[float]:
    """Where the columns begin, and the last ends."""
    box = bounds(lines)
    return [box.x0, *at, box.x1]


def _centres(lines: Sequence[SegmentLine], at: Sequence[float]) -> list[float]:
    """The middle of every column's texts."""
    stops = _stops(lines, at)
    extents = column_extents(lines, at)
    return [sum(extents[c]) / 2 if c in extents else (stops[c] + stops[c + 1]) / 2 for c in range(len(stops) - 1)]


def _tabular(region: Region, at: Sequence[float]) -> bool:
    """Whether what stands in the columns is a table's."""
    lines = region.lines
    several = [n for n in lines if len(n.segments) > 1]
    if contents(lines) or len(several) < (2 if region.bounded else 3):
        return False
    tabular = sum(n.tabular for n in lines)
    other = sum(not n.tabular and any(n.x0 < x < n.x1 for x in at) for n in lines)
    if tabular < 0.25 * len(lines) or tabular < (0.3 if region.bounded else 0.5) * (tabular + other):
        return False
    rows = table_rows(several, at)
    columns = len(at) + 1
    texts: list[list[str]] = [[] for _ in range(columns)]
    for row in rows:
        for piece in row.pieces:
            texts[piece.first].append(piece.text)
    if _enumeration(texts) or _contents(texts):
        return False
    if _explained(region, texts):
        return True
    lengthy = sum(s.lengthy for n in several for s in n.segments)
    if lengthy > 0.4 * sum(len(n.segments) for n in several):
        return False
    figures = sum(p.numeric for r in rows for p in r.pieces if p.first > 0)
    cells = sum(len(r.pieces) for r in rows)
    if columns == 2:
        share = figures / len(rows)
        return share >= 0.5 or (region.bounded and len(rows) >= 2 and len(several) >= 0.6 * len(lines))
    if region.bounded:
        return cells >= 0.35 * columns * len(rows)
    if figures < 0.25 * cells and (len(several) < 4 or _alignment(rows, columns) < ALIGNED):
        return False
    return cells >= 0.4 * columns * len(rows) and (figures >= 0.25 * cells or cells >= 0.6 * columns * len(rows))


def _explained(region: Region, texts: Sequence[Sequence[str]]) -> bool:
    """Whether short texts stand beside what is said of them, in a table that rules show: over and below its head."""
    if not region.bounded or len(_full_rules(region)) < 3:
        return False
    return sum(is_lengthy(t) for t in texts[0]) <= 0.2 * len(texts[0])


def _alignment(rows: Sequence[TableRow], columns: int) -> float:
    """The share (0–1) of texts, in the worst column, that begin, end or are centred at one place."""
    worst = 1.0
    for c in range(columns):
        spans = [
            (min(w.box.x0 for w in p.words), max(w.box.x1 for w in p.words), em(p.words[0]))
            for r in rows
            for p in r.pieces
            if p.first == p.last == c
        ]
        if len(spans) < 2:
            continue
        places = [[x0 for x0, _, _ in spans], [x1 for _, x1, _ in spans], [(x0 + x1) / 2 for x0, x1, _ in spans]]
        reach = 0.35 * spans[0][2]
        best = max(sum(abs(x - y) <= reach for x in at) for at in places for y in at)
        worst = min(worst, best / len(spans))
    return worst


def _enumeration(texts: Sequence[Sequence[str]]) -> bool:
    """Numbered or bulleted paragraphs: the first of two columns holds nothing but marks."""
    if len(texts) != 2 or not texts[0]:
        return False
    return sum(bool(_MARK.fullmatch(t.strip())) for t in texts[0]) >= 0.8 * len(texts[0])


def _contents(texts: Sequence[Sequence[str]]) -> bool:
    """A list of titles with page numbers that never fall."""
    last = [t.strip() for t in texts[-1]]
    if len(texts) > 3 or len(last) < 3 or not all(re.fullmatch(r"\d{1,3}", t) for t in last):
        return False
    numbers = [int(t) for t in last]
    return all(a <= b for a, b in itertools.pairwise(numbers)) and numbers[-1] > numbers[0]


def _cells(
    rows: Sequence[TableRow],
    head: int,
    columns: int,
    region: Region,
    at: Sequence[float],
    page: int,
    *,
    known: bool,
    doubts: Set[int],
) -> Grid:
    box, stops = bounds(region.lines), _stops(region.lines, at)
    cells: list[GridCell] = []
    for i, row in enumerate(rows):
        level = [p for p in row.pieces if p.row_span == 1] or row.pieces
        top, bottom = min(p.top for p in level), max(p.bottom for p in level)
        for piece in row.pieces:
            fragments = fragments_of(piece.words, page)
            if i in doubts:
                fragments = doubtful(fragments)
            place = Box(
                min(stops[piece.first], min(w.box.x0 for w in piece.words)),
                min(top, piece.top),
                max(stops[piece.last + 1], max(w.box.x1 for w in piece.words)),
                max(bottom, piece.bottom),
            )
            cells.append(
                GridCell(
                    row=i,
                    col=piece.first,
                    row_span=piece.row_span,
                    col_span=piece.last - piece.first + 1,
                    fragments=fragments,
                    place=Place(page=page, box=place),
                )
            )
    return Grid(
        cells=tuple(cells),
        rows=len(rows),
        cols=columns,
        source=GridSource.ALIGNED,
        place=Place(page=page, box=box),
        head_rows=head if known else None,
    )
