"""Stamps drawn over a page whose text and rules are known."""

from __future__ import annotations

import io

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
    return stamps.without_colour(page, SCALE).clean


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
    where = stamps.without_colour(stamped(paper(), (215, 50, 60)), SCALE).stamped
    assert where[CENTRE[1] + 20, CENTRE[0]]
    assert not where[:, :300].any()
    assert not stamps.without_colour(np.asarray(paper("red"), np.uint8), SCALE).stamped.any()


@pytest.mark.parametrize("colour", ["red", "blue", (160, 0, 0)])
def test_text_printed_in_colour_stays(colour: str) -> None:
    mask = pixels.ink(without_colour(np.asarray(paper(colour), np.uint8)))
    assert np.count_nonzero(mask[215:245, 415:560]) > 0.5 * np.count_nonzero(
        pixels.ink(np.asarray(paper(), np.uint8))[215:245, 415:560]
    )


def test_thin_text_under_a_stamp_is_left_for_reading() -> None:
    strokes = Image.new("RGB", (1000, 800), "white")
    ImageDraw.Draw(strokes).text((420, 400), "4,959.20", font=ImageFont.truetype(FONT, 30), fill="#a0a0a0")
    unstamped = stamps.without_colour(stamped(strokes, (190, 50, 60)), SCALE)
    star = np.s_[405:425, 485:515]
    assert np.percentile(unstamped.clean[star], 5) > 190
    assert np.percentile(unstamped.legible[star], 5) < 175
    ring = unstamped.legible[CENTRE[1] + RADIUS - 3, CENTRE[0] - 40 : CENTRE[0] + 40]
    assert int(ring.min()) > 200


@pytest.mark.parametrize("colour", [(215, 50, 60), (160, 30, 40), (40, 70, 190)])
def test_a_stamp_fades_and_print_under_it_does_not_where_colours_are_kept_at_half_resolution(
    colour: tuple[int, int, int],
) -> None:
    """JPEG gives a stroke of text in a stamp the stamp's colour: only its darkness tells it."""
    file = io.BytesIO()
    Image.fromarray(stamped(paper(), colour)).save(file, "JPEG", quality=50, subsampling=2)
    page = np.asarray(Image.open(file).convert("RGB"), dtype=np.uint8)
    seen = pixels.ink(stamps.without_colour(page, SCALE).legible) > 0
    text, ink = pixels.ink(blurred(paper())) > 0, pixels.ink(blurred(seal(colour))) > 0
    assert seen[text & ink].mean() > 0.8
    assert seen[ink & ~text].mean() < 0.09


def penned(colour: tuple[int, int, int]) -> Pixels:
    """The figures, one in a ring, and a tick beside another, drawn with a pen."""
    page = paper()
    draw = ImageDraw.Draw(page)
    draw.ellipse((400, 263, 590, 322), outline=colour, width=3)
    draw.line([(700, 350), (712, 372), (745, 322)], fill=colour, width=3)
    return blurred(page)


@pytest.mark.parametrize("colour", [(40, 60, 170), (200, 40, 40)])
def test_ticks_and_rings_of_a_coloured_pen_go_and_what_they_touch_is_known(colour: tuple[int, int, int]) -> None:
    found = stamps.without_colour(penned(colour), SCALE)
    mask, plain = pixels.ink(found.clean), pixels.ink(blurred(paper()))
    assert not mask[325:378, 690:755].any()
    assert np.count_nonzero(mask) < 1.03 * np.count_nonzero(plain)
    assert found.stamped[345:375, 698:720].any()
    assert found.stamped[270:320, 398:410].any()


@pytest.mark.parametrize("text", ["-1,204.50", "收 入 总 表", "合 计"])
def test_what_is_printed_in_colour_was_drawn_by_no_pen(text: str) -> None:
    page = paper()
    ImageDraw.Draw(page).text((300, 100), text, font=ImageFont.truetype(FONT, 44), fill=(200, 40, 40))
    found = stamps.without_colour(blurred(page), SCALE)
    assert not found.stamped[90:180].any()


def ruled(*, colour: str = "black", pitch: int = 34) -> Image.Image:
    """A tight table: rules as thick as they are drawn in 1 point, figures of 9 points."""
    page = Image.new("RGB", (1000, 800), "white")
    draw = ImageDraw.Draw(page)
    for y in range(200, 700, pitch):
        draw.line((100, y, 900, y), fill="black", width=4)
        draw.text((420, y + 5), "4,959.20", font=ImageFont.truetype(FONT, 25), fill=colour)
    for x in (100, 400, 600, 900):
        draw.line((x, 200, x, 700), fill="black", width=4)
    return page


def jpeg(page: Pixels, quality: int = 45) -> Pixels:
    data = io.BytesIO()
    Image.fromarray(page).save(data, "JPEG", quality=quality)
    return np.asarray(Image.open(data).convert("RGB"), dtype=np.uint8)


def test_rules_do_not_cut_a_dark_stamp_to_pieces_too_small_for_one() -> None:
    found = stamps.without_colour(jpeg(stamped(ruled(), (130, 15, 25))), SCALE)
    (x, y), r = CENTRE, RADIUS
    alone = np.asarray(seal((130, 15, 25)).convert("L")) < 200
    alone &= np.asarray(ruled().filter(ImageFilter.MinFilter(9)).convert("L")) > 200
    assert np.count_nonzero(alone[y - r : y + r, x - r : x + r]) > 1000
    assert np.mean(found.clean[alone] < 130) < 0.05


def test_red_figures_between_close_rules_are_no_stamp() -> None:
    page = jpeg(blurred(ruled(colour="#c01020")))
    found = stamps.without_colour(page, SCALE)
    assert not found.stamped.any()
    assert np.count_nonzero(found.clean[205:690, 410:590, 0] < 130) > 2000


def in_pieces(colour: tuple[int, int, int], *, crowded: bool) -> Image.Image:
    """A square whose corners took no ink, a character in it, some on two of its sides where it is `crowded`."""
    layer = Image.new("RGB", (1000, 800), "white")
    draw = ImageDraw.Draw(layer)
    (x, y), r = CENTRE, RADIUS
    for side in ((-1, -0.7, -0.9, 0.75), (1, -0.8, 0.9, 0.7), (-0.8, -1, 0.7, -0.9), (-0.7, 1, 0.75, 0.9)):
        draw.line([x + side[0] * r, y + side[1] * r, x + side[2] * r, y + side[3] * r], fill=colour, width=7)
    draw.text((x - 60, y - 75), "章", font=ImageFont.truetype(FONT, 40), fill=colour)
    if crowded:
        for at in ((x - r - 10, y - 80), (x - r - 20, y), (x - 40, y - r - 20), (x + 30, y - r - 30)):
            draw.text(at, "署", font=ImageFont.truetype(FONT, 56), fill=colour)
    return layer


@pytest.mark.parametrize("crowded", [False, True])
def test_a_stamp_whose_outline_has_gaps_is_one(crowded: bool) -> None:
    pieces = in_pieces((215, 60, 70), crowded=crowded)
    page = Image.fromarray(np.minimum(np.asarray(paper()), np.asarray(pieces)))
    found = stamps.without_colour(np.asarray(page), SCALE)
    x, y = CENTRE
    assert found.stamped[y - 70 : y - 30, x - 60 : x - 20].any(), "its character is taken out with it"
    grey = np.asarray(paper().convert("L"))
    away = (grey > 250) & (np.asarray(page.convert("L")) < 200)
    assert found.clean[:, :, 0][away].min() > 200


def test_red_figures_in_a_column_are_no_stamp() -> None:
    found = stamps.without_colour(np.asarray(paper("red")), SCALE)
    assert not found.stamped.any()
