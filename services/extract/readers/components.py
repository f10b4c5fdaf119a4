"""The connected marks of a mask."""

from __future__ import annotations

from typing import Any

import cv2
from numpy.typing import NDArray


def components(mask: NDArray[Any], connectivity: int = 8) -> tuple[int, NDArray[Any], NDArray[Any], NDArray[Any]]:
    """How many marks a mask has (with the ground, label 0), the label of every pixel, and the `cv2.CC_STAT_…` figures
    and the middle of each. OpenCV's own choice of algorithm gives the same and takes three times as long on a page."""
    return cv2.connectedComponentsWithStatsWithAlgorithm(mask, connectivity, cv2.CV_32S, cv2.CCL_GRANA)
