"""From words and rules of a page to lines and grids in reading order: pure geometry, no report family known."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.aligned.finding import find
from services.extract.core.geometry import (
    charts,
    cut_lines,
    open_body,
    open_heads,
    page_rests,
    raised,
    sheet_headings,
    struck,
    tiles,
    turning,
)
from services.extract.core.geometry.amounts_before import parted_from_names
from services.extract.core.geometry.grid import ruled
from services.extract.core.geometry.open_foot import closed
from services.extract.core.geometry.prose_columns import zones
from services.extract.core.geometry.reading_order import ordered
from services.extract.core.geometry.regions import components
from services.extract.core.geometry.rules import merge
from services.extract.core.geometry.running_text import RUNNING_HEAD, reads_as_text
from services.extract.core.geometry.turned_heads import set_level
from services.extract.core.geometry.word_cuts import parted_amounts
from services.extract.core.geometry.words import line_block, lines_of, sideways
from services.extract.core.ledger import finding as ledger
from shared.model.page import Block, Box, Fill, Grid, Line, PageContent, Rule, Word

#: from this grey on a fill is white paper
WHITE = 0.97
#: rows are lower than this, and heads, of several rows, than that (points)
_ROW, _HEAD = 80.0, 240.0
#: a line set in the middle of its page is no further off it than this, and indented by more than that (font sizes)
_OFF, _INDENT = 0.5, 2.0
#: rows and columns at the least, and share of the text's width, of a frame that parts what is above from what is below
_PARTING, _ACROSS = 3, 0.8


def blocks(page: PageContent) -> tuple[Block, ...]:
    """The lines and grids of a geometric page in reading order; flowing pages give the blocks that they have.

    A page whose text is turned (`text-turned:…` in its notes) is laid out upright, and so are the places of what comes
    out: `seen.as_seen` gives those of the page as seen, once the tables are rebuilt.
    """
    if page.blocks:
        return page.blocks
    if not page.words:
        return ()
    quarters = turning.quarters_of(page.notes)
    words, rules, fills = _upright(page, quarters)
    w, h = page.width, page.height
    size = (h, w) if quarters % 2 else (w, h)
    return _layout(words, rules, fills, size, page.number)


def struck_texts(page: PageContent) -> list[str]:
    """What is struck through on a geometric page, and so no part of its blocks."""
    words, rules, _ = _upright(page, turning.quarters_of(page.notes))
    return [w.text for w in struck.parted(words, rules)[0] if w.struck]


def _upright(page: PageContent, quarters: int) -> tuple[Sequence[Word], Sequence[Rule], Sequence[Fill]]:
    """The words, rules and fills of a page whose text is turned so, set upright."""
    if not quarters:
        return page.words, page.rules, page.fills
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
    return words, rules, [replace(f, box=turning.upright(f.box, quarters, w, h)) for f in page.fills]


def _layout(
    words: Sequence[Word], rules: Sequence[Rule], fills: Sequence[Fill], size: tuple[float, float], number: int
) -> tuple[Block, ...]:
    words, rules = struck.parted(cut_lines.doubted(words), rules)
    left = parted_amounts(parted_from_names(raised.attached(words)))
    written: list[Word] = []
    if diagrams := charts.bars(fills, left):
        drawn = {id(b) for d in diagrams for b in d}
        fills = [f for f in fills if id(f.box) not in drawn]
        rules, written = charts.without(rules, diagrams), charts.labels(left, diagrams)
        known = {id(w) for w in written}
        left = [w for w in left if id(w) not in known]
    painted = tiles.rules_of(fills, rules, left)
    rules = merge([*rules, *painted]) if painted else rules
    ready: list[Grid] = []
    free: list[Rule] = []
    framed = open_heads.closed(open_body.closed(components(rules), left), left)
    for component in sorted(closed(framed, left), key=lambda c: c.box.width * c.box.height):
        box = component.box
        if made := ruled(component, left, number, opens=_opens(box, words), closes=_closes(box, words)):
            grid, outside = sheet_headings.without(made[0]), made[1]
            form, rest = ledger.unruled_form(component, grid, left, number)
            ready.extend(form or [grid])
            left = rest if form else outside
        else:
            free.extend(component.horizontal)
    inside = [g.place.box for g in ready if g.place.box is not None]
    shades = _edges([f for f in fills if not any(_within(f.box, box) for box in inside)])
    free = list(merge([*free, *shades])) if shades else free
    aside = [w for w in left if sideways(w)]
    if aside:
        named, aside = set_level(aside, free)
        left = [*(w for w in left if not sideways(w)), *named]
    out: list[Block] = []
    left_edge = min((x.box.x0 for x in words), default=0.0)
    parts = zones(left, free, *size)
    for zone in parts:
        mine = [r for r in free if len(parts) == 1 or _within(r.box, zone.box)]
        here = [g for g in ready if g.place.box is not None and (zone is parts[-1] or _within(g.place.box, zone.box))]
        ready = [g for g in ready if g not in here]
        beside = [w for w in written if _within(w.box, zone.box)]
        written = [w for w in written if not _within(w.box, zone.box)]
        found: list[Block] = [*here, *(line_block(n.words, number) for n in lines_of(beside))]
        for band, level in _bands(zone.words, mine, here):
            ledgers, rest, level = ledger.find(band, level, number)
            found += ledgers
            for others, between in _bands(rest, level, ledgers):
                grids, rest = find(others, between, number)
                if grids and not found:
                    grids[0], rest = page_rests.attached(grids[0], rest, number)
                grids, rest = _tables([ledger.doubted(g) for g in grids], rest, others)
                lines = [_set(line_block(line.words, number), left_edge, size[0]) for line in lines_of(rest)]
                found += [*grids, *lines]
        out.extend(ordered(found))
    alone = [n.words for n in lines_of(written)] if written else []
    return (*out, *(line_block(words, number) for words in (*alone, *([w] for w in aside))))


def _set(line: Line, left: float, width: float) -> Line:
    """The line, marked where it is set in the middle of a page of this `width` whose text begins at `left` (points)."""
    box = line.place.box
    if box is None or abs(box.x0 + box.x1 - width) / 2 > _OFF * line.size:
        return line
    return replace(line, centred=box.x0 > left + _INDENT * line.size)


def _opens(box: Box, words: Sequence[Word]) -> bool:
    """Whether nothing stands above `box` on its page but a running head."""
    return len(lines_of([w for w in words if w.box.bottom < box.top + 1.5])) <= RUNNING_HEAD


def _closes(box: Box, words: Sequence[Word]) -> bool:
    """Whether nothing stands below `box` on its page but a running foot."""
    return len(lines_of([w for w in words if w.box.top > box.bottom - 1.5])) <= RUNNING_HEAD


def _bands(
    words: Sequence[Word], rules: Sequence[Rule], frames: Sequence[Grid]
) -> list[tuple[Sequence[Word], Sequence[Rule]]]:
    """The words and rules between framed tables, from top to bottom: no table without a frame stands on both sides of
    one. All together where no frame of several rows parts them from side to side."""
    left, right = min((w.box.x0 for w in words), default=0.0), max((w.box.x1 for w in words), default=0.0)
    stops = sorted(
        (box.top + box.bottom) / 2
        for g in frames
        if (box := g.place.box) is not None
        and min(g.rows, g.cols) >= _PARTING
        and min(box.x1, right) - max(box.x0, left) > _ACROSS * (right - left)
        and not any(box.top < (w.box.top + w.box.bottom) / 2 < box.bottom for w in words)
    )
    bands: list[tuple[list[Word], list[Rule]]] = [([], []) for _ in range(len(stops) + 1)]
    for w in words:
        bands[bisect(stops, (w.box.top + w.box.bottom) / 2)][0].append(w)
    for r in rules:
        bands[bisect(stops, (r.box.top + r.box.bottom) / 2)][1].append(r)
    return [band for band in bands if band[0]]


def _tables(grids: Sequence[Grid], rest: Sequence[Word], words: Sequence[Word]) -> tuple[list[Grid], list[Word]]:
    """The grids that are tables; the words of the others are running text again."""
    text = [g.place.box for g in grids if g.place.box is not None and reads_as_text(g)]
    known = {id(w) for w in rest}
    back = [w for w in words if id(w) not in known and any(_within(w.box, box) for box in text)] if text else []
    return [g for g in grids if g.place.box not in text], [*rest, *back]


def _edges(fills: Sequence[Fill]) -> list[Rule]:
    """The upper and lower edges of shaded rows, as rules: shading does what a line does. Cells over all rows of a deep
    head stand beside lower ones, at once or through others, and a deep head over shaded rows as wide."""
    shaded = [f.box for f in fills if f.grey < WHITE and f.box.width > 15 and 6 < f.box.height < _HEAD]
    rows = [b for b in shaded if b.height < _ROW]
    tall = sorted(b for b in shaded if b.height >= _ROW)
    for box in (*tall, *reversed(tall)):
        if any(_beside(box, other) or _has_sides_of(box, other) for other in rows if other is not box):
            rows.append(box)
    edges = [Rule(box=Box(b.x0, y - 0.1, b.x1, y + 0.1), horizontal=True) for b in rows for y in (b.top, b.bottom)]
    return list(merge(edges)) if 1 < len(rows) < 2000 else []


def _beside(a: Box, b: Box) -> bool:
    """Whether two boxes meet at a side and begin at one height, as cells of one head do."""
    gap = max(b.x0 - a.x1, a.x0 - b.x1)
    return abs(gap) < 1.5 and abs(a.top - b.top) < 1.5


def _has_sides_of(a: Box, b: Box) -> bool:
    """Whether two boxes begin and end where one another do, as a head and the shaded rows of its table do."""
    return abs(a.x0 - b.x0) < 1.5 and abs(a.x1 - b.x1) < 1.5


def _within(box: Box, area: Box) -> bool:
    """Whether the middle of `box` lies in `area`, and most of its width does."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    inside = min(box.x1, area.x1) - max(box.x0, area.x0)
    return area.x0 <= x <= area.x1 and area.top <= y <= area.bottom and inside >= 0.8 * box.width
