"""What settling says of rounded grids is what a linear program says of them."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from services.validate.core import joint
from services.validate.core.amounts import Amount
from services.validate.core.relations import Relation, Scope, Term
from services.validate.core.settling import NOISE, settled
from shared.model.finding import CellRef


def _sum(total: Term, parts: list[Term]) -> Relation:
    return Relation(total=total, parts=tuple((1, p) for p in parts), scope=Scope.SUM, formula="", where="")


def _grid(seed: int) -> list[Relation]:
    """Row sums and column sums of a table rounded to whole figures, some of which are then printed wrong by one."""
    rng = random.Random(seed)
    rows, columns = rng.randrange(2, 6), rng.randrange(2, 5)
    true = [[Decimal(rng.choice([0, rng.randrange(1, 9000)])) / 100 for _ in range(columns)] for _ in range(rows)]
    true.append([sum((r[c] for r in true), Decimal(0)) for c in range(columns)])
    printed = [[v.quantize(Decimal(1)) for v in (*r, sum(r, Decimal(0)))] for r in true]
    for _ in range(rng.choice([0, 1, 2])):
        printed[rng.randrange(rows + 1)][rng.randrange(columns + 1)] += 1
    terms = [
        [
            Term(amount=Amount(value=v), label="", cell=CellRef(table="t1", row=i, column=j))
            for j, v in enumerate(values)
        ]
        for i, values in enumerate(printed)
    ]
    across = [_sum(row[-1], row[:-1]) for row in terms]
    return across + [_sum(terms[-1][j], [row[j] for row in terms[:-1]]) for j in range(columns + 1)]


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_grids_are_settled_exactly_where_the_linear_program_solves_them(first: int) -> None:
    for seed in range(first, first + 10):
        relations = _grid(seed)
        assert joint._solved_by_hand(relations) == (joint._excess(relations) <= NOISE), seed


def test_a_chain_of_sums_settles_without_moving_anything() -> None:
    # Each total is the next one's part: as deep as a hierarchy may get, and solved by looking at each sum once.
    chain = [(0.0, ((2 * i, -1.0), (2 * i + 1, 1.0), (2 * i + 2, 1.0))) for i in range(500)]
    assert settled(chain, [-1.0] * 1001)


def test_two_sums_of_the_same_figures_must_agree() -> None:
    half = 1.0
    parts = ((1, half), (2, half), (3, half))
    twice = [(0.0, ((0, -half), *parts)), (0.0, ((4, -half), *parts))]
    assert settled([*twice, (0.0, ((0, half), (4, -half)))], [-1.0] * 5)
    assert not settled([*twice, (0.5, ((0, half), (4, -half)))], [-1.0] * 5)


def test_a_printed_zero_is_never_less() -> None:
    equation = [(-1.2, ((0, -1.0), (1, 0.4)))]
    assert settled(equation, [-1.0, -1.0])
    assert not settled(equation, [0.0, -1.0])


def test_what_has_no_figures_left_is_judged_by_its_gap() -> None:
    assert settled([(0.0, ())], [])
    assert not settled([(0.1, ())], [])
