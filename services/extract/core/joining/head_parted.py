"""A cell that begins in the repeated head of a page and reaches into its rows: the rule between them was lost.

Under a stamp or a fold a piece of a rule can go. The cell then holds the head's text and the first row's; the head's is
known from the page before, and what stands behind it is the row's, in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.extract.core.parts import Part, Slot, join_fragments
from services.extract.core.templates import head_key
from shared.model.page import DOUBT, Fragment
from shared.model.table import Column, Repair


def parted(part: Part, columns: Sequence[Column]) -> Part | None:
    """The part with its repeated head counted off, where cells of that head hold the first row's texts as well."""
    end = max((slot.row + slot.row_span for slot in part.matrix[0]), default=0) if part.matrix else 0
    if end < 1 or part.cols != len(columns):
        return None
    if end == 1:
        return _in_two(part, columns)
    reaching = {s: c for s, c in zip(part.matrix[end - 1], columns, strict=True) if s.row < end - 1}
    rests = {slot: rest for slot, column in reaching.items() if (rest := behind(slot, column.path)) is not None}
    if len(rests) < len(reaching) or not any(rests.values()):
        return None
    lower = {slot: lowered(slot, end - 1, rest) for slot, rest in rests.items()}
    row = tuple(lower.get(slot, slot) for slot in part.matrix[end - 1])
    matrix = (*part.matrix[: end - 1], row, *part.matrix[end:])
    return replace(part, matrix=matrix, head_rows=end - 1, repairs=(*part.repairs, *_said(lower.items())))


def _in_two(part: Part, columns: Sequence[Column]) -> Part | None:
    """The part with its first row as two, where each of its cells begins with the text of its column's head."""
    rests = [behind(slot, column.path) for slot, column in zip(part.matrix[0], columns, strict=True)]
    if None in rests or not any(rests):
        return None
    lower = tuple(
        replace(lowered(slot, 0, rest or ()), row=1) for slot, rest in zip(part.matrix[0], rests, strict=True)
    )
    below = (tuple(replace(slot, row=slot.row + 1) for slot in row) for row in part.matrix[1:])
    said = _said(zip(part.matrix[0], lower, strict=True))
    return replace(part, matrix=(part.matrix[0], lower, *below), head_rows=1, repairs=(*part.repairs, *said))


def _said(rows: Iterable[tuple[Slot, Slot]]) -> tuple[Repair, ...]:
    why = "the rule between the repeated head and its first row is lost: the head's text is none of the row's"
    return tuple(Repair(code="head_parted", before=a.text, after=b.text, why=why) for a, b in rows if b.text)


def below_head(slot: Slot, row: int, path: Iterable[str]) -> Slot | None:
    """What a cell that begins in the head and reaches down to this row holds of the row itself, in doubt: what stands
    behind the text of the column's head, often nothing; None where the cell does not begin with that text."""
    rest = behind(slot, path)
    return None if rest is None else lowered(slot, row, rest)


def behind(slot: Slot, path: Iterable[str]) -> tuple[Fragment, ...] | None:
    """The fragments behind those that make a text of the column's head; None where none do."""
    known = {head_key(text) for text in path}
    for count in range(1, len(slot.fragments) + 1):
        if head_key(join_fragments(f.text for f in slot.fragments[:count])) in known:
            return slot.fragments[count:]
    return None


def lowered(slot: Slot, row: int, fragments: tuple[Fragment, ...]) -> Slot:
    doubted = tuple(replace(f, confidence=min(f.confidence, DOUBT)) for f in fragments)
    return replace(
        slot,
        row=row,
        row_span=slot.row + slot.row_span - row,
        text=join_fragments(f.text for f in fragments),
        fragments=doubted,
    )
