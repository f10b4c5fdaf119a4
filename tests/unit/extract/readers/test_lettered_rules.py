"""Rules that are the strokes of letters: none of them parts a cell, or goes on into the next one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from services.extract.readers import lettered_rules
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels

SCALE = 200 / 72


def level(x0: int, x1: int, top: int) -> Stroke:
    return Stroke(x0=x0, top=top, x1=x1, bottom=top + 3, horizontal=True)


def upright(x0: int, top: int, bottom: int) -> Stroke:
    return Stroke(x0=x0, top=top, x1=x0 + 3, bottom=bottom, horizontal=False)


def inked(*rules: Stroke) -> Pixels:
    mask = np.zeros((600, 800), np.uint8)
    for r in rules:
        mask[r.top : r.bottom, r.x0 : r.x1] = 255
    return mask


#: a head from 100 to 160 over a body to 400, two columns with an edge at 300
FRAME = (
    *(level(100, 503, top) for top in (100, 160, 400)),
    *(upright(x, 100, 403) for x in (100, 300, 500)),
)


def test_uprights_of_two_lines_of_letters_are_no_rule_of_one_row() -> None:
    """Two letters of 24 pixels with a gap of 6 between them, each with two level strokes across its upright."""
    false = upright(400, 103, 158)
    mask = inked(*FRAME, upright(400, 104, 128), upright(400, 134, 158))
    for top in (108, 120, 138, 150):
        mask[top : top + 4, 392:412] = 255
    assert lettered_rules.without([*FRAME, false], mask, SCALE) == list(FRAME)


def test_strokes_over_one_another_in_two_rows_make_no_rule() -> None:
    """The same two letters in a row from 160 to 230 and in one from 300 to 370."""
    levels = [level(100, 503, top) for top in (230, 300, 370)]
    false = [upright(400, top, top + 64) for top in (164, 303)]
    mask = inked(*FRAME, *levels)
    for top in (166, 305):
        for letter in (top, top + 32):
            mask[letter : letter + 26, 400:403] = 255
            for stroke in (letter + 5, letter + 17):
                mask[stroke : stroke + 4, 392:412] = 255
    rules = [*FRAME, *levels]
    assert lettered_rules.without([*rules, *false], mask, SCALE) == rules


@pytest.mark.parametrize("below", [False, True], ids=["clean", "goes on below"])
def test_a_rule_of_one_row_that_nothing_crosses_or_that_goes_on_stays(below: bool) -> None:
    rule = upright(400, 103, 158)
    mask = inked(*FRAME, upright(400, 104, 128), upright(400, 134, 158))
    rules = [*FRAME, rule]
    if below:
        rules.append(upright(401, 163, 400))
        mask[108:150:3, 392:412] = 255
    assert lettered_rules.without(rules, mask, SCALE) == rules


def test_an_end_that_letters_make_go_on_into_a_cell_is_at_its_edge() -> None:
    """The level rule at 130 ends at 300, but for the upper strokes of letters from 310 to 380."""
    rule = level(100, 380, 130)
    mask = inked(*FRAME, rule)
    for left in range(310, 380, 12):
        mask[133:150, left : left + 6] = 255
    kept = lettered_rules.without([*FRAME, rule], mask, SCALE)
    assert kept[-1] == replace(rule, x1=301)
    broken = inked(*FRAME, rule)
    assert lettered_rules.without([*FRAME, rule], broken, SCALE)[-1] == rule


def test_an_end_that_a_letter_on_it_makes_longer_is_at_its_edge() -> None:
    """The upright rule at 400 begins at 160; a letter of 24 pixels stands on it."""
    rule = upright(400, 136, 403)
    mask = inked(*FRAME, rule)
    for top in (138, 144, 150):
        mask[top : top + 3, 390:414] = 255
    assert lettered_rules.without([*FRAME, rule], mask, SCALE)[-1] == replace(rule, top=161)


def test_a_rule_that_a_letter_carries_on_through_a_head_begins_below_it() -> None:
    """A letter of 24 pixels stands in the middle of the head, right above the rule at 400, with blanks above and below
    it; a rule that is whole stays, and so does one in bits without a letter."""
    rule = upright(400, 100, 403)
    more = level(100, 503, 280)
    mask = inked(*FRAME, more, upright(400, 160, 403), upright(400, 116, 142))
    for top in (118, 126, 134):
        mask[top : top + 3, 390:414] = 255
    assert lettered_rules.without([*FRAME, more, rule], mask, SCALE)[-1] == replace(rule, top=161)
    mask[100:160, 400:403] = 255
    assert lettered_rules.without([*FRAME, more, rule], mask, SCALE)[-1] == rule
    bits = inked(*FRAME, more, upright(400, 160, 403), upright(400, 116, 142))
    assert lettered_rules.without([*FRAME, more, rule], bits, SCALE)[-1] == rule


def test_a_rule_that_reaches_beyond_the_outermost_upright_stays() -> None:
    """No cell is beside it: the table is open there."""
    rule = level(100, 560, 250)
    mask = inked(*FRAME, rule)
    mask[253:270, 510:560:5] = 255
    assert lettered_rules.without([*FRAME, rule], mask, SCALE)[-1] == rule


@pytest.mark.parametrize("touches", [True, False], ids=["a rule", "the upright of a letter"])
def test_what_parts_a_single_row_touches_the_rules_above_and_below(touches: bool) -> None:
    """A row from 160 to 200 (14 points); letters of 10 points nearly fill it."""
    rule = upright(400, 163, 200) if touches else upright(400, 166, 197)
    rules = [*FRAME, level(100, 503, 200)]
    mask = inked(*rules, rule)
    assert lettered_rules.without([*rules, rule], mask, SCALE) == [*rules, *([rule] if touches else [])]


def test_a_rule_of_one_row_that_goes_on_from_a_longer_one_stays_though_its_joint_is_worn() -> None:
    rule = upright(400, 166, 197)
    rules = [*FRAME, level(100, 503, 200), upright(400, 203, 400)]
    assert lettered_rules.without([*rules, rule], inked(*rules, rule), SCALE) == [*rules, rule]
