"""Judging relations: how each compares, and which cell most failing relations point at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.validate.core.amounts import Comparison, Verdict, compare
from services.validate.core.relations import Relation, Scope, Term
from services.validate.core.rule import Rule
from shared.model.finding import CellRef


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A relation with its rule and how it compares."""

    rule: Rule
    relation: Relation
    comparison: Comparison

    @property
    def fails(self) -> bool:
        return self.comparison.verdict is Verdict.BEYOND


def judge(relation: Relation) -> Comparison:
    """How the relation compares, in the unit of its total."""
    comparison = compare(relation.total.amount, [(s, t.amount) for s, t in relation.parts])
    if relation.at_most and comparison.actual <= comparison.expected:
        return replace(comparison, verdict=Verdict.EXACT)
    return comparison


def blank_fault(relation: Relation, comparison: Comparison) -> tuple[Term, Decimal] | None:
    """The one blank cell that explains the difference, and the figure that it asks for."""
    if len(relation.blanks) != 1:
        return None
    blank = relation.blanks[0]
    if blank is relation.total:
        return blank, comparison.expected
    sign = next(s for s, t in relation.parts if t is blank)
    value = sign * comparison.delta * relation.total.amount.unit / blank.amount.unit
    return (blank, value) if value > 0 else None


def suspicion(judged: Iterable[Judged]) -> Counter[CellRef]:
    """How many failing relations each cell takes part in."""
    return Counter(t.cell for j in judged if j.fails for t in {id(t): t for t in j.relation.terms}.values() if t.cell)


def point_at(judged: Sequence[Judged]) -> list[Judged]:
    """Failing pairs turned round so that `total` is the figure that more failing relations point at.

    Which of two tables is wrong cannot be seen from the two alone; the finding stands at the one that breaks other
    relations as well.
    """
    counts = suspicion(judged)
    result = []
    for j in judged:
        relation = j.relation
        if j.fails and relation.same_quantity and relation.scope is Scope.CROSS:
            part = relation.parts[0][1]
            own, other = _weight(counts, relation.total), _weight(counts, part)
            if other > own:
                turned = replace(
                    relation,
                    total=part,
                    parts=((1, relation.total),),
                    where=f"{part.label} ~ {relation.total.table_title} / {relation.total.label}",
                )
                j = replace(j, relation=turned, comparison=judge(turned))
        result.append(j)
    return result


def _weight(counts: Counter[CellRef], term: Term) -> int:
    return counts[term.cell] if term.cell is not None else 0
