"""Quarter turns are undone exactly."""

from __future__ import annotations

import pytest

from services.extract.core.geometry import turning
from shared.model.page import Box


@pytest.mark.parametrize("quarters", range(4))
def test_as_seen_undoes_upright(quarters: int) -> None:
    box = Box(10, 20, 110, 50)
    assert turning.as_seen(turning.upright(box, quarters, 600, 800), quarters, 600, 800) == box


def test_text_that_reads_downwards_comes_to_stand_from_left_to_right() -> None:
    first, second = Box(500, 10, 512, 40), Box(500, 50, 512, 90)
    a, b = (turning.upright(x, 1, 600, 800) for x in (first, second))
    assert a == Box(10, 88, 40, 100)
    assert a.x1 < b.x0
    assert (a.top, a.bottom) == (b.top, b.bottom)


def test_notes_carry_the_turn() -> None:
    assert turning.quarters_of((turning.note(3),)) == 3
    assert turning.quarters_of(("hidden:white:3",)) == 0
