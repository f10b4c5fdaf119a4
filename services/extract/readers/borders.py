"""Black borders of a scan: where the lid was open beyond the sheet's edge. They are made paper before the light is
evened, which would make them grey and their noise ink.

Lengths are points of a copy with one pixel a point.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.pixels import brightest
from services.extract.readers.raster import Pixels

#: a border is darker than this share of the paper, as deep, and no deeper than this share of the page
_DARK, _LEAST, _DEEPEST = 0.35, 2, 0.2
#: it runs along so much of its side, with no more light in it than this: light print on dark ground is a head's
_ALONG, _LIGHT = 0.4, 0.003
#: its inner edge is straight but for what a median of so many points leaves
_SMOOTH = 31
_WHITE = 255


def without(pixels: Pixels, scale: float) -> Pixels:
    """The page, its black borders white. `scale`: pixels a point."""
    grey = brightest(pixels)
    size = (max(round(grey.shape[1] / scale), 1), max(round(grey.shape[0] / scale), 1))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    dark = small < _DARK * float(np.percentile(small, 90))
    found = np.zeros(dark.shape, bool)
    for turns in range(4):
        turned = np.rot90(dark, turns)
        found |= np.rot90(_beside_left(turned), -turns)
    if not found.any():
        return pixels
    wide = cv2.dilate(found.astype(np.uint8), np.ones((3, 3), np.uint8))
    full = cv2.resize(wide, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.where(full[:, :, None] > 0, np.uint8(_WHITE), pixels)


def _beside_left(dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which pixels are of a border at the left side."""
    none = np.zeros(dark.shape, bool)
    width = dark.shape[1]
    depths = np.where(dark.all(axis=1), width, np.argmin(dark, axis=1))
    depths[depths > _DEEPEST * width] = 0  # a dark head of the page's width, or a side that lies across this one
    if float(np.mean(depths >= _LEAST)) < _ALONG:
        return none
    smooth = cv2.medianBlur(np.minimum(depths, _WHITE).astype(np.uint8)[:, None], _SMOOTH)[:, 0]
    within = np.arange(width)[None, :] < smooth[:, None]
    inside = int(np.count_nonzero(within))
    if np.count_nonzero(within & ~dark) > _LIGHT * inside:
        return none
    return np.asarray(np.arange(width)[None, :] < depths[:, None])
