"""The upper rows of a head without upright rules, alone at the foot of a page: read above the table on the next page.

Over which columns they stand only the rows below the break tell, so that both are laid out together, as if the break
were none. What comes of it is not sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core import numbering
from services.extract.core.aligned.doubts import lowered
from services.extract.core.aligned.segments import is_year, looks_numeric
from services.extract.core.caption_facts import read_facts
from services.extract.core.geometry import layout, turning
from services.extract.core.geometry.running_text import RUNNING_HEAD
from services.extract.core.geometry.sheets import Sheet
from services.extract.core.geometry.words import box_of
from services.extract.core.ledger.outside import LARGER
from shared.model.fold import tidy
from shared.model.page import Block, Box, Grid, GridSource, Line, PageContent, Rule

#: a head has no more lines than this above a break
_LINES = 5
#: it has so many texts at the least
_TEXTS = 2
#: a line under some columns is no longer than this share of the longest
_PART = 0.9
_SENTENCE = "。；：:;!？"


def laid_out(pages: Sequence[PageContent | Sheet], blocks: Sequence[tuple[Block, ...]]) -> list[tuple[Block, ...]]:
    """The blocks of each of the `pages`, those of every such head in the grid of the page that follows."""
    out = list(blocks)
    for i in range(1, len(out)):
        upper, lower = pages[i - 1], pages[i]
        if isinstance(upper, PageContent) and isinstance(lower, PageContent):
            out[i - 1 : i + 1] = _together(upper, out[i - 1], lower, out[i])
    return out


def _together(
    upper: PageContent, above: tuple[Block, ...], lower: PageContent, below: tuple[Block, ...]
) -> list[tuple[Block, ...]]:
    apart = [above, below]
    at = next((k for k, block in enumerate(below) if isinstance(block, Grid)), None)
    turned = turning.quarters_of(upper.notes) or turning.quarters_of(lower.notes)
    if at is None or at > RUNNING_HEAD or turned or not upper.words or not lower.words:
        return apart
    table, head = below[at], _head_at_foot(above)
    if not isinstance(table, Grid) or not head or table.source is not GridSource.ALIGNED or not _lacks_names(table):
        return apart
    whole = layout.blocks(_with_head(upper, box_of([b for h in head if (b := h.place.box)]), lower, table))
    found = next((block for block in whole if isinstance(block, Grid)), None)
    if found is None or found.cols != table.cols or found.rows <= table.rows or _lacks_names(found):
        return apart
    if sum(isinstance(block, Line) for block in whole) != sum(isinstance(block, Line) for block in below):
        return apart
    left = tuple(block for block in above if not any(block is h for h in head))
    return [left, tuple(lowered(block) if block is found else block for block in whole)]


def _head_at_foot(blocks: Sequence[Block]) -> list[Block]:
    """What may be the rows of a head at the end of a page, below a caption's line of facts or title, in order."""
    found: list[Block] = []
    for block in reversed(blocks):
        if isinstance(block, Line):
            text = tidy(block.text)
            if not found and numbering.is_page_number(text):
                continue
            size = max((b.size for b in found if isinstance(b, Line)), default=0.0)
            if found and (read_facts(text) is not None or (size and block.size > LARGER * size)):
                return found[::-1] if sum(map(len, map(_texts, found))) >= _TEXTS else []
        if block.place.box is None or len(found) == _LINES or not _may_be_head(block):
            return []
        found.append(block)
    return []


def _texts(block: Block) -> list[str]:
    parts = block.fragments if isinstance(block, Line) else block.cells
    return [text for part in parts if (text := tidy(part.text))]


def _may_be_head(block: Block) -> bool:
    texts = _texts(block)
    if isinstance(block, Grid) and (block.source is not GridSource.ALIGNED or block.rows > _LINES):
        return False
    return not any(map(_is_figure, texts)) and not any(c in _SENTENCE for text in texts for c in text)


def _is_figure(text: str) -> bool:
    return looks_numeric(text) and any(map(str.isdigit, text)) and not is_year(text)


def _lacks_names(grid: Grid) -> bool:
    """Whether a column has no text above the first row of figures."""
    data = min((c.row for c in grid.cells if _is_figure(c.text)), default=0)
    named = {k for c in grid.cells if c.row < data and c.text for k in range(c.col, c.col + c.col_span)}
    return len(named) < grid.cols


def _with_head(upper: PageContent, head: Box, lower: PageContent, table: Grid) -> PageContent:
    """The lower page with what stands in the area `head` of the upper one, as far above the table as its rows are from
    one another."""
    tops = {c.row: min(f.place.box.top for f in c.fragments if f.place.box) for c in table.cells if c.fragments}
    first, second = (
        sorted(tops.values())[:2] if len(tops) > 1 else (min(tops.values()), min(tops.values()) + head.height)
    )
    words = [w for w in upper.words if head.top <= (w.box.top + w.box.bottom) / 2 <= head.bottom]
    down = first - (second - first) - max(w.box.top for w in words)
    widest = max((r.box.width for r in upper.rules if r.horizontal), default=0.0)

    def reaches(rule: Rule) -> bool:
        y = (rule.box.top + rule.box.bottom) / 2
        part = rule.box.width < _PART * widest  # what closes a page's part of a table is drawn again on the next
        below = head.bottom + (head.height if part else 0.0)
        return rule.horizontal and head.top - head.height < y < below

    def moved(box: Box) -> Box:
        return box._replace(top=box.top + down, bottom=box.bottom + down)

    return replace(
        lower,
        words=(*(replace(w, box=moved(w.box)) for w in words), *lower.words),
        rules=(*(replace(r, box=moved(r.box)) for r in upper.rules if reaches(r)), *lower.rules),
    )
