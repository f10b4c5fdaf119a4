"""Tables that were bent in known ways are made flat; what is flat, or only turned, is left as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from services.extract.readers import pixels
from services.extract.readers.flattening import flattened
from services.extract.readers.raster import Pixels

HEIGHT, WIDTH = 1800, 1300
ROWS, COLUMNS = range(300, 1500, 100), range(150, 1200, 170)


def table() -> Pixels:
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for y in ROWS:
        cv2.line(page, (COLUMNS[0], y), (COLUMNS[-1], y), (0, 0, 0), 2)
    for x in COLUMNS:
        cv2.line(page, (x, ROWS[0]), (x, ROWS[-1]), (0, 0, 0), 2)
    for x in COLUMNS[:-1]:
        for y in ROWS[:-1]:
            cv2.putText(page, "1,204.50", (x + 15, y + 60), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0, 0, 0), 2)
    return page


def seen_at_an_angle(page: Pixels) -> Pixels:
    corners = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    seen = corners + np.array([[60, 30], [-20, 70], [10, -60], [-40, -10]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return np.asarray(cv2.warpPerspective(page, matrix, (WIDTH, HEIGHT), borderValue=(255,) * 3), np.uint8)


def curled(page: Pixels) -> Pixels:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    bent = y + 35 * np.sin(x / WIDTH * np.pi)
    return np.asarray(cv2.remap(page, x, bent, cv2.INTER_LINEAR, borderValue=(255,) * 3), np.uint8)


def turned(page: Pixels) -> Pixels:
    return pixels.turned(page, 2.0)


def rules_of(page: Pixels) -> tuple[int, int]:
    """How many rules run over most of the table: across, and down."""
    level = pixels.turned(page, pixels.skew(pixels.ink(page)))
    found = pixels.strokes(pixels.ink(level), 150 / 72)
    across = sum(r.horizontal and r.x1 - r.x0 > 0.88 * (COLUMNS[-1] - COLUMNS[0]) for r in found)
    down = sum(not r.horizontal and r.bottom - r.top > 0.88 * (ROWS[-1] - ROWS[0]) for r in found)
    return across, down


@pytest.mark.parametrize("bend", [seen_at_an_angle, curled])
def test_a_bent_table_has_its_rules_again(bend: object) -> None:
    bent = bend(table())  # type: ignore[operator]
    assert min(rules_of(bent)) < 3, "as it is hardly a rule can be followed"
    assert rules_of(flattened(bent)) == (len(ROWS), len(COLUMNS))


@pytest.mark.parametrize("same", [table, lambda: turned(table())])
def test_a_page_that_is_flat_or_only_turned_stays_as_it_is(same: object) -> None:
    page = same()  # type: ignore[operator]
    assert flattened(page) is page


def test_a_page_without_rules_stays_as_it_is() -> None:
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    cv2.putText(page, "2024", (200, 400), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 0, 0), 3)
    assert flattened(page) is page


def test_a_slanted_fold_on_a_page_without_rules_bends_nothing() -> None:
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for x in COLUMNS[:-1]:
        for y in ROWS[:-1]:
            cv2.putText(page, "1,204.50", (x + 15, y + 60), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0, 0, 0), 2)
    bend = np.array([[600, 0], [604, 500], [603, 1100], [610, HEIGHT]], np.int32)
    cv2.polylines(page, [bend], False, (120, 120, 120), 3)
    assert flattened(page) is page
