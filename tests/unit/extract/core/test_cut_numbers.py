"""Numbers that spaces cut inside a group of three digits."""

from __future__ import annotations

import pytest

from services.extract.core.repair import clean_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,8 98,865.91", "1,898,865.91"), ("10,482,59 1.33", "10,482,591.33"), ("(4,51 8)", "(4,518)")],
)
def test_pieces_that_are_no_numbers_are_one_together(text: str, number: str) -> None:
    found, repairs = clean_number(text)
    assert found == number
    assert [(r.code, r.before, r.after) for r in repairs] == [("inner_space", text, number)]


@pytest.mark.parametrize("text", ["1 2,345", "1,234 5,678", "4,51 82", "1,2 34 个", "12.5 3"])
def test_numbers_beside_one_another_and_what_makes_none_stay(text: str) -> None:
    assert clean_number(text) == (text, ())
