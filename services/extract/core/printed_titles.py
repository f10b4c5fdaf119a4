"""Titles that are known by how they are printed: as a heading, or in the middle over their table, whatever their words.

Titles of tables that no family knows end in any word (名单, 目录, 工作安排), so words alone do not tell them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core import numbering
from services.extract.core.report import names_organization, names_report
from services.extract.core.titles import SHORTEST_UNKNOWN
from shared.model.fold import tidy
from shared.model.numbers import parse_number
from shared.model.page import Grid, GridCell, GridSource, Line

_LONGEST = 40
_SENTENCE = re.compile(r"[，。；：、,;:!！?？…]")
#: how many lines such a title may take
_LINES = 2
#: its middle is no further from the table's than this, and its beginning from the table's edge than that (font sizes)
_OFF, _INDENT = 1.0, 1.5
#: the next line of a title stands no lower than this (font sizes)
_LEADING = 2.0


def title_above(lines: Sequence[Line], grid: Grid) -> tuple[Line, ...]:
    """The lines at the end of `lines` that are printed as the title of the grid below them, in order; () where the last
    one is none: it must be marked as a heading, or stand in the middle. Where no places are known, a few words alone
    are enough, if they name no organisation."""
    found: list[Line] = []
    for line in reversed(lines[-_LINES:]):
        if not _may_be_title(tidy(line.text)) or (found and not _goes_on(line, found[0])):
            break
        printed = line.centred or _is_over_middle(line, grid) or bool(found and _is_over_rest(line, found[0]))
        said = line.heading is not None or (line.place.box is None and not names_organization(tidy(line.text)))
        if not (printed or (said and not found)):
            break
        found.insert(0, line)
    text = tidy("".join(line.text for line in found))
    return tuple(found) if SHORTEST_UNKNOWN <= len(text) <= _LONGEST and not names_report(text) else ()


def title_inside(cells: Sequence[GridCell], below: Sequence[GridCell], grid: Grid) -> str | None:
    """The title that a grid's first row prints, over all columns, above the row `below` of its head; where no spans are
    known, over a head that names every column: no parent stands over the first."""
    filled = [c for c in cells if tidy(c.text)]
    texts = [tidy(c.text) for c in below if tidy(c.text)]
    if len(filled) != 1 or filled[0].row_span > 1 or grid.cols < 2:
        return None
    over_names = grid.source is GridSource.DELIMITED and filled[0].col == 0 and len(texts) == grid.cols
    if filled[0].col_span != grid.cols and not over_names:
        return None
    if len(texts) < 2 or any(parse_number(text) is not None for text in texts):
        return None
    text = tidy(filled[0].text)
    return text if _may_be_title(text) and SHORTEST_UNKNOWN <= len(text) <= _LONGEST else None


def _may_be_title(text: str) -> bool:
    return not (_SENTENCE.search(text) or numbering.level(text) is not None or numbering.is_page_number(text))


def _is_over_middle(line: Line, grid: Grid) -> bool:
    box, frame = line.place.box, grid.place.box
    if box is None or frame is None or line.place.page != grid.place.page or not line.size:
        return False
    off = abs(box.x0 + box.x1 - frame.x0 - frame.x1) / 2
    return off <= _OFF * line.size and box.x0 > frame.x0 + _INDENT * line.size and box.bottom <= frame.top + line.size


def _is_over_rest(line: Line, rest: Line) -> bool:
    """Whether a line that is as wide as its table has the middle of the few words that stand printed below it."""
    a, b = line.place.box, rest.place.box
    return a is not None and b is not None and abs(a.x0 + a.x1 - b.x0 - b.x1) / 2 <= _OFF * line.size < a.width


def _goes_on(line: Line, below: Line) -> bool:
    a, b = line.place.box, below.place.box
    return a is not None and b is not None and line.size == below.size and b.top - a.top < _LEADING * line.size
