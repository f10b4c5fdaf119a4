"""Totals among labels that stand for several rows each: the row of one has no other label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.extract.core.ledger.stacks import LedgerRow, Stack, text_of
from shared.model.labels import is_total

#: a total is this near to the height of the texts of its row (font sizes)
_ON_LEVEL = 0.3


@dataclass(frozen=True, slots=True)
class LabelTotal:
    """The label of a total, and the row that it stands beside."""

    label: Stack
    row: int


def found(labels: Sequence[Sequence[Stack]], rows: Sequence[LedgerRow]) -> list[LabelTotal]:
    """The totals in the columns of `labels`, each level with a text of one of the `rows` right of them, and alone there
    in its row of labels."""
    out = []
    for s in (s for column in labels for s in column if is_total(text_of(s))):
        beside = [i for i, row in enumerate(rows) if any(_is_level(s, c) for c in row.cells)]
        alone = not any(o is not s and o.top < s.bottom and s.top < o.bottom for column in labels for o in column)
        if len(beside) == 1 and alone:
            out.append(LabelTotal(s, beside[0]))
    return out


def apart(totals: Sequence[LabelTotal], column: int, count: int) -> frozenset[int]:
    """Which of `count` rows no label of a column stands for: those of totals of all rows, at either end, and of totals
    that stand in it or left of it. The labels left of any other total stand for its row as well."""
    ends = (0, count - 1)
    return frozenset(t.row for t in totals if t.label.first <= column or t.row in ends)


def _is_level(label: Stack, cell: Stack) -> bool:
    return abs(label.middle - cell.middle) < _ON_LEVEL * label.tokens[0].size
