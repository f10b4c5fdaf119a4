"""Rows of long texts, their short cells set at half their height, without upright rules."""

from __future__ import annotations

from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word

GOAL = "按月报送各项指标数据"


def row(name: tuple[str, ...], amount: str, goals: int, y: float) -> list[Word]:
    """A row whose lines are 11 points high, all of its cells centred at the height `y`, its name in width, too."""
    made = [middle(n, 100, y - 5.5 * len(name) + 11 * i) for i, n in enumerate(name)]
    made += [right(amount, x, y - 5.5) for x in (240, 300)]
    return [*made, *(word(GOAL, 320, y - 5.5 * goals + 11 * i) for i in range(goals))]


def headless() -> list[Word]:
    """Two rows that go on from the page before."""
    first = row(("市民服务中心卡片", "制作管理经费"), "684.00", 9, 150)
    return [*first, *row(("市民服务中心房屋", "维护经费"), "37.00", 5, 240)]


def test_the_first_lines_of_a_row_centred_in_height_are_no_head() -> None:
    for rules in ((), (level(90), level(205), level(275))):
        (grid,) = grids(headless(), *rules)
        assert grid.rows == 2
        assert [t[4] for t in texts(grid)] == [
            "市民服务中心卡片制作管理经费", "684.00", "684.00", GOAL * 9,
            "市民服务中心房屋维护经费", "37.00", "37.00", GOAL * 5,
        ]  # fmt: skip


def test_a_head_above_such_a_row_stays_a_head() -> None:
    names = [word(t, x, 85) for t, x in (("项目名称", 53), ("预算数", 210), ("拨款", 275), ("绩效目标", 340))]
    (grid,) = grids([*names, *headless()])
    assert (grid.head_rows, grid.rows) == (1, 3)
    assert [t[4] for t in texts(grid) if t[0] == 0] == ["项目名称", "预算数", "拨款", "绩效目标"]


def test_a_stop_that_hangs_over_the_next_column_keeps_its_text_in_its_own() -> None:
    words = headless()
    wide = word("推广卡片业务全部办结。", 320, words[4].box.top)
    beside = [word("满意率不低于九成", 421, 150 - 33 + 11 * i) for i in range(6)]
    beside += [word("满意率不低于九成", 421, 240 - 22 + 11 * i) for i in range(4)]
    words = [w for w in words if w is not words[4]]
    (grid,) = grids([*words, wide, *beside])
    assert grid.cols == 5
    assert all(t[3] == 1 for t in texts(grid))


def test_a_total_centred_over_three_columns_of_one_width_is_no_text_of_the_middle_one() -> None:
    """The names of the middle column begin at its left, the total is set in."""
    heads = [middle(t, x, 105) for t, x in (("类型", 100), ("单位", 200), ("项目", 300), ("合计", 400))]
    rows = [middle("合计", 200, 125), right("9.00", 440, 125)]
    for i, (unit, item) in enumerate((("测试局信息中心", "设备更新购置"), ("测试局监测站点", "监测网络运维"))):
        y = 145 + 20 * i
        rows += [word("特定目标", 55, y), word(unit, 155, y), word(item, 255, y), right("4.50", 440, y)]
    (grid,) = grids([*heads, *rows], level(100), level(120), level(190))
    assert [t[1] for t in texts(grid) if t[0] == 1 and t[4] == "合计"] == [0]
