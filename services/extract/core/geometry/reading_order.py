"""The order in which a person reads the blocks of one zone: downwards, side by side tables each as a whole, and two
pages on one sheet one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    return _by_pages(found) or found


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


def _by_pages(blocks: Sequence[Block]) -> list[Block] | None:
    """The left blocks, then the right ones, where a gap from top to bottom parts them as two pages on one sheet: on
    both sides is a table, and the right one stands beside what is on the left. None where there is no such gap."""
    for gutter in _gaps(blocks):
        left: list[Block] = []
        right: list[Block] = []
        for part in (part for block in blocks for part in _cut(block, gutter)):
            (left if box_in(part).x1 <= gutter else right).append(part)
        tables = [box_in(part) for part in right if isinstance(part, Grid)]
        if not tables or not any(isinstance(part, Grid) for part in left):
            continue
        top, bottom = min(box_in(part).top for part in left), max(box_in(part).bottom for part in left)
        if any(top < table.bottom and table.top < bottom for table in tables):
            return [*ordered(left), *ordered(right)]
    return None


def _gaps(blocks: Sequence[Block]) -> Iterator[float]:
    """The middles of the gaps that run past all blocks, from left to right."""
    boxes = [box_in(b) for b in blocks if isinstance(b, Grid)]
    boxes += [f.place.box for b in blocks if isinstance(b, Line) for f in b.fragments if f.place.box is not None]
    sides = sorted((box.x0, box.x1) for box in boxes)
    reach = sides[0][1] if sides else 0.0
    for start, end in sides:
        if start > reach:
            yield (reach + start) / 2
        reach = max(reach, end)


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
