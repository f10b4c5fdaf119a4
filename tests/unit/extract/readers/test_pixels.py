"""Skew, stamps and rules, on pages drawn here with known geometry."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from services.extract.readers import pixels
from services.extract.readers.raster import Pixels

SCALE = 200 / 72


def ruled_page(rows: int = 8, columns: int = 5) -> tuple[Pixels, list[int], list[int]]:
    """A white page with a full grid; where its rules are, in pixels."""
    page = Image.new("RGB", (1400, 1000), "white")
    draw = ImageDraw.Draw(page)
    xs = [200 + i * 200 for i in range(columns + 1)]
    ys = [150 + i * 80 for i in range(rows + 1)]
    for x in xs:
        draw.line((x, ys[0], x, ys[-1]), fill="black", width=2)
    for y in ys:
        draw.line((xs[0], y, xs[-1], y), fill="black", width=2)
    return np.asarray(page, dtype=np.uint8), xs, ys


def test_every_rule_is_found_where_it_was_drawn() -> None:
    page, xs, ys = ruled_page()
    found = pixels.strokes(pixels.ink(page), SCALE)
    across = sorted((r.top + r.bottom) / 2 for r in found if r.horizontal)
    down = sorted((r.x0 + r.x1) / 2 for r in found if not r.horizontal)
    assert across == pytest.approx(ys, abs=3)
    assert down == pytest.approx(xs, abs=3)


def test_a_broken_rule_is_mended_into_one() -> None:
    page = np.full((300, 1200, 3), 255, np.uint8)
    for x in range(100, 1100, 100):
        page[150:152, x : x + 94] = 0
    (rule,) = pixels.strokes(pixels.ink(page), SCALE)
    assert rule.x0 == pytest.approx(100, abs=3)
    assert rule.x1 == pytest.approx(1094, abs=3)


def test_the_character_for_one_is_no_rule() -> None:
    page = np.full((300, 1200, 3), 255, np.uint8)
    for x in range(100, 1100, 60):  # 一 at 10 points: 28 pixels wide
        page[150:153, x : x + 28] = 0
    assert pixels.strokes(pixels.ink(page), SCALE) == []


@pytest.mark.parametrize("angle", [-4.0, -1.3, 0.0, 0.6, 3.2])
def test_a_turned_page_comes_out_level(angle: float) -> None:
    page, _, _ = ruled_page()
    crooked = pixels.turned(page, angle)
    assert pixels.skew(pixels.ink(crooked)) == pytest.approx(-angle, abs=0.1)


def test_uneven_light_is_taken_out() -> None:
    shade = np.linspace(120, 250, 1200).astype(np.uint8)
    page = np.repeat(np.repeat(shade[None, :], 800, axis=0)[:, :, None], 3, axis=2)
    page[400:404, 300:900] = 20
    even = pixels.evened(page)
    background = even[100]
    assert int(background.max()) - int(background.min()) < 30
    assert even[402, 600].max() < 90


def test_blank_is_a_page_with_specks_only() -> None:
    page = np.full((1000, 800, 3), 255, np.uint8)
    page[10, 10] = 0
    assert pixels.is_blank(pixels.ink(page))
    page[500:504, 100:700] = 0
    assert not pixels.is_blank(pixels.ink(page))


def test_the_sharp_edge_of_a_fold_is_no_ink() -> None:
    page = np.full((800, 1200, 3), 240, np.uint8)
    page[:, 596:600] = 255
    page[:, 600:680] = np.linspace(145, 240, 80).astype(np.uint8)[None, :, None]
    for y in range(200, 600, 40):
        page[y : y + 4, 100:500] = 20
    mask = pixels.ink(pixels.evened(page))
    assert np.count_nonzero(mask[:, 560:720]) == 0
    assert mask[201:600:40, 300].all()


@pytest.mark.parametrize("angle", [-2.0, 1.2])
def test_a_level_fold_does_not_decide_how_a_crooked_page_is_turned(angle: float) -> None:
    page, _, _ = ruled_page()
    crooked = pixels.turned(page, angle).copy()
    crooked[880:884] = 40
    assert pixels.skew(pixels.ink(crooked)) == pytest.approx(-angle, abs=0.1)


def test_a_rule_broken_close_to_its_end_still_ends_on_the_rule_that_it_was_drawn_to() -> None:
    page = np.full((600, 1200, 3), 255, np.uint8)
    for y in (100, 260):
        page[y : y + 3, 100:1100] = 0
    page[100:126, 500:503] = 0
    page[131:262, 500:503] = 0
    (upright,) = (r for r in pixels.strokes(pixels.ink(page), SCALE) if not r.horizontal)
    assert (upright.top, upright.bottom) == pytest.approx((100, 262), abs=4)


def test_text_beside_a_rule_that_bends_stays() -> None:
    page = np.full((200, 900, 3), 240, np.uint8)
    for x in range(50, 850):
        y = 100 + round(7 * np.sin((x - 50) * np.pi / 800))
        page[y : y + 3, x] = 20
    page[112:124, 60:66] = 20  # the top of a letter below the rule's end
    page[112:115, 60:72] = 20
    (rule,) = pixels.strokes(pixels.ink(page), SCALE)
    clean = pixels.without_strokes(page, [rule])
    assert rule.bottom > 107
    assert (clean[105:115, 400:420] > 200).all()
    assert (clean[100:103, 60:80] > 200).all()
    thick = pixels.Stroke(x0=50, top=100, x1=850, bottom=118, horizontal=True)
    assert (pixels.without_strokes(page, [thick])[112:115, 60:72] == 20).all()


def test_rules_are_painted_over_in_the_shade_of_the_paper() -> None:
    page = np.full((100, 300, 3), 220, np.uint8)
    page[50:52, 20:280] = 0
    bare = pixels.without_strokes(page, [pixels.Stroke(x0=20, top=50, x1=280, bottom=52, horizontal=True)])
    assert (bare == 220).all()


def starred_page(*, stamped: bool) -> tuple[Pixels, Pixels]:
    """A table of which a star of a stamp's ink hides an upright rule for 40 pixels and a level one for 30; where the
    stamp was."""
    page, xs, ys = ruled_page()
    page = page.copy()
    mask = np.zeros(page.shape[:2], np.uint8)
    for box in (np.s_[ys[2] - 60 : ys[2] - 20, xs[1] - 20 : xs[1] + 20], np.s_[ys[3] - 5 : ys[3] + 5, 685:715]):
        page[box] = 255
        mask[box] = 255 if stamped else 0
    return page, mask


@pytest.mark.parametrize("stamped", [True, False])
def test_rules_go_on_under_the_ink_of_a_stamp_and_not_over_bare_paper(stamped: bool) -> None:
    page, mask = starred_page(stamped=stamped)
    found = pixels.strokes(pixels.ink(page), SCALE, pixels.ink(page), mask)
    whole = [r for r in found if (r.x1 - r.x0 if r.horizontal else r.bottom - r.top) > 600]
    assert len(whole) == 15 - (0 if stamped else 2)


def test_a_piece_of_a_rule_that_goes_on_from_under_a_stamp_is_one() -> None:
    page = np.full((600, 1200, 3), 255, np.uint8)
    for y in (100, 200, 300, 400):
        page[y : y + 3, 100:1100] = 0
    page[100:402, 500:503] = 0
    stamped = np.zeros(page.shape[:2], np.uint8)
    stamped[240:330, 460:540] = 255
    clean = np.where(stamped[:, :, None] > 0, np.uint8(255), page)
    (upright,) = (r for r in pixels.strokes(pixels.ink(clean), SCALE, None, stamped) if not r.horizontal)
    assert (upright.top, upright.bottom) == pytest.approx((100, 402), abs=4)


def test_a_rule_that_the_ring_of_a_stamp_touches_is_one_all_the_same() -> None:
    page, xs, ys = ruled_page()
    bare = pixels.ink(page)
    taken = np.zeros(page.shape[:2], np.uint8)
    cv2.circle(taken, (xs[2] + 95, ys[4]), 80, 255, 28)
    found = pixels.strokes(bare | taken, SCALE, np.where(taken > 0, 0, bare).astype(np.uint8), taken)
    (rule,) = (r for r in found if not r.horizontal and abs(r.x0 - xs[2]) < 6)
    assert (rule.top, rule.bottom) == pytest.approx((ys[0], ys[-1]), abs=4)


def test_a_rule_through_a_blot_that_nothing_took_out_is_as_thin_as_beside_it() -> None:
    page, xs, ys = ruled_page()
    page = page.copy()
    page[412:460, xs[2] - 8 : xs[2] + 13] = 0
    found = pixels.strokes(pixels.ink(page), SCALE)
    (rule,) = (r for r in found if not r.horizontal and abs(r.x0 - xs[2]) < 6)
    assert (rule.top, rule.bottom) == pytest.approx((ys[0], ys[-1]), abs=4)
    assert rule.x1 - rule.x0 < 8


def test_a_rule_that_ends_on_one_that_is_short_itself_is_found() -> None:
    page = Image.new("RGB", (1400, 600), "white")
    draw = ImageDraw.Draw(page)
    for y in (100, 260, 320):
        draw.line((200, y, 1000, y), fill="black", width=2)
    for x in (200, 400, 1000):
        draw.line((x, 100, x, 320), fill="black", width=2)
    draw.line((200, 170, 400, 170), fill="black", width=2)  # under the parent of two columns
    draw.line((300, 170, 300, 260), fill="black", width=2)  # between them
    found = pixels.strokes(pixels.ink(np.asarray(page, dtype=np.uint8)), SCALE)
    (between,) = (r for r in found if not r.horizontal and abs(r.x0 - 300) < 4)
    assert (between.top, between.bottom) == pytest.approx((170, 260), abs=4)


@pytest.mark.parametrize("stands", ["above", "below"])
def test_the_leg_of_a_character_that_stands_on_a_frame_is_no_part_of_the_rule_below_it(stands: str) -> None:
    page, xs, ys = ruled_page()
    drawn = page.copy()
    leg = slice(ys[0] - 30, ys[0]) if stands == "above" else slice(ys[-1], ys[-1] + 30)
    drawn[leg, xs[2] : xs[2] + 2] = 0
    (rule,) = (r for r in pixels.strokes(pixels.ink(drawn), SCALE) if not r.horizontal and abs(r.x0 - xs[2]) < 4)
    assert (rule.top, rule.bottom) == pytest.approx((ys[0], ys[-1]), abs=4)


def test_rules_that_go_on_to_the_end_of_a_page_without_a_rule_there_stay_whole() -> None:
    page, xs, ys = ruled_page()
    cut = page.copy()
    cut[ys[-1] - 20 :] = 255  # the last row goes on overleaf
    found = [r for r in pixels.strokes(pixels.ink(cut), SCALE) if not r.horizontal]
    assert [r.bottom for r in found] == pytest.approx([ys[-1] - 20] * len(xs), abs=4)


def test_the_ink_of_a_stamp_is_no_shadow() -> None:
    page = np.full((1200, 900, 3), 245, np.uint8)
    page[:, 600:] = 150
    page[300:500, 100:300] = (225, 60, 70)
    level = pixels.evened(page)
    assert level[400, 200, 1:].max() < 90, "as dark and as red as it was"
    assert level[400, 800].min() > 225, "while the shadow is gone"


def test_a_rule_is_followed_under_a_stamp_where_that_is_faint() -> None:
    """The stamp covers most of a short rule: without its ink too little is left."""
    page, xs, ys = ruled_page()
    bare = pixels.ink(page)
    taken = np.zeros(page.shape[:2], np.uint8)
    taken[ys[1] + 12 : ys[3] - 12, xs[1] - 60 : xs[1] + 60] = 255
    bare[: ys[1] + 1, xs[1] - 6 : xs[1] + 6] = 0
    bare[ys[3] + 3 :, xs[1] - 6 : xs[1] + 6] = 0
    clean = np.where(taken > 0, 0, bare).astype(np.uint8)

    def found(faint: Pixels | None) -> int:
        rules = pixels.strokes(bare | taken, SCALE, clean, taken, faint)
        return sum(not r.horizontal and abs(r.x0 - xs[1]) < 6 for r in rules)

    assert (found(None), found(bare)) == (0, 1)


def test_a_rule_that_a_stamp_covers_in_part_of_its_width_is_one() -> None:
    """The frame of a seal that stands a little aslant runs along a rule and hides it bit by bit."""
    page = np.full((600, 1200, 3), 255, np.uint8)
    for y in (100, 400):
        page[y : y + 4, 100:1100] = 0
    page[250:254, 500:1100] = 0
    for x in (100, 500, 1097):
        page[100:404, x : x + 4] = 0
    taken = np.zeros(page.shape[:2], np.uint8)
    cv2.line(taken, (680, 246), (800, 256), 255, 8)
    mask = pixels.ink(page) | taken
    rules = pixels.strokes(mask, SCALE, np.where(taken > 0, 0, pixels.ink(page)).astype(np.uint8), taken)
    assert any(r.horizontal and abs(r.top - 250) < 8 and r.x1 - r.x0 > 550 for r in rules)


def test_ink_right_above_the_end_of_a_rule_makes_it_no_longer() -> None:
    mask = np.zeros((400, 900), np.uint8)
    for y in (150, 320):
        mask[y : y + 3, 100:800] = 255
    for x in (100, 450, 797):
        mask[150:320, x : x + 3] = 255
    mask[125:145, 450:453] = 255  # a leg of a character, the break below it too short for two rules
    found = pixels.strokes(mask, SCALE)
    assert sorted(r.x0 for r in found if not r.horizontal) == [100, 450, 797]


def test_patches_of_blurred_characters_are_no_shadow() -> None:
    page = np.full((2339, 1654, 3), 200, np.uint8)
    page[1200:] = 120  # a shadow over half of it
    for x in range(100, 1500, 50):
        for n in range(0, 26, 5):
            page[400 + n : 402 + n, x : x + 28] = 60
            page[400:428, x + n : x + n + 2] = 60
    blurred = np.asarray(cv2.GaussianBlur(page, (0, 0), 2.5), np.uint8)
    even = pixels.evened(blurred)[:, :, 0]
    before, after = (float(g[400:428, 1300:1328].mean()) for g in (blurred[:, :, 0] * (235 / 200), even))
    assert after == pytest.approx(before, abs=12)


def test_the_paper_under_warm_light_becomes_grey_and_ink_of_a_colour_keeps_it() -> None:
    page = np.full((400, 600, 3), (180, 172, 130), np.uint8)
    page[:, 400:] = 255  # beside a sheet set square
    page[100:120, 100:200] = (150, 40, 30)
    found = pixels.neutral(page)
    assert np.ptp(found[300, 300].astype(int)) <= 1
    assert np.ptp(found[110, 150].astype(int)) > 90
    white = np.full((400, 600, 3), 252, np.uint8)
    assert pixels.neutral(white) is white


@pytest.mark.parametrize("shape", [(7, 9), (8, 9), (7, 9, 3), (8, 9, 3)])
def test_the_middle_level_of_a_page_is_the_median_of_all_its_levels(shape: tuple[int, ...]) -> None:
    chance = np.random.default_rng(5)
    for most in (4, 256):
        page = chance.integers(0, most, shape, dtype=np.uint8)
        assert pixels.middle_level(page) == float(np.median(page))
    if len(shape) == 3:
        assert pixels.middle_level(page[:, :, 0]) == float(np.median(page[:, :, 0]))
        assert np.array_equal(pixels.brightest(page), page.max(axis=2))


@pytest.mark.parametrize("printed", [False, True])
def test_the_side_of_a_square_stamp_is_no_rule(printed: bool) -> None:
    page, xs, ys = ruled_page()
    x, top, bottom = (xs[1] + xs[2]) // 2, ys[0] + 20, ys[-1] - 20
    assert bottom - top > 90 * SCALE
    taken = np.zeros(page.shape[:2], np.uint8)
    taken[top:bottom, x - 4 : x + 4] = 255
    bare = pixels.ink(page)
    plain = bare | taken if printed else bare  # a rule that runs along under the stamp is there without its ink too
    rules = pixels.strokes(bare | taken, SCALE, plain, taken, plain)
    assert any(not r.horizontal and abs(r.x0 - x) < 8 for r in rules) is printed
