"""Lines that are no part of a table, whatever stands around them: captions, notes, running text, page numbers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from services.extract.core.aligned.segments import CAPTION, LEADER
from services.extract.core.ledger.evidence import NEAR, height_of
from services.extract.core.ledger.long_texts import is_prose
from services.extract.core.ledger.tokens import Token
from services.extract.core.notes import NOTE, are_signed
from services.extract.core.table_numbers import is_table_number
from shared.model.fold import tidy

#: what stands above a table and is no part of it: the unit, who drew it up and when
_FACTS = re.compile(
    r"[（(]?(?:金额|货币|计量)?单位(?:名称)?(?:[（(][^（()）]{1,6}[)）])?[：:]|(?:编制|填报|预算|公开|申报)?(?:部门|单位)(?:名称)?[：:]|日期[：:]"
)
FOOT = re.compile(r"[-—–−\s]*(?:第)?\s*\d{1,4}\s*(?:页)?(?:[/／]?\s*共?\s*\d{1,4}\s*页?)?[-—–−\s]*")
NOTE_LINE = re.compile(rf"{NOTE.pattern}|本(?:单位|部门|级).{{0,30}}(?:本|此|该)表(?:为空|为零|无数据|是空表)")
#: how a sentence ends that goes on in a table
_INTRODUCES = re.compile(r".*(?:如下|包括|下表|分别[为是])(?:所示)?[：:]")
#: a text this much larger than the figures is a title
LARGER = 1.12
#: the rest of a figure stands no further below it, and ends no further from its end than this (font sizes)
_NEXT, _SAME = 1.9, 0.15
#: letters of a title are no further apart than this (font sizes)
_WIDE = 1.7


def is_outside(line: Sequence[Token], size: float) -> bool:
    """Whether a line is no part of a table, whatever stands above and below it."""
    text = tidy("".join(t.text for t in line))
    if is_fact(line) or are_signed([tidy(t.text) for t in line]) or LEADER.search(text) or NOTE_LINE.match(text):
        return True
    if len(line) == 1 and _INTRODUCES.fullmatch(text):
        return True
    if size and min(t.size for t in line) > LARGER * size and not _names_columns(line):
        return True
    return is_prose(line) or is_caption(line, text)


def is_larger(line: Sequence[Token], size: float) -> bool:
    """Whether a line is one text larger than the figures of the page: a title, however long, and no cell."""
    return len(line) == 1 and 0 < LARGER * size < line[0].size


def _names_columns(line: Sequence[Token]) -> bool:
    """Whether a line larger than the figures may name columns: texts wide apart, none of them a table's title."""
    apart = any(b.box.x0 - a.box.x1 > _WIDE * a.size for a, b in itertools.pairwise(line))
    return apart and not any(tidy(t.text).endswith("表") for t in line)


def is_caption(line: Sequence[Token], text: str) -> bool:
    """Whether a line numbers and names a table: in one text, or with a gap behind the number, or numbers it alone."""
    if is_table_number(text):
        return all(b.box.x0 - a.box.x1 < a.size for a, b in itertools.pairwise(line))
    return bool(CAPTION.match(text)) and (len(line) == 1 or (len(line) == 2 and not line[1].figure))


def is_foot(line: Sequence[Token], beside: Sequence[Sequence[Token]]) -> bool:
    """Whether a line is a page number: one figure, with dashes or words around it near by, and apart from the lines
    `beside` it. Figures of a row stand far from one another. The rest of a figure that its cell breaks ends right below
    the end of it."""
    near = all(b.box.x0 - a.box.x1 < 2 * a.size for a, b in itertools.pairwise(line))
    if not near or not FOOT.fullmatch(tidy("".join(t.text for t in line))):
        return False
    if len(line) == 1 and any(_breaks_off(t, line[0]) for other in beside for t in other):
        return False
    return all(abs(height_of(line) - height_of(other)) >= NEAR * line[0].size for other in beside)


def _breaks_off(figure: Token, rest: Token) -> bool:
    """Whether a figure may go on in the one below it: they end at one place, a line apart."""
    near = 0 < rest.middle - figure.middle < _NEXT * rest.size
    return near and figure.figure and abs(figure.box.x1 - rest.box.x1) < _SAME * rest.size


def is_fact(line: Sequence[Token]) -> bool:
    return len(line) <= 4 and any(_FACTS.match(tidy(t.text)) for t in line) and not any(t.figure for t in line)
