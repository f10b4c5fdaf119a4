"""Labels that stand for several rows, set at the top of them, on two lines."""

from __future__ import annotations

import pytest

from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word


def table(second: str, *, amount: str = "") -> list[Word]:
    """Three projects of two, three and five rows, rows as near as lines; `second`: what stands in the second row of
    the first one below its name, with `amount` beside it."""
    heads = [middle(t, x, 105) for t, x in (("项目名称", 85), ("预算", 150), ("三级指标", 215), ("指标值", 320))]
    names = {0: "重点流域治理", 2: "宣传培训", 5: "平台建设"}
    rows = []
    for i in range(10):
        y = 125 + 16 * i
        if i in names:
            rows += [middle(names[i], 85, y), right("657", 165, y)]
        rows += [word(f"设备完好率{'好' * (i % 3)}", 190, y), word("大于目标", 300, y)]
    rows.append(middle(second, 85, 141))
    return [*heads, *rows, *([right(amount, 165, 141)] if amount else [])]


def test_its_second_line_beside_no_amount_goes_to_it() -> None:
    (grid,) = grids(table("监测"), level(100), level(120), level(288))
    assert [t[4] for t in texts(grid) if t[1] == 0 and t[0] > 0] == ["重点流域治理监测", "宣传培训", "平台建设"]
    unsure = [c.row for c in grid.cells if any(f.confidence < 1 for f in c.fragments)]
    assert {1, 2} <= set(unsure)


@pytest.mark.parametrize(("second", "amount"), [("监测", "12"), ("合计", "")], ids=["an amount of its own", "a total"])
def test_what_is_a_label_itself_stays(second: str, amount: str) -> None:
    (grid,) = grids(table(second, amount=amount), level(100), level(120), level(288))
    assert (2, 0, 1, 1, second) in texts(grid)


def test_labels_that_stand_for_one_row_each_go_on_nowhere() -> None:
    """A balance: only two entries have an amount, and all of the right side stands beside them."""
    names = ("一、公共预算拨款收入", "二、基金预算拨款收入", "三、其他收入", "收入总计")
    rows = [middle(t, x, 105) for t, x in (("项目", 100), ("金额", 200), ("项目", 270), ("金额", 370))]
    for i, name in enumerate(names):
        rows += [word(name, 55, 125 + 16 * i), word(f"{'一二三四'[i]}、教育支出", 230, 125 + 16 * i)]
        rows.append(right("9.00", 380, 125 + 16 * i))
    rows += [right("9.00", 210, 125), right("9.00", 210, 173)]
    (grid,) = grids(rows, level(100), level(120), level(192))
    assert [t[4] for t in texts(grid) if t[1] == 0 and t[0] > 0] == list(names)


def test_entries_of_a_balance_beside_blank_cells_stand_for_one_row_each() -> None:
    """The rest of a balance on its second page: the left side has no more entries but its sums."""
    right_side = [
        "二十五、其他支出",
        "二十六、转移性支出",
        "二十七、债务还本支出",
        "本年支出合计",
        "结转下年",
        "支出总计",
    ]
    left_side = ["", "", "", "本年收入合计", "上年结转", "收入总计"]
    rows = []
    for i, (left, name) in enumerate(zip(left_side, right_side, strict=True)):
        y = 105 + 18 * i
        rows += [word(name, 230, y)]
        if left:
            rows += [word(left, 55, y), right("9.00", 210, y), right("9.00", 380, y)]
    (grid,) = grids(rows, level(100), level(210))
    assert [(t[0], t[2]) for t in texts(grid) if t[1] == 0] == [(3, 1), (4, 1), (5, 1)]
