"""Columns that texts run over, or whose figures touch."""

from __future__ import annotations

from services.extract.core.ledger.columns import body_columns
from services.extract.core.ledger.tokens import Token, token
from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word


def tokens(*words: Word) -> list[Token]:
    return [token([w]) for w in words]


def test_names_that_run_over_an_empty_neighbour_hide_no_column_of_figures() -> None:
    rows = [
        word("一、教育支出", 50, 100),
        right("9.00", 160, 100),
        word("二、卫生支出", 50, 120),
        right("8.00", 160, 120),
    ]
    rows += [word("三、国有资本经营预算支出", 50, 140), word("四、其他事业单位经营收入", 50, 160)]
    rows += [right(f"{i}.00", 220, 100 + 20 * i) for i in range(12)]
    rows += [word("五、教育支出", 50, 180 + 20 * i) for i in range(4)]
    found = body_columns(tokens(*rows))
    assert [round(c.x1) for c in found] == [110, 160, 220]


def test_a_long_name_beside_a_figure_does_not_run_over() -> None:
    mixed = [middle("每季度末报送", 130, 100), middle("9次", 130, 120), middle("12", 130, 140), middle("100", 130, 160)]
    assert len(body_columns(tokens(*mixed, *(word("名称", 50, 100 + 20 * i) for i in range(4))))) == 2


def test_figures_that_touch_stand_in_columns_of_their_own() -> None:
    rows = [right(t, x, y) for y, row in ((100, "2.14 30.85 24.35"), (120, "3.99 8.76 10.00"))
            for t, x in zip(row.split(), (150, 175.2, 200.4), strict=True)]  # fmt: skip
    assert [round(c.x1) for c in body_columns(tokens(*rows))] == [150, 175, 200]


def test_a_cell_with_two_figures_is_not_certain() -> None:
    head = [middle("项目", 100, 100), middle("本年数", 300, 100)]
    rows = [word("一、教育", 60, 130), right("1.00", 300, 130), right("2.00", 322, 130)]
    rows += [word("二、卫生", 60, 150), right("3456.00", 322, 150)]
    (grid,) = grids([*head, *rows], level(92), level(120), level(170))
    both = next(c for c in grid.cells if c.text.startswith("1.00"))
    assert max(f.confidence for f in both.fragments) < 0.99
    assert (1, 0, 1, 1, "一、教育") in texts(grid)


def test_a_total_that_begins_between_its_columns_widens_none_of_them() -> None:
    rows = [middle(code, 240, 100 + 20 * i) for i, code in enumerate(("30201", "30202", "30206", "30211"))]
    rows += [word(name, 275, 100 + 20 * i) for i, name in enumerate(("办公费", "印刷费", "电费", "公务用车运行维护费"))]
    rows += [word(name, 50, 100 + 20 * i) for i, name in enumerate(("基本工资", "津贴补贴", "奖金", "退休费"))]
    found = body_columns(tokens(*rows, middle("公用经费合计", 295, 180)), headed=True)
    assert [round(c.x0) for c in found] == [50, 228, 275]
