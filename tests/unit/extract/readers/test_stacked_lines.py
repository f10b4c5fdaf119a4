"""Characters over one another that were found as one tall line, by their ink."""

from __future__ import annotations

import numpy as np

from services.extract.readers.raster import Pixels
from services.extract.readers.stacked_lines import parted
from shared.model.page import Box

#: three lines of 30 pixels: a character is 21 high
WIDE = [Box(100, 10 + 40 * i, 300, 40 + 40 * i) for i in range(3)]


def inked(*marks: tuple[int, int, int, int]) -> Pixels:
    """Ink from row to row and from column to column on 200 by 320."""
    mask = np.zeros((200, 320), np.uint8)
    for top, bottom, left, right in marks:
        mask[top:bottom, left:right] = 255
    return mask


def test_a_narrow_line_as_high_as_two_is_two() -> None:
    """The second character is two pieces, 4 pixels apart; 8 part it from the first."""
    mask = inked((22, 42, 30, 50), (50, 57, 32, 48), (61, 70, 30, 50))
    found = parted([*WIDE, Box(26, 18, 54, 74)], mask)
    assert found[:3] == WIDE
    assert [(round(b.top, 1), round(b.bottom, 1)) for b in found[3:]] == [(17.8, 46.2), (45.8, 74.2)]


def test_specks_between_the_characters_are_dirt() -> None:
    mask = inked((22, 42, 30, 50), (50, 70, 30, 50), (45, 46, 40, 41))
    assert len(parted([*WIDE, Box(26, 18, 54, 74)], mask)) == 5


def test_one_character_a_high_stroke_and_wide_lines_stay() -> None:
    boxes = [*WIDE, Box(26, 18, 54, 50)]
    assert parted(boxes, inked((20, 30, 30, 50), (36, 46, 30, 50))) == boxes  # 三 or 二
    boxes = [*WIDE, Box(26, 18, 54, 74)]
    assert parted(boxes, inked((20, 72, 38, 42))) == boxes  # a stroke without a blank
    boxes = [*WIDE, Box(20, 18, 90, 100)]
    assert parted(boxes, inked((22, 42, 22, 88), (60, 80, 22, 88))) == boxes  # as wide as three characters


def test_a_page_on_its_side_says_nothing_of_lines() -> None:
    boxes = [Box(10, 10, 40, 200), Box(50, 10, 80, 200)]
    assert parted(boxes, inked((20, 40, 15, 35), (60, 80, 15, 35))) == boxes
