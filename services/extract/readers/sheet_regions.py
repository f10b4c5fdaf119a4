"""Where the tables of a sheet stand, be it a workbook's, an HTML page's or a CSV file: below one another, with or
without a blank row between, and side by side.

What a sheet's cells do not say by gaps, titles say: a title stands alone in its row, print around a table (表 N,
部门名称, 单位) goes with it, and a row of several names without a figure, the head, follows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.extract.readers.grid_spans import is_figure
from services.extract.readers.text_rows import TextRow, goes_on, is_caption, is_title, stands_over
from shared.model.page import Fragment

#: letters of a title that only its place shows, at least
_SHORTEST_TITLE = 4
#: rows of print around a table above its head, at most
_MOST_ABOVE = 8


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What is stored, what is shown where that differs in kind, and how far the cell is merged. `confidence` is 0 for a
    formula without its value, which is stored as the formula and shows nothing."""

    text: str
    display: str | None = None
    down: int = 1
    across: int = 1
    confidence: float = 1.0
    fragments: tuple[Fragment, ...] = ()
    """what was read of it and where, if that is more than its text"""

    @property
    def shown(self) -> str:
        """What a person sees; the formula where its value is not known, since the place is not empty."""
        return self.display if self.display is not None and self.confidence else self.text


#: cells that can be seen, by row and column
Rows = Mapping[int, Mapping[int, SheetCell]]


def regions(rows: Rows) -> Iterator[Rows]:
    """The cells of each table with the print around it, in reading order."""
    for halves in (_beside, _below):
        parts = halves(rows)
        if len(parts) > 1:
            for part in parts:
                yield from regions(part)
            return
    yield rows


def text_row(rows: Rows, row: int) -> TextRow:
    """The row as texts from its first filled column on."""
    return TextRow(line=row, cells=tuple(cell.shown for _, cell in sorted(rows[row].items())))


def lines_above(rows: Rows) -> int:
    """How many of the first rows are print around the table: titles, captions, and what stands alone over them."""
    numbers = sorted(rows)
    texts = [text_row(rows, row) for row in numbers]
    count = 0
    while count < len(texts) and (
        stands_over(texts[count]) or _leads_to_caption(rows, texts, count) or _leads_to_title(rows, texts, count)
    ):
        count += 1
    return count


def _leads_to_caption(rows: Rows, texts: Sequence[TextRow], at: int) -> bool:
    """A text alone in its row above a caption or above the names of all columns: a title that ends as none does. A
    whole sentence is a note of the table above."""
    if len(rows[texts[at].line]) != 1 or at + 1 == len(texts) or _figures(texts[at]):
        return False
    if any(cell.shown.rstrip().endswith("。") for cell in rows[texts[at].line].values()):
        return False
    return is_caption(texts[at + 1]) or _names_columns(rows, texts, at)


def _leads_to_title(rows: Rows, texts: Sequence[TextRow], at: int) -> bool:
    """A text alone in its row above a title and a head: whose table it is."""
    alone = len(rows[texts[at].line]) == 1 and not _figures(texts[at])
    return alone and at + 1 < len(texts) and is_title(texts[at + 1]) and _has_head(texts[at + 2 : at + 4])


def _names_columns(rows: Rows, texts: Sequence[TextRow], at: int) -> bool:
    """Whether the first text of these cells, some words long, stands over a row that names every column, the first of
    them too: no parent stands over the first column, unless it is merged over some and the others are lost."""
    if at > 0 or _figures(texts[at + 1]):
        return False
    below, ((column, cell),) = rows[texts[at + 1].line], rows[texts[at].line].items()
    width = len({c for cells in rows.values() for c in cells})
    alone = cell.across == 1 or cell.across >= width
    return alone and len(cell.shown.strip()) >= _SHORTEST_TITLE and 1 < len(below) == width and min(below) == column


# ---------------------------------------------------------------- below one another


def _below(rows: Rows) -> list[Rows]:
    numbers = sorted(rows)
    texts = [text_row(rows, row) for row in numbers]
    around = [stands_over(text) for text in texts]
    starts = [0]
    below = 0  # the first row that no merged cell of the region goes down to
    has_table = False
    for at, row in enumerate(numbers):
        if at and row >= below:
            # After a gap a title or caption begins something new; otherwise the gap is a filler row.
            gap = row > numbers[at - 1] + 1
            if (gap and around[at]) or ((gap or has_table) and _opens(rows, texts, around, at)):
                starts.append(at)
                has_table = False
        has_table = has_table or not around[at]
        below = max(below, *(row + cell.down for cell in rows[row].values()))
    return [{row: rows[row] for row in numbers[a:b]} for a, b in pairwise([*starts, len(numbers)])]


def _opens(rows: Rows, texts: Sequence[TextRow], around: Sequence[bool], at: int) -> bool:
    """Whether a table's own print begins here: rows around a table, a title among them, and a head below; or the mark
    that it goes on."""
    if goes_on(texts[at]):
        return True
    across = next(iter(rows[texts[at].line].values())).across
    alone = len(texts[at].filled) == 1 and across > 1 and not _figures(texts[at])
    if not (around[at] or alone or _leads_to_caption(rows, texts, at)):
        return False
    head = at + 1
    while head < min(len(texts), at + _MOST_ABOVE) and around[head]:
        head += 1
    surely = head > at + 1 or across > 2
    titled = surely and any(is_title(text) or is_caption(text) for text in texts[at:head])
    return titled and _has_head(texts[head : head + 2])


def _has_head(rows: Sequence[TextRow]) -> bool:
    """Whether one of two rows is several names without a figure. It may be the second: below a single name over the
    head, or below the code with which a form begins."""
    return any(len(row.filled) > 1 and not _figures(row) for row in rows)


def _figures(row: TextRow) -> bool:
    return any(map(is_figure, row.cells))


# ---------------------------------------------------------------- side by side


def _beside(rows: Rows) -> list[Rows]:
    """The sides that columns without any cell part, each with a title of its own over a head."""
    covered = {c for cells in rows.values() for at, cell in cells.items() for c in range(at, at + cell.across)}
    columns = sorted(covered)
    cuts = [right for left, right in pairwise(columns) if right > left + 1]
    apart: list[dict[int, dict[int, SheetCell]]] = [{} for _ in range(len(cuts) + 1)]
    for row, cells in rows.items():
        for column, cell in cells.items():
            apart[bisect_right(cuts, column)].setdefault(row, {})[column] = cell
    sides = apart[:1]
    for side in apart[1:]:
        if _is_side(side, sides[0]):
            sides.append(side)
        else:  # one more column of the side before
            for row, cells in side.items():
                sides[-1].setdefault(row, {}).update(cells)
    return list(sides)


def _is_side(side: Rows, first: Rows) -> bool:
    """Whether these cells are a table beside another: titled, headed, and not beginning within the other's print."""
    numbers = sorted(side)
    above = lines_above(side)
    texts = [text_row(side, row) for row in numbers[: above + 2]]
    if not any(map(is_title, texts[:above])) or not _has_head(texts[above:]):
        return False
    around = sorted(first)[: lines_above(first)]
    return not around or not around[0] < numbers[0] <= around[-1] + 1
