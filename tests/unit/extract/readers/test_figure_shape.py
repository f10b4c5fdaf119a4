"""What the ink says of a figure's separators, on figures drawn here."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from services.extract.readers import pixels
from services.extract.readers.figure_shape import Shape, agrees, has_bar, reshaped, separators, shape_of, sign_of
from services.extract.readers.raster import Pixels

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")


def ink_of(text: str) -> Pixels:
    page = Image.new("RGB", (320, 60), "white")
    ImageDraw.Draw(page).text((10, 8), text, font=ImageFont.truetype(str(FONT), 32), fill="black")
    return pixels.ink(np.asarray(page, dtype=np.uint8))


@pytest.mark.parametrize(("text", "marks"), [("4959", ""), ("916.83", "?"), ("18,716", ","), ("1,234.56", ",?")])
def test_separators_are_the_small_marks_at_the_foot(text: str, marks: str) -> None:
    shape = shape_of(ink_of(text))
    assert shape is not None
    assert shape.marks == marks


def test_paper_has_no_shape() -> None:
    assert shape_of(np.zeros((40, 200), np.uint8)) is None


@pytest.mark.parametrize(
    ("text", "marks", "is_right"),
    [
        ("916.83", "?", True),
        ("91683", "?", False),  # a point was passed over
        ("18.716", ",", False),  # what hangs is a comma
        ("18,716", "", True),  # one that touches a figure is not seen: no objection
    ],
)
def test_a_text_is_held_against_the_ink(text: str, marks: str, is_right: bool) -> None:
    assert agrees(text, Shape(marks=marks)) is is_right


def test_the_hanging_marks_become_commas() -> None:
    assert reshaped("5.358.7", Shape(marks=",?")) == "5,358.7"
    assert reshaped("91683", Shape(marks="?")) is None
    assert separators("1，234。5") == ",."


@pytest.mark.parametrize(("sign", "is_barred"), [("<", False), (">", False), ("≤", True), ("≥", True)])
@pytest.mark.parametrize("size", [20, 24, 30])
def test_a_bar_that_touches_its_sign_is_seen(sign: str, is_barred: bool, size: int) -> None:
    page = Image.new("RGB", (100, 80), "white")
    ImageDraw.Draw(page).text((20, 12), sign, font=ImageFont.truetype(str(FONT), size), fill="black")
    blurred = cv2.GaussianBlur(np.asarray(page, dtype=np.uint8), (0, 0), 1.3)
    ink = pixels.ink(np.asarray(blurred, dtype=np.uint8))
    assert has_bar(ink, "<" if sign in "<≤" else ">") is is_barred


@pytest.mark.parametrize("barred", [False, True])
@pytest.mark.parametrize("sign", ["<", ">"])
@pytest.mark.parametrize("blur", [0.5, 1.5])
def test_a_bar_along_the_lower_leg_is_seen_though_it_is_blurred_into_it(sign: str, barred: bool, blur: float) -> None:
    ends, point = (20, 44) if sign == ">" else (44, 20), (44 if sign == ">" else 20, 30)
    page = np.full((80, 64, 3), 255, np.uint8)
    legs = [((ends[0], 20), point), (point, (ends[0], 40)), *([(point, (ends[0], 40))] if barred else [])]
    for n, (start, end) in enumerate(legs):
        down = 6 if n == 2 else 0
        cv2.line(page, (start[0], start[1] + down), (end[0], end[1] + down), (0, 0, 0), 3)
    ink = pixels.ink(np.asarray(cv2.GaussianBlur(page, (0, 0), blur), dtype=np.uint8))
    assert has_bar(ink, sign) is barred


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("=", "="), ("≥", "≥"), ("≤", None), (">", None), ("V", None), ("√", None), ("-", None), ("—", None),
        ("三", None), (":", None),
    ],
)  # fmt: skip
def test_a_sign_of_comparison_is_told_by_its_ink(text: str, sign: str | None) -> None:
    assert sign_of(ink_of(text)) == sign


def slanted(*, bar: int | None) -> Pixels:
    """> of 24 by 20 pixels with strokes of 4, a bar along its lower leg so many pixels below it."""
    mask = np.zeros((50, 40), np.uint8)
    cv2.line(mask, (6, 6), (28, 14), 255, 3)
    cv2.line(mask, (28, 14), (6, 22), 255, 3)
    if bar is not None:
        cv2.line(mask, (28, 14 + bar), (6, 22 + bar), 255, 3)
    return mask


def test_a_bar_along_the_lower_leg_stands_apart_or_touches() -> None:
    assert sign_of(slanted(bar=8)) == "≥"
    assert sign_of(slanted(bar=None)) is None
    assert sign_of(np.ascontiguousarray(slanted(bar=8)[:, ::-1])) is None  # ≤
