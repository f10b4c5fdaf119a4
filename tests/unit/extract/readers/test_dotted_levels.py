"""Level rules of which a fax left few dots."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from services.extract.readers import dotted_levels
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels

SCALE = 200 / 72
DOWN = [Stroke(x0=x, top=100, x1=x + 3, bottom=700, horizontal=False) for x in (100, 400, 700, 1000)]
ACROSS = [Stroke(x0=100, top=y, x1=1003, bottom=y + 3, horizontal=True) for y in (100, 700)]


def page(*rules: Stroke) -> Pixels:
    mask = np.zeros((800, 1200), np.uint8)
    for r in rules:
        mask[r.top : r.bottom, r.x0 : r.x1] = 255
    return mask


def levels(rules: list[Stroke], mask: Pixels) -> list[tuple[int, int, int]]:
    found = dotted_levels.added(rules, mask, SCALE)
    return [(r.x0, r.x1, r.top) for r in found if r.horizontal and r not in ACROSS]


def test_dots_all_along_the_cells_are_a_rule() -> None:
    """Two pixels in eight: a quarter is left."""
    mask = page(*ACROSS, *DOWN)
    for shift in (0, 1):
        mask[300:302, 104 + shift : 1000 : 8] = 255
    assert levels([*ACROSS, *DOWN], mask) == [(101, 1001, 299)]


def test_a_rule_may_run_under_some_cells_only() -> None:
    mask = page(*ACROSS, *DOWN)
    for shift in (0, 1):
        mask[300:302, 404 + shift : 1000 : 8] = 255
    assert levels([*ACROSS, *DOWN], mask) == [(401, 1001, 299)]


def test_text_dashes_and_few_dots_are_none() -> None:
    mask = page(*ACROSS, *DOWN)
    for x in range(110, 1000, 30):
        mask[290:312, x : x + 18] = 255  # characters side by side
    mask[400:402, 104:1000:20] = 255  # one pixel in twenty
    for x in (230, 530, 830):
        mask[500:503, x : x + 40] = 255  # a dash in each cell
    assert levels([*ACROSS, *DOWN], mask) == []


def test_flat_strokes_of_a_line_of_characters_are_none() -> None:
    """Their tops and feet, 18 pixels apart, lie all along the cells as dots do."""
    mask = page(*ACROSS, *DOWN)
    for x in range(110, 1000, 30):
        mask[300:302, x : x + 18] = mask[318:320, x : x + 18] = 255
        mask[300:320, x : x + 3] = mask[300:320, x + 15 : x + 18] = 255
    assert levels([*ACROSS, *DOWN], mask) == []


def test_where_the_upright_rules_end_few_dots_are_the_edge_and_a_longer_one_ends_there() -> None:
    """A character stands on the first rule: it seems to begin 30 pixels, 11 points, above the edge."""
    foot, longer = ACROSS[1], replace(DOWN[0], top=70)
    mask = page(foot, longer, *DOWN[1:])
    mask[99:101, 104:1000:12] = 255
    found = dotted_levels.added([foot, longer, *DOWN[1:]], mask, SCALE)
    assert [(r.x0, r.x1) for r in found if r.horizontal and r is not foot] == [(101, 1001)]
    assert [r.top in range(98, 102) for r in found if not r.horizontal] == [True] * 4


def test_few_dots_are_a_rule_where_rows_of_one_height_lack_one() -> None:
    rows = [Stroke(x0=100, top=y, x1=1003, bottom=y + 3, horizontal=True) for y in range(150, 700, 50) if y != 350]
    mask = page(*ACROSS, *rows, *DOWN)
    for y in (350, 375):  # the one in the middle of a double row, the other in that of its lower half
        mask[y : y + 2, 104:1000:60] = 255
    found = dotted_levels.added([*ACROSS, *rows, *DOWN], mask, SCALE)
    assert [r.top for r in found if r.horizontal and r not in (*ACROSS, *rows)] == [349]


def test_upright_rules_that_end_on_a_level_rule_above_stay() -> None:
    """The inner ones begin below the first row of the head, the sides 50 pixels, 18 points, above that."""
    inner = [replace(DOWN[k], top=150) for k in (1, 2)]
    mask = page(*ACROSS, DOWN[0], *inner, DOWN[3])
    mask[149:151, 104:1000:4] = 255
    found = dotted_levels.added([*ACROSS, DOWN[0], *inner, DOWN[3]], mask, SCALE)
    assert len(found) == 7
    assert [r.top for r in found if not r.horizontal] == [100, 150, 150, 100]


def test_beside_plain_dots_few_are_enough() -> None:
    mask = page(*ACROSS, *DOWN)
    mask[300:302, 104:700:4] = 255
    mask[300:302, 720:1000:70] = 255
    assert levels([*ACROSS, *DOWN], mask) == [(101, 1001, 299)]


def test_without_upright_rules_nothing_is_said() -> None:
    mask = page(*ACROSS)
    mask[300:302, 104:1000:6] = 255
    assert dotted_levels.added(ACROSS, mask, SCALE) == ACROSS
