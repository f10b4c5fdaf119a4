"""Black borders of a scan, and what only looks like one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.extract.readers import borders

SCALE = 200 / 72


def sheet() -> NDArray[np.uint8]:
    """A page with some print on it."""
    page = np.full((1600, 1200, 3), 250, np.uint8)
    page[300:304, 100:1100] = 20
    page[400:430, 200:240] = 20
    return page


def test_a_black_border_becomes_paper() -> None:
    page = sheet()
    noise = np.random.default_rng(1).integers(0, 40, (1600, 60, 3)).astype(np.uint8)
    page[:, 1140:] = noise
    clean = borders.without(page, SCALE)
    assert clean[:, 1136:].min() >= 250
    assert np.array_equal(clean[:, :1100], page[:, :1100])


def test_so_does_the_wedge_that_a_sheet_laid_askew_leaves() -> None:
    page = sheet()
    for y in range(1600):
        page[y, : 90 - y // 18] = 15
    clean = borders.without(page, SCALE)
    assert clean[:1400, :12].min() >= 250


def test_light_print_on_a_dark_head_at_the_edge_of_a_picture_is_none() -> None:
    page = sheet()
    page[:80] = 30
    for x in (200, 240, 280, 900, 940):
        page[25:55, x : x + 26] = 240
    assert np.array_equal(borders.without(page, SCALE), page)


def test_a_rule_along_the_edge_is_none() -> None:
    page = sheet()
    page[:, :4] = 10
    assert np.array_equal(borders.without(page, SCALE), page)
