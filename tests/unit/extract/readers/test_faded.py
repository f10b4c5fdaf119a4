"""Print that fades along a band of the page, told by rules that pale there."""

from __future__ import annotations

import numpy as np

from services.extract.readers import faded, pixels
from services.extract.readers.raster import Pixels

SCALE = 200 / 72
PAPER, DARK = 240, 40


def table(rows: int = 6) -> Pixels:
    """Level rules from 100 to 1100, upright ones at both ends, and a character of text in every row at 600."""
    page = np.full((800, 1200, 3), PAPER, np.uint8)
    for y in range(100, 100 + 80 * rows, 80):
        page[y : y + 3, 100:1103] = DARK
        page[y + 30 : y + 50, 600:606] = DARK
    for x in (100, 1100):
        page[100 : 103 + 80 * (rows - 1), x : x + 3] = DARK
    return page


def fading(page: Pixels, columns: slice, share: float) -> Pixels:
    """The page with so much of its contrast left in these columns."""
    pale = page.copy()
    pale[:, columns] = (PAPER - share * (PAPER - page[:, columns].astype(np.float32))).astype(np.uint8)
    return pale


def darkened(page: Pixels) -> Pixels:
    return faded.darkened(page, pixels.ink(page), SCALE)


def test_text_in_a_band_in_which_the_rules_pale_is_as_dark_as_elsewhere() -> None:
    page = fading(table(), np.s_[500:700], 0.3)
    assert page[140, 602, 0] == 180, "a third of the way from paper to ink"
    even = darkened(page)
    assert (even[135:145, 601:605] < DARK + 30).all()
    assert (even[120:125, 550:560] == PAPER).all()


def test_a_band_along_the_rows_is_told_by_upright_rules() -> None:
    page = table()
    for x in range(200, 1000, 200):
        page[100:503, x : x + 3] = DARK
    page[250:330] = (PAPER - 0.3 * (PAPER - page[250:330].astype(np.float32))).astype(np.uint8)
    assert (darkened(page)[291:309, 601:603] < DARK + 30).all()


def test_pale_text_between_dark_rules_and_rules_that_are_pale_throughout_stay() -> None:
    page = table()
    page[:, 600:606] = np.where(page[:, 600:606] == DARK, page[:, 600:606], PAPER)
    page[130:150, 600:606] = 190  # what shows through
    assert darkened(page) is page
    even = fading(table(), np.s_[:], 0.3)
    assert darkened(even) is even


def test_few_rules_say_nothing_and_neither_does_a_merged_cell() -> None:
    few = fading(table(rows=3), np.s_[500:700], 0.3)
    assert darkened(few) is few
    merged = table()
    merged[150:450, 503:697] = PAPER
    assert darkened(merged) is merged
