"""From words and rules of a page to lines and grids in reading order: pure geometry, no report family known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core import turning
from services.extract.core.aligned import find
from services.extract.core.grid import ruled
from services.extract.core.regions import components
from services.extract.core.words import line_block, lines_of
from shared.model.page import Block, Box, Fragment, Grid, Line, PageContent, Place, Rule, Word


def blocks(page: PageContent) -> tuple[Block, ...]:
    """The lines and grids of a geometric page in reading order; flowing pages give the blocks that they have.

    A page whose text is turned (`text-turned:…` in its notes) is laid out upright; the places of what comes out are
    again those of the page as seen.
    """
    if page.blocks:
        return page.blocks
    if not page.words:
        return ()
    quarters = turning.quarters_of(page.notes)
    if not quarters:
        return _layout(page.words, page.rules, page.number)
    w, h = page.width, page.height
    words = [replace(x, box=turning.upright(x.box, quarters, w, h)) for x in page.words]
    rules = [
        Rule(
            box=turning.upright(r.box, quarters, w, h),
            horizontal=r.horizontal if quarters == 2 else not r.horizontal,
            dashed=r.dashed,
        )
        for r in page.rules
    ]
    return tuple(_turned_back(b, quarters, w, h) for b in _layout(words, rules, page.number))


def _layout(words: Sequence[Word], rules: Sequence[Rule], number: int) -> tuple[Block, ...]:
    left = list(words)
    grids: list[Grid] = []
    free: list[Rule] = []
    for component in sorted(components(rules), key=lambda c: c.box.width * c.box.height):
        if made := ruled(component, left, number):
            grid, left = made
            grids.append(grid)
        else:
            free.extend(component.horizontal)
    aligned, left = find(left, free, number)
    grids.extend(aligned)
    lines = [line_block(line.words, number) for line in lines_of(left)]
    found: list[Block] = [*grids, *lines]
    return tuple(sorted(found, key=_place_key))


def _place_key(block: Block) -> tuple[float, float]:
    box = block.place.box or Box(0, 0, 0, 0)
    return (round(box.top, 1), box.x0)


def _turned_back(block: Block, quarters: int, width: float, height: float) -> Block:
    def back(place: Place) -> Place:
        return replace(place, box=turning.as_seen(place.box, quarters, width, height)) if place.box else place

    def fragments(items: tuple[Fragment, ...]) -> tuple[Fragment, ...]:
        return tuple(replace(f, place=back(f.place)) for f in items)

    if isinstance(block, Line):
        return replace(block, place=back(block.place), fragments=fragments(block.fragments))
    cells = tuple(replace(c, place=back(c.place), fragments=fragments(c.fragments)) for c in block.cells)
    return replace(block, place=back(block.place), cells=cells)
