"""Tables with open sides: their rows are ruled, and upright lines stand between their columns alone."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Grid, Rule, Word
from tests.unit.extract.core.test_layout import page, word

ROWS = [
    word("一级指标", 30, 123, 40), word("三级指标", 110, 123, 40), word("指标值", 190, 123, 30),
    word("产出指标", 30, 143, 40), word("巡检次数", 110, 143, 40), word("≥4次", 190, 143, 20),
    word("效益指标", 30, 163, 40), word("合格率", 110, 163, 30), word("100%", 190, 163, 20),
]  # fmt: skip


def level(y: float, x0: float = 10, x1: float = 250) -> Rule:
    return Rule(box=Box(x0, y - 0.3, x1, y + 0.3), horizontal=True)


def upright(x: float, top: float, bottom: float) -> Rule:
    return Rule(box=Box(x - 0.3, top, x + 0.3, bottom), horizontal=False)


def only(words: list[Word], *rules: Rule) -> Grid:
    (grid,) = (b for b in blocks(page(words, rules)) if isinstance(b, Grid))
    return grid


BODY = [*(level(y) for y in (120, 140, 160, 180)), *(upright(x, 120, 180) for x in (90, 170))]


def test_a_text_over_all_columns_below_a_line_of_the_table_is_its_head() -> None:
    grid = only([word("绩效指标", 110, 103, 40), *ROWS], level(100), *BODY)
    assert (grid.rows, grid.cols) == (4, 3)
    assert [(c.col_span, c.text) for c in grid.cells if c.row == 0] == [(3, "绩效指标")]


def test_a_title_a_fact_and_a_text_at_one_side_are_no_head_over_all_columns() -> None:
    for text, x in (("绩效目标表", 110), ("单位：万元", 110), ("绩效指标", 12)):
        grid = only([word(text, x, 103, 40), *ROWS], level(100), *BODY)
        assert grid.rows == 3


def test_two_letters_at_the_middle_of_a_head_over_two_columns_are_one_text() -> None:
    """收  入: neither stands at the middle of its column, as 类 and 款 would."""
    low = [
        word(t, x, 123, 30)
        for t, x in (
            (
                "项目",
                35,
            ),
            ("预算数", 115),
            ("项目", 195),
            ("预算数", 275),
        )
    ]
    rows = [word(t, x, 143, 30) for t, x in (("拨款", 15), ("1.00", 95), ("教育", 175), ("1.00", 255))]
    rules = [level(100, 10, 330), level(120, 10, 330), level(140, 10, 330), level(160, 10, 330)]
    rules += [upright(90, 120, 160), upright(170, 100, 160), upright(250, 120, 160)]

    def first_row(*heads: Word) -> list[tuple[int, str]]:
        grid = only([*heads, *low, *rows], *rules)
        return [(c.col_span, c.text.replace(" ", "")) for c in grid.cells if c.row == 0]

    spaced = [word(t, x, 103, 10) for t, x in (("收", 75), ("入", 95), ("支", 235), ("出", 255))]
    assert first_row(*spaced) == [(2, "收入"), (2, "支出")]
    centred = [word(t, x, 103, 10) for t, x in (("类", 45), ("款", 125), ("支", 235), ("出", 255))]
    assert first_row(*centred) == [(1, "类"), (1, "款"), (2, "支出")]
