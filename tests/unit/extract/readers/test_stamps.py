"""Stamps drawn over a page whose text and rules are known."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from services.extract.readers import pixels, stamps
from services.extract.readers.raster import Pixels

SCALE = 200 / 72
FONT = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
CENTRE, RADIUS = (500, 420), 155


def paper(text_colour: str = "black") -> Image.Image:
    """A small grid with figures."""
    page = Image.new("RGB", (1000, 800), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONT, 30)
    for y in range(200, 700, 60):
        draw.line((100, y, 900, y), fill="black", width=2)
        draw.text((420, y + 12), "4,959.20", font=font, fill=text_colour)
    return page


def seal(colour: tuple[int, int, int]) -> Image.Image:
    """A ring with a star-like blot and a few characters, on white."""
    layer = Image.new("RGB", (1000, 800), "white")
    draw = ImageDraw.Draw(layer)
    (x, y), r = CENTRE, RADIUS
    draw.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=7)
    draw.polygon((x, y - 50, x + 40, y + 40, x - 40, y + 40), fill=colour)
    for i, char in enumerate("财务专用章"):
        draw.text((x - 110 + 44 * i, y - 110), char, font=ImageFont.truetype(FONT, 40), fill=colour)
    return layer


def blurred(page: Image.Image) -> Pixels:
    return np.asarray(page.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.uint8)


def stamped(page: Image.Image, colour: tuple[int, int, int]) -> Pixels:
    """The page as a scanner sees it: ink over ink is darker than either, edges are soft."""
    mixed = np.asarray(page, np.uint16) * np.asarray(seal(colour), np.uint16) // 255
    return blurred(Image.fromarray(mixed.astype(np.uint8)))


def without_colour(page: Pixels) -> Pixels:
    return stamps.without_colour(page, SCALE)[0]


def share_of_ink(mask: Pixels, like: Pixels) -> float:
    """Ink in `mask` within the seal's square, as a share of that in `like`."""
    (x, y), r = CENTRE, RADIUS + 6
    area = np.s_[y - r : y + r, x - r : x + r]
    return np.count_nonzero(mask[area]) / np.count_nonzero(like[area])


@pytest.mark.parametrize("colour", [(215, 50, 60), (40, 70, 190), (150, 30, 40), (240, 170, 175)])
def test_a_coloured_stamp_goes_and_the_text_and_rules_under_it_stay(colour: tuple[int, int, int]) -> None:
    bare = pixels.ink(without_colour(blurred(paper())))
    clean = pixels.ink(without_colour(stamped(paper(), colour)))
    assert 0.7 < share_of_ink(clean, bare) < 1.1


def test_where_a_stamp_was_is_known() -> None:
    _, where = stamps.without_colour(stamped(paper(), (215, 50, 60)), SCALE)
    assert where[CENTRE[1] + 20, CENTRE[0]]
    assert not where[:, :300].any()
    assert not stamps.without_colour(np.asarray(paper("red"), np.uint8), SCALE)[1].any()


@pytest.mark.parametrize("colour", ["red", "blue", (160, 0, 0)])
def test_text_printed_in_colour_stays(colour: str) -> None:
    mask = pixels.ink(without_colour(np.asarray(paper(colour), np.uint8)))
    assert np.count_nonzero(mask[215:245, 415:560]) > 0.5 * np.count_nonzero(
        pixels.ink(np.asarray(paper(), np.uint8))[215:245, 415:560]
    )


def test_a_grey_seal_is_found_and_its_ink_taken_out() -> None:
    page = without_colour(stamped(paper(), (120, 120, 120)))
    (found,) = stamps.seals(pixels.ink(page), SCALE)
    assert (found.x, found.y, found.radius) == pytest.approx((*CENTRE, RADIUS), abs=4)
    marked = stamps.with_seals(np.zeros(page.shape[:2], np.uint8), [found])
    assert marked[400:440, 430:560].all()
    assert not marked[400:440, 100:200].any()
    bare = pixels.ink(blurred(paper()))
    assert 0.7 < share_of_ink(pixels.ink(stamps.without_grey(page, [found], SCALE)[0]), bare) < 1.3


def test_a_page_of_tables_has_no_seal() -> None:
    assert stamps.seals(pixels.ink(np.asarray(paper(), np.uint8)), SCALE) == []


def test_a_page_of_texture_is_not_searched_for_long() -> None:
    noise = np.random.default_rng(5).integers(0, 2, (2400, 1700), dtype=np.uint8) * 255
    assert stamps.seals(noise, SCALE) == []


def test_under_a_seal_as_dark_as_the_text_what_its_ring_and_star_do_not_touch_stays() -> None:
    dark = (60, 60, 60)
    page = without_colour(stamped(paper("#404040"), dark))
    (found,) = stamps.seals(pixels.ink(page), SCALE)
    clean, taken = stamps.without_grey(page, [found], SCALE)
    angles = np.linspace(0.3, 1.2, 40)  # of the ring, away from text and rules
    rim = [(int(CENTRE[1] + (RADIUS - 3) * np.sin(a)), int(CENTRE[0] + (RADIUS - 3) * np.cos(a))) for a in angles]
    assert np.mean([taken[y, x] > 0 for y, x in rim]) > 0.9
    figures = np.s_[508:545, 415:560]  # a figure below the star, within the disc
    bare = pixels.ink(blurred(paper("#404040")))
    assert np.count_nonzero(pixels.ink(clean)[figures]) > 0.9 * np.count_nonzero(bare[figures])
