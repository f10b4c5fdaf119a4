"""Tables with texts behind their figures (a goal, an enumeration of indicators) that lost their delimiters."""

from __future__ import annotations

import pytest

from services.extract.core.streams.recovery import recover
from services.extract.core.templates import Templates
from services.extract.templates import load
from shared.model.page import Block, Fragment, Grid, Line, Place

TITLE = "项目支出绩效目标表"
HEAD = ["项目名称（资金使用单位）", "总计", "财政拨款", "财政专户拨款", "其他资金", "绩效目标", "绩效指标"]
FIRST = "1、1-产出指标；11-数量指标；改造管网；实施周期指标值：≥20 公里；年度指标值：≥20公里。"
SECOND = "2、2-效益指标；22-社会效益；达标率；实施周期指标值：100%；年度指标值：100%。"
ROWS = [
    ["合计", "1,715.00", "1,600.00", "115.00"],
    ["青州市水务局", "1,715.00", "1,600.00", "115.00"],
    ["供水管网 改造", "1,270.00", "1,155.00", "115.00", "1.改造管网 20 公里。 2.降低漏损，保障用水。", FIRST + SECOND],
    ["水质监测", "445.00", "445.00", "每月监测水质。", FIRST],
]


@pytest.fixture(scope="module")
def templates() -> Templates:
    return load()


def grids(text: str, templates: Templates) -> list[Grid]:
    blocks: list[Block] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            place = Place(line=number)
            blocks.append(Line(fragments=(Fragment(text=line.rstrip(), place=place),), place=place))
    return [b for b in recover(blocks, templates) if isinstance(b, Grid)]


def grid(text: str, templates: Templates) -> list[list[str]]:
    (found,) = grids(text, templates)
    rows = [[""] * found.cols for _ in range(found.rows)]
    for cell in found.cells:
        rows[cell.row][cell.col] = cell.text
    return rows


def in_cells() -> str:
    return "\n".join([TITLE, *HEAD, *(cell for row in ROWS for cell in row)])


def in_lines() -> str:
    return "\n".join([TITLE, *HEAD, *(" ".join(row) for row in ROWS)])


def run_on() -> str:
    return "\n".join([TITLE, " ".join([*HEAD, *(cell for row in ROWS for cell in row)])])


@pytest.mark.parametrize("export", [in_cells, in_lines, run_on])
def test_rows_are_parted_by_sums_and_stops(export: object, templates: Templates) -> None:
    text = export()  # type: ignore[operator]
    _, total, unit, pipes, quality = grid(text, templates)
    assert total[:3] == ["合计", "1,715.00", "1,600.00"]
    assert unit[0] == "青州市水务局"
    assert [t.replace(" ", "") for t in pipes] == [
        "供水管网改造", "1,270.00", "1,155.00", "115.00", "",
        "1.改造管网20公里。2.降低漏损，保障用水。", (FIRST + SECOND).replace(" ", ""),
    ]  # fmt: skip
    assert quality == ["水质监测", "445.00", "445.00", "", "", "每月监测水质。", FIRST]


def test_a_figure_inside_a_text_begins_no_row(templates: Templates) -> None:
    rows = ["修缮工程 30.00 30.00 面积不少于。 总计 1,200.00 平方米，验收合格。 " + FIRST]
    found = grid("\n".join([TITLE, *HEAD, "合计 30.00 30.00", *rows]), templates)
    assert [row[0] for row in found[1:]] == ["合计", "修缮工程"]


def test_a_goal_and_its_indicators_in_one_word_are_parted(templates: Templates) -> None:
    row = "修缮工程 30.00 30.00 通过修缮：1.改善条件；2.消除隐患。" + FIRST.replace(" ", "")
    found = grid("\n".join([TITLE, *HEAD, "合计 30.00 30.00", row]), templates)
    assert found[-1][5:] == ["通过修缮：1.改善条件；2.消除隐患。", FIRST.replace(" ", "")]


def test_a_text_that_goes_on_from_the_page_before_stands_in_a_row_of_its_own(templates: Templates) -> None:
    found = grid("\n".join([TITLE, *HEAD, SECOND, "水质监测 445.00 445.00 每月监测水质。 " + FIRST]), templates)
    assert found[1:] == [
        ["", "", "", "", "", "", SECOND],
        ["水质监测", "445.00", "445.00", "", "", "每月监测水质。", FIRST],
    ]


def test_a_fund_of_few_projects_finds_its_column_by_the_total(templates: Templates) -> None:
    rows = ["合计 50.00 30.00 20.00", "甲项目 30.00 30.00 完成甲。 " + FIRST, "乙项目 20.00 20.00 完成乙。 " + FIRST]
    found = grid("\n".join([TITLE, *HEAD, *rows]), templates)
    assert found[2][1:5] == ["30.00", "30.00", "", ""]
    assert found[3][1:5] == ["20.00", "", "20.00", ""]


def test_a_list_of_indicators_begins_a_row_of_a_laid_out_table(templates: Templates) -> None:
    """Cells stand in the middle of rows of other heights: only `1、` tells where the last one ended."""
    text = f"""{TITLE}
项目名称（资金使用单位）  总计   财政拨款  财政专户拨款  其他资金  绩效目标          绩效指标
合计                      50.00  50.00
                                                                                     1、1-产出指标；11-数
                                                                                     量指标；改造管网；实
甲项目                    30.00  30.00                             完成甲项目全部工  施周期指标值：20
                                                                   作。              公里；年度指标值：
                                                                                     20公里。
                                                                                     1、1-产出指标；12-质
乙项目                    20.00  20.00                             完成乙。          量指标；合格率；实施
                                                                                     周期指标值：98%；年
                                                                                     度指标值：98%。
"""
    found = grid(text, templates)
    assert [row[6][:2] for row in found[2:]] == ["1、", "1、"]
    assert [row[0] for row in found[1:]] == ["合计", "甲项目", "乙项目"]


def test_the_rest_of_a_list_on_top_of_a_page_is_not_of_the_row_below_it(
    templates: Templates,
) -> None:
    head = "项目名称（资金使用单位）  总计   财政拨款  财政专户拨款  其他资金  绩效目标          绩效指标"
    text = f"""{TITLE}
{head}
合计                      50.00  50.00
甲项目                    30.00  30.00                             完成甲项目全部工  1、1-产出指标；11-数
                                                                   作。              量指标；改造管网；实
                                                                                     施周期指标值：20公里
\f{head}
                                                                                     ；年度指标值：20公里
                                                                                     。
乙项目                    20.00  20.00                             完成乙。          1、1-产出指标；12-质
                                                                                     量指标；合格率；实施
                                                                                     周期指标值：98%；年
                                                                                     度指标值：98%。
"""
    below = grids(text, templates)[-1]
    found = {(c.row, c.col): c.text for c in below.cells}
    assert [found.get((below.rows - back, 0)) for back in (2, 1)] == [None, "乙项目"]
    assert [found[below.rows - back, 6] for back in (2, 1)] == [
        "；年度指标值：20公里。",
        "1、1-产出指标；12-质量指标；合格率；实施周期指标值：98%；年度指标值：98%。",
    ]


def test_texts_side_by_side_stand_where_the_tool_counted_an_ideograph_as_one_column(templates: Templates) -> None:
    def at(*pieces: tuple[int, str]) -> str:
        line = ""
        for place, text in pieces:
            line = line.ljust(place) + text
        return line

    text = [
        at((0, "项目名称（资金使"), (29, "财政专 其他资")),
        at((14, "总计"), (20, "财政拨款"), (45, "绩效目标"), (61, "绩效指标")),
        at((2, "用单位）"), (31, "户拨款"), (36, "金")),
        at((55, "1、1-产出指标；11-数量指标；")),
        at((55, "监测点位；实施周期指标值：")),
        at((55, "≥9个；年度指标值：≥9个。2、")),
        at((39, "每月监测城乡各处供水的水质，"), (55, "1-产出指标；12-质量指标；数")),
        at((0, "城市供水管网水质")),
        at((9, "2,014.09"), (18, "2,014.09"), (39, "及时公布结果，提高居民满意"), (55, "据审核差错率；实施周期指标")),
        at((0, "监测")),
        at((39, "度。"), (55, "值：≤2%；年度指标值：≤2%。")),
        at((55, "3、1-产出指标；12-质量指标；")),
        at((55, "项目验收合格率；实施周期指")),
        at((55, "标值：100%；年度指标值：")),
        at((55, "100%。")),
    ]
    found = grid("\n".join([TITLE, *text]), templates)
    assert found[-1][5] == "每月监测城乡各处供水的水质，及时公布结果，提高居民满意度。"
    assert found[-1][6].startswith(
        "1、1-产出指标；11-数量指标；监测点位；实施周期指标值：≥9个；年度指标值：≥9个。2、1-"
    )


def test_a_caption_set_apart_with_spaces_is_no_head_of_an_unknown_table(templates: Templates) -> None:
    text = """填报单位：青州市水务局                                  单位：万元
片区          一季度      二季度      三季度
东部片区         307      7,385      9,535
西部片区          98      6,199      6,980
南部片区         723        819      7,381
"""
    assert grid(text, templates)[0] == ["片区", "一季度", "二季度", "三季度"]


def test_an_unknown_table_ends_above_the_caption_of_its_next_page(templates: Templates) -> None:
    page = ["2023年苗圃养护表", "单位：万元", "    名称      数量    金额"]
    rows = ["东苗圃1号     35.1     4.2", "西苗圃2号  3,935.2   151.5", "南苗圃3号     31.7     1.3"]
    found = grids("\n".join([*page, *rows, *page, *rows]), templates)
    assert [(g.rows, g.cols) for g in found] == [(4, 3), (4, 3)]
    assert {c.text for g in found for c in g.cells if c.col == 0} == {"名称", "东苗圃1号", "西苗圃2号", "南苗圃3号"}


def test_a_row_with_one_figure_is_no_head(templates: Templates) -> None:
    rows = ["  片区    人次    新增", "东片区   4,378        ", "西片区   7,025      97", "南片区   4,719     475"]
    (found,) = grids("\n".join(["绿地养护表", *rows]), templates)
    assert (found.rows, found.head_rows) == (4, 1)
