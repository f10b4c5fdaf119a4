"""A sheet photographed at an angle on a darker ground is set square: its four corners go to those of a rectangle."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.raster import Pixels

#: longer side in pixels of the copy in which the sheet is looked for
_SIDE = 600
#: the share of the picture that a sheet takes: less may be anything, more leaves no ground to tell it from
_SMALLEST, _LARGEST = 0.4, 0.985
#: how dark the ground is beside the sheet
_GROUND = 0.75
#: how far in from the picture's edge every corner of the sheet is, as a share of the longer side
_ROOM = 0.01


def squared(pixels: Pixels) -> Pixels:
    """The picture with its sheet as an upright rectangle about where it lies, on white; as it is where none stands out.

    The size stays, so that places on the page stay near those in the picture.
    """
    corners = _corners(pixels)
    if corners is None:
        return pixels
    left, right = float(corners[[0, 3], 0].mean()), float(corners[[1, 2], 0].mean())
    top, bottom = float(corners[[0, 1], 1].mean()), float(corners[[2, 3], 1].mean())
    square = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    height, width = pixels.shape[:2]
    matrix = cv2.getPerspectiveTransform(corners, square)
    white = (255, 255, 255)
    flat = np.asarray(
        cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white), dtype=np.uint8
    )
    edge = round(max(height, width) / _SIDE * 2)  # what is left of the ground along the sheet
    page = np.full_like(flat, 255)
    rows = slice(round(top) + edge, round(bottom) - edge)
    columns = slice(round(left) + edge, round(right) - edge)
    page[rows, columns] = flat[rows, columns]
    return page


def _corners(pixels: Pixels) -> NDArray[np.float32] | None:
    """The corners of a bright sheet on a dark ground, clockwise from the upper left; None where there is none."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, _SIDE / max(height, width))
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    # Text and rules are closed: the sheet is one bright patch.
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    _, mask = cv2.threshold(paper, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    sheet = cv2.convexHull(max(contours, key=cv2.contourArea))
    quad = cv2.approxPolyDP(sheet, 0.02 * cv2.arcLength(sheet, closed=True), closed=True)
    share = cv2.contourArea(quad) / mask.size
    if len(quad) != 4 or not _SMALLEST < share < _LARGEST or cv2.contourArea(quad) < 0.95 * cv2.contourArea(sheet):
        return None
    inside = cv2.fillConvexPoly(np.zeros_like(mask), quad, 255) > 0
    if np.median(paper[~inside]) > _GROUND * np.median(paper[inside]):
        return None
    # A shadow over a part of a page is no ground: the ground is on all sides of a sheet.
    points = np.asarray(quad, dtype=np.float32).reshape(4, 2)
    room = np.minimum(points, [mask.shape[1] - 1, mask.shape[0] - 1] - points).min()
    if room < _ROOM * max(mask.shape):
        return None
    points = points / np.float32(shrink)
    by_sum, by_difference = points.sum(axis=1), points[:, 1] - points[:, 0]
    order = [by_sum.argmin(), by_difference.argmin(), by_sum.argmax(), by_difference.argmax()]
    return np.asarray(points[order], dtype=np.float32) if len(set(map(int, order))) == 4 else None
