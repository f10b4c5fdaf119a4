"""Upper rows of heads that an export wrote without a cell where a merged one goes on (what a word processor puts on the
clipboard): their texts stand at the left, one beside the other. Which columns each is over, known heads tell: what may
stand under it, and with which words groups begin; so do subtotals that are the sums of their groups.

Where the reader found several ways and doubts the row (its cells stay in doubt), the likeliest is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice, pairwise

from services.extract.core.heads.group_sums import Figures, adds_up
from services.extract.core.short_rows import Group, ways
from services.extract.core.templates import Lexicon, head_key
from shared.model.fold import fold
from shared.model.labels import is_total
from shared.model.numbers import parse_number
from shared.model.page import Grid, GridCell

_DEEPEST = 4
"""rows of a head above its last"""
_MOST_WAYS = 2000
_LISTS = frozenset({"项目", "科目编码", "编码", "类", "单位代码", "单位编码"})
"""texts with which the columns under one begin, and never go on"""
_BEGINNINGS = _LISTS | {"小计", "合计", "总计", "金额"}
"""these, and others with which they may begin"""
_BRACKETS = re.compile(r"\([^()]*\)$")
_BEGINS, _ALIKE, _SUM = 0.5, 0.5, 1.0
"""for a group that begins so, for two with the same texts, for a subtotal that is the sum of its group"""
_ALONE, _UNRELATED = 0.5, 1.0
"""against a group of a single column, against a text under one that never stands over it"""
_CLEARLY = 0.25

Row = Mapping[int, GridCell]


def restored(grid: Grid, lexicon: Lexicon) -> Grid:
    """The grid with the texts of its doubted short rows over the columns that they head, where one way is likeliest."""
    rows = _rows(grid, min(_DEEPEST + 2, grid.rows))
    last = next((r for r, row in enumerate(rows) if not _is_short(row, grid.cols)), 0)
    if not last or any(parse_number(cell.text) is not None for row in rows[:last] for cell in row.values()):
        return grid
    figures = _figures(grid, last + 1)
    below = list(_groups(rows[last], rows[last + 1] if last + 1 < len(rows) else {}, grid.cols))
    laid: dict[int, list[Group]] = {}
    for at in range(last - 1, -1, -1):
        texts = [rows[at][c].text for c in range(len(rows[at]))]
        way = _likeliest(texts, below, figures, lexicon)
        if way is None:
            return grid
        laid[at] = way
        below = [(start, end, text) for (start, end), text in zip(way, texts, strict=True)]
    cells = tuple(
        replace(
            cell, col=laid[cell.row][cell.col][0], col_span=laid[cell.row][cell.col][1] - laid[cell.row][cell.col][0]
        )
        if cell.row in laid
        else cell
        for cell in grid.cells
    )
    return replace(grid, cells=cells)


def _rows(grid: Grid, count: int) -> list[dict[int, GridCell]]:
    rows: list[dict[int, GridCell]] = [{} for _ in range(count)]
    for cell in grid.cells:
        if cell.row < count:
            rows[cell.row][cell.col] = cell
    return rows


def _groups(row: Row, under: Row, cols: int) -> Iterator[tuple[int, int, str]]:
    """What stands in a whole row: the columns of each text (those beside it that are blank, where the row below has
    texts of its head under them and under it), and blank columns."""
    head = not any(parse_number(cell.text) is not None for cell in under.values())
    start = 0
    while start < cols:
        end = start + 1
        while head and start in row and start in under and end < cols and end in under and end not in row:
            end += 1
        yield start, end, row[start].text if start in row else ""
        start = end


def _is_short(row: Row, cols: int) -> bool:
    """Whether a row is doubted, has one text beside the other from the left, and ends before the last column."""
    doubted = all(f.confidence < 1 for cell in row.values() for f in cell.fragments)
    return 0 < len(row) < cols and sorted(row) == list(range(len(row))) and doubted


def _figures(grid: Grid, first: int) -> Figures:
    table: list[list[Decimal | None]] = [[None] * grid.cols for _ in range(grid.rows - first)]
    for cell in grid.cells:
        if cell.row >= first:
            table[cell.row - first][cell.col] = parse_number(cell.text)
    return tuple(map(tuple, table))


def _likeliest(
    texts: Sequence[str], below: Sequence[tuple[int, int, str]], figures: Figures, lexicon: Lexicon
) -> list[Group] | None:
    found = sorted(
        ((_worth(texts, way, below, figures, lexicon), way) for way in islice(ways(texts, below), _MOST_WAYS)),
        key=lambda w: -w[0],
    )
    if not found or (len(found) > 1 and found[0][0] < found[1][0] + _CLEARLY):
        return None
    return found[0][1]


def _worth(
    texts: Sequence[str],
    way: Sequence[Group],
    below: Sequence[tuple[int, int, str]],
    figures: Figures,
    lexicon: Lexicon,
) -> float:
    worth = 0.0
    seen: list[list[str]] = []
    for text, (start, end) in zip(texts, way, strict=True):
        group = [(a, b, fold(t)) for a, b, t in below if start <= a < end and t.strip()]
        if not group:
            continue
        under = lexicon.under.get(head_key(text))
        for _, _, child in group:
            key = head_key(child)
            worth -= _UNRELATED * bool(under and key not in under and key in lexicon.words)
        first, *others = (_plain(t) for _, _, t in group)
        worth += _BEGINS * (first in _BEGINNINGS) - _BEGINS * sum(t in _LISTS for t in others)
        worth -= _ALONE * (not others)
        seen.append([first, *others])
        columns = [a for a, b, _ in group if b == a + 1]
        if is_total(group[0][2]) and len(columns) == len(group) > 1:
            holds = adds_up(figures, columns[0], columns[1:])
            worth += 0.0 if holds is None else _SUM if holds else -_SUM
    return worth + _ALIKE * any(a == b for a, b in pairwise(seen))


def _plain(text: str) -> str:
    """A text without what stands in brackets behind it: 项目（按功能分类）."""
    return _BRACKETS.sub("", text)
