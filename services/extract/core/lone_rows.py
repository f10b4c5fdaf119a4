"""A row alone, without title, unit or figure: what a site's menu, a running head or a stamp's frame looks like."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.furniture import as_line
from services.extract.core.parts import Segment
from shared.model.numbers import parse_number
from shared.model.page import Grid, GridSource, Line


def as_lines(items: Sequence[Line | Segment]) -> tuple[Line | Segment, ...]:
    """The items, each such row of a page as the line that it is."""
    return tuple(as_line(grid) if (grid := _lone_row(item)) is not None else item for item in items)


def _lone_row(item: Line | Segment) -> Grid | None:
    if isinstance(item, Line) or len(item.blocks) != 1:
        return None
    caption, (block,) = item.caption, item.blocks
    if any((caption.title, caption.number, caption.unit, caption.organization, caption.head_lines)):
        return None
    if not isinstance(block, Grid) or block.rows != 1 or block.source not in (GridSource.RULED, GridSource.ALIGNED):
        return None
    return None if any(parse_number(c.text) is not None for c in block.cells) else block
