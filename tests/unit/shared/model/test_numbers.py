"""Numbers whose thousands are set apart by something else than commas."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.model.numbers import parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3'927.00", "3927.00"),
        ("△3’927", "-3927"),
        ("(1 234)", "-1234"),
        ("1\u2009234\u2009567.8", "1234567.8"),
        ("1\u202f234", "1234"),
    ],
)
def test_apostrophes_and_spaces_set_thousands_apart(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1 23", "2080 505", "208 05", "1 234 5678", "1'234 567"])
def test_other_groups_are_no_number(text: str) -> None:
    assert parse_number(text) is None
