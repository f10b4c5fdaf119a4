"""Heads of exports that the words in them make, where no template has them: with a known title, or without one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services.extract.core.heads.as_printed import is_digital
from services.extract.core.heads.as_read import rejoined
from services.extract.core.heads.composed import composed_head, head_of
from services.extract.core.heads.depth import TOTALS
from services.extract.core.heads.match import Match
from services.extract.core.heads.paths import is_anchored
from services.extract.core.heads.words import Path
from services.extract.core.parts import Matrix, Part
from services.extract.core.templates import Templates, head_key
from services.extract.core.titles import tables_of_title
from shared.model.page import GridSource

_OTHERS = 2
"""words of other heads at the least: the matched one is not this table's"""


def shows_its_spans(head: Matrix, templates: Templates) -> bool:
    """Whether a head shows where its texts stand, and every one of them is one that heads have: nothing is damaged."""
    texts = {head_key(slot.text) for row in head for slot in row if slot.text}
    return texts <= templates.head_words and is_anchored(head)


def with_known_words(
    part: Part, count: int, printed: Sequence[Path], match: Match | None, templates: Templates
) -> Match | None:
    """The match; of an export whose title is known the head that its words make, where one of them is none of the
    matched head's: that is another table's, not this one damaged."""
    named = tables_of_title(part.caption.title, templates) if part.caption.title else ()
    if not named or part.source not in (GridSource.DELIMITED, GridSource.STREAM):
        return match
    words = {*TOTALS, *(head_key(text) for c in match.head.columns for text in c.path)} if match is not None else set()
    if part.source is GridSource.STREAM:
        head = head_of(printed, templates.lexicon)
    else:
        rows, body = part.matrix[:count], part.matrix[count:]
        strangers = match is None or _names_others(rows, words, templates)
        head = composed_head(rows, templates.lexicon, body=body, strangers=strangers) if count > 1 else None
    if head is None:
        return match
    if {head_key(text) for c in head.columns for text in c.path} <= words:
        return match
    return Match(table=match.table if match is not None else named[0], head=head, score=1.0)


def spread_paths(part: Part, count: int, printed: tuple[Path, ...], templates: Templates) -> tuple[Path, ...]:
    """The paths of a head that no template fits: of a delimited export, whose texts over several columns stand in any
    one of them, those that its words and its figures make; of a scan between rules those without pieces of words; else
    the printed ones."""
    if part.source is GridSource.RULED and not is_digital(part.matrix[:count]):
        return rejoined(printed, part.matrix[:count], templates)
    if part.source is not GridSource.DELIMITED or count < 2:
        return printed
    head = composed_head(part.matrix[:count], templates.lexicon, body=part.matrix[count:], strangers=True)
    return printed if head is None else tuple(column.path for column in head.columns)


def _names_others(rows: Matrix, words: Collection[str], templates: Templates) -> bool:
    """Whether these rows print words of heads, whole, of which the matched head has none: it is another table's."""
    texts = {head_key(slot.text) for row in rows for slot in row if slot.text}
    return len((texts & templates.head_words) - set(words)) >= _OTHERS
