"""Seals as offices press them over their tables: no two alike, and the same seed gives the same.

Round with a star, oval, or square; 24 to 48 mm wide; turned a little; anywhere over the upper part of the page; with
characters along the ring (in the square: in it), in ink that is uneven and lets the print show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import cv2
import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from samples.fonts import FILES, FOLDER

Image = np.ndarray[Any, np.dtype[np.uint8]]
Chance = np.random.Generator
#: blue, green, red
Colour = tuple[int, int, int]

RED: Colour = (60, 50, 215)
DARK_RED: Colour = (40, 30, 160)
PINK: Colour = (95, 85, 235)
BLUE: Colour = (190, 70, 40)
PURPLE: Colour = (150, 40, 120)
COLOURS = (RED, DARK_RED, PINK, BLUE, PURPLE)

#: an office, what it seals, and the arc of the ring (degrees) that its name takes
_OFFICES = ("某某市测试管理局", "海滨区民政事务中心", "江北县财政局", "东山街道办事处", "南湖新区教育委员会")
_USES = ("", "财务专用章", "预算审核章", "合同专用章")
_ARC = 250.0
#: shares of the radius: an oval's height, the ring on which characters stand, their size, half a square's side
_OVAL, _LETTERS, _SIZE, _SQUARE = 0.7, 0.77, 0.27, 0.62


class Shape(StrEnum):
    ROUND = "round"
    OVAL = "oval"
    SQUARE = "square"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """One seal. Lengths are pixels, `tilt` degrees clockwise, `strength` how much of its ink is left (0–1)."""

    shape: Shape
    x: int
    y: int
    radius: int
    line: int
    tilt: float
    colour: Colour
    text: str
    font: str
    strength: float


def invented(size: tuple[int, int], dpi: int, rng: Chance, colour: Colour | None = None) -> Seal:
    """A seal for a page of that height and width; of one of five colours where none is given."""
    height, width = size
    return Seal(
        shape=tuple(Shape)[int(rng.choice(3, p=(0.6, 0.25, 0.15)))],
        x=int(width * rng.uniform(0.2, 0.85)),
        y=int(height * rng.uniform(0.12, 0.6)),
        radius=int(dpi * rng.uniform(0.5, 0.95)),
        line=max(2, int(dpi * rng.uniform(0.025, 0.05))),
        tilt=float(rng.uniform(-25, 25)),
        colour=COLOURS[int(rng.integers(len(COLOURS)))] if colour is None else colour,
        text=str(rng.choice(_OFFICES)) + str(rng.choice(_USES)),
        font=str(rng.choice(sorted(FILES))),
        strength=float(rng.uniform(0.7, 1.0)),
    )


def pressed(page: Image, seal: Seal, rng: Chance) -> Image:
    """The page with the seal on it: ink takes light from the paper, it does not cover the print."""
    ink = _drawn(np.full_like(page, 255), seal)
    height, width = page.shape[:2]
    blots = cv2.GaussianBlur(rng.normal(0, 1, (height, width)).astype(np.float32), (0, 0), max(1.0, seal.radius / 60))
    left = np.clip(seal.strength * (1 + 0.15 * blots / blots.std()), 0.15, 1.1)[:, :, None]
    through = np.clip(255 - (255.0 - ink) * left, 0, 255) / 255
    return np.asarray(page * through, dtype=np.uint8)


def _drawn(ink: Image, seal: Seal) -> Image:
    centre = (seal.x, seal.y)
    if seal.shape is Shape.SQUARE:
        side = 2 * _SQUARE * seal.radius
        corners = cv2.boxPoints(((float(seal.x), float(seal.y)), (side, side), seal.tilt)).astype(np.int32)
        cv2.polylines(ink, [corners], True, seal.colour, seal.line, cv2.LINE_AA)
    else:
        axes = (seal.radius, int(seal.radius * _height(seal)))
        cv2.ellipse(ink, centre, axes, 0, 0, 360, seal.colour, seal.line, cv2.LINE_AA)
    if seal.shape is Shape.ROUND:
        angles = np.deg2rad(np.arange(-90, 270, 36) + seal.tilt)
        reach = np.where(np.arange(10) % 2 == 0, seal.radius * 0.36, seal.radius * 0.15)
        star = np.stack([seal.x + reach * np.cos(angles), seal.y + reach * np.sin(angles)], axis=1).astype(np.int32)
        cv2.fillPoly(ink, [star], seal.colour, cv2.LINE_AA)
    return _lettered(ink, seal)


def _height(seal: Seal) -> float:
    return _OVAL if seal.shape is Shape.OVAL else 1.0


def _lettered(ink: Image, seal: Seal) -> Image:
    """The ink with the seal's characters in it."""
    square = seal.shape is Shape.SQUARE
    size = int(seal.radius * (0.5 if square else _SIZE))
    path, index = FILES[seal.font]
    font = ImageFont.truetype(str(FOLDER / path), size, index=index)
    picture, side = Picture.fromarray(ink), int(size * 1.4)
    for char, (dx, dy, turn) in zip(
        seal.text, _places_in_square(seal) if square else _places_on_ring(seal), strict=False
    ):
        letter = Picture.new("L", (side, side), 0)
        ImageDraw.Draw(letter).text((side / 2, side / 2), char, font=font, fill=255, anchor="mm")
        corner = (int(seal.x + dx - side / 2), int(seal.y + dy - side / 2))
        picture.paste(seal.colour, (*corner, corner[0] + side, corner[1] + side), letter.rotate(-turn))
    return np.asarray(picture, dtype=np.uint8)


def _places_on_ring(seal: Seal) -> Iterator[tuple[float, float, float]]:
    """Where the characters stand, from the centre, and how far each is turned clockwise."""
    step = _ARC / len(seal.text)
    for n in range(len(seal.text)):
        degrees = -90 - _ARC / 2 + (n + 0.5) * step + seal.tilt
        at, reach = np.deg2rad(degrees), seal.radius * _LETTERS
        yield float(reach * np.cos(at)), float(reach * _height(seal) * np.sin(at)), degrees + 90


def _places_in_square(seal: Seal) -> Iterator[tuple[float, float, float]]:
    """Four places, in columns from the right."""
    half = seal.radius * _SQUARE / 2
    for x, y in ((half, -half), (half, half), (-half, -half), (-half, half)):
        at = np.deg2rad(seal.tilt)
        yield float(x * np.cos(at) - y * np.sin(at)), float(x * np.sin(at) + y * np.cos(at)), seal.tilt
