"""What a browser prints above and below the pages of a site: when, the page's title, its address, the page's number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from services.extract.core.table_numbers import half_width
from shared.model.page import Block, Grid, Line

_DATE = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?"
_TIME = r"(?:[上下]午|凌晨|[早晚]上|中午)?\s*\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]M)?"
_ADDRESS = r"(?:https?|file)://\S+(?:\s+\S*[./?=&%_-]\S*)*"
_NUMBER = r"(?:\d{1,4}\s*/\s*\d{1,4}|第?\s*\d{1,4}\s*页?[,，]?\s*(?:共\s*\d{1,4}\s*页)?)"
#: `2024/2/6 15:30 2024年部门预算公开`; `http://… 2/9`, `http://… 2024/2/6`
_HEAD = re.compile(rf"^{_DATE}\s*{_TIME}(?:\s|$)")
_FOOT = re.compile(rf"^{_ADDRESS}(?:\s*(?:{_NUMBER}|{_DATE}(?:\s*{_TIME})?))?$")


def places(blocks: Sequence[Block]) -> frozenset[int]:
    """The places (from 0) of the first and last lines of pages that a browser printed there."""
    by_page: dict[int, list[int]] = {}
    for i, block in enumerate(blocks):
        if block.place.page is not None and block.place.box is not None:
            by_page.setdefault(block.place.page, []).append(i)
    return frozenset(i for page in by_page.values() for i in _edges(page, blocks))


def _edges(page: Sequence[int], blocks: Sequence[Block]) -> Iterable[int]:
    downwards = sorted(page, key=lambda i: _top(blocks[i]))
    return [i for i in {downwards[0], downwards[-1]} if _is_printed_by_browser(blocks[i])]


def _top(block: Block) -> float:
    return block.place.box.top if block.place.box is not None else 0.0


def _is_printed_by_browser(block: Block) -> bool:
    if isinstance(block, Grid) and block.rows > 1:
        return False
    parts = [block.text] if isinstance(block, Line) else [c.text for c in sorted(block.cells, key=lambda c: c.col)]
    text = half_width(" ".join(parts)).strip()
    return bool(_HEAD.match(text) or _FOOT.match(text))
