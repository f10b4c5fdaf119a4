"""表 N that the numbering skips where the input has an empty place: lost in extraction, not left out by its authors."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services.extract.core.table_numbers import table_number
from shared.model.fold import tidy
from shared.model.page import Block, Grid, Line

#: so many blank lines between two tables are an empty place; exports set paragraphs apart with one
_EMPTY_LINES = 3


def blank_numbers(blocks: Sequence[Block], blank_pages: Collection[int]) -> tuple[str, ...]:
    """The numbers skipped before a numbered caption that stands behind blank lines or a blank page."""
    missing: list[str] = []
    last: int | None = None
    for index, block in enumerate(blocks):
        number = _number(block)
        if number is None:
            continue
        if last is not None and number > last + 1 and _is_behind_gap(blocks, index, blank_pages):
            missing += [str(n) for n in range(last + 1, number)]
        last = number
    return tuple(missing)


def _number(block: Block) -> int | None:
    if isinstance(block, Grid):
        return None
    number, _ = table_number(tidy(block.text))
    return int(number) if number is not None and number.isdecimal() else None


def _is_behind_gap(blocks: Sequence[Block], index: int, blank_pages: Collection[int]) -> bool:
    if index == 0:
        return False
    above, here = _end(blocks[index - 1]), blocks[index].place
    if here.page is not None and above[0] is not None:
        return any(above[0] < page < here.page for page in blank_pages)
    return here.line is not None and above[1] is not None and here.line - above[1] > _EMPTY_LINES


def _end(block: Block) -> tuple[int | None, int | None]:
    """Page and line where the block ends."""
    if isinstance(block, Line):
        return block.place.page, block.place.line
    lines = [c.place.line for c in block.cells if c.place.line is not None]
    return block.place.page, max(lines, default=block.place.line)
