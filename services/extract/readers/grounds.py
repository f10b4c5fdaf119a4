"""Shaded ground of cells, grey or in a pale colour, made as white as the page's paper.

Noise on shaded ground is read as specks, and a stamp that runs over a coloured head has no outline of its own. Lengths
are pixels here; `scale` is pixels per point.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.components import components
from services.extract.readers.pixels import darkest, middle_level
from services.extract.readers.raster import Pixels

#: ground this much darker (grey levels, of some channel) than the paper is shaded; darker than this it is dark
_SHADED, _DARK = 10, 110
#: strokes of text are thinner than this (points); shaded ground is as wide and high in every place, and so wide in all
_STROKE, _SOLID, _WIDE = 3.6, 8.0, 40.0
#: ground is of one shade where so much of it is no further (grey levels) from its usual colour
_EVEN, _MOST = 8.0, 0.7
#: the side (pixels of the half-sized page) of the window in which noise is evened
_EVENED = 9
#: pixels of the half-sized page by which a shade ends beyond what is surely of it
_EDGE = 1


def whitened(page: Pixels, scale: float) -> Pixels:
    """The page with its shaded ground as white as its paper; text on it stays as dark, what is coloured as coloured."""
    small = cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    stroke, solid = (max(3, int(points * scale / 2) | 1) for points in (_STROKE, _SOLID))
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((stroke, stroke), np.uint8))
    paper = np.array([middle_level(np.ascontiguousarray(channel)) for channel in cv2.split(small)])
    x, y, width, height = cv2.boundingRect(np.asarray((ground < paper - _SHADED).any(axis=2), dtype=np.uint8))
    near = np.s_[max(y - _EVENED, 0) : y + height + _EVENED, max(x - _EVENED, 0) : x + width + _EVENED]
    if not width:
        return page
    ground[near] = cv2.medianBlur(np.ascontiguousarray(ground[near]), _EVENED)
    lack = (paper - ground).max(axis=2)
    shaded = np.where((lack > _SHADED) & (darkest(np.asarray(ground, dtype=np.uint8)) > _DARK), 255, 0).astype(np.uint8)
    wide = cv2.morphologyEx(shaded, cv2.MORPH_OPEN, np.ones((solid, solid), np.uint8))
    count, labels, stats, _ = components(wide, connectivity=4)
    clean = page
    for label in range(1, count):
        x, y, width, height = stats[label, :4]
        area = np.s_[max(y - _EDGE, 0) : y + height + _EDGE, max(x - _EDGE, 0) : x + width + _EDGE]
        own = labels[area] == label
        colours = ground[area][own]
        usual = np.median(colours, axis=0)
        alike = np.abs(colours - usual).max(axis=1) <= _EVEN
        if width * 2 < _WIDE * scale or float(alike.mean()) < _MOST:
            continue
        if clean is page:
            clean = page.copy()
        # Closing made noise brighter than it is.
        _lighten(clean, area, own, np.median(small[area][own], axis=0), paper)
    return clean


def _lighten(
    page: Pixels, area: tuple[slice, slice], own: NDArray[np.bool_], shade: NDArray[Any], paper: NDArray[Any]
) -> None:
    """Makes the part of the page that is `own` as bright as paper where it has that shade, and nothing brighter than
    paper. `area` and `own` are of the page at half its size."""
    rows, columns = area
    part = page[2 * rows.start : 2 * rows.stop, 2 * columns.start : 2 * columns.stop]
    grown = cv2.dilate(own.astype(np.uint8), np.ones((2 * _EDGE + 1,) * 2, np.uint8))
    large = cv2.resize(grown, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST) > 0
    part[large] = np.minimum(part[large] * (paper / shade), paper).astype(np.uint8)
