"""A head that a page prints again says what it says on the page before: of two readings of one text the surer is taken.

Only for what was read from pixels. A stamp, a fold or a blur rarely falls on the same head twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.heads.depth import is_data
from services.extract.core.parts import Part, Slot
from services.extract.core.repair import unsure_slot
from services.extract.core.templates import head_key
from services.extract.core.titles import title_key
from shared.model.table import Repair

#: a reading below this may be set right by one from here on
_SURE = 0.9
#: the share of a row's texts that the next page has as well where it prints the head again
_ALIKE = 0.5


def with_surer_heads(parts: Sequence[Part]) -> list[Part]:
    """The parts, the heads of those that follow one another under one title held against each other."""
    result = list(parts)
    for i in range(1, len(result)):
        if _may_belong(result[i - 1], result[i]):
            result[i - 1], result[i] = _compared(result[i - 1], result[i]), _compared(result[i], result[i - 1])
    return result


def _may_belong(one: Part, other: Part) -> bool:
    if one.cols != other.cols or one.page is None or other.page is None or other.after_prose:
        return False
    titles = one.caption.title, other.caption.title
    return titles[1] is None or (titles[0] is not None and title_key(titles[0]) == title_key(titles[1]))


def _compared(part: Part, other: Part) -> Part:
    """The part with the texts of its head that the other has, and more surely, in the same place."""
    better: dict[Slot, Slot] = {}
    for row, again in zip(part.matrix, other.matrix, strict=False):
        pairs = [(a, b) for a, b in zip(row, again, strict=True) if a.text or b.text]
        same = sum(_is_same(a, b) for a, b in pairs)
        if is_data(row) or is_data(again) or not pairs or same < _ALIKE * len(pairs):
            break
        for a, b in pairs:
            if a.shape == b.shape and not _is_same(a, b) and _worth(a) < _SURE <= _worth(b) and a.text:
                better[a] = replace(a, text=b.text, fragments=unsure_slot(b).fragments)
    if not better:
        return part
    matrix = tuple(tuple(better.get(slot, slot) for slot in row) for row in part.matrix)
    said = tuple(_repair(old, new, other) for old, new in better.items())
    return replace(part, matrix=matrix, repairs=(*part.repairs, *said))


def _is_same(one: Slot, other: Slot) -> bool:
    return head_key(one.text) == head_key(other.text)


def _worth(slot: Slot) -> float:
    return min((f.confidence for f in slot.fragments), default=0.0)


def _repair(old: Slot, new: Slot, other: Part) -> Repair:
    why = f"page {other.page} prints this head again, where it was read more surely"
    return Repair(code="head_read_again", before=old.text, after=new.text, why=why)
