"""Tables of amounts that no template knows, cell after cell: their sums tell how the texts of the head stand."""

from __future__ import annotations

from itertools import islice

import pytest

from services.extract.core.streams.attempts import NO_TEMPLATE
from services.extract.core.streams.blanks import GUESSED
from services.extract.core.streams.recovery import recover
from services.extract.core.streams.summed.tables import attempt_of, told_head
from services.extract.core.streams.summed.trees import trees_of
from services.extract.core.streams.tokens import tokens_of
from shared.model.page import Grid, Line
from tests.unit.extract.core.table_makers import TEMPLATES, body, printed


def grids(text: str) -> list[Grid]:
    """The tables of a text whose cells are parted by blanks or line ends, each on a line of its own."""
    title, caption, *cells = text.split()
    return [b for b in recover(printed("\n".join([title, caption, *cells])), TEMPLATES) if isinstance(b, Grid)]


def paths(grid: Grid) -> list[str]:
    """The texts over each column."""
    over: list[list[str]] = [[] for _ in range(grid.cols)]
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.col)):
        if cell.row < (grid.head_rows or 0):
            for column in range(cell.col, cell.col + cell.col_span):
                over[column].append("".join(cell.text.split()))
    return ["/".join(texts) for texts in over]


UNITS = """部门资金来源明细表 单位：万元
单位编码 单位名称 资金总额 财政拨款资金 非财政拨款资金 小计 经费拨款 政府性基金 小计 事业收入 其他 当年安排 上年结转
合计 60.00 45.00 30.00 10.00 5.00 15.00 9.00 6.00
21001 水务局本级 40.00 30.00 20.00 6.00 4.00 10.00 7.00 3.00
21002 信息中心 20.00 15.00 10.00 4.00 1.00 5.00 2.00 3.00"""
UNIT_PATHS = [
    "单位编码",
    "单位名称",
    "资金总额",
    "财政拨款资金/小计",
    "财政拨款资金/经费拨款/当年安排",
    "财政拨款资金/经费拨款/上年结转",
    "财政拨款资金/政府性基金",
    "非财政拨款资金/小计",
    "非财政拨款资金/事业收入",
    "非财政拨款资金/其他",
]


def test_texts_stand_over_those_whose_sum_their_subtotals_are() -> None:
    (grid,) = grids(UNITS)
    assert paths(grid) == UNIT_PATHS
    assert body(grid)[1] == ["21001", "水务局本级", "40.00", "30.00", "20.00", "6.00", "4.00", "10.00", "7.00", "3.00"]
    assert all(f.confidence < 0.99 for cell in grid.cells if cell.row >= 3 for f in cell.fragments)


def test_a_head_that_may_stand_in_another_way_is_a_guess() -> None:
    (grid,) = grids(
        """设备购置情况表 单位：台
        使用单位 甲类 乙类 新购 更新 新购 更新
        水务局 4.00 6.00 8.00 1.00
        信息中心 2.00 3.00 5.00 7.00"""
    )
    assert paths(grid) == ["使用单位", "甲类/新购", "甲类/更新", "乙类/新购", "乙类/更新"]
    assert not grid.guessed
    (other,) = grids(
        """设备购置情况表 单位：台
        使用单位 甲类 乙类 丙类 新购 更新
        水务局 4.00 6.00 8.00 1.00
        信息中心 2.00 3.00 5.00 7.00"""
    )
    assert other.guessed


def test_words_and_codes_of_narrow_cells_are_put_together() -> None:
    broken = (
        UNITS.replace("单位编码", "单位编\n码").replace("政府性基金", "政府性\n基金").replace("上年结转", "上年结\n转")
    )
    (grid,) = grids(broken.replace("21001", "2100\n1"))
    assert paths(grid) == UNIT_PATHS
    assert body(grid)[1][:2] == ["21001", "水务局本级"]


STAFF = """单位基本支出构成表 单位：万元
单位 支出合计 工资福利支出 商品和服务支出 对个人和家庭 补助 小计 基本工资 津贴补贴 小计 办公经费 其他商品服务
机关 100.00 60.00 40.00 20.00 30.00 18.00 12.00 10.00
档案馆 50.00 35.00 25.00 10.00 11.00 5.00 6.00 4.00"""


def test_texts_that_are_lowest_elsewhere_stand_over_others_where_the_sums_say_so() -> None:
    (grid,) = grids(STAFF)
    assert paths(grid) == [
        "单位",
        "支出合计",
        "工资福利支出/小计",
        "工资福利支出/基本工资",
        "工资福利支出/津贴补贴",
        "商品和服务支出/小计",
        "商品和服务支出/办公经费",
        "商品和服务支出/其他商品服务",
        "对个人和家庭补助",
    ]


PLAN = """非税收入征收计划表 单位：万元
收入项目 上年完成数 本年征收计划 编码 名称 合计 缴入国库 缴入财政专户
103044509 考试报名费 30.00 50.00 35.00 15.00
103050109 罚没收入 20.00 25.00 20.00 5.00
合计 50.00 75.00 55.00 20.00"""


def test_codes_and_names_stand_under_what_no_amount_is_of() -> None:
    (grid,) = grids(PLAN)
    assert paths(grid) == [
        "收入项目/编码",
        "收入项目/名称",
        "上年完成数",
        "本年征收计划/合计",
        "本年征收计划/缴入国库",
        "本年征收计划/缴入财政专户",
    ]


THREE_YEARS = """中期支出规划表 单位：万元
支出科目 2026年 2027年 2028年 编码 名称 合计 基本支出 项目支出 合计 基本支出 项目支出 合计 基本支出 项目支出
合计 30.00 20.00 10.00 33.00 22.00 11.00 36.00 24.00 12.00
20402 公安 30.00 20.00 10.00 33.00 22.00 11.00 36.00 24.00 12.00"""


def test_years_stand_over_columns_of_their_own() -> None:
    (grid,) = grids(THREE_YEARS)
    years = [f"{year}年/{text}" for year in (2026, 2027, 2028) for text in ("合计", "基本支出", "项目支出")]
    assert paths(grid) == ["支出科目/编码", "支出科目/名称", *years]


YEARS = """部门支出对比分析表 单位：万元
科目编码 科目名称 上年预算数 本年预算数 增减情况 合计 基本支出 项目支出 合计 基本支出 项目支出 增减额 增减率 人员 运转
合计 100.00 80.00 20.00 112.00 70.00 12.00 30.00 12.00 12.00%
205 教育支出 60.00 40.00 20.00 66.00 30.00 6.00 30.00 6.00 10.00%
20501 教育管理事务 60.00 40.00 20.00 66.00 30.00 6.00 30.00 6.00 10.00%
2050101 行政运行 40.00 40.00 36.00 30.00 6.00 -4.00 -10.00%
2050102 一般行政管理事务 20.00 20.00 30.00 30.00 10.00 50.00%
208 社会保障和就业支出 40.00 40.00 46.00 40.00 6.00 6.00 15.00%"""


def test_blank_cells_stand_where_the_sums_of_both_years_and_the_change_allow() -> None:
    (grid,) = grids(YEARS)
    assert paths(grid)[2:] == [
        "上年预算数/合计",
        "上年预算数/基本支出",
        "上年预算数/项目支出",
        "本年预算数/合计",
        "本年预算数/基本支出/人员",
        "本年预算数/基本支出/运转",
        "本年预算数/项目支出",
        "增减情况/增减额",
        "增减情况/增减率",
    ]
    assert [row[2:] for row in body(grid)[3:]] == [
        ["40.00", "40.00", "", "36.00", "30.00", "6.00", "", "-4.00", "-10.00%"],
        ["20.00", "", "20.00", "30.00", "", "", "30.00", "10.00", "50.00%"],
        ["40.00", "40.00", "", "46.00", "40.00", "6.00", "", "6.00", "15.00%"],
    ]


def test_a_part_below_the_same_head_may_have_short_rows_alone() -> None:
    title, caption, head, *rows = YEARS.split("\n")[0].split() + YEARS.split("\n")[1:]
    again = "\n".join([title, caption, head, *rows[:5], head, rows[5]])
    first, second = grids(again)
    assert paths(second) == paths(first)
    assert body(second) == [["208", "社会保障和就业支出", *body(grids(YEARS)[0])[5][2:]]]


PROJECTS = """重点项目安排情况表 单位：万元
序号 项目名称 支出功能科目 金额 备注 编码 名称 总额 其中：财政资金
1 校舍维修专项 2050299 其他普通教育支出 30.00 20.00
2 教师培训专项 2050803 培训支出 15.00 15.00 续建
合计 45.00 35.00"""


def test_codes_inside_a_row_and_notes_behind_its_figures() -> None:
    (grid,) = grids(PROJECTS)
    assert paths(grid) == [
        "序号",
        "项目名称",
        "支出功能科目/编码",
        "支出功能科目/名称",
        "金额/总额",
        "金额/其中：财政资金",
        "备注",
    ]
    assert body(grid) == [
        ["1", "校舍维修专项", "2050299", "其他普通教育支出", "30.00", "20.00", ""],
        ["2", "教师培训专项", "2050803", "培训支出", "15.00", "15.00", "续建"],
        ["合计", "", "", "", "45.00", "35.00", ""],
    ]


def test_where_no_sum_tells_the_columns_of_a_short_row_they_are_guesses() -> None:
    (grid,) = grids(
        """办公用房使用情况表 单位：平方米
        使用单位 自有面积 租用面积 出借面积
        水务局 120.00 30.00 4.00
        信息中心 80.00 20.00
        执法大队 50.00 10.00 2.00"""
    )
    assert body(grid)[1] == ["信息中心", "80.00", "20.00", ""]
    doubted = {cell.row: {f.confidence for f in cell.fragments} for cell in grid.cells if cell.col == 1}
    assert doubted[2] == {GUESSED}
    assert GUESSED not in doubted[1] | doubted[3]


def test_a_head_of_fewer_texts_than_columns_makes_no_table() -> None:
    cells = printed("\n".join(UNITS.replace("当年安排 上年结转", "").replace("其他", "").split()[2:]))
    words = tokens_of([block for block in cells if isinstance(block, Line)])
    assert attempt_of(words, NO_TEMPLATE, TEMPLATES.lexicon) is None


@pytest.mark.parametrize(
    ("texts", "leaves", "trees"),
    [
        ("甲乙", 2, [[]]),
        ("甲乙丙", 2, [[(0, "乙丙")]]),
        ("甲乙丙丁", 3, [[(0, "丙丁")], [(1, "丙丁")], [(0, "乙丙丁")]]),
        ("甲乙乙", 2, []),
        ("甲乙丙丁戊", 3, [[(0, "乙丙"), (1, "丁戊")], [(0, "乙丙"), (2, "丁戊")]]),
    ],
)
def test_texts_in_the_order_of_levels_stand_over_two_others_or_none(
    texts: str, leaves: int, trees: list[list[tuple[int, str]]]
) -> None:
    found = trees_of(list(texts), leaves, lambda over, below: True, iter(range(1000)))
    printed_trees = [
        [(i, "".join(texts[k] for k in below)) for i, below in enumerate(tree.below) if below] for tree in found
    ]
    assert sorted(printed_trees) == sorted(trees)


def test_trees_end_with_their_steps() -> None:
    steps = iter(range(50))
    assert len(list(islice(trees_of([chr(0x4E00 + i) for i in range(24)], 16, lambda *_: True, steps), 100))) < 50


def test_a_last_row_whose_cells_are_all_blank_is_a_row() -> None:
    (grid,) = grids(f"{UNITS}\n21003 档案馆\n21004 园林站")
    assert body(grid)[-1][:3] == ["21003", "档案馆", ""]


def test_rows_whose_head_is_lost_have_no_texts_to_tell() -> None:
    """The codes of the rows begin right below the caption."""
    rows = "21001 水务局 40.00 30.00 10.00\n21002 信息中心 20.00 15.00 5.00\n21003 水文站 9.00 8.00 1.00"
    assert told_head(tokens_of(printed(rows)), TEMPLATES.lexicon) is None
