"""What a column holds by what stands in it."""

from __future__ import annotations

import pytest

from services.extract.core.keys import role_of
from shared.model.table import Role


@pytest.mark.parametrize(
    ("values", "role"),
    [
        (["11", "_", "48", "一", "_", "24", "", "_"], Role.AMOUNT),
        (["一", "二", "一"], Role.LABEL),
        (["—", "—"], Role.AMOUNT),
    ],
)
def test_lone_strokes_beside_numbers_are_the_dashes_of_empty_amounts(values: list[str], role: Role) -> None:
    assert role_of(values) is role
