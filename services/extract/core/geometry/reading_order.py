"""The order in which a person reads the blocks of one zone: downwards, and side by side tables each as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry.words import box_of
from shared.model.page import Block, Box, Grid, Line

#: how far above and below tables their captions and notes stand (points)
BESIDE = 50.0


def ordered(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` in reading order; lines that run over the gap between two tables side by side are cut there."""
    found = sorted(blocks, key=lambda b: (round(box_in(b).top), box_in(b).x0))
    for grid in found:
        if isinstance(grid, Grid) and (partner := _beside(grid, found)) is not None:
            return _by_sides(found, box_in(grid), box_in(partner))
    return found


def box_in(block: Block) -> Box:
    """The block's box; an empty one where it has none."""
    return block.place.box or Box(0, 0, 0, 0)


def _beside(grid: Grid, blocks: Sequence[Block]) -> Grid | None:
    """The first grid to the right of `grid` that shares at least half of the lower one's height."""
    box = box_in(grid)
    for other in blocks:
        if isinstance(other, Grid) and other is not grid:
            o = box_in(other)
            shared = min(box.bottom, o.bottom) - max(box.top, o.top)
            if o.x0 >= box.x1 and shared > 0.5 * min(box.height, o.height):
                return other
    return None


def _by_sides(blocks: Sequence[Block], left: Box, right: Box) -> list[Block]:
    """What stands above, then the left table with its lines, then the right one, then what follows."""
    gutter = (left.x1 + right.x0) / 2
    top, bottom = min(left.top, right.top) - BESIDE, max(left.bottom, right.bottom) + BESIDE
    above: list[Block] = []
    sides: tuple[list[Block], list[Block]] = ([], [])
    below: list[Block] = []
    for block in blocks:
        box = box_in(block)
        parts = _cut(block, gutter) if top <= box.top and box.bottom <= bottom else [block]
        for part in parts:
            b = box_in(part)
            if b.bottom < top or (b.x0 < gutter < b.x1 and b.top < left.top):
                above.append(part)
            elif b.top > bottom or b.x0 < gutter < b.x1:
                below.append(part)
            else:
                sides[b.x0 >= gutter].append(part)
    return [*above, *sides[0], *ordered(sides[1]), *ordered(below)]


def _cut(block: Block, x: float) -> list[Block]:
    """A line in two where `x` falls between its fragments."""
    if not isinstance(block, Line):
        return [block]
    left = [f for f in block.fragments if f.place.box is not None and f.place.box.x1 <= x]
    right = [f for f in block.fragments if f.place.box is not None and f.place.box.x0 >= x]
    if not left or not right or len(left) + len(right) != len(block.fragments):
        return [block]
    right[0] = replace(right[0], text=right[0].text.lstrip(" "))
    return [
        replace(
            block,
            fragments=tuple(part),
            place=replace(block.place, box=box_of([f.place.box for f in part if f.place.box is not None])),
        )
        for part in (left, right)
    ]
