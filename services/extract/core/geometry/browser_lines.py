"""What a browser prints above and below the pages of a site: when, the page's title, its address, the page's number."""

from __future__ import annotations

import re
from dataclasses import replace

from services.extract.core.geometry.words import TextLine, lines_of
from services.extract.core.table_numbers import half_width
from shared.model.page import PageContent

_DATE = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?"
_TIME = r"(?:[上下]午|凌晨|[早晚]上|中午)?\s*\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]M)?"
_ADDRESS = r"(?:https?|file)://\S+(?:\s+\S*[./?=&%_-]\S*)*"
_NUMBER = r"(?:\d{1,4}\s*/\s*\d{1,4}|第?\s*\d{1,4}\s*页?[,，]?\s*(?:共\s*\d{1,4}\s*页)?)"
#: `2024/2/6 15:30 2024年部门预算公开`; `http://… 2/9`, `http://… 2024/2/6`
_HEAD = re.compile(rf"{_DATE}\s*{_TIME}(?:\s.*)?")
_FOOT = re.compile(rf"{_ADDRESS}(?:\s*(?:{_NUMBER}|{_DATE}(?:\s*{_TIME})?))?")
#: they stand in the margin: within this share of the page's height from its edge
_MARGIN = 0.08


def without(page: PageContent) -> PageContent:
    """The page without its first and last line where a browser printed them."""
    if not page.words:
        return page
    lines = lines_of(page.words)
    printed = [line for line in {id(n): n for n in (lines[0], lines[-1])}.values() if _is_printed(line, page.height)]
    gone = {id(word) for line in printed for word in line.words}
    return replace(page, words=tuple(w for w in page.words if id(w) not in gone)) if gone else page


def _is_printed(line: TextLine, height: float) -> bool:
    in_margin = line.box.bottom < _MARGIN * height or line.box.top > (1 - _MARGIN) * height
    text = half_width(line.text).strip()
    return in_margin and bool(_HEAD.fullmatch(text) or _FOOT.fullmatch(text))
