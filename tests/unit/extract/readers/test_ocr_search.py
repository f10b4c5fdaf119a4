"""Where on a page lines are looked for."""

from __future__ import annotations

import numpy as np
import pytest

from services.extract.readers import ocr


def test_lines_are_looked_for_around_the_ink_only() -> None:
    page = np.full((1800, 1270, 3), 250, np.uint8)
    page[400:900, 300:1100] = 30
    page[1700, 20] = 0  # a speck
    left, top, part = ocr.inked(page)
    assert (left, top) == pytest.approx((300 - 24, 400 - 24), abs=1)
    assert part.shape[:2] == (736, 864)  # 548 is less than the least, 848 no multiple of 32
    assert (part == page[top : top + 736, left : left + 864]).all()


@pytest.mark.parametrize("rows", [slice(1500, 1790), slice(0, 100)])
def test_near_an_edge_the_part_ends_there(rows: slice) -> None:
    page = np.full((1800, 1270, 3), 250, np.uint8)
    page[rows, 100:1200] = 30
    left, top, part = ocr.inked(page)
    assert part.shape[:2] == (736, 1152)
    assert left == pytest.approx(100 - 24, abs=1)
    assert top == (1800 - 736 if rows.start else 0)


def test_a_page_full_of_ink_or_without_any_is_looked_at_whole() -> None:
    page = np.full((1800, 1270, 3), 250, np.uint8)
    assert ocr.inked(page)[2].shape == page.shape
    page[10:1790:20, 10:1260] = 0
    page[11:1790:20, 10:1260] = 0
    assert ocr.inked(page)[2].shape == page.shape
