"""Damage of paper: every kind leaves the page's size, changes what it is named for, and comes again with its seed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from samples.fonts import FILES, FOLDER
from samples.scan_damage import Damage, Image, damaged

DPI = 100
needs_fonts = pytest.mark.skipif(not (FOLDER / FILES["uming"][0]).exists(), reason="the generator's fonts are missing")


def page() -> Image:
    """A white sheet with a black bar at its left."""
    sheet = np.full((1100, 800, 3), 255, np.uint8)
    cv2.rectangle(sheet, (60, 500), (160, 900), (0, 0, 0), -1)
    return sheet


def after(damage: Damage, seed: int = 4) -> Image:
    return damaged(page(), damage, DPI, np.random.default_rng(seed))


@needs_fonts
@pytest.mark.parametrize("damage", list(Damage))
def test_a_seed_gives_the_same_page_and_another_one_another(damage: Damage) -> None:
    first = after(damage)
    assert first.shape == page().shape
    assert first.dtype == np.uint8
    assert np.array_equal(first, after(damage))
    assert not np.array_equal(first, after(damage, seed=5))


def test_a_fax_is_black_and_white() -> None:
    assert set(np.unique(after(Damage.FAX)).tolist()) == {0, 255}


def test_faint_toner_leaves_nothing_dark() -> None:
    assert after(Damage.FAINT).min() > 100


def test_the_other_side_shows_where_nothing_was_printed() -> None:
    mirrored = after(Damage.BLEED)[600:800, 600:800]
    assert 160 < mirrored.min() < 225


@needs_fonts
def test_stamps_have_the_colour_that_they_are_named_for() -> None:
    blue, red, grey = (
        _changed(after(damage)).mean(axis=0) for damage in (Damage.BLUE_STAMP, Damage.DARK_STAMP, Damage.GREY_STAMP)
    )
    assert blue[0] > blue[2] + 0.5
    assert red[2] > red[0] + 0.5
    assert np.ptp(grey) == 0


def _changed(sheet: Image) -> Image:
    """The pixels that are no longer white."""
    return np.asarray(sheet[(page() != sheet).any(axis=2) & (page().min(axis=2) > 0)])
