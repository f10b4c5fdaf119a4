"""The ends of rules: broken by noise or between dashes, or made longer by the arc of a stamp."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from services.extract.readers import broken_rules
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels

SCALE = 200 / 72


def level(x0: int, x1: int, top: int = 300) -> Stroke:
    return Stroke(x0=x0, top=top, x1=x1, bottom=top + 3, horizontal=True)


def upright(x0: int) -> Stroke:
    return Stroke(x0=x0, top=100, x1=x0 + 3, bottom=700, horizontal=False)


def inked(*rules: Stroke, gaps: tuple[tuple[int, int], ...] = ()) -> Pixels:
    mask = np.zeros((800, 1200), np.uint8)
    for r in rules:
        mask[r.top : r.bottom, r.x0 : r.x1] = 255
    for start, end in gaps:
        mask[:, start:end] = 0
    return mask


def test_two_pieces_of_a_rule_with_mostly_ink_between_them_are_one() -> None:
    mask = inked(level(100, 1000), gaps=((400, 406), (430, 438)))
    left, right = level(100, 400), level(438, 1000)
    assert broken_rules.mended([right, left], mask, SCALE) == [level(100, 1000)]


def test_pieces_with_paper_between_them_or_on_two_lines_stay_two() -> None:
    left, right = level(100, 400), level(438, 1000)
    assert broken_rules.mended([left, right], inked(left, right), SCALE) == [left, right]
    lower = replace(right, top=310, bottom=313)
    assert broken_rules.mended([left, lower], inked(level(100, 1000)), SCALE) == [left, lower]
    far = level(500, 1000)  # 100 pixels, 36 points away
    assert broken_rules.mended([left, far], inked(level(100, 1000)), SCALE) == [left, far]


def test_a_rule_broken_beside_the_frame_reaches_it() -> None:
    left, right = upright(100), upright(1000)
    mask = inked(level(100, 1003), gaps=((130, 140), (960, 966)))
    found = broken_rules.mended([level(140, 960), left, right], mask, SCALE)
    assert found == [level(100, 1003), left, right]
    short = level(140, 960)
    assert broken_rules.mended([short, left, right], inked(short), SCALE) == [short, left, right]


def test_an_upright_rule_in_dashes_that_ends_within_a_row_goes_on_to_the_level_where_its_dashes_end() -> None:
    """Its piece ends in the row from 300 to 400; dashes of 6 pixels go on to 500 and not to 600."""
    levels = [level(100, 1003, top) for top in range(100, 601, 100)]
    piece = replace(upright(500), top=101, bottom=350)
    mask = inked(*levels, piece)
    for y in range(350, 500, 12):
        mask[y : y + 6, 500:503] = 255
    *_, found = broken_rules.mended([*levels, piece], mask, SCALE)
    assert (found.top, found.bottom) == (101, 501)
    mask[350:500, 500:503] = 0
    mask[440:460, 480:520] = 255  # a character
    assert broken_rules.mended([*levels, piece], mask, SCALE)[-1] == piece


def stretches(count: int) -> list[Stroke]:
    """Level rules from 250 to 640, of which a fax shows no more, in a table parted at 500."""
    return [level(250, 640, top) for top in range(100, 100 + 60 * count, 60)]


def test_level_rules_of_which_a_fax_shows_some_stretches_go_on_to_the_upright_ones() -> None:
    sides = [upright(100), upright(500), upright(1000)]
    shown = stretches(5)
    mask = inked(*shown, *sides)
    mask[150:170, 800:820] = 255  # characters right of the second rule, whose height is from 160 to 163
    *found, _, _, _ = broken_rules.mended([*shown, *sides], mask, SCALE)
    assert [(r.x0, r.x1) for r in found] == [(100, 1003), (100, 640), (100, 1003), (100, 1003), (100, 1003)]


def test_few_level_rules_that_end_within_cells_or_on_upright_ones_stay() -> None:
    sides = [upright(100), upright(500), upright(1000)]
    few = [*stretches(3), *(level(100, 1003, top) for top in range(400, 700, 60))]
    assert set(broken_rules.mended([*few, *sides], inked(*few, *sides), SCALE)[:-3]) == set(few)
    merged = [level(500, 1003, top) for top in range(100, 700, 60)]
    assert broken_rules.mended([*merged, *sides], inked(*merged, *sides), SCALE)[:-3] == merged


def test_upright_rules_that_end_together_within_a_row_stay() -> None:
    levels = [level(100, 1003, top) for top in range(100, 601, 100)]
    pieces = [replace(upright(x), top=101, bottom=350) for x in (400, 500)]
    mask = inked(*levels, *(replace(p, bottom=500) for p in pieces))
    assert broken_rules.mended([*levels, *pieces], mask, SCALE)[-2:] == pieces


def test_a_rule_ends_at_the_side_of_its_table_where_a_stamp_makes_it_longer() -> None:
    sides = [upright(100), upright(500), upright(1000)]
    others = [level(100, 1003, top) for top in (100, 200, 400, 500)]
    longer = level(100, 1060)
    stamped = np.zeros((800, 1200), np.uint8)
    stamped[296:300, 990:1070] = 255  # its ring runs right above the rule
    found = broken_rules.within_frames([longer, *others, *sides], stamped, SCALE)
    assert found == [level(100, 1003), *others, *sides]
    assert broken_rules.within_frames([longer, *sides], np.zeros_like(stamped), SCALE) == [longer, *sides]


def test_a_rule_ends_at_the_side_of_its_table_where_a_fold_makes_it_run_to_the_edge_of_the_sheet() -> None:
    sides, others = [upright(100), upright(500), upright(1000)], [level(100, 1003, top) for top in (100, 200, 400)]
    sheet = np.zeros((800, 1200), np.uint8)
    found, *_ = broken_rules.within_frames([level(0, 1200), *others, *sides], sheet, SCALE)
    assert found == level(100, 1003)
    stays = level(40, 1150)
    assert broken_rules.within_frames([stays, *others, *sides], sheet, SCALE)[0] == stays


def test_an_upright_rule_ends_at_the_foot_of_its_table_where_a_stamp_makes_it_longer() -> None:
    """Another one goes on by 10 pixels, 3.6 points."""
    levels = [level(50, 1050, top) for top in (100, 300, 697)]
    longer, others = replace(upright(500), bottom=780), [upright(250), replace(upright(700), bottom=710)]
    stamped = np.zeros((800, 1200), np.uint8)
    stamped[690:790, 480:520] = 255
    *_, found = broken_rules.within_frames([*levels, *others, longer], stamped, SCALE)
    assert found == upright(500)


def test_under_a_stamp_the_rules_of_a_table_without_sides_keep_their_ends() -> None:
    parting = [upright(400), upright(800)]
    rules = [level(100, 1100, top) for top in (100, 200, 300, 400, 500)]
    stamped = np.zeros((800, 1200), np.uint8)
    stamped[150:450, 780:1200] = 255
    assert broken_rules.within_frames([*rules, *parting], stamped, SCALE) == [*rules, *parting]


def test_a_rule_that_goes_on_by_less_than_a_cell_ends_at_the_side_of_its_table() -> None:
    """By 25 pixels, 9 points; 40 pixels may be a column, and where most go on as far the sides are open."""
    sides = [upright(100), upright(500), upright(1000)]
    others = [level(100, 1003, top) for top in (100, 200, 400, 500)]
    clean = np.zeros((800, 1200), np.uint8)
    assert broken_rules.within_frames([level(75, 1028), *others, *sides], clean, SCALE)[0] == level(100, 1003)
    assert broken_rules.within_frames([level(60, 1043), *others, *sides], clean, SCALE)[0] == level(60, 1043)
    open_sides = [level(75, 1028, top) for top in (100, 200, 400, 500)]
    assert broken_rules.within_frames([level(75, 1028), *open_sides, *sides], clean, SCALE)[0] == level(75, 1028)
