"""The marks of a mask are those that OpenCV's own choice of algorithm gives."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from services.extract.readers.components import components


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("density", [0.1, 0.4, 0.7])
def test_the_same_marks_as_of_another_algorithm(density: float, connectivity: int) -> None:
    mask = ((np.random.default_rng(7).random((61, 83)) < density) * 255).astype(np.uint8)
    count, labels, stats, middles = components(mask, connectivity)
    other = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    assert count == other[0]
    assert (labels == other[1]).all()
    assert (stats == other[2]).all()
    assert middles == pytest.approx(other[3])
