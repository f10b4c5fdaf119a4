"""Rows of a ledger set as near to one another as the lines of their cells: what tells where a name ends."""

from __future__ import annotations

import pytest

from services.extract.core.ledger.rows import rows_of
from services.extract.core.ledger.stacks import LedgerRow, Placed
from tests.unit.extract.core.test_ledger import placed

STEP = 13.0
"""points from a line to the next, of one cell or of two"""


def names(rows: list[LedgerRow], column: int) -> list[str]:
    return ["".join(t.text for c in row.cells if c.first == column for t in c.tokens) for row in rows]


def set_at_foot(*rows: list[str]) -> list[Placed]:
    """Cells with their last line at the foot of the row, which is as high as its highest cell; `|` breaks a line."""
    items: list[tuple[str, int, float]] = []
    foot = -STEP
    for row in rows:
        cells = [cell.split("|") for cell in row]
        foot += STEP * max(map(len, cells))
        for column, lines in enumerate(cells):
            items += [(t, column, foot - STEP * (len(lines) - 1 - i)) for i, t in enumerate(lines) if t]
    return placed(*items)


def test_a_column_whose_texts_can_only_end_level_with_their_rows_tells_it_of_the_others() -> None:
    """The units' first line stands beside no project and no amount; nothing else says where projects end."""
    rows = rows_of(
        set_at_foot(
            ["", "合计", "60.00"],
            ["河湖管理|中心", "水闸大修|工程", "10.00"],
            ["水文勘测|大队", "测站运行", "20.00"],
            ["防汛物资|仓库", "水泵购置|项目", "30.00"],
        ),
        (),
    )
    assert names(rows, 0) == ["", "河湖管理中心", "水文勘测大队", "防汛物资仓库"]
    assert names(rows, 1) == ["合计", "水闸大修工程", "测站运行", "水泵购置项目"]
    assert names(rows, 2) == ["60.00", "10.00", "20.00", "30.00"]
    assert not any(row.sure for row in rows[1:])


def test_names_of_the_code_list_tell_where_a_name_ends() -> None:
    """Set at the top as well, each code would have a name; that of 2080501 is known not to go on."""
    rows = rows_of(
        set_at_foot(
            ["208", "社会保障和就业支出", "30.00"],
            ["2080501", "行政单位离退休", "10.00"],
            ["2080505", "机关事业单位基本养老|保险缴费支出", "20.00"],
            ["2080506", "机关事业单位职业年金|缴费支出", "5.00"],
        ),
        (),
    )
    assert names(rows, 1) == [
        "社会保障和就业支出", "行政单位离退休", "机关事业单位基本养老保险缴费支出", "机关事业单位职业年金缴费支出",
    ]  # fmt: skip
    assert not any(row.sure for row in rows[2:])


def centred(*rows: list[str]) -> list[Placed]:
    """Rows of two lines, cells of one line half way between."""
    items = []
    for i, row in enumerate(rows):
        for column, cell in enumerate(row):
            lines = cell.split("|")
            items += [(t, column, STEP * (2 * i + (k if len(lines) > 1 else 0.5))) for k, t in enumerate(lines)]
    return placed(*items)


ROWS = [
    [f"{unit}|分局", f"{kind}|目标类", f"{work}|工程"]
    for unit, kind, work in (("东岭", "特定", "水闸"), ("西岭", "其他", "泵站"), ("南岭", "特定", "堤防"))
]


def test_lines_around_a_row_of_several_amounts_are_of_one_cell() -> None:
    rows = rows_of(centred(*([*row, "1.00", "1.00", "2.00"] for row in ROWS)), ())
    assert names(rows, 0) == ["东岭分局", "西岭分局", "南岭分局"]
    assert names(rows, 1) == ["特定目标类", "其他目标类", "特定目标类"]
    assert names(rows, 2) == ["水闸工程", "泵站工程", "堤防工程"]


def test_lines_beside_one_amount_half_way_between_may_be_rows_that_it_stands_for() -> None:
    rows = rows_of(centred(*([*row, "1.00"] for row in ROWS)), ())
    assert not any(row.sure for row in rows)


def test_a_name_that_comes_again_tells_where_it_ends() -> None:
    rows = rows_of(
        set_at_foot(
            ["1", "行政单位", "8.00"],
            ["2", "公益二类事|业单位", "5.00"],
            ["3", "公益二类事|业单位", "4.00"],
            ["4", "群众团体", "2.00"],
        ),
        (),
    )
    assert names(rows, 1) == ["行政单位", "公益二类事业单位", "公益二类事业单位", "群众团体"]


def test_no_line_within_a_name_begins_as_the_names_of_the_column_do() -> None:
    rows = rows_of(
        set_at_foot(
            ["305001", "宁海县图书馆", "8.00"],
            ["305002", "宁海县信息化与档|案管理中心", "5.00"],
            ["305003", "宁海县农产品质量|安全检测所", "4.00"],
            ["305004", "宁海县河道站", "2.00"],
        ),
        (),
    )
    assert names(rows, 1) == [
        "宁海县图书馆", "宁海县信息化与档案管理中心", "宁海县农产品质量安全检测所", "宁海县河道站",
    ]  # fmt: skip


@pytest.mark.parametrize("begun", [False, True])
def test_the_line_over_the_first_row_is_the_rest_of_none_below_a_head(*, begun: bool) -> None:
    """One column begins above the first row of figures, where no page before can have begun it; it shows that cells are
    set at the foot, and so where the names of the other column end."""
    rows = rows_of(
        set_at_foot(
            ["水利电力|分局", "大坝监测", "8.00"],
            ["城市排水|分局", "泵站大修|工程", "5.00"],
            ["河道堤防|分局", "护岸加固", "4.00"],
        ),
        (),
        begun=begun,
    )
    assert (names(rows, 1) == ["大坝监测", "泵站大修工程", "护岸加固"]) is not begun
