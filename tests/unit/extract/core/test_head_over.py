"""Heads over columns whose edges painted rows tell: lines far apart are one head where each has a ruled row."""

from __future__ import annotations

import pytest

from services.extract.core.geometry.head_over import head_over
from shared.model.page import Box, Rule, Word

#: ideographs of eight points
SIZE = 8.0
STOPS = (50.0, 150.0, 200.0, 300.0, 350.0)


def middle(text: str, x: float, top: float) -> Word:
    half = len(text) * SIZE / 2
    edges = tuple(x - half + i * SIZE for i in range(len(text) + 1))
    return Word(text=text, box=Box(x - half, top, x + half, top + SIZE), size=SIZE, char_x=edges)


def level(y: float, x0: float = STOPS[0], x1: float = STOPS[-1]) -> Rule:
    return Rule(box=Box(x0, y, x1, y), horizontal=True)


def head(*rules: Rule) -> list[Rule] | None:
    low = [middle(t, (a + b) / 2, 116) for t, a, b in zip(("项目", "金额") * 2, STOPS, STOPS[1:], strict=False)]
    high = [middle("收入", 125, 92), middle("支出", 275, 92)]
    return head_over(STOPS, 133.0, [middle("收支总表", 200, 60), *high, *low], [level(133), *rules])


def test_a_line_of_a_head_in_a_ruled_row_of_its_own_is_of_the_head() -> None:
    found = head(level(84), level(108))
    assert found is not None
    assert min(r.box.top for r in found) < 92


@pytest.mark.parametrize("rules", [(level(108),), (level(84),), (level(84), level(108, 50, 200)), ()])
def test_a_line_above_a_head_that_may_be_of_it_leaves_the_head_open(rules: tuple[Rule, ...]) -> None:
    assert head(*rules) is None


def test_a_title_far_above_or_over_all_columns_is_none_of_a_head() -> None:
    low = [middle(t, (a + b) / 2, 116) for t, a, b in zip(("项目", "金额") * 2, STOPS, STOPS[1:], strict=False)]
    found = head_over(STOPS, 133.0, [middle("收支总表", 200, 92), *low], [level(133)])
    assert found is not None
    assert min(r.box.top for r in found) > 100
