"""Rows of exports that leave no cell where a merged one goes on, so that what follows stands too far left.

A word processor's plain text writes one cell a tab, however many columns it covers: a head's upper rows and a total's
row are short, and the columns come back where the rows below allow only one way. Other exports leave no cell where one
reaches down: a head's lower rows are short, and hold as many cells as the parents above them cover.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from services.extract.core.short_rows import Group
from services.extract.core.short_rows import ways as ways_over
from services.extract.core.streams.indicator_groups import is_measured
from services.extract.core.streams.indicators import is_first, is_second
from services.extract.readers.text_rows import DOUBTFUL, TextRow, figure_of
from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.numbers import is_not_applicable

_NAMES = re.compile(r"(?:编码|名称|科目|项目|单位|类别)$|^[类款项]$")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_CODE = re.compile(r"0\d|[1-5]\d\d(?:\d\d){0,2}")
_LEVELS = {"一级指标": is_first, "二级指标": is_second}
_LONGEST_HEAD = 6
_WIDEST = 64
"""columns of a head whose spans are looked for"""
_MOST_WAYS = 500


def straightened(rows: Sequence[TextRow]) -> list[TextRow]:
    """The rows, short ones with blank cells where a merged cell goes on, to the right or down."""
    figures, width = _first_figures(rows), _width(rows)
    if (whole := _below_parents(rows[:figures], width)) is None:
        above = rows[: figures or len(rows)]
        head = next((i for i, row in enumerate(above) if i and _is_total(row)), figures)
        if not 0 < head <= _LONGEST_HEAD or not 3 <= width <= _WIDEST:
            return list(rows)
        whole = _head(rows[:head], width)
    heads = [next((row.cells[c] for row in reversed(whole) if "".join(row.cells[c : c + 1])), "") for c in range(width)]
    return [*whole, *_body(rows[len(whole) :], heads, width)]


def reached_down(rows: Sequence[TextRow]) -> list[TextRow]:
    """The rows, short ones of their head with blank cells where a merged cell goes on down; in doubt where nothing says
    which one does."""
    figures, width = _first_figures(rows) or _first_blank(rows), _width(rows)
    whole = _below_parents(rows[:figures], width)
    if whole is None:
        short = any(len(row.cells) < width for row in rows[1:figures])
        whole = [replace(row, confidence=DOUBTFUL) if short else row for row in rows[:figures]]
    return [*whole, *_right_of_merged(rows[figures:], whole)]


def _right_of_merged(rows: Sequence[TextRow], head: Sequence[TextRow]) -> Sequence[TextRow]:
    """The rows of indicators, short ones at the right of the cells that reach down into them: projects and levels are
    merged from the left on, so what is left of a row ends in its target. As they are where a word that is no level
    comes under the head of levels, or none tells; in doubt where neither a level nor a measured target does."""
    names = [fold(cell) for cell in (head[-1].cells if head else ())]
    levels = [(c, is_of) for c, text in enumerate(names) if (is_of := _LEVELS.get(text)) is not None]
    if len(levels) != len(_LEVELS) or not any(len(row.cells) < len(names) for row in rows):
        return rows
    moved: list[TextRow] = []
    told = False
    for row in rows:
        cells = (*[""] * (len(names) - len(row.cells)), *row.cells)
        own = [is_of(fold(cells[c])) for c, is_of in levels if cells[c].strip()]
        if not all(own):
            return rows
        told = told or (len(row.cells) < len(names) and bool(own))
        sure = own or len(row.cells) == len(names) or is_measured(fold(row.cells[-1]))
        moved.append(replace(row, cells=cells, confidence=row.confidence if sure else DOUBTFUL))
    return moved if told else rows


def _width(rows: Sequence[TextRow]) -> int:
    return max((len(row.cells) for row in rows), default=0)


def _first_figures(rows: Sequence[TextRow]) -> int:
    """How many rows stand above the first one with figures; 0 where none has."""
    return next((i for i, row in enumerate(rows) if any(map(_is_figure, row.cells))), 0)


def _first_blank(rows: Sequence[TextRow]) -> int:
    """How many rows stand above the first one that says nothing, or that of a total, in a table without data."""
    return next((i for i, row in enumerate(rows) if i and (not row.filled or _is_total(row))), 0)


def _is_total(row: TextRow) -> bool:
    """Whether a row without figures is that of a total: 合计 above the first column of a head stands beside words."""
    return names_total(row.cells[0]) and not any(_is_name(cell) for cell in row.cells[1:])


def _is_figure(cell: str) -> bool:
    return figure_of(cell) is not None and not _YEAR.fullmatch(fold(cell))


# ---------------------------------------------------------------- heads


def _below_parents(rows: Sequence[TextRow], width: int) -> list[TextRow] | None:
    """The rows with the cells of each where the parents in the row above go on: those with blank cells behind them, and
    of others the last ones where the row has more cells than those. None where its cells are another number, or it
    begins with a blank: there the cells of a column that reaches down are left."""
    if not 1 < len(rows) <= _LONGEST_HEAD or not 3 <= width <= _WIDEST:
        return None
    first, *lower = rows
    if len(first.cells) != width or all(len(row.cells) == width for row in lower):
        return None
    done, above = [first], list(enumerate(first.cells))
    for row in lower:
        columns = _open_columns(above, len(row.cells)) if row.cells[0].strip() else []
        if len(columns) != len(row.cells):
            return None
        above = list(zip(columns, row.cells, strict=True))
        texts = dict(above)
        done.append(replace(row, cells=tuple(texts.get(c, "") for c in range(width))))
    return done


def _open_columns(above: Sequence[tuple[int, str]], count: int) -> list[int]:
    """The columns of the row above (with its texts) that may go on in a row of `count` cells."""
    groups: list[list[int]] = []
    for column, text in above:
        if text.strip() or not groups or groups[-1][-1] != column - 1:
            groups.append([])
        groups[-1].append(column)
    wide = [c for group in groups if len(group) > 1 for c in group]
    alone = [group[0] for group in groups if len(group) == 1]
    more = count - len(wide)
    return sorted((*wide, *alone[len(alone) - more :])) if wide and 0 <= more <= len(alone) else []


def _head(rows: Sequence[TextRow], width: int) -> list[TextRow]:
    """Each row over the one below it, which is whole already; upper ones as doubtful where there are several ways."""
    *above, last = rows
    done = [last]
    below = [(c, c + 1, last.cells[c] if c < len(last.cells) else "") for c in range(width)]
    for at in range(len(above) - 1, -1, -1):
        row = above[at]
        if len(row.cells) == width:
            return [*above[: at + 1], *done]
        ways = list(islice(ways_over(row.cells, below), _MOST_WAYS))
        way = ways[0] if len(ways) == 1 else _alike(ways, below)
        if way is None:
            return [*(replace(r, confidence=DOUBTFUL if ways else 1.0) for r in above[: at + 1]), *done]
        cells = [""] * width
        for (start, _), cell in zip(way, row.cells, strict=True):
            cells[start] = cell
        done.insert(0, replace(row, cells=tuple(cells)))
        below = [(start, end, cell) for (start, end), cell in zip(way, row.cells, strict=True)]
    return done


def _alike(ways: Sequence[list[Group]], below: Sequence[tuple[int, int, str]]) -> list[Group] | None:
    """The one way in which all cells cover the same texts (项目, 预算数 under 收入 and under 支出)."""
    found = []
    for way in ways:
        texts = {tuple(fold(text) for start, _, text in below if a <= start < b) for a, b in way}
        if len(texts) == 1 and len(way) > 1:
            found.append(way)
    return found[0] if len(found) == 1 else None


# ---------------------------------------------------------------- totals


def _body(rows: Sequence[TextRow], heads: Sequence[str], width: int) -> Iterator[TextRow]:
    """Rows of totals whose labels go over columns of codes and names, whose figures stand among those so."""
    amounts = [
        _holds_amounts([row.cells[c] for row in rows if len(row.cells) == width], heads[c]) for c in range(width)
    ]
    first = next((c for c in range(width) if heads[c].strip()), width)
    amounts = [held and c >= first for c, held in enumerate(amounts)]  # names stand left of the first head that is left
    kept = any(not row.cells[-1].strip() for row in rows if len(row.cells) == width)
    cut = any(len(row.cells) < width and not names_total(row.cells[0]) for row in rows)
    for row in rows:
        if len(row.cells) == width or not names_total(row.cells[0]):
            yield row
        elif cells := _laid_out(row.cells, amounts):
            yield replace(row, cells=cells)
        elif (cells := _under_wide_label(row.cells, amounts)) and not cut:
            yield replace(row, cells=cells) if kept else replace(row, confidence=DOUBTFUL)
        elif cut:
            yield row
        elif cells := _by_sums(row, rows, width):
            yield replace(row, cells=cells)
        else:
            yield replace(row, confidence=DOUBTFUL)


def _under_wide_label(cells: Sequence[str], amounts: Sequence[bool]) -> tuple[str, ...] | None:
    """The cells with the first as a label over all columns of names where the row is short by just these and its second
    is blank: a column without a total, unless a blank cell at the right is what is missing."""
    names = next((c for c, held in enumerate(amounts) if held), 0)
    if names < 2 or len(cells) != len(amounts) - names + 1 or cells[1].strip():
        return None
    return (cells[0], *[""] * (names - 1), *cells[1:])


def _by_sums(row: TextRow, rows: Sequence[TextRow], width: int) -> tuple[str, ...] | None:
    """The cells with the first over as many more columns as the row is short, or as they stand, whichever way alone has
    each figure under those that it is the sum of."""
    short = [""] * (width - len(row.cells))
    items = [r for r in rows if len(r.cells) == width and not names_total(r.cells[0])]
    found = [
        cells
        for cells in ((row.cells[0], *short, *row.cells[1:]), row.cells)
        if all(_is_sum(cell, [r.cells[c] for r in items]) for c, cell in enumerate(cells) if _is_figure(cell))
    ]
    return found[0] if len(found) == 1 else None


def _is_sum(total: str, cells: Sequence[str]) -> bool:
    return figure_of(total) == sum((figure_of(cell) or Decimal(0) for cell in cells), Decimal(0))


def _laid_out(cells: Sequence[str], amounts: Sequence[bool]) -> tuple[str, ...] | None:
    """The cells with labels where columns of names begin and figures in columns of amounts, None where they stand so
    already or do not fit."""
    if not any(cell.strip() and not amounts[c] and not _is_name(cell) for c, cell in enumerate(cells)):
        return None
    placed = [""] * len(amounts)
    at = 0
    for cell in cells:
        names = _is_name(cell)
        while at < len(amounts) and (amounts[at] == names or (names and at and not amounts[at - 1])):
            at += 1
        if at == len(amounts):
            return None
        placed[at] = cell
        at += 1
    return tuple(placed)


def _holds_amounts(cells: Sequence[str], head: str) -> bool:
    """What most of the cells are, unless its head says that they are names or codes: 16 may be either."""
    texts = [cell for cell in cells if cell.strip()]
    return not _NAMES.search(fold(head)) and sum(not _is_name(text) for text in texts) * 2 >= len(texts)


def _is_name(cell: str) -> bool:
    """A name or a code."""
    text = fold(cell)
    return bool(text) and (bool(_CODE.fullmatch(text)) or not (_is_figure(text) or is_not_applicable(text)))
