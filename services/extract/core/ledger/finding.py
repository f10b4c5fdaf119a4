"""Ledgers without upright rules, in a script without word spaces: every gap says something, so columns are found from
the finest texts, rows from the distance of lines, and the head from the middles of its texts.

What had to be decided against some evidence gets a lower confidence, cell by cell or for the whole table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.aligned.doubts import lowered
from services.extract.core.aligned.segments import looks_numeric
from services.extract.core.geometry import left_parents, painted
from services.extract.core.geometry.regions import Component
from services.extract.core.geometry.running_text import (
    is_beside_specks,
    lists_pages,
    reads_as_sentences,
    reads_as_text,
    reads_on,
)
from services.extract.core.geometry.words import box_of, fragments_of
from services.extract.core.ledger.blocks import Block, holds_several, may_hold_several, pair_rows, parted
from services.extract.core.ledger.body_columns import body_columns
from services.extract.core.ledger.broken import mended
from services.extract.core.ledger.cells import grid_of
from services.extract.core.ledger.columns import Column, add_to_nearest, with_heads
from services.extract.core.ledger.drawn_cells import drawn_rows
from services.extract.core.ledger.evidence import (
    first_entry,
    head_over_text,
    height_of,
    stands_below_names,
    stands_in_columns,
)
from services.extract.core.ledger.head_alone import head_lines, heads_entries
from services.extract.core.ledger.head_end import first_of_figures, head_end, stands_over_rule
from services.extract.core.ledger.heads import head_texts
from services.extract.core.ledger.lanes import at_lanes
from services.extract.core.ledger.level_rows import level_rows
from services.extract.core.ledger.overprinted import narrowed
from services.extract.core.ledger.parent_lines import stand_over_lines
from services.extract.core.ledger.parent_options import Parent
from services.extract.core.ledger.parents import boundaries, parents_of, with_whole_words
from services.extract.core.ledger.placing import placed_in
from services.extract.core.ledger.regions import LedgerRegion, regions, words_of
from services.extract.core.ledger.rests import is_rest, rest_grid
from services.extract.core.ledger.rows import rows_of
from services.extract.core.ledger.stacks import Stack
from services.extract.core.ledger.tokens import Token, at_columns, token_lines
from services.extract.core.ledger.touching import at_ends
from shared.model.fold import ideographs
from shared.model.page import Box, Grid, GridCell, GridSource, Place, Rule, Word

_MOST_COLUMNS = 60
#: so many lines of a head may be taken for rows
_HEAD_LINES = 3
#: a rule that crosses this share of a table parts rows
_PARTIAL = 0.4
#: as does one that crosses this share of it up to its right end: labels that stand for several rows stand left of it
_LAST = 0.15
#: texts of a head's last line end this near to one another (font sizes)
_LEVEL = 0.3


def find(words: Sequence[Word], rules: Sequence[Rule], page: int) -> tuple[list[Grid], list[Word], list[Rule]]:
    """The ledgers among `words`, given the horizontal `rules` of no ruled grid; the words and the rules left."""
    order = painted.order_of(words)
    words = at_columns(words)
    grids: list[Grid] = []
    used: set[int] = set()
    for region in (replace(r, order=order) for r in regions(words, rules)):
        if region.ends and is_rest(region.lines, region.stops, region.ends):
            grids.append(rest_grid(region.lines, region.stops, page))
            used |= {id(x) for x in (*words_of(region), *region.rules)}
            continue
        head = tuple(map(tuple, head_lines(region.lines, region.rules)))
        alone, whole = replace(region, lines=head), len(head) == len(region.lines)
        found = _form(region, page) or (_alone(alone, page) if whole else [])
        found = found or _table(narrowed(at_ends(at_lanes(region))), page)
        if not (found or whole) and (found := _alone(alone, page)):
            region = alone
        grids.extend(found)
        if found:
            used |= {id(x) for x in (*words_of(region), *region.rules)}
    if not grids:
        return [], words, list(rules)
    return grids, [w for w in words if id(w) not in used], [r for r in rules if id(r) not in used]


def _alone(head: LedgerRegion, page: int) -> list[Grid]:
    """The table of which a page holds nothing but its `head`, if that is one."""
    grid = _assembled(head, head.lines, (), page, empty=True) if head.lines else None
    return [grid] if grid is not None else []


def _table(region: LedgerRegion, page: int) -> list[Grid]:
    """The table that the region is, if it is one."""
    grid = _grid(region, page)
    if grid is None or lists_pages(grid) or reads_on(grid) or is_beside_specks(grid):
        return []
    grid = lowered(grid) if _may_be_head_alone(grid) else grid
    if region.stops:
        return [grid]
    lines = region.lines
    proven = _has_figures(region) or stands_below_names(lines) or stands_in_columns(lines) or heads_entries(lines)
    return [] if (reads_as_sentences if proven else reads_as_text)(grid) else [grid]


def _may_be_head_alone(grid: Grid) -> bool:
    """Whether a few rows of texts without a figure are all below the head: they may be its own, cut off by the page."""
    body = [c for c in grid.cells if c.row >= (grid.head_rows or 0)]
    return grid.rows - (grid.head_rows or 0) <= _HEAD_LINES and not any(looks_numeric(c.text) for c in body if c.text)


def unruled_form(component: Component, grid: Grid, words: Sequence[Word], page: int) -> tuple[list[Grid], list[Word]]:
    """The grids of a form whose blocks stand in a frame that parts columns but not rows, and the words outside; none
    where every closed word of it has a cell of its own in the `grid` of the frame's rules, or stands there below
    another alone, as a label does that the page cuts off.

    The blocks' columns come from their texts, for a frame parts its blocks differently; a block that has both sides of
    an upright line in one cell is in doubt whole."""
    crowded = [
        (c.place.box.width if c.place.box else float("inf"), [f.place.box for f in c.fragments if f.place.box])
        for c in grid.cells
        if may_hold_several(c.text) and _has_rows_beside(c, grid)
    ]
    if not any(holds_several(token_lines(_inside(words, box_of(boxes))), width) for width, boxes in crowded):
        return [], list(words)
    box = component.box
    inside = _inside(words, box)
    lines = tuple(map(tuple, token_lines(inside)))
    known = {id(w) for w in inside}
    grids = _form(LedgerRegion(lines, component.horizontal, (box.top, box.bottom), (box.x0, box.x1)), page)
    grids = [lowered(g) if _lies_over(g, component.vertical, inside) else g for g in grids]
    return grids, [w for w in words if id(w) not in known] if grids else list(words)


def _has_rows_beside(cell: GridCell, grid: Grid) -> bool:
    """Whether a text of another cell stands level with one that is not the first of this cell."""
    mine = [f.place.box for f in cell.fragments if f.place.box]
    rows = range(cell.row, cell.row + cell.row_span)
    others = [f.place.box for c in grid.cells if c is not cell and c.row in rows for f in c.fragments if f.place.box]
    top = min((b.top for b in mine), default=0.0)
    lower = [b for b in mine if b.top > top + b.height / 2]
    return any(min(a.bottom, b.bottom) - max(a.top, b.top) > min(a.height, b.height) / 2 for a in lower for b in others)


def _lies_over(grid: Grid, lines: Sequence[Rule], words: Sequence[Word]) -> bool:
    """Whether a cell holds words on the left and on the right of an upright line that is drawn beside them."""
    boxes = [c.place.box for c in grid.cells if c.place.box is not None]
    return any(
        any(w.box.x1 <= line.box.x1 for w in beside) and any(w.box.x0 >= line.box.x0 for w in beside)
        for box in boxes
        for line in lines
        if box.x0 < line.box.x0 < box.x1
        for beside in [[w for w in _inside(words, box) if line.box.top < w.box.top and w.box.bottom < line.box.bottom]]
    )


def _inside(words: Sequence[Word], area: Box) -> list[Word]:
    """The words whose middles lie in an area."""

    def within(box: Box) -> bool:
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        return area.x0 <= x <= area.x1 and area.top <= y <= area.bottom

    return [w for w in words if within(w.box)]


def _form(region: LedgerRegion, page: int) -> list[Grid]:
    """A grid for each block, where the region is a form of blocks; none where a block makes no grid, for its texts
    would be lost."""
    grids: list[Grid] = []
    for block in parted(region.lines):
        if block.pairs:
            pairs = _pairs(block, page)
            grids.append(pairs if region.rules else lowered(pairs))
            continue
        lines = (*block.head, *block.body)
        top, bottom = min(t.box.top for t in lines[0]), max(t.box.bottom for t in lines[-1])
        rules = tuple(r for r in region.rules if top < (r.box.top + r.box.bottom) / 2 < bottom)
        inner = tuple(y for y in region.stops if top < y < bottom)
        part = LedgerRegion(lines, rules, (top, *inner, bottom) if region.stops else ())
        grid = _assembled(part, block.head, block.body, page)
        if grid is None:
            return []
        beside = _beside(block.side, grid, page)
        grids.append(beside if region.rules else lowered(beside))
    return grids


def _pairs(block: Block, page: int) -> Grid:
    """Labels beside values as a grid whose columns are no more than an order."""
    rows = pair_rows(block)
    cells: list[GridCell] = []
    for i, row in enumerate(rows):
        for k, s in enumerate(row):
            words = [w for t in s.tokens for w in t.words]
            place = Place(page=page, box=box_of([w.box for w in words]))
            cells.append(GridCell(row=i, col=k, fragments=fragments_of(words, page), place=place))
    return Grid(
        cells=tuple(cells),
        rows=len(rows),
        cols=max(map(len, rows)),
        source=GridSource.ALIGNED,
        place=Place(page=page, box=box_of([c.place.box for c in cells if c.place.box is not None])),
        head_rows=0,
    )


def _beside(side: Sequence[Token], grid: Grid, page: int) -> Grid:
    """The grid with the label down its side as its first column."""
    if not side:
        return grid
    words = [w for t in side for w in t.words]
    place = Place(page=page, box=box_of([w.box for w in words]))
    label = GridCell(row=0, col=0, row_span=grid.rows, fragments=fragments_of(words, page), place=place)
    cells = (label, *(replace(c, col=c.col + 1) for c in grid.cells))
    return replace(grid, cells=cells, cols=grid.cols + 1)


def _has_figures(region: LedgerRegion) -> bool:
    """Whether a fifth of the region's texts are figures, as they are in no running text."""
    tokens = [t for line in region.lines for t in line]
    return sum(t.figure for t in tokens) >= 0.2 * len(tokens)


def _grid(region: LedgerRegion, page: int) -> Grid | None:
    lines = region.lines
    first = first_of_figures(lines, region.stops)
    if first is None and len(region.stops) > 2:
        first = next((i for i, line in enumerate(lines) if height_of(line) > region.stops[1]), None)
    if first is None:
        first = head_over_text(lines) or None
    if first is None:
        return None
    first = first_entry(lines, first)
    columns = body_columns([t for line in lines[first:] for t in line])
    empty = len(columns) < 2 and all(len(line) == 1 and not line[0].figure for line in lines[first:])
    columns = [] if empty else columns
    end = head_end(lines, first, columns, region)
    head = [line for line in lines if height_of(line) < end]
    body = [line for line in lines if height_of(line) >= end]
    if not body or (empty and not head):
        return None
    grid = _assembled(region, head, body, page, end=end, empty=empty)
    return lowered(grid) if grid is not None and not head and stands_over_rule(lines, first, region.stops) else grid


def _assembled(
    region: LedgerRegion,
    head: Sequence[Sequence[Token]],
    body: Sequence[Sequence[Token]],
    page: int,
    *,
    end: float | None = None,
    empty: bool = False,
) -> Grid | None:
    """The grid of a head and the lines below it. `end`: the height at which the head ends; `empty`: a table of which
    nothing but the head is known."""
    if end is None:
        end = max((t.box.bottom for line in head for t in line), default=0.0)
    texts = _lowest(head, region.rules) if empty else [t for line in body for t in line]
    columns = body_columns(texts, headed=bool(head))
    over, under = ([[t.words for t in line] for line in part] for part in (head, body))
    level = painted.edges(over, under, region.order)
    lefts, shown = left_parents.edges(over, max((t.box.x1 for line in (*head, *body) for t in line), default=0.0))
    region = replace(region, rules=(*region.rules, *lefts)) if lefts else region
    columns, cells, depth, sure, placed = _headed(head, columns, region, end, level)
    if not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    edges = boundaries(columns, region.ends, region.rules)
    stops = [y for y in region.stops[1:-1] if y > end + 1]
    begin = min((t.middle for line in body for t in line), default=end)
    placed_body = mended(placed_in(body, columns, edges), stops)
    rows = drawn_rows(placed_body, columns, region.rules) if region.stops else None
    rows = rows or level_rows(placed_body)
    rows = rows or rows_of(placed_body, stops, _inner_rules(region, max(end, begin)), begun=not head)
    grid = grid_of(cells, rows, columns, depth, region, page, sure=sure and (bool(head) or bool(region.stops)))
    # Without rules nothing drawn says where head and table end: only a head that is known does.
    return grid if grid is None or (placed and shown and region.stops) else replace(grid, guessed=True)


def _lowest(head: Sequence[Sequence[Token]], rules: Sequence[Rule]) -> list[Token]:
    """The head's texts of its last line, each of which stands over nothing: columns of their own."""
    texts = head_texts(head, rules, ())
    bottom = max((s.bottom for s in texts), default=0.0)
    lowest = [s for s in texts if s.bottom > bottom - _LEVEL * s.tokens[-1].size]
    return [t for s in lowest for t in s.tokens] if len(lowest) > 1 else []


def doubted(grid: Grid) -> Grid:
    """A grid of ideographs in which figures may have run together, its cells no longer called certain."""
    text = "".join(c.text for c in grid.cells)
    if 2 * ideographs(text) < sum(map(str.isalpha, text)):
        return grid
    return lowered(grid)


def _inner_rules(region: LedgerRegion, end: float) -> list[tuple[float, float]]:
    """The rules below the head that cross a good part of the table and are none of its full ones (nor do they in one
    block of a form, where a label at the side stands for all its rows): height and left end."""
    if not region.stops:
        return []
    width = max((r.box.width for r in region.rules), default=0.0)
    right = max((r.box.x1 for r in region.rules), default=0.0)
    found = {
        (round((r.box.top + r.box.bottom) / 2, 1), r.box.x0)
        for r in region.rules
        if r.box.width > (_PARTIAL if r.box.x1 < right - 3 else _LAST) * width
    }
    return [(y, x0) for y, x0 in found if y > end + 3 and all(abs(y - stop) > 3 for stop in region.stops)]


def _headed(
    head: Sequence[Sequence[Token]], columns: list[Column], region: LedgerRegion, end: float, level: Sequence[Rule]
) -> tuple[list[Column], list[Stack], int, bool, bool]:
    """The columns with their heads, the head's cells, how many rows it takes, whether the columns and their own heads
    are beyond doubt, and whether the parents' places are. `level`: lines between rows of the head that are not drawn.
    """
    if not head:
        return columns, [], 0, True, True
    texts = head_texts(head, (*region.rules, *level), columns, region.order)
    top = region.stops[0] if region.stops else min(s.top for s in texts)
    bottom = end if end in region.stops else max(s.bottom for s in texts)
    columns, sure = with_heads(columns, texts, (top, bottom), stand_over_lines(texts, region.rules))
    edges = boundaries(columns, region.ends, region.rules)
    parents, placed = parents_of(columns, texts, edges, region.rules, bottom)
    used = {id(p.text) for p in parents} | {id(c.leaf) for c in columns}
    left = [s for s in texts if id(s) not in used]
    for s in left:
        add_to_nearest(s, columns)
    parents = with_whole_words(parents)
    cells, depth = _head_cells(columns, parents)
    sure = sure and not left and not any(s.guessed for s in texts)
    # A text over one column alone, with another below, may be the parent of others whose cells no program merged.
    return columns, cells, depth, sure, placed and all(p.first < p.last for p in parents)


def _head_cells(columns: Sequence[Column], parents: Sequence[Parent]) -> tuple[list[Stack], int]:
    """The head as cells: parents above, from the outermost; a column's own text takes the rows that are left.

    `top` and `bottom` of these cells are rows, not heights.
    """
    above: list[list[Parent]] = [
        sorted((p for p in parents if p.first <= i <= p.last), key=lambda p: p.text.middle) for i in range(len(columns))
    ]
    depth = max((len(chain) for chain in above), default=0) + 1
    cells: list[Stack] = []
    for i, column in enumerate(columns):
        if column.leaf is not None:
            row = len(above[i])
            cells.append(Stack(i, i, column.leaf.tokens, row, row + 1, depth - row))
    for parent in parents:
        row = max(above[i].index(parent) for i in range(parent.first, parent.last + 1))
        cells.append(Stack(parent.first, parent.last, parent.text.tokens, row, row + 1))
    return cells, depth
