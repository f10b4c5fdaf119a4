"""What happens to paper before and while it is scanned: folds, show-through, texture, toner, copies, fax, stamps.

Every damage takes a page (height, width, 3; blue-green-red bytes), its dots per inch and a source of chance, and gives
a page of the same size.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any

import cv2
import numpy as np

from samples.seal import BLUE, DARK_RED, RED, Chance, Colour, Image, invented, pressed

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]


class Damage(StrEnum):
    FOLD = "fold"
    BLEED = "bleed"
    TEXTURE = "texture"
    SALT = "salt"
    FAINT = "faint"
    PHOTOCOPY = "photocopy"
    FAX = "fax"
    BLUE_STAMP = "blue-stamp"
    DARK_STAMP = "dark-stamp"
    GREY_STAMP = "grey-stamp"


#: those of which a scan without colours would lose the point
COLOURED = frozenset({Damage.TEXTURE, Damage.BLUE_STAMP, Damage.DARK_STAMP})


def damaged(page: Image, damage: Damage, dpi: int, rng: Chance) -> Image:
    """The page with that damage."""
    return _DAMAGES[damage](page, dpi, rng)


def _fold(page: Image, dpi: int, rng: Chance) -> Image:
    """Two folds: a soft shadow across, and a sharp one down the page with a bright edge."""
    height, width = page.shape[:2]
    across, down = np.ones(height), np.ones(width)
    y, x = int(height * rng.uniform(0.2, 0.4)), int(width * rng.uniform(0.3, 0.7))
    soft, sharp = int(height * 0.06), int(dpi * 0.3)
    across[y : y + soft] = np.linspace(0.45, 1, soft)
    down[x - 3 : x] = 1.15
    down[x : x + sharp] = np.linspace(0.6, 1, sharp)
    return _bytes(page.astype(np.float64) * across[:, None, None] * down[None, :, None])


def _bleed(page: Image, dpi: int, rng: Chance) -> Image:
    """The other side shows through: the page mirrored, moved, blurred and pale."""
    moved = np.roll(page[:, ::-1], (int(rng.integers(20, 60)), int(rng.integers(10, 90))), (0, 1))
    other = cv2.GaussianBlur(np.ascontiguousarray(moved), (0, 0), 0.008 * dpi)
    return _bytes(page - (255.0 - other) * rng.uniform(0.18, 0.32))


def _texture(page: Image, dpi: int, rng: Chance) -> Image:
    """Coarse yellowish paper."""
    height, width = page.shape[:2]
    grain = 9 * _clouds(height, width, 3, rng) + 8 * _clouds(height, width, dpi // 5, rng)
    return _bytes(page * 0.9 + grain[:, :, None] * np.array([0.8, 0.9, 1.0]) - np.array([25, 10, 5]))


def _clouds(height: int, width: int, size: int, rng: Chance) -> Floats:
    small = rng.normal(0, 1, (height // size, width // size)).astype(np.float32)
    return cv2.resize(small, (width, height)).astype(np.float64)


def _salt(page: Image, dpi: int, rng: Chance) -> Image:
    """Black and white dots, and larger specks."""
    result = page.copy()
    dots = rng.random(page.shape[:2])
    result[dots < 0.004] = 0
    result[dots > 0.996] = 255
    side = max(2, dpi // 100)
    specks = cv2.dilate((rng.random(page.shape[:2]) < 0.0004).astype(np.uint8), np.ones((side, side), np.uint8))
    result[specks > 0] = 40
    return result


def _faint(page: Image, dpi: int, rng: Chance) -> Image:
    """A printer at the end of its toner."""
    return _bytes(255 - (255.0 - page) * rng.uniform(0.3, 0.45) + _noise(page, 4, rng))


def _photocopy(page: Image, dpi: int, rng: Chance) -> Image:
    """Light from one corner, a dark edge, more contrast than the paper had."""
    height, width = page.shape[:2]
    light = np.linspace(1, 0.5, height)[:, None, None] * np.linspace(0.8, 1, width)[None, :, None]
    copy = (255 - (255.0 - page) * rng.uniform(0.6, 0.8)) * light
    copy[:, : int(width * 0.02)] = 20
    return _bytes((cv2.GaussianBlur(copy, (0, 0), 0.7) - 60) * 1.4 + _noise(page, 6, rng))


def _fax(page: Image, dpi: int, rng: Chance) -> Image:
    """Black and white, with what noise the threshold lets through."""
    grey = page.mean(axis=2, keepdims=True) + _noise(page, 18, rng)
    return _bytes(np.repeat(np.where(grey > rng.integers(140, 215), 255.0, 0.0), 3, axis=2))


def _stamp(page: Image, dpi: int, rng: Chance, *, colour: Colour) -> Image:
    return pressed(page, invented(page.shape[:2], dpi, rng, colour), rng)


def _grey_stamp(page: Image, dpi: int, rng: Chance) -> Image:
    """A red seal in a scan without colours."""
    grey = cv2.cvtColor(_stamp(page, dpi, rng, colour=RED), cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def _noise(page: Image, deviation: float, rng: Chance) -> Floats:
    return rng.normal(0, deviation, (*page.shape[:2], 1))


def _bytes(values: Floats) -> Image:
    return np.clip(values, 0, 255).astype(np.uint8)


_DAMAGES: dict[Damage, Callable[[Image, int, Chance], Image]] = {
    Damage.FOLD: _fold,
    Damage.BLEED: _bleed,
    Damage.TEXTURE: _texture,
    Damage.SALT: _salt,
    Damage.FAINT: _faint,
    Damage.PHOTOCOPY: _photocopy,
    Damage.FAX: _fax,
    Damage.BLUE_STAMP: partial(_stamp, colour=BLUE),
    Damage.DARK_STAMP: partial(_stamp, colour=DARK_RED),
    Damage.GREY_STAMP: _grey_stamp,
}
