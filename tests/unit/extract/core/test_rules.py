"""Pieces of drawn lines become the lines that a person sees."""

from __future__ import annotations

from services.extract.core.geometry.rules import merge
from shared.model.page import Box, Rule


def across(x0: float, x1: float, y: float, *, dashed: bool = False) -> Rule:
    return Rule(box=Box(x0, y - 0.25, x1, y + 0.25), horizontal=True, dashed=dashed)


def down(x: float, top: float, bottom: float) -> Rule:
    return Rule(box=Box(x - 0.25, top, x + 0.25, bottom), horizontal=False)


def ends(rules: tuple[Rule, ...]) -> list[tuple[float, float]]:
    return [(r.box.x0, r.box.x1) if r.horizontal else (r.box.top, r.box.bottom) for r in rules]


def test_pieces_that_touch_are_one_line_and_far_ones_are_two() -> None:
    assert ends(merge([across(50, 100, 10), across(0, 50.5, 10.3), across(130, 180, 10)])) == [(0, 100), (130, 180)]


def test_a_line_drawn_twice_is_one() -> None:
    assert len(merge([across(0, 100, 10), across(0, 100, 10.6)])) == 1
    assert len(merge([across(0, 100, 10), across(0, 100, 13)])) == 2


def test_dashes_and_dots_chain_to_a_dashed_line() -> None:
    (dashes,) = merge([across(x, x + 3, 10) for x in range(0, 100, 5)])
    (dots,) = merge([across(x, x + 0.6, 10) for x in range(0, 100, 3)])
    assert dashes.dashed
    assert dots.dashed
    assert (dashes.box.x0, dashes.box.x1) == (0, 98)


def test_long_pieces_with_a_gap_are_not_dashes() -> None:
    assert len(merge([across(0, 40, 10), across(45, 90, 10)])) == 2


def test_directions_are_kept_apart_and_specks_are_dropped() -> None:
    rules = merge([down(20, 0, 50), across(0, 50, 10), down(20, 50, 90), across(70, 72, 40)])
    assert [r.horizontal for r in rules] == [True, False]
    assert ends(rules) == [(0, 50), (0, 90)]
