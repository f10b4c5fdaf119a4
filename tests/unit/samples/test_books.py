"""The invented books are consistent before anything is rounded."""

from __future__ import annotations

import pytest

from samples.invent import invent
from samples.model import Books
from samples.names import economic_names, function_names


@pytest.fixture(params=range(40))
def books(request: pytest.FixtureRequest) -> Books:
    return invent(request.param, small=request.param % 3 == 0)


def test_both_classifications_give_the_same_totals(books: Books) -> None:
    assert sum(e.basic for e in books.economics) == books.basic
    assert sum(e.project for e in books.economics) == books.project == sum(p.amount for p in books.projects)
    assert sum(e.own for e in books.economics) == books.own


def test_income_and_carry_over_pay_for_everything(books: Books) -> None:
    assert books.granted + books.own + books.carried == books.total
    assert all(p.granted > 0 for p in books.projects)
    assert sum(p.granted for p in books.projects) + books.basic == books.granted


def test_functional_lines_agree_with_their_uses(books: Books) -> None:
    by_code = {s.code: s.basic for s in books.spending}
    assert by_code["2080505"] == books.economic("30108", lambda e: e.basic)
    assert by_code["2210201"] == books.economic("30113", lambda e: e.basic)
    assert all(s.basic >= 0 and s.micro <= s.sme <= s.procurement <= s.total for s in books.spending)


def test_procurement_is_split_without_rest(books: Books) -> None:
    assert books.goods + books.works + books.services == books.procurement
    assert min(books.goods, books.works, books.services) >= 0


def test_three_public_stands_in_the_uses(books: Books) -> None:
    assert books.economic("30217", lambda e: e.basic) == books.this_year.reception
    assert books.economic("30231", lambda e: e.basic) == books.this_year.operation


def test_all_codes_have_names(books: Books) -> None:
    assert all(s.code[:cut] in function_names() for s in books.spending for cut in (3, 5, 7))
    assert all(e.code in economic_names() for e in books.economics)


def test_a_seed_is_a_department() -> None:
    assert invent(7) == invent(7)
    assert invent(7) != invent(8)
