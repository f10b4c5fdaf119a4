"""Light print on dark ground is made dark print on paper; what is merely dark stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from services.extract.readers import negatives
from services.extract.readers.raster import Pixels

SCALE = 200 / 72
BLUE = (20, 60, 120)
PAPER = 245


def page_with_band(*, ground: tuple[int, int, int] = BLUE, text: int = 250, top: int = 300) -> Pixels:
    """A page with black text, and a band of 90 pixels with a line of text and a rule across it."""
    page = np.full((1400, 1000, 3), PAPER, np.uint8)
    page[top : top + 90, 100:900] = ground
    for y in (top + 60, top + 160, top + 260):
        colour = (text,) * 3 if y == top + 60 else (20, 20, 20)
        cv2.putText(page, "1234567890 ABCDEF", (130, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, colour, 3)
    page[top : top + 90, 700:704] = text
    return page


@pytest.mark.parametrize("angle", [0.0, 2.0])
@pytest.mark.parametrize("ground", [BLUE, (15, 15, 15), (110, 20, 30)])
def test_white_print_on_a_dark_band_becomes_dark_print_in_a_frame(ground: tuple[int, int, int], angle: float) -> None:
    page = page_with_band(ground=ground)
    turn = cv2.getRotationMatrix2D((500, 700), angle, 1.0)
    page = np.asarray(cv2.warpAffine(page, turn, (1000, 1400), borderValue=(PAPER,) * 3), np.uint8)
    found = negatives.turned_dark(page, SCALE)
    back = cv2.invertAffineTransform(turn)
    level = np.asarray(cv2.warpAffine(found, back, (1000, 1400), borderValue=(PAPER,) * 3), np.uint8)
    assert np.median(level[310:380, 120:680]) > 200
    assert level[330:365, 130:600].min() < 60, "its letters"
    assert level[345, 690:715].min() < 60, "its rule"
    assert level[290:312, 400].min() < 60, "its frame"
    assert (found[500:] == page[500:]).all()


def test_black_print_on_a_dark_band_stays_print() -> None:
    found = negatives.turned_dark(page_with_band(ground=(110, 120, 130), text=10), SCALE)
    assert np.median(found[310:380, 120:680]) > 200
    assert found[330:365, 130:600].min() < 60


def test_black_print_in_a_shadow_over_half_the_sheet_stays() -> None:
    page = np.full((1400, 1000, 3), PAPER, np.uint8)
    page[700:1350, 40:960] = 120
    for y in range(740, 1340, 60):
        cv2.putText(page, "1234567890 ABCDEF", (130, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (10, 10, 10), 3)
    assert negatives.turned_dark(page, SCALE) is page


def test_what_is_dark_without_print_or_not_on_paper_stays() -> None:
    page = np.full((1400, 1000, 3), PAPER, np.uint8)
    page[300:390, 100:900] = BLUE  # a bar
    page[:, :80] = 20  # the dark edge of a copy
    page[600:640] = 30  # a stripe from edge to edge
    cv2.putText(page, "1234567890", (130, 800), cv2.FONT_HERSHEY_SIMPLEX, 3, (0, 0, 0), 14)
    assert negatives.turned_dark(page, SCALE) is page
    pale = page_with_band(ground=(190, 200, 210), text=10)
    assert negatives.turned_dark(pale, SCALE) is pale


@pytest.mark.parametrize("angle", [0.0, 3.0])
def test_black_rules_that_part_a_dark_band_are_as_dark_as_print(angle: float) -> None:
    """What is hardly darker than the ground would be paler than all print, and pass for what shows through."""
    page = page_with_band()
    page[300:390, 400:402] = 15
    page[344:346, 400:900] = 15
    turn = cv2.getRotationMatrix2D((500, 700), angle, 1.0)
    page = np.asarray(cv2.warpAffine(page, turn, (1000, 1400), borderValue=(PAPER,) * 3), np.uint8)
    level = cv2.warpAffine(negatives.turned_dark(page, SCALE), turn, (1000, 1400), flags=cv2.WARP_INVERSE_MAP)
    assert np.median(level[310:380, 395:407].min(axis=1)) < 60, "the upright rule"
    assert np.median(level[339:351, 610:680].min(axis=0)) < 60, "the level one"
    assert np.median(level[310:340, 720:880]) > 200, "the ground beside them"


@pytest.mark.parametrize(("ground", "seal"), [((30, 60, 110), (214, 32, 40)), ((120, 30, 50), (40, 50, 205))])
def test_a_stamp_of_another_colour_over_a_dark_band_stays_a_stamp(
    ground: tuple[int, int, int], seal: tuple[int, int, int]
) -> None:
    """Both are dark: together they are no band. The stamp is given back whole, to be taken out by its colour."""
    page = page_with_band(ground=ground)
    ink = np.full(page.shape, 255, np.uint8)
    cv2.rectangle(ink, (420, 240), (640, 460), seal, 9)
    cv2.line(ink, (530, 240), (530, 460), seal, 24)
    page = (page.astype(np.float32) * ink / 255).astype(np.uint8)
    found = negatives.turned_dark(page, SCALE)
    assert np.median(found[310:380, 120:410]) > 200
    assert found[330:365, 130:600].min() < 60, "its letters"
    light, dark = int(np.argmax(seal)), int(np.argmin(seal))
    across = np.median(found[310:335, 522:538].reshape(-1, 3), axis=0)  # the stamp over the band
    assert across[light] > 150 > across[dark]
    assert (found[400:] == page[400:]).all()


def test_a_band_within_the_thick_frame_of_its_table_is_turned() -> None:
    page = page_with_band()
    cv2.rectangle(page, (100, 300), (900, 700), (10, 10, 10), 8)
    found = negatives.turned_dark(page, SCALE)
    assert np.median(found[315:380, 120:680]) > 200
    assert found[330:365, 130:600].min() < 60, "its letters"
    assert (found[420:] == page[420:]).all(), "the frame below it"


def test_the_edge_of_a_shadow_over_a_band_is_no_rule() -> None:
    page = page_with_band().astype(np.float32)
    page[:, 450:] *= 1 - 0.45 * np.exp(-np.arange(550) / 60)[None, :, None]
    found = negatives.turned_dark(page.astype(np.uint8), SCALE)
    assert found[310:325, 440:460].min() > 150, "above the letters"
    assert found[330:365, 130:440].min() < 60, "letters in the light"
    assert found[330:365, 460:600].min() < 130, "letters in the shadow"


def test_print_close_to_the_edge_of_a_band_belongs_to_it() -> None:
    page = page_with_band()
    for x in range(420, 500, 9):  # strokes that leave no ground as wide as a stroke between them
        page[303:332, x : x + 4] = 250
    found = negatives.turned_dark(page, SCALE)
    assert (found[306:330, 424:428] > 200).all()
    assert (found[306:330, 420:424] < 100).all()


def test_a_band_that_a_stamp_of_another_colour_only_touches_is_turned() -> None:
    """In grey the stamp and the band are one shape, and too little of the stamp is on the band to stay one."""
    page = page_with_band()
    ring = np.full_like(page, 255)
    cv2.circle(ring, (840, 195), 108, (205, 40, 45), 8)
    cv2.circle(ring, (840, 270), 32, (205, 40, 45), -1)
    page = (page.astype(np.uint16) * ring // 255).astype(np.uint8)
    found = negatives.turned_dark(page, SCALE)
    assert np.median(found[310:380, 120:680]) > 200
    assert found[330:365, 130:600].min() < 60, "its letters"


def test_bold_characters_that_ran_together_are_no_ground() -> None:
    """Each a block with little paper in it, joined by a stroke to the next: 6 of 40 pixels of their edges are paper."""
    page = np.full((1400, 1000, 3), PAPER, np.uint8)
    page[300:340, 300:694] = 0
    for x in range(300, 700, 40):
        page[300:317, x + 34 : x + 40] = page[323:340, x + 34 : x + 40] = PAPER
        page[310:314, x + 8 : x + 26] = PAPER
    assert negatives.turned_dark(page, SCALE) is page
