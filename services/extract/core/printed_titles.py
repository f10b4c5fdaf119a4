"""Titles that are known by how they are printed: centred over their table, whatever their words.

Titles of tables that no family knows end in any word (名单, 目录, 工作安排), so words alone do not tell them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core import numbering
from services.extract.core.report import names_report
from shared.model.fold import tidy
from shared.model.page import Grid, Line

_SHORTEST, _LONGEST = 4, 40
_SENTENCE = re.compile(r"[，。；：、,;:!！?？…]")
#: how many lines such a title may take
_LINES = 2
#: its middle is no further from the table's than this, and its beginning from the table's edge than that (font sizes)
_OFF, _INDENT = 1.0, 1.5
#: the next line of a title stands no lower than this (font sizes)
_LEADING = 2.0


def centred_title(lines: Sequence[Line], grid: Grid) -> tuple[Line, ...]:
    """The lines at the end of `lines` that are printed as the title of the grid below them, in order; () where the last
    one is none, or where no place on the page is known (text exports)."""
    found: list[Line] = []
    for line in reversed(lines[-_LINES:]):
        if not _is_centred(line, grid) or (found and not _goes_on(line, found[0])):
            break
        found.insert(0, line)
    text = tidy("".join(line.text for line in found))
    return tuple(found) if _SHORTEST <= len(text) <= _LONGEST and not names_report(text) else ()


def _is_centred(line: Line, grid: Grid) -> bool:
    text, box, frame = tidy(line.text), line.place.box, grid.place.box
    if box is None or frame is None or line.place.page != grid.place.page or not line.size:
        return False
    if _SENTENCE.search(text) or numbering.level(text) is not None or numbering.is_page_number(text):
        return False
    off = abs(box.x0 + box.x1 - frame.x0 - frame.x1) / 2
    return off <= _OFF * line.size and box.x0 > frame.x0 + _INDENT * line.size and box.bottom <= frame.top + line.size


def _goes_on(line: Line, below: Line) -> bool:
    a, b = line.place.box, below.place.box
    return a is not None and b is not None and line.size == below.size and b.top - a.top < _LEADING * line.size
