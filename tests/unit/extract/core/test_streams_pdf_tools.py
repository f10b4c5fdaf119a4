"""Tables as PDF tools print them: merged and wrapped cells stand in the middle, figures are out of line."""

from __future__ import annotations

import pytest

from services.extract.core.streams.recovery import recover
from services.extract.templates import load
from shared.model.page import Block, Fragment, Grid, Line, Place

TITLE = "部门（单位）整体支出绩效目标表\n2024年度\n"
TASKS = """  部门（单位）名称    青州市水务局                  主管部门        青州市水务局
                                       预算金额（万元）
      任务名称          主要内容                   其中：财政      其中：其他
                                     总额
                                           拨款         资金
               改造老旧管网二十公里，降低漏损，
      供水管网改造                           1,270     1,200        70
年度主            保障居民用水。
要任务  水质监测与信    每月监测水质，按期                   445       445         0
      息公开        公布结果。
               金额合计                    1,715     1,645        70
年度总   保障供水安全，水质全面达标，
体目标   提高用水效率。
"""
INDICATORS = """   一级指标     二级指标        三级指标          目标值
                   改造管网长度         ≥20公里
           数量
                   监测水质次数         12次
    产出     质量      水质合格率          ≥98%
年度绩                检修及时率          100%
效指标       时效
                   结果公布时间         每月末
           社会效益    居民用水保障程度        提升
    效益
           生态效益    不适用            不适用
         服务对象满
    满意度             用水单位满意度        ≥90%
         意度
"""
LEVELS = [
    ["产出", "数量", "改造管网长度"],
    ["产出", "数量", "监测水质次数"],
    ["产出", "质量", "水质合格率"],
    ["产出", "时效", "检修及时率"],
    ["产出", "时效", "结果公布时间"],
    ["效益", "社会效益", "居民用水保障程度"],
    ["效益", "生态效益", "不适用"],
    ["满意度", "服务对象满意度", "用水单位满意度"],
]


def grids(text: str) -> list[list[list[str]]]:
    blocks: list[Block] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            place = Place(line=number)
            blocks.append(Line(fragments=(Fragment(text=line.rstrip(), place=place),), place=place))
    return [matrix(b) for b in recover(blocks, load()) if isinstance(b, Grid)]


def matrix(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = "".join(cell.text.split())
    return table


def single_spaced(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def test_a_form_whose_cells_stand_in_the_middle_keeps_tasks_goal_and_indicators() -> None:
    _, tasks, goal, indicators = grids(TITLE + TASKS + INDICATORS)
    assert tasks[2:] == [
        ["供水管网改造", "改造老旧管网二十公里，降低漏损，保障居民用水。", "1,270", "1,200", "70"],
        ["水质监测与信息公开", "每月监测水质，按期公布结果。", "445", "445", "0"],
        ["金额合计", "", "1,715", "1,645", "70"],
    ]
    assert goal == [["年度总体目标", "保障供水安全，水质全面达标，提高用水效率。"]]
    assert [row[:3] for row in indicators[1:]] == LEVELS


@pytest.mark.parametrize("form", [INDICATORS, single_spaced(INDICATORS)])
def test_centred_levels_reach_as_far_down_as_up(form: str) -> None:
    *_, indicators = grids(TITLE + TASKS + form)
    assert [row[:3] for row in indicators[1:]] == LEVELS


def test_a_page_that_repeats_the_title_of_a_form_goes_on_with_its_indicators() -> None:
    at = INDICATORS.index("           社会效益")
    pages = INDICATORS[:at] + TITLE + INDICATORS[at:]
    *_, indicators = grids(TITLE + TASKS + single_spaced(pages))
    assert [row[:3] for row in indicators[1:]] == LEVELS


@pytest.mark.parametrize("below", ["部门（单位）名称 青州市水务局", "一级指标 二级指标 三级指标 目标值"])
def test_a_page_with_fields_or_a_head_below_its_title_is_of_another_form(below: str) -> None:
    form = TITLE + TASKS + single_spaced(INDICATORS)
    following = f"{TITLE}{below}\n效益 社会效益 居民用水满意程度 提升\n"
    assert grids(form + following)[3] == grids(form)[3]


def test_levels_in_the_first_row_that_they_cover_are_not_taken_for_centred_ones() -> None:
    *_, indicators = grids(
        TITLE + "年度绩效指标\n一级指标 二级指标 三级指标 目标值\n产出 数量 改造管网长度 ≥20公里\n监测水质次数 12次\n"
        "质量 水质合格率 ≥98%\n管网完好率 ≥95%\n效益 社会效益 居民用水保障程度 提升\n"
    )
    assert [row[1] for row in indicators[1:]] == ["数量", "数量", "质量", "质量", "社会效益"]


def test_figures_out_of_line_keep_their_order_where_none_is_blank() -> None:
    """One column of letters of two widths counted as one: `470` stands where others have their text."""
    (table,) = grids(
        "2024年，本部门重点项目绩效目标情况如下：\n"
        "项目名称       预算数（万元）                    绩效目标\n"
        "                          完成供水设备和系统的维护与更新，确保全年安全稳定运行，不发生\n"
        "供水设备更新              505\n"
        "                          责任事故。\n"
        "农村饮水安全工程与\n"
        "                   470 面向农村地区开展供水指导与服务，提高工作质量和群众满意度。\n"
        "补助\n"
    )
    assert [row[:2] for row in table[1:]] == [["供水设备更新", "505"], ["农村饮水安全工程与补助", "470"]]


HEAD = "整体支出绩效目标表\n年度绩效指标\n一级指标 二级指标 三级指标 目标值\n"


def test_a_name_wrapped_before_its_target_or_around_it_stays_one() -> None:
    before = "产出 数量 改造管网长度 ≥20公里\n农村供水管网与城市管网连\n接处水质监测点数\n≥40个\n质量 水质合格率 ≥98%\n"
    around = "产出 数量 改造管网长度 ≥20公里\n农村供水管网与城市管网连\n≥40个\n接处水质监测点数\n质量 水质合格率 ≥98%\n"
    for text in (before, around):
        (indicators,) = grids(HEAD + text)
        assert [row[2:] for row in indicators[1:]] == [
            ["改造管网长度", "≥20公里"],
            ["农村供水管网与城市管网连接处水质监测点数", "≥40个"],
            ["水质合格率", "≥98%"],
        ]


def test_indicators_that_share_a_line_are_parted_at_their_targets() -> None:
    (indicators,) = grids(
        HEAD + "产出 时效 报汛完成时间 每月末 检修及时率 100%\n"
        "效益 社会效益 居民用水保障程度 提升\n"
        "满意度 服务对象满意度 服务对象满意度 ≥95% 其他满意度 不适用 不适用\n"
    )
    assert indicators[1:] == [
        ["产出", "时效", "报汛完成时间", "每月末"],
        ["产出", "时效", "检修及时率", "100%"],
        ["效益", "社会效益", "居民用水保障程度", "提升"],
        ["满意度", "服务对象满意度", "服务对象满意度", "≥95%"],
        ["满意度", "其他满意度", "不适用", "不适用"],
    ]


APPLICATION = """财政项目支出绩效目标填报表
项目名称 河道水质监测 项目性质 经常性项目
主管部门 青州市水务局 实施单位 青州市水务局
项目资金总额 445,000.00 年度资金申请总额 445,000.00
项目总目标 水质全面达标
一级指标 二级指标 三级指标 年度(/项目)指标值
发布水质公报 每月至少发布一次水质公报
数量指标
巡查河道两岸环境 巡查不少于两次
产出指标 河道保洁服务 河面清洁、岸线有序
质量指标 设备维护及时率 维护响应速度快
设备状况 设备完好
效益指标 社会效益指标 用水保障程度 提升
服务对象满意度
满意度指标 用水单位满意度 ≥90%
指标
"""


def test_a_form_in_the_order_of_the_page_gives_its_fields_and_indicators_of_free_words() -> None:
    fields, indicators = grids(APPLICATION)
    assert fields[:4] == [
        ["项目名称", "河道水质监测"],
        ["项目性质", "经常性项目"],
        ["主管部门", "青州市水务局"],
        ["实施单位", "青州市水务局"],
    ]
    assert indicators[1:] == [
        ["产出指标", "数量指标", "发布水质公报", "每月至少发布一次水质公报"],
        ["产出指标", "数量指标", "巡查河道两岸环境", "巡查不少于两次"],
        ["产出指标", "质量指标", "河道保洁服务", "河面清洁、岸线有序"],
        ["产出指标", "质量指标", "设备维护及时率", "维护响应速度快"],
        ["产出指标", "质量指标", "设备状况", "设备完好"],
        ["效益指标", "社会效益指标", "用水保障程度", "提升"],
        ["满意度指标", "服务对象满意度指标", "用水单位满意度", "≥90%"],
    ]


def test_a_level_over_one_row_stands_beside_it_also_where_the_others_are_centred() -> None:
    fields, indicators = grids(
        "财政项目支出绩效目标申报表\n（2031年度）\n项目名称 河道清淤 项目性质 阶段性项目\n"
        "一级指标 二级指标 三级指标 年度(/项目)指标值\n成本指标 经济成本指标 清淤单价合理性 合理\n"
        "数量指标 完成年度清淤计划 =100.00(%)\n产出指标 质量指标 河床高程达标率 =100.00(%)\n"
        "时效指标 清淤完成及时率 =100.00(%)\n绩效\n指标\n社会效益指标 居民知晓度 ≥90.00(%)\n"
        "效益指标 生态效益指标 水体透明度 提高\n可持续影响指标 淤积回升量 降低\n"
        "服务对象满意度\n满意度指标 居民满意度 ≥90.00(%)\n指标\n"
    )
    assert fields[:2] == [["项目名称", "河道清淤"], ["项目性质", "阶段性项目"]]
    assert [row[:2] for row in indicators[1:]] == [
        ["成本指标", "经济成本指标"],
        ["产出指标", "数量指标"],
        ["产出指标", "质量指标"],
        ["产出指标", "时效指标"],
        ["效益指标", "社会效益指标"],
        ["效益指标", "生态效益指标"],
        ["效益指标", "可持续影响指标"],
        ["满意度指标", "服务对象满意度指标"],
    ]


def test_the_total_of_an_empty_table_may_be_painted_inside_its_head() -> None:
    head = "项目 政府性基金预算支出\n功能分类科目编码\n类 款 项\n合计\n功能分\n类科目\n名称\n合计 基本支出 项目支出\n"
    (table,) = grids(f"2031年预算单位政府性基金预算支出功能分类预算表\n编制单位：青州市水务局 单位：元\n{head}")
    assert table[0] == ["项目", "", "", "", "政府性基金预算支出", "", ""]
    assert table[-1] == ["合计", "", "", "", "", "", ""]


def test_a_head_text_printed_with_more_words_inside_keeps_them() -> None:
    head = "项目 国有资本经营财政拨款预算支出\n功能分类科目编码\n功能分类科目名称 合计 基本支出 项目支出\n类 款 项\n"
    rows = "223 国有资本经营预算支出 36 36\n223 01 解决历史遗留问题 36 36\n223 01 05 补助支出 36 36\n合计 36 36\n"
    for body in (rows, "合计\n"):
        (table,) = grids(f"2031年部门国有资本经营预算支出功能分类预算表\n编制部门：青州市水务局 单位：元\n{head}{body}")
        assert table[0] == ["项目", "", "", "", "国有资本经营财政拨款预算支出", "", ""]
        assert table[-1][0] == "合计"


def test_a_head_text_may_have_its_unit_behind_it() -> None:
    text = "支出总表\n部门名称：青州市水务局\n预算单位 支出总计（万元） 基本支出 项目支出 2022年政府采购项目\n小计\n"
    text += (
        "其中：面向中小企业政府采购项目 其中：面向小型、微型企业政府采购项目\n青州市水务局 1,250 430 820 300 100 20\n"
    )
    (table,) = grids(text)
    assert table[0][1] == "支出总计（万元）"
    assert table[-1] == ["青州市水务局", "1,250", "430", "820", "300", "100", "20"]


@pytest.mark.parametrize("unit", ["霁州市水务局", "霁州市水文站"])
def test_the_unit_of_a_merged_cell_that_the_content_has_last_is_the_tables_if_the_caption_names_it(unit: str) -> None:
    text = f"""一般公共预算“三公”经费支出表
部门名称：霁州市水务局 单位：万元
公务用车购置及运行维护费
小计
公务用车
购置费
公务用车
运行维护
费
2030年 34 7 3 24 16 8
2031年 10 0 4 6 0 6
增减变化金额 -24 -7 1 -18 -16 -2
预算单位 年度 总计
因公出国
(境)费
公务接待
费
{unit}"""
    (table,) = grids(text)
    body = [row for row in table if row[1].startswith("20") or row[1] == "增减变化金额"]
    assert [row[0] for row in body] == [unit if unit == "霁州市水务局" else "", "", ""]
    assert body[0][1:] == ["2030年", "34", "7", "3", "24", "16", "8"]
