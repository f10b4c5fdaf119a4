"""Lines drawn by hand over a printed table."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from services.extract.readers import pencil, pixels
from services.extract.readers.raster import Pixels

SCALE = 200 / 72
#: the rules of a table of 4 columns and 6 rows, in pixels
LEVELS, STOPS = range(100, 401, 50), range(100, 901, 200)


def table(shade: int = 60) -> Pixels:
    page = np.full((600, 1000, 3), 235, np.uint8)
    for y in LEVELS:
        page[y : y + 3, 100:903] = shade
    for x in STOPS:
        page[100:403, x : x + 3] = shade
    return page


def drawn(page: Pixels, stamped: Pixels | None = None) -> list[pixels.Stroke]:
    blank = np.zeros(page.shape[:2], np.uint8)
    return pencil.drawn(pixels.strokes(pixels.ink(page), SCALE), page, blank if stamped is None else stamped, SCALE)


def streaks(page: Pixels) -> list[pixels.Stroke]:
    return pencil.streaks(pixels.strokes(pixels.ink(page), SCALE), page.shape, SCALE)


def test_a_pale_line_with_free_ends_is_drawn_by_hand() -> None:
    page = table()
    page[175:179, 160:640] = np.where(page[175:179, 160:640] < 150, page[175:179, 160:640], 140)
    found = drawn(page)
    assert [(r.top // 10, r.horizontal) for r in found] == [(17, True)]


def test_a_line_as_dark_as_the_rules_or_one_that_ends_on_rules_is_a_rule() -> None:
    dark, pale = table(), table()
    dark[175:178, 160:640] = 60
    pale[175:178, 103:700] = 140
    assert not drawn(dark)
    assert not drawn(pale)


def test_a_pale_line_that_ends_on_rules_and_runs_through_characters_is_a_fold() -> None:
    pale = table()
    pale[103:350, 640:643] = np.where(pale[103:350, 640:643] < 150, pale[103:350, 640:643], 140)
    assert not drawn(pale)
    pale[220:223, 630:655] = 40  # the strokes of a character
    pale[232:235, 632:652] = 40
    assert [(r.x0 // 10, r.horizontal) for r in drawn(pale)] == [(64, False)]
    stamped = np.zeros(pale.shape[:2], np.uint8)
    stamped[215:240, 625:660] = 255
    assert not drawn(pale, stamped), "those of a stamp run through rules too"


def test_a_rule_that_was_too_pale_to_be_found_is_no_character_that_paler_rules_run_through() -> None:
    page = table()
    page[100:403, 900:903] = 190  # the side, as pale as what shows through from the other side
    page[150:153, 103:900] = page[300:303, 103:900] = 140
    rules = [r for r in pixels.strokes(pixels.ink(page), SCALE) if r.horizontal or r.x0 < 890]
    assert sum(r.horizontal for r in rules) == len(LEVELS)
    assert not pencil.drawn(rules, page, np.zeros(page.shape[:2], np.uint8), SCALE)


def test_pale_rules_that_end_where_others_do_are_the_tables_own() -> None:
    page = table()
    for y in (420, 460):
        page[y : y + 3, 130:870] = 140
    assert not drawn(page)


def test_a_pale_rule_from_the_open_side_of_a_table_to_an_upright_is_its_own() -> None:
    page = table()
    page[100:403, 98:104] = page[100:403, 899:904] = 235  # open at both sides
    page[122:125, 104:503] = 140
    assert not drawn(page)
    page[122:125, 104:180] = 235
    assert [r.top // 10 for r in drawn(page)] == [12], "it begins where no other does"


def test_without_rules_across_nothing_is_said() -> None:
    page = np.full((600, 1000, 3), 235, np.uint8)
    for y in LEVELS:
        page[y : y + 3, 100:903] = 60
    page[175:178, 160:640] = 140
    assert not drawn(page)


def test_text_under_a_line_stays_and_the_line_goes() -> None:
    page = table()
    page[175:179, 160:640] = 140
    cv2.putText(page, "48", (180, 190), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (20, 20, 20), 2)
    lines = drawn(page)
    clean, mask = pencil.without(page, lines)
    assert lines
    assert (clean[175:179, 400:600] == 235).all()
    assert (mask[177, 160:640] == 255).all()
    assert np.count_nonzero(clean[160:195, 170:240, 0] < 60) == np.count_nonzero(page[160:195, 170:240, 0] < 60)


def test_a_line_as_dark_as_the_rules_that_runs_far_beyond_the_table_is_a_fold() -> None:
    page = table()
    page[20:580, 640:643] = 60
    page[175:178, 10:990] = 60
    assert sorted((r.horizontal, r.x0 // 10, r.top // 10) for r in drawn(page)) == [(False, 64, 2), (True, 1, 17)]


def test_several_streaks_from_edge_to_edge_are_no_rules() -> None:
    page = table()
    for x in (340, 640):
        page[:, x : x + 3] = 60
    assert sorted(r.x0 // 10 for r in drawn(page)) == [34, 64]


@pytest.mark.parametrize(("shade", "is_drawn"), [(180, True), (100, False)])
def test_a_pale_streak_is_told_by_ends_a_little_beyond_the_table(shade: int, is_drawn: bool) -> None:
    """Ten pixels, 3.6 points: what else of it was seen is as pale as what shows through, and is not there any more."""
    page = table()
    page[90:413, 640:643] = np.where(page[90:413, 640:643] < 150, page[90:413, 640:643], shade)
    assert [r.x0 // 10 for r in drawn(page)] == ([64] if is_drawn else [])


def test_a_pale_piece_that_ends_on_rules_is_of_the_line_that_other_pieces_were_told_to_be() -> None:
    page = table()
    page[103:150, 640:643] = 170
    assert not drawn(page)
    page[170:430, 641:643] = 170  # begins within a row and ends below the table
    assert [(r.x0 // 10, r.top // 100) for r in drawn(page)] == [(64, 1), (64, 1)]


def test_rules_of_a_table_with_open_sides_are_no_folds() -> None:
    page = np.full((600, 1000, 3), 235, np.uint8)
    for y in LEVELS:
        page[y : y + 3, 20:980] = 60
    for x in STOPS[1:-1]:
        page[100:403, x : x + 3] = 60
    assert not drawn(page)


def test_rules_of_open_sides_above_and_below_a_short_one_in_the_head_are_no_folds() -> None:
    """The rule under a head that spans two columns ends on the upright ones: it does not say how far a table goes."""
    page = np.full((600, 1000, 3), 235, np.uint8)
    for y in LEVELS:
        page[y : y + 3, 100:903] = 60
    for x in STOPS[1:-1]:
        page[97:406, x : x + 3] = 60
    page[125:128, 297:706] = 60
    assert not drawn(page)
    page[225:228, 10:990] = 60  # a fold, which goes to the edges of the sheet
    assert [r.top // 5 for r in drawn(page)] == [45]


def test_streaks_go_from_edge_to_edge_of_a_sheet_over_a_table_of_three_lines_and_beside_it() -> None:
    page = np.full((600, 1000, 3), 235, np.uint8)
    for y in (100, 150, 400):
        page[y : y + 3, 100:903] = 60
    for x in (340, 640, 950):
        page[:, x : x + 3] = 60
    assert sorted(r.x0 // 10 for r in streaks(page)) == [34, 64, 95]
    page[:80] = page[460:] = 235  # rules of columns that stand out a little, as in a table with an open top and foot
    assert not streaks(page)


@pytest.mark.parametrize("sides", [(100, 903), (0, 1000)], ids=["that end on its sides", "that are cut off"])
def test_a_picture_cut_out_of_a_table_has_rules_from_edge_to_edge(sides: tuple[int, int]) -> None:
    page = np.full((600, 1000, 3), 235, np.uint8)
    for y in (100, 200, 300, 400, 500):
        page[y : y + 3, slice(*sides)] = 60
    for x in STOPS:
        page[:, x : x + 3] = 60
    assert not streaks(page)


def test_text_under_a_streak_is_no_rule_where_the_table_has_none_of_its_direction() -> None:
    page = np.full((600, 1000, 3), 235, np.uint8)
    for y in LEVELS:
        page[y : y + 3, 100:903] = 60
    page[:, 340:343] = np.where(page[:, 340:343] < 100, page[:, 340:343], 170)
    page[156:196, 341:343] = 40  # the leg of a character
    (streak,) = streaks(page)
    rules = [r for r in pixels.strokes(pixels.ink(page), SCALE) if r != streak]
    assert not pencil.folded_on([streak], rules, page, SCALE)
    assert pencil.folded_on(
        [streak], [*rules, pixels.Stroke(x0=500, top=100, x1=503, bottom=403, horizontal=False)], page, SCALE
    )


def test_without_rules_across_a_very_pale_line_is_the_shadow_of_a_fold() -> None:
    page = np.full((600, 1000, 3), 235, np.uint8)
    for y in LEVELS:
        page[y : y + 3, 100:903] = 60
    page[175:178, 250:560] = 170
    page[225:228, 100:903] = 140
    assert [(r.x0 // 10, r.top // 5) for r in drawn(page)] == [(25, 35)]


def test_a_piece_of_a_very_pale_line_ends_near_rules_by_chance() -> None:
    pale, met = table(), table()
    pale[140:260, 640:643] = 170
    met[150:253, 640:643] = 170
    assert [(r.x0 // 10, r.horizontal) for r in drawn(pale)] == [(64, False)]
    assert not drawn(met)


def test_the_part_of_a_fold_that_lies_on_a_rule_is_the_rule() -> None:
    page = table()
    page[200:203, 10:990] = np.where(page[200:203, 10:990] < 100, 40, 150)
    page[200:203, 103:300] = 150  # the rule begins at the second stop only
    rules = pixels.strokes(pixels.ink(page), SCALE)
    (fold,) = pencil.drawn(rules, page, np.zeros(page.shape[:2], np.uint8), SCALE)
    (rule,) = pencil.folded_on([fold], [r for r in rules if r is not fold], page, SCALE)
    assert (rule.x0 // 10, rule.x1 // 10, rule.top // 10) == (30, 90, 20)


def test_a_fold_beside_the_rules_leaves_none() -> None:
    page = table()
    page[175:178, 10:990] = np.where(page[175:178, 10:990] < 100, 40, 150)
    rules = pixels.strokes(pixels.ink(page), SCALE)
    (fold,) = pencil.drawn(rules, page, np.zeros(page.shape[:2], np.uint8), SCALE)
    assert not pencil.folded_on([fold], [r for r in rules if r is not fold], page, SCALE)
