"""Tables of no known family out of lines that keep the layout with spaces: heads as trees, wrapped names, columns."""

from __future__ import annotations

from services.extract.core.streams import unknown
from shared.model.page import Block, Fragment, Grid, GridSource, Line, Place

TREE = """                     2031年闸站养护一览表
填报单位：栗川县水务局                                          单位：万元
                             按来源分
       闸站                                           全年合计
                    新增          小计          金额
北闸养护1号           6,447.9       299.1           0     863.7
南闸应急处置2号        18,153.6   958,240.6         6.5  38,683.8
东闸服务站点3号         7,743.3       585.2                  73.4
"""

WRAPPED = """      2031年泵站检修统计表
填报单位：栗川县水务局
    泵站        数量        金额
   北区雨水
               133      56,002
   泵站一号
   南区系统
   平台运行   142,077         49
   维护二号
   东区检查
               954          17
   三号
"""

TWO = """          2031年河长巡查统计表
填报单位：栗川县水务局
          河道              全年合计
北河巡查一段                   1.74
南河与支流巡查二段              367.86
东河巡查三段                1,633.11
"""


def lines(text: str) -> list[Block]:
    return [
        Line(fragments=(Fragment(text=line, place=Place(line=number)),), place=Place(line=number))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]


def table(text: str) -> Grid:
    (grid,) = [b for b in unknown.recover(lines(text), lambda _: False) if isinstance(b, Grid)]
    return grid


def cells(grid: Grid, row: int) -> list[tuple[int, int, int, str]]:
    """First column, columns, rows and text of the cells that begin in a row."""
    return [(c.col, c.col_span, c.row_span, c.text.strip()) for c in grid.cells if c.row == row]


def test_a_text_alone_on_its_line_spans_the_columns_in_whose_middle_it_stands() -> None:
    grid = table(TREE)
    assert grid.source is GridSource.ALIGNED
    assert grid.head_rows == 2
    assert cells(grid, 0) == [(0, 1, 2, "闸站"), (1, 3, 1, "按来源分"), (4, 1, 2, "全年合计")]
    assert cells(grid, 1) == [(1, 1, 1, "新增"), (2, 1, 1, "小计"), (3, 1, 1, "金额")]
    assert [text for *_, text in cells(grid, 4)] == ["东闸服务站点3号", "7,743.3", "585.2", "73.4"]


def test_names_wrapped_around_their_figures_are_parted_where_the_figures_stand_in_their_middle() -> None:
    grid = table(WRAPPED)
    assert [text for *_, text in cells(grid, 0)] == ["泵站", "数量", "金额"]
    assert ["".join(text.split()) for row in range(1, 4) for *_, text in cells(grid, row)[:1]] == [
        "北区雨水泵站一号",
        "南区系统平台运行维护二号",
        "东区检查三号",
    ]


def test_two_columns_are_a_table_below_its_title() -> None:
    grid = table(TWO)
    assert (grid.cols, grid.rows) == (2, 4)
    untitled = "\n".join(TWO.split("\n")[2:])
    assert not any(isinstance(b, Grid) for b in unknown.recover(lines(untitled), lambda _: False))


def test_names_one_space_before_their_neighbours_are_columns_of_their_own() -> None:
    text = "\n".join(
        [
            "          2031年河道巡查一览表",
            "填报单位：栗川县水务局",
            "    河道      片区     全年合计      上年",
            "北河巡查        东片   1,633.11   79.41",
            "南河与支流巡查二段 西片     367.86    2.03",
            "东河巡查三段      南片       1.74  139.40",
            "西河支流与塘坝巡查 北片      39.10    0.55",
        ]
    )
    grid = table(text)
    assert [c for *_, c in cells(grid, 0)] == ["河道", "片区", "全年合计", "上年"]
    assert [c for *_, c in cells(grid, 2)] == ["南河与支流巡查二段", "西片", "367.86", "2.03"]
