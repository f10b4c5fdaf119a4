"""Heads over columns that are left empty, without any rule: nothing below them says which of them head columns."""

from __future__ import annotations

from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, middle, right, texts, word


def rows(top: float) -> list[Word]:
    """A total and two rows with amounts in two columns."""
    made = [middle("合计", 150, top), right("9.00", 320, top), right("9.00", 400, top)]
    for i, (name, amount) in enumerate((("设备购置", "5.00"), ("场地租赁", "4.00")), start=1):
        y = top + 25 * i
        made += [word(str(i), 55, y), word(name, 120, y), right(amount, 320, y), right(amount, 400, y)]
    return made


def test_names_half_a_line_below_those_beside_them_are_of_the_head() -> None:
    """Those set at half the height of the head stand nearer to the lower ones than any row does."""
    outer = [middle(t, x, 141) for t, x in (("序号", 60), ("项目名称", 150), ("备注", 640))]
    lower = [middle(t, x, 150) for t, x in (("合计", 300), ("公共预算", 380), ("基金预算", 460), ("其他资金", 540))]
    (grid,) = grids([middle("采购金额", 420, 132), *outer, *lower, *rows(175)])
    found = {t[4]: t[:4] for t in texts(grid) if t[0] < 2}
    assert grid.cols == 7
    assert found["采购金额"] == (0, 2, 1, 4)
    assert [found[t][1] for t in ("合计", "公共预算", "基金预算", "其他资金", "备注")] == [2, 3, 4, 5, 6]


def test_a_parent_alone_over_another_one_alone_is_of_the_head() -> None:
    """本年收入 stands left of 单位资金, the only text in the line below it, and right of the first column."""
    outer = [middle(t, x, 141) for t, x in (("序号", 60), ("单位名称", 150))]
    upper = [middle(t, x, 150) for t, x in (("小计", 300), ("公共预算", 380))]
    lower = [middle(t, x, 158) for t, x in (("事业收入", 460), ("其他收入", 540))]
    (grid,) = grids([middle("本年收入", 420, 104), middle("单位资金", 500, 134), *outer, *upper, *lower, *rows(190)])
    assert {"本年收入", "单位资金"} <= {t[4] for t in texts(grid) if t[0] < (grid.head_rows or 0)}


def test_a_known_parent_stands_as_far_above_its_columns_as_a_high_head_is() -> None:
    names = [middle(t, x, 141) for t, x in (("序号", 60), ("单位名称", 150), ("一般公共预算", 310), ("事业收入", 390))]
    (grid,) = grids([middle("本年收入", 350, 102), *names, *rows(175)])
    assert "本年收入" in {t[4] for t in texts(grid) if t[0] < (grid.head_rows or 0)}
