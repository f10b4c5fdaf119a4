"""Where the tables of a sheet stand, be it a workbook's, an HTML page's or a CSV file: below one another, with or
without a blank row between, and side by side.

What a sheet's cells do not say by gaps, titles say: a title stands alone in its row, print around a table (表 N,
部门名称, 单位) goes with it, and a row of several names without a figure, the head, follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.extract.readers.text_rows import TextRow, is_caption, is_title, stands_over
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import Fragment

#: rows of print around a table above its head, at most
_MOST_ABOVE = 8
_YEAR = re.compile(r"(?:19|20)\d\d年?")


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
    while count < len(texts) and (stands_over(texts[count]) or _leads_to_caption(rows, texts, count)):
        count += 1
    return count


def _leads_to_caption(rows: Rows, texts: Sequence[TextRow], at: int) -> bool:
    """A text alone in its row, merged over others, with a caption right below: a title that ends as none does."""
    cells = rows[texts[at].line]
    if len(cells) != 1 or at + 1 == len(texts) or _figures(texts[at]):
        return False
    return next(iter(cells.values())).across > 1 and is_caption(texts[at + 1])


# ---------------------------------------------------------------- below one another


def _below(rows: Rows) -> list[Rows]:
    numbers = sorted(rows)
    texts = {row: text_row(rows, row) for row in numbers}
    starts = [0]
    below = 0  # the first row that no merged cell of the region goes down to
    for at, row in enumerate(numbers):
        if at and row >= below:
            # After a gap a title or caption begins something new; otherwise the gap is a filler row.
            after_gap = row > numbers[at - 1] + 1 and (stands_over(texts[row]) or _opens(rows, numbers, at))
            has_table = any(not stands_over(texts[r]) for r in numbers[starts[-1] : at])
            if after_gap or (has_table and _opens(rows, numbers, at)):
                starts.append(at)
        below = max(below, *(row + cell.down for cell in rows[row].values()))
    return [{row: rows[row] for row in numbers[a:b]} for a, b in pairwise([*starts, len(numbers)])]


def _opens(rows: Rows, numbers: Sequence[int], at: int) -> bool:
    """Whether a table's own print begins here: rows around a table, a title among them, and a head below."""
    above: list[TextRow] = []
    for row in numbers[at : at + _MOST_ABOVE]:
        text = text_row(rows, row)
        alone = len(rows[row]) == 1 and not _figures(text)
        if not (stands_over(text) or (alone and not above and next(iter(rows[row].values())).across > 1)):
            break
        above.append(text)
    if not above or at + len(above) == len(numbers):
        return False
    titled = any(is_title(text) or is_caption(text) for text in above)
    surely = len(above) > 1 or next(iter(rows[above[0].line].values())).across > 2
    return titled and surely and _has_head(rows, numbers[at + len(above) :])


def _has_head(rows: Rows, numbers: Sequence[int]) -> bool:
    """Whether these rows begin with several names without a figure, a single name over them at most."""
    first, *below = [text_row(rows, row) for row in numbers[:2]]
    return not _figures(first) and (len(first.filled) > 1 or any(len(b.filled) > 1 and not _figures(b) for b in below))


def _figures(row: TextRow) -> bool:
    return any(parse_number(cell) is not None and not _YEAR.fullmatch(fold(cell)) for cell in row.cells)


# ---------------------------------------------------------------- side by side


def _beside(rows: Rows) -> list[Rows]:
    """The sides that columns without any cell part, each with a title of its own over a head."""
    covered = {c for cells in rows.values() for at, cell in cells.items() for c in range(at, at + cell.across)}
    columns = sorted(covered)
    cuts = [right for left, right in pairwise(columns) if right > left + 1]
    sides: list[Rows] = []
    for first, end in pairwise([0, *cuts, columns[-1] + 1] if columns else [0, 0]):
        side = {
            row: inside
            for row, cells in rows.items()
            if (inside := {c: cell for c, cell in cells.items() if first <= c < end})
        }
        if sides and not _is_side(side, sides[0]):  # one more column of the side before
            sides[-1] = {row: {**sides[-1].get(row, {}), **side.get(row, {})} for row in sorted({*sides[-1], *side})}
        else:
            sides.append(side)
    return sides


def _is_side(side: Rows, first: Rows) -> bool:
    """Whether these cells are a table beside another: titled, headed, and not beginning within the other's print."""
    numbers = sorted(side)
    above = lines_above(side)
    if not any(is_title(text_row(side, row)) for row in numbers[:above]) or above == len(numbers):
        return False
    around = sorted(first)[: lines_above(first)]
    within = bool(around) and around[0] < numbers[0] <= around[-1] + 1
    return not within and _has_head(side, numbers[above:])
