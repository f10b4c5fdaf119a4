"""A framed head over rows that level lines part and no upright ones do."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Grid, Rule, Word
from tests.unit.extract.core.test_layout import lattice, page, word

HEAD = [word("一级指标", 30, 103, 40), word("二级指标", 110, 103, 40), word("指标值", 190, 103, 30)]
FRAME = lattice([10, 90, 170, 250], [100, 120])


def level(y: float, x0: float = 10, x1: float = 250) -> Rule:
    return Rule(box=Box(x0, y - 0.3, x1, y + 0.3), horizontal=True)


def only(words: list[Word], *rules: Rule) -> Grid:
    (grid,) = (b for b in blocks(page([*HEAD, *words], (*FRAME, *rules))) if isinstance(b, Grid))
    return grid


def test_the_rows_stand_in_the_columns_of_the_head_and_a_line_that_leaves_a_column_out_spans_it() -> None:
    # 产出 stands for two rows, between whose other cells a line is drawn.
    words = [
        word("产出", 30, 136, 20), word("巡检次数", 110, 126, 40), word("≥4次", 190, 126, 20),
        word("合格率", 110, 146, 30), word("100%", 190, 146, 20),
        word("满意度", 30, 166, 30), word("用户", 110, 166, 20), word("≥90%", 190, 166, 20),
    ]  # fmt: skip
    grid = only(words, level(140, 90), level(160), level(180))
    assert [(c.row, c.row_span, c.col, c.text) for c in grid.cells if c.row > 0] == [
        (1, 2, 0, "产出"), (1, 1, 1, "巡检次数"), (1, 1, 2, "≥4次"),
        (2, 1, 1, "合格率"), (2, 1, 2, "100%"),
        (3, 1, 0, "满意度"), (3, 1, 1, "用户"), (3, 1, 2, "≥90%"),
    ]  # fmt: skip


def test_rows_with_a_label_alone_and_a_text_that_runs_over_an_edge_are_rows_as_well() -> None:
    words = [
        word("一、一般公共预算拨款", 12, 126, 100),
        word("二、事业收入", 12, 146, 60), word("5.00", 190, 146, 20),
        word("合计", 12, 166, 20), word("5.00", 190, 166, 20),
    ]  # fmt: skip
    grid = only(words, level(140), level(160), level(180))
    assert [c.text for c in grid.cells if c.row > 0 and c.text] == [
        "一、一般公共预算拨款", "二、事业收入", "5.00", "合计", "5.00",
    ]  # fmt: skip
    assert grid.rows == 4


def test_running_text_between_lines_as_wide_as_a_frame_is_no_body_of_it() -> None:
    text = [word("本表反映部门本年度取得的全部收入情况", 12, y, 230) for y in (126, 146)]
    found = blocks(page([*HEAD, *text], (*FRAME, level(140), level(160))))
    assert [b.rows for b in found if isinstance(b, Grid)] == [1]
