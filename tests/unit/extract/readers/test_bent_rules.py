"""Rules that bend near one end, drawn here."""

from __future__ import annotations

import numpy as np
import pytest

from services.extract.readers.bent_rules import straightened
from services.extract.readers.raster import Pixels
from tests.unit.extract.readers.test_pixels import SCALE

COLUMNS = np.arange(100, 1100)


def ruled(rise: float, rows: tuple[int, ...] = (200, 300, 400, 500), *, slope: float = 0.0) -> Pixels:
    """Rules of two pixels from 100 to 1100 that stand so many pixels lower at their left end, less by half with every
    120 pixels; over all their length they fall by `slope` a pixel."""
    page = np.full((700, 1200, 3), 250, np.uint8)
    for row in rows:
        heights = row + rise * 0.5 ** ((COLUMNS - 100) / 120) + slope * COLUMNS
        for thick in (0, 1):
            page[np.rint(heights).astype(int) + thick, COLUMNS] = 20
    return page


def off(page: Pixels, top: int, bottom: int) -> float:
    """By how many rows a rule between two rows is off the straight line nearest to it at the most."""
    middles = np.array([np.flatnonzero(page[top:bottom, x, 0] < 128).mean() for x in COLUMNS[:-1]])
    return float(np.abs(middles - np.polyval(np.polyfit(COLUMNS[:-1], middles, 1), COLUMNS[:-1])).max())


def test_rules_that_bend_near_one_end_are_made_straight() -> None:
    page = ruled(24)
    assert off(page, 180, 240) > 11
    flat = straightened(page, SCALE)
    assert flat.shape == page.shape
    assert max(off(flat, row - 20, row + 40) for row in (200, 300, 400, 500)) < 1.5


def test_upright_rules_are_made_straight_as_well() -> None:
    page = np.ascontiguousarray(ruled(24).transpose(1, 0, 2))
    flat = straightened(page, SCALE).transpose(1, 0, 2)
    assert max(off(flat, row - 20, row + 40) for row in (200, 300, 400, 500)) < 1.5


def test_what_lies_between_bent_rules_moves_with_them() -> None:
    page = ruled(24)
    page[348 + 24 : 354 + 24, 100:106] = 0  # midway between two rules that stand 24 rows lower here
    flat = straightened(page, SCALE)
    above, mark, below = (np.flatnonzero(flat[at : at + 50, 103, 0] < 128).mean() + at for at in (295, 340, 390))
    assert above < 320  # where it stood at 324
    assert abs(mark - (above + below) / 2) <= 1


@pytest.mark.parametrize("slope", [0.0, 0.02])
def test_straight_rules_stay_as_they_are_level_or_not(slope: float) -> None:
    page = ruled(0, slope=slope)
    assert np.array_equal(straightened(page, SCALE), page)


def test_two_rules_say_nothing_of_a_page() -> None:
    page = ruled(24, rows=(200, 500))
    assert np.array_equal(straightened(page, SCALE), page)


def test_what_a_seal_adds_to_a_few_rules_bends_no_page() -> None:
    """Its outline leaves two of the rules and comes back to them."""
    page = ruled(0, rows=(100, 200, 300, 400, 500, 600))
    for row in (300, 400):
        arc = row + 40 * np.sin(np.linspace(0, np.pi, 300))
        page[row : row + 2, 500:800] = 250
        page[np.rint(arc).astype(int), np.arange(500, 800)] = 20
        page[np.rint(arc).astype(int) + 1, np.arange(500, 800)] = 20
    assert np.array_equal(straightened(page, SCALE), page)
