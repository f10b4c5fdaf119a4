"""The ends of level rules: broken by noise, or made longer by the arc of a stamp."""

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


def test_a_rule_ends_at_the_side_of_its_table_where_a_stamp_makes_it_longer() -> None:
    sides = [upright(100), upright(500), upright(1000)]
    others = [level(100, 1003, top) for top in (100, 200, 400, 500)]
    longer = level(100, 1060)
    stamped = np.zeros((800, 1200), np.uint8)
    stamped[296:300, 990:1070] = 255  # its ring runs right above the rule
    found = broken_rules.without_arcs([longer, *others, *sides], stamped, SCALE)
    assert found == [level(100, 1003), *others, *sides]
    assert broken_rules.without_arcs([longer, *sides], np.zeros_like(stamped), SCALE) == [longer, *sides]


def test_under_a_stamp_the_rules_of_a_table_without_sides_keep_their_ends() -> None:
    parting = [upright(400), upright(800)]
    rules = [level(100, 1100, top) for top in (100, 200, 300, 400, 500)]
    stamped = np.zeros((800, 1200), np.uint8)
    stamped[150:450, 780:1200] = 255
    assert broken_rules.without_arcs([*rules, *parting], stamped, SCALE) == [*rules, *parting]
