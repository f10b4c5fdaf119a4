"""What the ink says of a figure's separators, on figures drawn here."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from services.extract.readers import pixels
from services.extract.readers.figure_shape import Shape, agrees, has_bar, reshaped, separators, shape_of
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
    assert has_bar(pixels.ink(np.asarray(blurred, dtype=np.uint8))) is is_barred
