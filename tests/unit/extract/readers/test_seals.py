"""Seals in grey over a page whose text and rules are known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from services.extract.readers import pixels, seals
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels
from services.extract.readers.seals import Seal

SCALE = 200 / 72
FONT = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
CENTRE, SIDE = (500, 420), 150


def paper(text: int = 0) -> Image.Image:
    """A small grid with figures, in this grey."""
    page = Image.new("L", (1000, 800), 255)
    draw = ImageDraw.Draw(page)
    for y in range(200, 700, 60):
        draw.line((100, y, 900, y), fill=0, width=2)
        draw.text((420, y + 12), "4,959.20", font=ImageFont.truetype(FONT, 30), fill=text)
        draw.text((110, y + 16), "一般公共预算", font=ImageFont.truetype(FONT, 24), fill=text)
        draw.text((720, y + 12), "1,370.85", font=ImageFont.truetype(FONT, 30), fill=text)
    return page


def turned(layer: Image.Image, angle: float) -> Image.Image:
    """Clockwise as seen, about the middle of the seal."""
    return layer.rotate(-angle, center=CENTRE, resample=Image.Resampling.BICUBIC, fillcolor=255)


def round_seal(shade: int) -> Image.Image:
    """A ring with a star-like blot and a few characters, on white."""
    layer = Image.new("L", (1000, 800), 255)
    draw = ImageDraw.Draw(layer)
    (x, y), r = CENTRE, SIDE
    draw.ellipse((x - r, y - r, x + r, y + r), outline=shade, width=7)
    draw.polygon((x, y - 50, x + 40, y + 40, x - 40, y + 40), fill=shade)
    for i, char in enumerate("财务专用章"):
        draw.text((x - 110 + 44 * i, y - 110), char, font=ImageFont.truetype(FONT, 40), fill=shade)
    return layer


def oval_seal(shade: int, angle: float) -> Image.Image:
    layer = Image.new("L", (1000, 800), 255)
    (x, y), r = CENTRE, SIDE
    ImageDraw.Draw(layer).ellipse((x - r, y - 0.7 * r, x + r, y + 0.7 * r), outline=shade, width=7)
    return turned(layer, angle)


def square_seal(shade: int, angle: float) -> Image.Image:
    layer = Image.new("L", (1000, 800), 255)
    draw = ImageDraw.Draw(layer)
    (x, y), r = CENTRE, SIDE
    draw.rectangle((x - r, y - r, x + r, y + r), outline=shade, width=8)
    for i, char in enumerate("财务之章"):
        place = (x - 120 + 140 * (i % 2), y - 130 + 130 * (i // 2))
        draw.text(place, char, font=ImageFont.truetype(FONT, 110), fill=shade)
    return turned(layer, angle)


def pressed(page: Image.Image, layer: Image.Image) -> Pixels:
    """The page as a scanner sees it: ink over ink is darker than either, edges are soft."""
    mixed = np.asarray(page, np.uint16) * np.asarray(layer, np.uint16) // 255
    return grey(Image.fromarray(mixed.astype(np.uint8)))


def grey(page: Image.Image) -> Pixels:
    soft = np.asarray(page.filter(ImageFilter.GaussianBlur(0.7)), np.uint8)
    return np.repeat(soft[:, :, None], 3, axis=2)


def found_on(page: Pixels) -> list[Seal]:
    return seals.find(pixels.ink(page), SCALE)


def share_of_ink(mask: Pixels, like: Pixels) -> float:
    """Ink in `mask` around the seal, as a share of that in `like`."""
    (x, y), r = CENTRE, SIDE + 60
    area = np.s_[y - r : y + r, x - r : x + r]
    return np.count_nonzero(mask[area]) / np.count_nonzero(like[area])


def test_a_round_seal_is_found_and_its_ink_taken_out() -> None:
    page = pressed(paper(), round_seal(120))
    (seal,) = found_on(page)
    assert (seal.x, seal.y, seal.across, seal.down) == pytest.approx((*CENTRE, SIDE, SIDE), abs=4)
    assert seal.box == pytest.approx((*(c - SIDE for c in CENTRE), *(c + SIDE for c in CENTRE)), abs=8)
    marked = seals.marked(np.zeros(page.shape[:2], np.uint8), [seal])
    assert marked[400:440, 430:560].all()
    assert not marked[400:440, 100:200].any()
    bare = pixels.ink(grey(paper()))
    assert 0.7 < share_of_ink(pixels.ink(seals.without(page, [seal], SCALE)[0]), bare) < 1.3


@pytest.mark.parametrize("cut", [CENTRE[0] - 60, CENTRE[0] + 10])
def test_a_seal_of_which_the_page_shows_a_half_or_more_is_found(cut: int) -> None:
    """Seals are set across the edges of several sheets."""
    page = pressed(paper(), round_seal(0))[:, cut:]
    (seal,) = found_on(page)
    assert (seal.x, seal.y, seal.across) == pytest.approx((CENTRE[0] - cut, CENTRE[1], SIDE), abs=6)


@pytest.mark.parametrize("angle", [-20.0, 0.0, 17.0])
def test_an_oval_seal_is_found(angle: float) -> None:
    page = pressed(paper(), oval_seal(110, angle))
    (seal,) = found_on(page)
    assert not seal.is_box
    assert (seal.x, seal.y) == pytest.approx(CENTRE, abs=5)
    assert sorted((seal.across, seal.down)) == pytest.approx([0.7 * SIDE - 3, SIDE - 3], abs=6)
    bare = pixels.ink(grey(paper()))
    assert 0.7 < share_of_ink(pixels.ink(seals.without(page, [seal], SCALE)[0]), bare) < 1.2


@pytest.mark.parametrize("angle", [-14.0, 6.0, 21.0])
def test_a_square_seal_that_is_turned_is_found(angle: float) -> None:
    page = pressed(paper(), square_seal(110, angle))
    (seal,) = found_on(page)
    assert seal.is_box
    assert (seal.x, seal.y, seal.across, seal.down) == pytest.approx((*CENTRE, SIDE, SIDE), abs=7)
    assert seal.angle == pytest.approx(angle, abs=2)
    bare = pixels.ink(grey(paper()))
    assert 0.7 < share_of_ink(pixels.ink(seals.without(page, [seal], SCALE)[0]), bare) < 1.2


@pytest.mark.parametrize("shade", [110, 20])
def test_a_square_seal_that_stands_straight_is_told_from_rules_by_its_thicker_frame(shade: int) -> None:
    page = pressed(paper(), square_seal(shade, 0.0))
    (seal,) = found_on(page)
    assert seal.is_box
    assert (seal.x, seal.y, seal.across, seal.down) == pytest.approx((*CENTRE, SIDE, SIDE), abs=7)
    cleaned, taken = seals.without(page, [seal], SCALE)
    frame = np.s_[CENTRE[1] - SIDE + 40 : CENTRE[1] + SIDE - 40 : 13, CENTRE[0] + SIDE - 4]
    assert np.mean(taken[frame] > 0) > 0.8  # but where rules cross it
    assert share_of_ink(pixels.ink(cleaned), pixels.ink(page)) < 0.75


def test_a_square_cell_and_a_table_with_a_thick_frame_are_no_seals() -> None:
    cell, framed = paper(), paper()
    (x, y), r = CENTRE, SIDE
    ImageDraw.Draw(cell).rectangle((x - r, y - r, x + r, y + r), outline=0, width=2)
    ImageDraw.Draw(framed).rectangle((100, 200, 900, 680), outline=0, width=6)
    assert found_on(grey(cell)) == []
    assert found_on(grey(framed)) == []


def test_text_that_touches_a_seal_hides_it_from_nobody() -> None:
    page = paper()
    ImageDraw.Draw(page).text((250, 300), "政府预算拨款", font=ImageFont.truetype(FONT, 42), fill=0)
    (seal,) = found_on(pressed(page, oval_seal(110, 12)))
    assert (seal.x, seal.y) == pytest.approx(CENTRE, abs=5)


def test_a_page_of_tables_has_no_seal() -> None:
    assert found_on(grey(paper())) == []


def test_an_oval_seal_is_found_on_a_page_full_of_print() -> None:
    page = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONT, 22)
    for y in range(60, 2300, 26):
        draw.text((20, y), "12,345.60  7,890.12  " * 8, font=font, fill=0)
    draw.rectangle((550, 850, 950, 1160), fill=255)
    layer = Image.new("L", page.size, 255)
    ImageDraw.Draw(layer).ellipse((600, 900, 900, 1110), outline=90, width=9)
    (seal,) = found_on(pressed(page, layer))
    assert (seal.x, seal.y) == pytest.approx((750, 1005), abs=4)


@pytest.mark.parametrize("side", [208, 416])
def test_a_slanted_line_through_a_blank_cell_is_no_seal(side: int) -> None:
    page = Image.new("L", (1000, 800), 0)
    draw = ImageDraw.Draw(page)
    draw.line((400, 100, 400 + side, 100 + side), fill=255, width=3)
    for y in range(100, 700, 60):
        draw.text((60, y), "一般公共预算", font=ImageFont.truetype(FONT, 24), fill=255)
    assert seals.find(np.asarray(page), 300 / 72) == []


def test_a_page_of_texture_is_not_searched_for_long() -> None:
    noise = np.random.default_rng(5).integers(0, 2, (2400, 1700), dtype=np.uint8) * 255
    assert seals.find(noise, SCALE) == []


def test_under_a_seal_as_dark_as_the_text_what_its_ring_and_star_do_not_touch_stays() -> None:
    page = pressed(paper(64), round_seal(60))
    (seal,) = found_on(page)
    clean, taken = seals.without(page, [seal], SCALE)
    angles = np.linspace(0.3, 1.2, 40)  # of the ring, away from text and rules
    rim = [(int(CENTRE[1] + (SIDE - 3) * np.sin(a)), int(CENTRE[0] + (SIDE - 3) * np.cos(a))) for a in angles]
    assert np.mean([taken[y, x] > 0 for y, x in rim]) > 0.9
    figures = np.s_[508:545, 415:560]  # a figure below the star, within the seal
    bare = pixels.ink(grey(paper(64)))
    assert np.count_nonzero(pixels.ink(clean)[figures]) > 0.9 * np.count_nonzero(bare[figures])


def test_a_rule_along_a_side_of_a_square_seal_is_its_frames() -> None:
    seal = Seal(x=200.0, y=500.0, across=90.0, down=90.0, is_box=True)
    side = Stroke(x0=293, top=430, x1=295, bottom=560, horizontal=False)
    longer = Stroke(x0=289, top=300, x1=291, bottom=900, horizontal=False)
    inside = Stroke(x0=240, top=430, x1=242, bottom=560, horizontal=False)
    level = Stroke(x0=100, top=409, x1=700, bottom=411, horizontal=True)
    rules = [side, longer, inside, level]
    assert seals.without_sides(rules, [seal], SCALE) == [longer, inside, level]
    round_one = Seal(x=200.0, y=500.0, across=90.0, down=90.0)
    assert seals.without_sides(rules, [round_one], SCALE) == rules


def test_the_straight_part_of_a_ring_is_no_rule() -> None:
    seal = Seal(x=500.0, y=500.0, across=157.0, down=157.0)
    arc = Stroke(x0=340, top=440, x1=348, bottom=570, horizontal=False)
    row = Stroke(x0=340, top=300, x1=343, bottom=700, horizontal=False)
    assert seals.without_sides([arc, row], [seal], SCALE) == [row]


def test_specks_of_a_seal_that_touch_text_are_paler_than_that() -> None:
    layer = np.asarray(round_seal(120), np.uint8).copy()
    layer[(layer < 200) & (np.random.default_rng(1).random(layer.shape) < 0.3)] = 85
    page = pressed(paper(), Image.fromarray(layer))
    clean = seals.without(page, found_on(page), SCALE)[0][:, :, 0]
    unprinted = np.asarray(paper(), np.uint8) == 255
    beside = cv2.erode(unprinted.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    (x, y), r = CENTRE, SIDE
    inside = np.s_[y - r : y + r, x - r : x + r]
    assert float(np.mean(clean[inside][beside[inside]] < 170)) < 0.002, "no specks where nothing is printed"
    figures = np.s_[508:545, 415:560]
    bare = pixels.ink(grey(paper()))
    assert np.count_nonzero(pixels.ink(np.repeat(clean[:, :, None], 3, axis=2))[figures]) > 0.8 * np.count_nonzero(
        bare[figures]
    )


@pytest.mark.parametrize("seed", [5, 6])
def test_a_ring_with_many_breaks_is_found(seed: int) -> None:
    """As black and white leave it of uneven ink."""
    layer = np.asarray(round_seal(0), np.uint8).copy()
    spots = np.random.default_rng(seed).random((201, 251)).astype(np.float32)
    worn = cv2.resize(spots, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)[:800, :1000] < 0.4
    layer[worn] = 255
    page = np.where(pressed(paper(), Image.fromarray(layer)) < 150, 0, 255).astype(np.uint8)
    (seal,) = found_on(page)
    assert (seal.x, seal.y, seal.across, seal.down) == pytest.approx((*CENTRE, SIDE, SIDE), abs=6)
