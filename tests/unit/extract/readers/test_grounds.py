"""Shaded ground of cells."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from services.extract.readers import grounds
from services.extract.readers.raster import Pixels

SCALE = 200 / 72
FONT = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"


def page(shade: tuple[int, int, int], noise: float = 4.0) -> Pixels:
    """A head on shaded ground above a row on white paper, noise over both."""
    picture = Image.new("RGB", (1000, 600), (250, 250, 250))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, 28)
    draw.rectangle((100, 100, 900, 200), fill=shade)
    for x in (100, 500, 900):
        draw.line((x, 100, x, 300), fill="black", width=2)
    for y in (100, 200, 300):
        draw.line((100, y, 900, y), fill="black", width=2)
    for x, text in ((220, "科目名称"), (640, "合计")):
        draw.text((x, 130), text, font=font, fill="black")
        draw.text((x, 230), "4,959.20", font=font, fill="black")
    made = np.asarray(picture, np.float64) + np.random.default_rng(1).normal(0, noise, (600, 1000, 1))
    return np.clip(made, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("shade", [(224, 224, 224), (189, 215, 238), (255, 242, 204), (198, 224, 180)])
def test_shaded_ground_is_as_white_as_the_paper_and_text_as_dark(shade: tuple[int, int, int]) -> None:
    clean = grounds.whitened(page(shade), SCALE)
    assert (np.abs(np.median(clean[110:125, 110:490], axis=(0, 1)) - 250) < 5).all()
    assert clean[130:165, 220:330].min() < 60
    assert (clean[205:295, 105:495] == page(shade)[205:295, 105:495]).all()


def test_dark_ground_and_a_page_without_any_stay_as_they_are() -> None:
    for shade in ((68, 84, 96), (250, 250, 250)):
        assert (grounds.whitened(page(shade), SCALE) == page(shade)).all()


def test_what_is_of_no_one_shade_stays() -> None:
    """A shadow that fades, a picture: no ground of cells."""
    fading = page((250, 250, 250), noise=0)
    fading[350:550, 100:900] = np.linspace(120, 250, 800).astype(np.uint8)[None, :, None]
    assert (grounds.whitened(fading, SCALE) == fading).all()


def test_a_stamp_over_it_keeps_its_colour() -> None:
    shaded = page((189, 215, 238)).copy()
    shaded[120:124, 300:460] = (200, 60, 50)
    clean = grounds.whitened(shaded, SCALE)
    assert clean[121, 380, 0] > clean[121, 380, 2] + 80
