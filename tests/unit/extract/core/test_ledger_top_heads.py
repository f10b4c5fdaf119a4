"""Heads of ledgers whose cells are set at the top: texts of one line show it by the rows that they begin at."""

from __future__ import annotations

from services.extract.core.ledger.columns import Column
from services.extract.core.ledger.parent_options import set_at_top
from services.extract.core.ledger.stacks import Stack
from services.extract.core.ledger.tokens import token
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts


def set_at(*places: tuple[float, float]) -> bool:
    """Whether a head of texts of one line with their middles at these places, all columns' own, is set at the top."""
    stacks = [Stack(0, 0, [t], t.box.top, t.box.bottom) for t in (token([middle("金额", x, y)]) for x, y in places)]
    return set_at_top([Column(s.tokens[0].box.x0, s.tokens[0].box.x1, s) for s in stacks], stacks)


def test_parents_of_three_levels_set_at_the_top_stand_over_all_their_columns() -> None:
    """预算数 stands above 基本支出, the middle one of its columns, whose cells go down to the third level."""
    top = [middle("分类科目", 135, 104), middle("决算数", 260, 104), middle("预算数", 380, 104)]
    mid = [middle(t, x, 120) for t, x in (("编码", 100), ("名称", 180), ("小计", 320), ("基本", 380), ("项目", 440))]
    low = [middle(t, x, 136) for t, x in (("类", 70), ("款", 100), ("项", 130))]
    rows = [middle(t, x, 165 + 20 * i) for i in range(3) for t, x in (("205", 70), ("02", 100), ("01", 130))]
    rows += [middle("小学教育", 180, 165 + 20 * i) for i in range(3)]
    rows += [right("1.00", x, 165 + 20 * i) for i in range(3) for x in (275, 335, 395, 455)]
    (grid,) = grids([*top, *mid, *low, *rows], *(level(y, 55, 465) for y in (96, 146, 225)))
    assert [t for t in texts(grid) if t[0] < 3] == [
        (0, 0, 1, 4, "分类科目"), (0, 4, 3, 1, "决算数"), (0, 5, 1, 3, "预算数"),
        (1, 0, 1, 3, "编码"), (1, 3, 2, 1, "名称"), (1, 5, 2, 1, "小计"), (1, 6, 2, 1, "基本"), (1, 7, 2, 1, "项目"),
        (2, 0, 1, 1, "类"), (2, 1, 1, 1, "款"), (2, 2, 1, 1, "项"),
    ]  # fmt: skip


def test_a_text_level_with_the_highest_shows_that_cells_are_set_at_the_top() -> None:
    assert set_at((60, 100), (120, 116), (180, 116), (240, 132))


def test_a_text_half_way_between_two_rows_shows_that_cells_are_set_at_half_their_height() -> None:
    assert not set_at((60, 100), (120, 116), (180, 116), (240, 108))


def test_texts_of_one_row_alone_show_nothing() -> None:
    assert not set_at((60, 100), (120, 100), (180, 100))
