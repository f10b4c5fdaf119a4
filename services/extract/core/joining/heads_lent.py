"""Heads of one table that a text export prints again with every part, each time with other damage: what one part lost
of its head, another has in the same place.

Only for text that flows: there a cell's text is there or lost. Of pages, how surely each was read tells more
(`heads_again`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.heads.depth import MAX_HEAD, is_data
from services.extract.core.heads.words import is_alike
from services.extract.core.parts import Matrix, Part, Slot
from services.extract.core.repair import unsure_slot
from services.extract.core.templates import head_key
from services.extract.core.titles import title_key
from shared.model.fold import fold
from shared.model.page import GridSource
from shared.model.table import Repair

#: the share of the texts that two readings of one head have in common where both have one
_ALIKE = 0.5
_BY_CELLS = frozenset({GridSource.DELIMITED, GridSource.MARKED})
"""what gives each cell its place whatever it holds"""


def with_whole_heads(parts: Sequence[Part], head_words: frozenset[str]) -> list[Part]:
    """The parts, those that follow one another under one title with what any of them has of their head."""
    result = list(parts)
    forth = range(1, len(result))
    for here, there in (*((i, i - 1) for i in forth), *((i - 1, i) for i in reversed(forth))):
        if _may_belong(result[here], result[there]):
            result[here] = _completed(result[here], result[there], head_words)
    return result


def _may_belong(one: Part, other: Part) -> bool:
    titles = one.caption.title, other.caption.title
    flowing = all(p.page is None and p.source in _BY_CELLS for p in (one, other))
    if not flowing or one.cols != other.cols or titles[0] is None or titles[1] is None:
        return False
    return title_key(titles[0]) == title_key(titles[1])


def _completed(part: Part, other: Part, head_words: frozenset[str]) -> Part:
    """The part with what the other's head has and its own lacks."""
    own, lent = _head_of(part), _head_of(other)
    if lent and not own:
        if not is_data(part.matrix[0]):  # it has no figures at all to tell where its head ends
            return part
        rows = tuple(tuple(replace(unsure_slot(s), row=s.row) for s in row) for row in lent)
        below = tuple(tuple(replace(s, row=s.row + len(rows)) for s in row) for row in part.matrix)
        return replace(part, matrix=(*rows, *below), repairs=(*part.repairs, _repair("", _texts(rows), other)))
    if len(own) != len(lent) or not _is_same_head(own, lent):
        return part
    filled: dict[tuple[int, int], Slot] = {}
    for r, (row, again) in enumerate(zip(own, lent, strict=True)):
        for c, (a, b) in enumerate(zip(row, again, strict=True)):
            if a.shape != b.shape:
                continue
            if b.text and (not a.text or _is_better(b.text, a.text, head_words)):
                filled[r, c] = replace(a, text=b.text, fragments=unsure_slot(b).fragments)
            elif _is_doubtful(a.text, b.text, head_words):
                filled[r, c] = unsure_slot(a)
    if not filled:
        return part
    rows = tuple(tuple(filled.get((r, c), s) for c, s in enumerate(row)) for r, row in enumerate(own))
    said = (_repair(_texts(own), _texts(rows), other),) if _texts(own) != _texts(rows) else ()
    return replace(part, matrix=(*rows, *part.matrix[len(rows) :]), repairs=(*part.repairs, *said))


def _head_of(part: Part) -> Matrix:
    """The rows above the first figures; none where there are no figures to tell."""
    count = next((i for i, row in enumerate(part.matrix) if is_data(row)), len(part.matrix))
    return part.matrix[:count] if count < min(len(part.matrix), MAX_HEAD) else ()


def _is_same_head(own: Matrix, lent: Matrix) -> bool:
    pairs = [pair for row, again in zip(own, lent, strict=True) for pair in zip(row, again, strict=True)]
    both = [(a.text, b.text) for a, b in pairs if a.text and b.text]
    return sum(head_key(a) == head_key(b) for a, b in both) >= _ALIKE * len(both) > 0


def _is_better(text: str, own: str, head_words: frozenset[str]) -> bool:
    """Whether `text` is a head word that `own` is with a letter misread."""
    return is_alike(fold(own), fold(text)) and head_key(text) in head_words and head_key(own) not in head_words


def _is_doubtful(own: str, text: str, head_words: frozenset[str]) -> bool:
    """Whether the two readings differ in letters that look alike, and nothing tells which is right."""
    differ = is_alike(fold(own), fold(text)) or is_alike(fold(text), fold(own))
    return differ and head_key(own) not in head_words


def _texts(head: Sequence[Sequence[Slot]]) -> str:
    return " | ".join(slot.text for row in head for slot in row if slot.text)


def _repair(before: str, after: str, other: Part) -> Repair:
    why = f"the part on line {other.place.line} prints this head again, where more of it is left"
    return Repair(code="head_read_again", before=before, after=after, why=why)
