"""Rows set as near to one another as lines: targets beside their names, and long texts behind the rows' figures."""

from __future__ import annotations

from services.extract.core.ledger.rows import rows_of
from services.extract.core.ledger.stacks import LedgerRow
from tests.unit.extract.core.test_ledger import placed


def texts(rows: list[LedgerRow]) -> list[list[str]]:
    return [["".join(t.text for t in c.tokens) for c in sorted(row.cells, key=lambda c: c.first)] for row in rows]


def test_names_that_stand_level_with_targets_one_by_one_are_one_a_row_though_few_targets_are_figures() -> None:
    """15 points from row to row: 有效保障 and 12月31日前 are no figures, and no name goes on."""
    given = [
        ("验收合格率", "100%"), ("资金支付及时率", "90%"), ("项目按期完成时间", "12月31日前"),
        ("有效保障单位正常运转", "有效保障"), ("服务群众人次", "3万人次"), ("学员满意度", "95%"),
    ]  # fmt: skip
    rows = rows_of(placed(*((t, c, 15.0 * i) for i, row in enumerate(given) for c, t in enumerate(row))), ())
    assert texts(rows) == [list(row) for row in given]


GOALS = [
    ("保障系统全年稳定运行，及", "时处置各类事件。"),
    ("完成年度抽检任务，按期公", "布。"),
    ("落实补助资金，应补尽补。",),
]


def test_a_text_behind_the_figures_of_its_row_ends_where_the_next_row_s_begins() -> None:
    """All lines are 12 points apart; the figures stand at half the height of each text."""
    items = [(f"项目{'甲乙丙'[i]}", 0, y) for i, y in enumerate((6.0, 30.0, 48.0))]
    items += [(f"{i}.00", 1, y) for i, y in enumerate((6.0, 30.0, 48.0))]
    items += [(t, 2, 12.0 * i) for i, t in enumerate(t for goal in GOALS for t in goal)]
    rows = rows_of(placed(*items), ())
    assert texts(rows) == [[f"项目{'甲乙丙'[i]}", f"{i}.00", "".join(goal)] for i, goal in enumerate(GOALS)]


def test_the_lines_of_such_texts_are_no_rows_of_labels_however_loose_they_are() -> None:
    """15.5 points from line to line, as lines of one text seldom are: the names stand for one row each."""
    items = [(f"项目{'甲乙丙'[i]}", 0, y) for i, y in enumerate((7.75, 38.75, 62.0))]
    items += [(f"{i}.00", 1, y) for i, y in enumerate((7.75, 38.75, 62.0))]
    items += [(t, 2, 15.5 * i) for i, t in enumerate(t for goal in GOALS for t in goal)]
    rows = rows_of(placed(*items), ())
    assert texts(rows) == [[f"项目{'甲乙丙'[i]}", f"{i}.00", "".join(goal)] for i, goal in enumerate(GOALS)]
