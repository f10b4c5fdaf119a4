"""Rules drawn in dashes or dots, in the ink of a level page of 200 dots per inch."""

from __future__ import annotations

import numpy as np

from services.extract.readers import dashed
from services.extract.readers.raster import Pixels

SCALE = 200 / 72


def blank() -> Pixels:
    return np.zeros((400, 900), np.uint8)


def across(mask: Pixels, y: int, x0: int, x1: int, on: int, off: int, thick: int = 2) -> None:
    for x in range(x0, x1, on + off):
        mask[y : y + thick, x : min(x + on, x1)] = 255


def covered(mask: Pixels, y: int, x0: int, x1: int) -> float:
    return float((dashed.whole(mask, SCALE)[y : y + 2, x0:x1] > 0).any(axis=0).mean())


def test_dashes_and_dots_are_whole_rules() -> None:
    mask = blank()
    across(mask, 100, 100, 800, 11, 6)
    across(mask, 200, 100, 800, 3, 4)
    found = dashed.whole(mask, SCALE)
    assert found[100:102, 110:790].all()
    assert found[200:202, 110:790].all()
    assert not found[110:190].any()
    assert not found[:, :90].any()


def test_upright_ones_too() -> None:
    mask = np.ascontiguousarray(np.zeros((900, 400), np.uint8))
    turned = np.zeros((400, 900), np.uint8)
    across(turned, 150, 100, 800, 11, 6)
    mask[:] = turned.T
    assert (dashed.whole(mask, SCALE)[110:790, 150:152] > 0).all()


def test_dots_that_ran_together_here_and_there_and_a_slope_that_is_left() -> None:
    mask = blank()
    for i, x in enumerate(range(100, 800, 7)):
        y = 100 + i // 30
        mask[y : y + 2, x : x + (7 if i % 5 else 3)] = 255
    assert covered(mask, 100, 110, 300) == 1.0
    assert covered(mask, 102, 530, 720) == 1.0


def test_a_rule_goes_on_where_a_character_touches_it() -> None:
    mask = blank()
    across(mask, 100, 100, 800, 11, 6)
    mask[76:101, 400:425] = 255
    assert covered(mask, 100, 110, 790) == 1.0


def test_flat_strokes_of_characters_are_no_rule() -> None:
    mask = blank()
    for x in range(100, 300, 25):  # characters with a flat foot and much above it
        mask[100:102, x : x + 18] = 255
        mask[88:96, x + 1 : x + 17] = 255
    assert not dashed.whole(mask, SCALE).any()


def test_labels_may_stand_along_a_long_rule() -> None:
    mask = blank()
    across(mask, 100, 100, 800, 11, 6)
    for x in range(100, 790, 33):
        mask[106:140, x : x + 22] = 255
    assert covered(mask, 100, 110, 790) == 1.0


def test_marks_of_no_regular_distance_are_no_rule() -> None:
    mask = blank()
    for i, x in enumerate((100, 108, 126, 130, 147, 152, 168, 171)):
        mask[100:102, x : x + 2 + i % 2] = 255
    assert not dashed.whole(mask, SCALE).any()


def test_a_shaded_areas_screen_of_dots_is_none() -> None:
    mask = blank()
    for y in range(100, 200, 8):
        across(mask, y, 100, 800, 3, 5)
    assert not dashed.whole(mask, SCALE).any()


def test_dots_that_lead_from_a_title_to_its_page_are_none() -> None:
    mask = blank()
    for y, x0 in ((100, 260), (150, 340)):
        across(mask, y, x0, 700, 3, 5)
        mask[y - 14 : y + 10, 100 : x0 - 6] = 255
        mask[y - 14 : y + 10, 708:724] = 255
    assert not dashed.whole(mask, SCALE)[:, 260:700].any()


def test_dots_lead_however_wide_the_gap_is_that_a_font_leaves_beside_them() -> None:
    """A bracket's own blank half stands on the one side, two spaces on the other."""
    mask = blank()
    across(mask, 100, 260, 700, 3, 5)
    mask[88:112, 100:210] = mask[88:112, 218:222] = 255
    mask[88:112, 735:751] = 255
    assert not dashed.whole(mask, SCALE)[:, 260:700].any()


def test_legs_of_characters_below_one_another_are_no_short_rule() -> None:
    """Their gaps are alike where rules between the rows cut them, their lengths are not."""
    mask, x = blank(), 300
    for length, gap in ((3, 10), (4, 11), (7, 9), (4, 9), (7, 10), (10, 0)):
        mask[100:102, x : x + length] = 255
        x += length + gap
    assert not dashed.whole(mask, SCALE).any()


def test_what_a_fax_left_of_a_thin_rule_is_whole() -> None:
    mask = blank()
    ends = (
        100,
        109,
        111,
        132,
        144,
        158,
        161,
        202,
        211,
        229,
        234,
        242,
        254,
        314,
        316,
        332,
        339,
        344,
        355,
        391,
        395,
        425,
    )
    for x0, x1 in zip(ends[::2], ends[1::2], strict=True):
        mask[100:102, x0:x1] = 255
    assert covered(mask, 100, 102, 423) == 1.0
    mask[:100, :] = 0
    for x in range(100, 400, 25):  # flat feet of characters, as long and as far apart
        mask[88:97, x : x + 20] = 255
    assert not dashed.whole(mask, SCALE).any()


def test_a_rule_broken_more_often_is_one_where_others_are_broken() -> None:
    """Pieces of 6 to 22 pixels with 8 to 12 between them, and 30 after every fifth: no run of them is as long as a
    rule, and alone they may be anything."""
    mask, x = blank(), 100
    for i in range(30):
        width = (6, 22, 9, 14, 17)[i % 5]
        mask[200:202, x : x + width] = 255
        x += width + (8, 12, 9, 11, 30)[i % 5]
    assert covered(mask, 200, 110, 700) < 0.6
    for i, left in enumerate(range(100, 500, 25)):
        mask[100:102, left : left + (18, 14, 22)[i % 3]] = 255
    assert covered(mask, 200, 110, 700) == 1.0


def test_legs_of_characters_below_one_another_are_no_rule_either_where_others_are_broken() -> None:
    """十 at the beginning of ten lines, 28 pixels high and as far apart; beside them what is left of a thin rule."""
    turned = blank()
    across(turned, 300, 100, 700, 28, 30)
    for i, left in enumerate(range(100, 500, 25)):
        turned[100:102, left : left + (18, 14, 22)[i % 3]] = 255
    found = dashed.whole(np.ascontiguousarray(turned.T), SCALE)
    assert found[110:480, 100:102].all()
    assert not found[:, 290:310].any()


def test_strokes_of_a_character_at_the_end_of_a_rule_are_none_of_it() -> None:
    mask = blank()
    across(mask, 100, 100, 700, 47, 4)
    for x0, x1 in ((706, 709), (713, 726), (728, 730)):  # in line with it, as near as its own pieces
        mask[100:102, x0:x1] = 255
    assert (dashed.whole(mask, SCALE)[100, 704:726] > 0).all()
    mask[90:95, 712:725] = mask[108:113, 710:727] = 255
    found = dashed.whole(mask, SCALE)
    assert found[100, 110:690].all()
    assert not found[100, 706:].any()
