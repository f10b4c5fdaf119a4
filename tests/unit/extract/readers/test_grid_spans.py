"""What is known of a grid's spans: columns that only merged cells have, and heads that were merged nowhere."""

from __future__ import annotations

import pytest

from services.extract.core.closed_up import closed_up
from services.extract.readers.grid_spans import source_of
from shared.model.page import Fragment, GridCell, GridSource


def cells(*rows: str, merged: dict[tuple[int, int], int] | None = None) -> list[GridCell]:
    """Cells of rows written `a|b|c`; empty places have none. `merged`: how many columns some of them take."""
    return [
        GridCell(row=r, col=c, col_span=(merged or {}).get((r, c), 1), fragments=(Fragment(text=text),))
        for r, row in enumerate(rows)
        for c, text in enumerate(row.split("|"))
        if text
    ]


def test_columns_at_which_no_cell_begins_are_closed_up() -> None:
    placed, width = closed_up(cells("项目||金额|", "拨款||7|", merged={(0, 0): 2, (0, 2): 2, (1, 0): 2, (1, 2): 2}))
    assert width == 2
    assert [(c.col, c.col_span) for c in placed] == [(0, 1), (1, 1)] * 2


@pytest.mark.parametrize(
    "rows",
    [
        ("收入||支出|", "项目|金额|项目|金额", "拨款|7|水利|7"),
        ("科目||合计|事业收入", "编码|名称||", "201|水利|7|0"),
        ("项目|||支出", "编码||名称|合计", "类|款||", "201|01|水利|7"),
        ("科目||合计", "编码|名称|", "合计||"),  # an empty table
        ("片区|其中", "|完成", "东部|7"),
    ],
)
def test_a_head_of_several_rows_that_is_merged_nowhere_has_lost_its_spans(rows: tuple[str, ...]) -> None:
    assert source_of(cells(*rows)) is GridSource.DELIMITED


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        (("收入||支出|", "项目|金额|项目|金额", "拨款|7|水利|7"), {(0, 0): 2, (0, 2): 2}),
        (("项目|金额|", "拨款|7|无"), {}),  # a column without a head
        (("|金额", "拨款|7"), {}),
        (("片区|金额", "|万元", "东部|", "西部|"), {}),
        (("项目|2022年|2023年", "拨款|7|8"), {}),
    ],
)
def test_spans_that_are_there_or_that_nothing_lacks_are_believed(
    rows: tuple[str, ...], merged: dict[tuple[int, int], int]
) -> None:
    assert source_of(cells(*rows, merged=merged)) is GridSource.MARKED
