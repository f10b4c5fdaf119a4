"""Signs of comparison with their bar, drawn by hand as their ink."""

from __future__ import annotations

import cv2
import numpy as np

from services.extract.readers.barred_signs import barred_sign
from services.extract.readers.raster import Pixels


def drawn(*strokes: tuple[int, int, int, int]) -> Pixels:
    """Strokes of 3 pixels (x0, y0, x1, y1) on 50 by 40."""
    mask = np.zeros((50, 40), np.uint8)
    for x0, y0, x1, y1 in strokes:
        cv2.line(mask, (x0, y0), (x1, y1), 255, 3)
    return mask


def sign(mask: Pixels, *, level: bool = False) -> str | None:
    return barred_sign(mask, level=level)


UPPER, LOWER, BAR = (6, 6, 28, 14), (28, 14, 6, 22), (28, 22, 6, 30)


def test_a_chevron_with_a_bar_along_its_lower_leg_is_a_sign() -> None:
    assert sign(drawn(UPPER, LOWER, BAR)) == "≥"
    assert sign(np.ascontiguousarray(drawn(UPPER, LOWER, BAR)[:, ::-1])) == "≤"


def test_a_speck_beside_it_changes_nothing() -> None:
    mask = drawn(UPPER, LOWER, BAR)
    mask[44:46, 34:36] = 255
    assert sign(mask) == "≥"


def test_other_ink_is_none() -> None:
    assert sign(drawn()) is None
    assert sign(drawn(UPPER, LOWER)) is None  # >
    assert sign(drawn(UPPER, LOWER, (6, 30, 28, 30))) is None  # a level bar, as the foot of a broken 2
    assert sign(drawn((6, 8, 28, 8), (6, 20, 28, 20))) is None  # =
    assert sign(drawn(UPPER, LOWER, (28, 14, 6, 30))) is None  # a bar that touches: not told from 2
    assert sign(drawn((6, 6, 28, 6), (28, 6, 6, 22), BAR)) is None  # a 7 above a stroke


def test_a_level_bar_makes_a_sign_where_it_is_asked_for() -> None:
    foot = drawn(UPPER, LOWER, (6, 30, 28, 30))
    assert sign(foot, level=True) == "≥"
    assert sign(np.ascontiguousarray(foot[:, ::-1]), level=True) == "≤"
    assert sign(drawn((6, 6, 28, 6), (6, 6, 6, 22), (6, 30, 28, 30)), level=True) is None  # a corner
    assert sign(drawn(UPPER, LOWER, (6, 44, 28, 44)), level=True) is None  # a rule far below
