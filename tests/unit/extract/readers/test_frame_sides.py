"""Sides of a frame of which bits are left."""

from __future__ import annotations

import numpy as np

from services.extract.readers.frame_sides import added
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels

#: seven level rules, 40 pixels apart, that end at 300; two pixels are a point
LEVELS = [Stroke(x0=20, top=20 + 40 * i, x1=300, bottom=22 + 40 * i, horizontal=True) for i in range(7)]
LEFT = Stroke(x0=19, top=20, x1=21, bottom=262, horizontal=False)


def bits(*rows: int, column: int = 299) -> Pixels:
    """12 pixels of ink in so many of the rows of cells."""
    mask = np.zeros((300, 340), np.uint8)
    for row in rows:
        mask[30 + 40 * row : 42 + 40 * row, column] = 255
    return mask


def test_bits_where_all_level_rules_end_are_the_side_of_the_frame() -> None:
    side = Stroke(x0=299, top=22, x1=300, bottom=260, horizontal=False)
    assert added([*LEVELS, LEFT], bits(0, 1, 3, 5), 2.0) == [*LEVELS, LEFT, side]


def test_a_piece_that_was_found_as_a_rule_gives_way_to_it() -> None:
    piece = Stroke(x0=299, top=102, x1=300, bottom=142, horizontal=False)
    found = added([*LEVELS, LEFT, piece], bits(0, 1, 3, 5), 2.0)
    assert [r for r in found if not r.horizontal and r.x0 > 250] == [
        Stroke(x0=299, top=22, x1=300, bottom=260, horizontal=False)
    ]


def test_a_side_that_is_there_and_one_that_left_nothing_stay() -> None:
    whole = Stroke(x0=298, top=20, x1=301, bottom=262, horizontal=False)
    assert added([*LEVELS, LEFT, whole], bits(0, 1, 3, 5), 2.0) == [*LEVELS, LEFT, whole]
    assert added([*LEVELS, LEFT], bits(), 2.0) == [*LEVELS, LEFT]
    assert added([*LEVELS, LEFT], bits(2), 2.0) == [*LEVELS, LEFT]  # dirt in one row


def test_few_level_rules_or_ends_apart_say_nothing() -> None:
    assert added([*LEVELS[:4], LEFT], bits(0, 1, 2), 2.0) == [*LEVELS[:4], LEFT]
    uneven = [*LEVELS[:5], *(Stroke(x0=20, top=r.top, x1=280, bottom=r.bottom, horizontal=True) for r in LEVELS[5:])]
    assert added([*uneven, LEFT], bits(0, 1, 3, 5), 2.0) == [*uneven, LEFT]
