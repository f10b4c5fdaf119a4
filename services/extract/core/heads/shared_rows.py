"""The last row of a head and the first row of the body printed as one: `合计 | | 105.00 | 合计 | 基本支出 | 项目支出`.

决算 of funds print the total beside the texts below 本年支出, and tables by function print it beside 类, 款 and 项. The
texts of the head are known by what stands over them: a text over several columns, under which heads have just these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.extract.core.heads.depth import TOTALS, count_head_rows
from services.extract.core.parts import Matrix, Part, Slot
from services.extract.core.templates import Lexicon, head_key
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.table import Repair

_WHY = "the row of the total is printed beside the last texts of the head, which stand under one text over all of them"


def parted(part: Part, lexicon: Lexicon) -> Part:
    """The part with the row that head and body share as two, the texts of the head in the first; logged."""
    count = part.head_rows if part.head_rows is not None else count_head_rows(part.matrix, part.source)
    if not 0 < count < len(part.matrix):
        return part
    above, row = part.matrix[count - 1 : count + 1]
    moved = frozenset(_of_head(above, row, lexicon))
    left = [slot for slot in row if slot.col not in moved and slot.text]
    if not moved or not any(fold(s.text) in TOTALS or parse_number(s.text) is not None for s in left):
        return part
    lower = tuple(_lowered(slot) if slot.col not in moved else Slot(row=count + 1, col=c) for c, slot in enumerate(row))
    taller = {slot: replace(slot, row_span=slot.row_span + 1) for c, slot in enumerate(above) if c not in moved}
    head = [tuple(taller.get(slot, slot) for slot in head_row) for head_row in part.matrix[:count]]
    last = tuple(row[c] if c in moved else taller[slot] for c, slot in enumerate(above))
    said = Repair(code="head_parted", before=_texts(row), after=_texts([row[c] for c in sorted(moved)]), why=_WHY)
    body: Matrix = tuple(tuple(map(_lowered, body_row)) for body_row in part.matrix[count + 1 :])
    return replace(
        part,
        matrix=(*head, last, lower, *body),
        head_rows=None if part.head_rows is None else count + 1,
        repairs=(*part.repairs, said),
    )


def _of_head(above: Sequence[Slot], row: Sequence[Slot], lexicon: Lexicon) -> Iterator[int]:
    """The columns whose cells in `row` are texts of the head under one over all of them in the row `above`."""
    for parent in {slot for slot in above if slot.text and slot.col_span > 1}:
        columns = range(parent.col, parent.col + parent.col_span)
        own = [row[c] for c in columns]
        keys = {head_key(slot.text) for slot in own if slot.text}
        single = all(slot.col_span == slot.row_span == 1 for slot in own)
        if single and len(keys) == len(own) and keys <= lexicon.under.get(head_key(parent.text), frozenset()):
            yield from columns


def _lowered(slot: Slot) -> Slot:
    return replace(slot, row=slot.row + 1)


def _texts(slots: Sequence[Slot]) -> str:
    return " | ".join(dict.fromkeys(slot.text for slot in slots if slot.text))
