"""Heads of ledgers whose cells are set at the top: texts of one line show it by the rows that they begin at."""

from __future__ import annotations

from services.extract.core.ledger.columns import Column
from services.extract.core.ledger.parent_options import set_at_top
from services.extract.core.ledger.stacks import Stack
from services.extract.core.ledger.tokens import token
from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word


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


def coded(mid: float, low: float, *body: Word) -> list[tuple[int, int, int, int, str]]:
    """A table without any rule: 本年支出 (at 104) is as wide as the middle one of its columns, whose texts take the two
    lower levels (at `mid`), as 科目名称 does; 功能分类科目编码 stands over 类 款 项 (at `low`). Columns are 30 wide for
    codes, 130 for the name and 70 for the amounts, which end 5 before their cell does."""
    top = [middle("项目", 165, 104), middle("本年支出", 380, 104), middle("功能分类科目编码", 100, low - 15)]
    beside = [middle(t, x, mid) for t, x in (("科目名称", 210), ("小计", 310), ("基本支出", 380), ("项目支出", 450))]
    levels = [middle(t, x, low) for t, x in (("类", 66), ("款", 100), ("项", 134))]
    (grid,) = grids([right("单位：万元", 485, 80), *top, *beside, *levels, *body])
    return texts(grid)


def rows() -> list[Word]:
    made = [middle(t, x, 165 + 20 * i) for i in range(3) for t, x in (("205", 66), ("02", 100), ("01", 134))]
    made += [word("小学教育支出", 148, 165 + 20 * i) for i in range(3)]
    return made + [right("1,000.00", x, 165 + 20 * i) for i in range(3) for x in (340, 410, 480)]


HEAD = [
    (0, 0, 1, 4, "项目"), (0, 4, 1, 3, "本年支出"), (1, 0, 1, 3, "功能分类科目编码"),
    *((1, i, 2, 1, t) for i, t in enumerate(("科目名称", "小计", "基本支出", "项目支出"), start=3)),
    *((2, i, 1, 1, t) for i, t in enumerate(("类", "款", "项"))),
]  # fmt: skip


def test_texts_below_a_parent_level_with_another_parent_show_that_cells_are_set_at_the_top() -> None:
    assert coded(120, 135, *rows())[:10] == HEAD


def test_a_parent_as_wide_as_the_middle_one_of_its_columns_does_not_begin_with_that() -> None:
    """Texts right of those of codes that stand above the foot, but not half way down the head, have a parent."""
    assert coded(127, 134, *rows())[:10] == HEAD


def test_a_total_beside_dashes_ends_the_head_of_an_empty_table() -> None:
    found = coded(120, 135, middle("合计", 165, 165), *(right("—", x, 165) for x in (340, 410, 480)))
    assert found == [*HEAD, (3, 0, 1, 4, "合计"), *((3, i, 1, 1, "—") for i in (4, 5, 6))]
