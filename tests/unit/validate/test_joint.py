"""What is settled by hand is what the linear program settles."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from services.validate.core import joint
from services.validate.core.amounts import Amount
from services.validate.core.relations import Relation, Scope, Term
from shared.model.finding import CellRef


def _term(row: int, printed: Decimal) -> Term:
    amount = Amount(value=printed, places=1)
    return Term(amount=amount, label=str(row), cell=CellRef(table="t1", row=row, column=0))


def _chain(seed: int, *, pull: Decimal = Decimal(0)) -> list[Relation]:
    """Sums of sums, printed to a tenth from true figures; `pull` is added to what the grand total prints."""
    rng = random.Random(seed)
    relations, subtotals, row = [], [], 0
    for _ in range(6):
        true = [Decimal(rng.randrange(1, 99_999)) / 1000 for _ in range(rng.randrange(2, 7))]
        parts = [_term(row + k, value.quantize(Decimal("0.1"))) for k, value in enumerate(true, 1)]
        subtotals.append((_term(row, sum(true).quantize(Decimal("0.1"))), sum(true)))
        relations.append(_relation(subtotals[-1][0], parts))
        row += 10
    grand = sum(true for _, true in subtotals).quantize(Decimal("0.1")) + pull
    return [*relations, _relation(_term(1000, grand), [term for term, _ in subtotals])]


def _relation(total: Term, parts: list[Term]) -> Relation:
    return Relation(total=total, parts=tuple((1, p) for p in parts), scope=Scope.SUM, formula="", where="")


@pytest.mark.parametrize("seed", range(12))
def test_rounded_sums_are_settled_without_the_linear_program(seed: int) -> None:
    relations = _chain(seed)
    assert joint._solved_by_hand(relations)
    assert joint._excess(relations) <= joint.NOISE


def test_sums_that_only_touch_are_settled() -> None:
    relations = [_relation(_term(0, Decimal("12.2")), [_term(k, Decimal("4.0")) for k in (1, 2, 3)])]
    assert joint._solved_by_hand(relations)


@pytest.mark.parametrize("seed", range(6))
def test_what_cannot_hold_together_is_never_settled(seed: int) -> None:
    relations = _chain(seed, pull=Decimal("1.5"))
    assert joint._excess(relations) > joint.NOISE
    assert not joint._solved_by_hand(relations)
