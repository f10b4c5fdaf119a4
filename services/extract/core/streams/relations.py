"""What the figures of a row come to by the texts of its head, and the ways to set them into the columns by that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.extract.core.streams.column_sums import balances_of, sums_of
from services.extract.core.templates import HeadTemplate

Vector = tuple[Decimal, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """The positions whose figures come to as much as those of others in every row."""

    left: tuple[int, ...]
    right: tuple[int, ...]

    def holds(self, row: Vector, step: Decimal) -> bool:
        """`step`: how far each rounded figure may miss."""
        difference = sum((row[p] for p in self.left), Decimal(0)) - sum((row[p] for p in self.right), Decimal(0))
        figures = sum(row[p] != 0 for p in (*self.left, *self.right))
        return abs(difference) <= step * max(0, figures - 1)


def relations_of(head: HeadTemplate, amounts: Sequence[int]) -> list[Relation]:
    """Those of the columns of amounts, as the texts of the head say."""
    sums = [Relation(left=(total,), right=parts) for total, parts in sums_of(head, amounts)]
    return sums + [Relation(left=before, right=after) for before, after in balances_of(head, amounts)]


def leads(relations: Sequence[Relation], width: int) -> bool:
    """Whether the first column is the total of all others, so that no row with figures leaves it blank."""
    return {position for relation in relations for position in relation.right} >= {*range(1, width)}


def ways_of(
    values: Sequence[Decimal], step: Decimal, width: int, relations: Sequence[Relation], tried: Iterator[int]
) -> Iterator[tuple[int, ...]]:
    """The ways to set a row's values, in order, into so many columns in which the `relations` hold, each of these
    looked at as soon as its last column is set, as far as `tried` goes."""
    ending = [[r for r in relations if max(*r.left, *r.right) == position] for position in range(width)]

    def after(row: Vector, way: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(row) == width:
            yield way
            return
        blanks = width - len(row) - (len(values) - len(way))
        for filled in [*[True] * (len(way) < len(values)), *[False] * (blanks > 0)]:
            longer = (*row, values[len(way)] if filled else Decimal(0))
            if next(tried, None) is not None and all(relation.holds(longer, step) for relation in ending[len(row)]):
                yield from after(longer, (*way, len(row)) if filled else way)

    yield from after((), ())
