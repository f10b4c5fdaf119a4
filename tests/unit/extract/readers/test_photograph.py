"""A sheet at an angle on a dark table is set square; scans, folds and dark pictures stay as they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from services.extract.readers import photograph, pixels
from services.extract.readers.raster import Pixels
from tests.unit.extract.readers.test_pixels import SCALE, ruled_page


def photographed(page: Pixels, narrower: int) -> Pixels:
    """The page on a dark table, its far side `narrower` pixels shorter at both ends."""
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array(
        [[80 + narrower, 60], [80 + width - narrower, 70], [80 + width, 60 + height], [80, 50 + height]], np.float32
    )
    matrix = cv2.getPerspectiveTransform(corners, seen)
    size = (width + 160, height + 120)
    return np.asarray(cv2.warpPerspective(page, matrix, size, borderValue=(70, 80, 90)), dtype=np.uint8)


def test_the_rules_of_a_photographed_sheet_are_level_and_upright_again() -> None:
    page, xs, ys = ruled_page()
    seen = photographed(page, 50)
    flat = photograph.squared(seen)
    assert flat.shape == seen.shape
    found = pixels.strokes(pixels.ink(flat), SCALE)
    assert len([r for r in found if r.horizontal]) == len(ys)
    assert len([r for r in found if not r.horizontal]) == len(xs)
    assert max(r.x1 - r.x0 for r in found if not r.horizontal) < 8
    assert np.median(flat[:20]) == 255, "the table that it lies on is gone"


@pytest.mark.parametrize("shade", [0, 110])
def test_what_is_no_sheet_on_a_ground_stays_as_it_is(shade: int) -> None:
    page = ruled_page()[0].copy()
    page[:300] = np.maximum(page[:300].astype(int) - shade, 0).astype(np.uint8)
    assert photograph.squared(page) is page


def test_a_sheet_in_failing_light_is_whole() -> None:
    """Its dark end is no brighter than the ground at the bright end."""
    page, xs, ys = ruled_page()
    seen = photographed(page, 50).astype(np.float64)
    seen[seen.max(axis=2) < 95] = (150, 155, 150)
    light = np.linspace(1.0, 0.5, seen.shape[0])[:, None, None]
    flat = photograph.squared((seen * light).astype(np.uint8))
    assert np.median(flat[:20]) == 255, "the sheet was found"
    found = pixels.strokes(pixels.ink(pixels.evened(flat)), SCALE)
    assert len([r for r in found if r.horizontal]) == len(ys)
    assert len([r for r in found if not r.horizontal]) == len(xs)


def test_a_sheet_with_a_shadow_over_a_part_of_it_is_whole() -> None:
    page, xs, ys = ruled_page()
    seen = photographed(page, 10)
    seen = np.where(seen < 95, np.uint8(30), seen)
    rows, columns = np.mgrid[: seen.shape[0], : seen.shape[1]]
    seen[rows > 380 + 0.35 * columns] //= 2
    found = pixels.strokes(pixels.ink(pixels.evened(photograph.squared(seen))), SCALE)
    assert len([r for r in found if r.horizontal and r.x1 - r.x0 > 800]) == len(ys)
    assert len([r for r in found if not r.horizontal and r.bottom - r.top > 500]) == len(xs)
