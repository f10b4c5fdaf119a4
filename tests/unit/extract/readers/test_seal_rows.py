"""What of a seal stands between the lines of a page."""

from __future__ import annotations

import numpy as np

from services.extract.readers import seal_rows
from services.extract.readers.raster import Pixels

SIZE = 25.0


def lines(*tops: int) -> Pixels:
    """Words of 25 pixels height at these heights."""
    mask = np.zeros((600, 400), np.uint8)
    for top in tops:
        for x in (20, 60, 320):
            mask[top : top + 25, x : x + 20] = 255
    return mask


def test_heights_between_two_lines_are_blank_and_long_gaps_say_nothing() -> None:
    mask = lines(100, 150, 400)
    mask[140, 200:203] = 255  # a speck
    blank = seal_rows.between_lines(mask, SIZE)
    assert blank[130:145].all()
    assert not blank[95:125].any(), "a line"
    assert not blank[:90].any(), "above the first"
    assert not blank[180:395].any(), "no line's distance"


def test_what_stands_between_lines_goes_with_the_mark_that_it_is_of() -> None:
    blank = seal_rows.between_lines(lines(100, 150, 200), SIZE)
    inner = np.zeros((600, 400), np.uint8)
    inner[100:125, 150:160] = 255  # a figure on its line
    inner[120:148, 200:220] = 255  # a character across a gap
    inner[150:180, 250:262] = 255  # a figure that the seal touched below
    own = seal_rows.standing_between(inner, blank)
    assert not own[100:125, 150:160].any()
    assert own[120:148, 200:220].all()
    assert not own[151:174, 250:262].any()
    assert own[178:180, 250:262].all()
