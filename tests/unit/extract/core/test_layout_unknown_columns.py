"""Tables in text that keeps the layout, with texts in their heads that no template has."""

from __future__ import annotations

from services.extract.core.streams.recovery import recover
from services.extract.templates import load
from shared.model.page import Grid
from tests.unit.extract.core.stream_makers import lines

PROJECTS = """~~~~~    项目支出表
单位名称：青州市水务局~~~  单位：万元
    类型~  项目名称~     项目单位~合计~~~  本年拨款~~~   财政拨款结转结余
~~~~~~~~ 一般公共预算~政府性基金预     国有资本经营     一般公共预算    政府性基金预
~~~~~~~~~~    算~   预算~~~  算
其他运转类  城区老旧供水管网改造与维护工程款  青州市城西区水务综合局     436.19     436.19~  0.00~ 0.00~ 0.00~0.00
其他运转类  供水水质日常监测的经费~ 青州市水质监测中心~ 469.39     469.39~  0.00~ 0.00~ 0.00~0.00
特定目标类  水库大坝加固补贴工程经费~青州市城西区水务综合局     781.34     586.01~  0.00~ 0.00     195.33~0.00
""".replace("~", " " * 6)
PURCHASES = """                       物资采购计划情况表
单位名称：青州市水务局                              单位：万元
   项目名称        物资名称       计划数      已下达数
管网改造       球墨铸铁管       12.00       9.00
水库加固       水泥           8.00        3.00
水质监测       试剂           5.00        5.00
表 10
"""


def rows(text: str) -> list[list[str]]:
    (grid,) = (b for b in recover(lines(text), load()) if isinstance(b, Grid))
    found = [["" for _ in range(grid.cols)] for _ in range(grid.rows)]
    for cell in grid.cells:
        found[cell.row][cell.col] = cell.text
    return found


def test_a_column_that_no_head_has_holds_names_where_it_stands_before_others() -> None:
    assert [row[:4] for row in rows(PROJECTS)[2:]] == [
        ["其他运转类", "城区老旧供水管网改造与维护工程款", "青州市城西区水务综合局", "436.19"],
        ["其他运转类", "供水水质日常监测的经费", "青州市水质监测中心", "469.39"],
        ["特定目标类", "水库大坝加固补贴工程经费", "青州市城西区水务综合局", "781.34"],
    ]


def test_a_text_below_an_unknown_one_is_its_own_where_it_begins_a_known_one() -> None:
    assert [text for text in rows(PROJECTS)[1] if text] == [
        *["一般公共预算", "政府性基金预算", "国有资本经营预算"],
        *["一般公共预算", "政府性基金预算"],
    ]


def test_the_number_of_the_next_table_is_no_row() -> None:
    assert [row[0] for row in rows(PURCHASES)[1:]] == ["管网改造", "水库加固", "水质监测"]


PLANNED = """                                           中期支出规划表
                                                                         单位：万元

         支出科目                    2032年                          2033年

编码                名称   合计       基本支出       项目支出       合计       基本支出       项目支出

             合计        433.19     100.52     332.67   527.22     391.82     135.40

 204    公共安全支出         213.83      60.62     153.21   282.80     146.98     135.82

 206    科学技术支出         219.36      39.90     179.46   244.42     244.84      -0.42
"""


def test_sums_tell_what_stands_over_a_column_that_reaches_as_far_left_as_the_text_over_its_neighbours() -> None:
    assert rows(PLANNED)[:2] == [
        ["支出科目", "", "2032年", "", "", "2033年", "", ""],
        ["编码", "名称", "合计", "基本支出", "项目支出", "合计", "基本支出", "项目支出"],
    ]
