"""Application forms as PDF tools give them in content order: each cell's lines one below the other, no columns."""

from __future__ import annotations

from services.extract.core.pipeline import reconstruct
from shared.model.page import Fragment, Line, PageContent, Place, Reader, Source

HEAD = """二级项目支出绩效目标申报表
项目编码： 99020623106010000505001 项目名称： 供水管网改造
申请单位： 青州市水务局 一级预算单位： 青州市水务局
一级指标 二级指标 三级指标 指标值 指标解释
"""


def rows(body: str) -> list[list[str]]:
    lines = []
    for number, text in enumerate((HEAD + body).split("\n"), start=1):
        if text.strip():
            place = Place(line=number)
            lines.append(Line(fragments=(Fragment(text=text, place=place),), place=place))
    page = PageContent(number=1, blocks=tuple(lines))
    (table,) = reconstruct(Source(pages=(page,), paged=False, reader=Reader.TEXT, media_type="text/plain")).tables
    return [[cell.text for cell in row.cells][2:] for row in table.rows]


def test_an_explanation_goes_on_below_its_row() -> None:
    body = "产出 *数量 改造管网长度 ≥20公里 反映供水管网改造工程的进\n度情况\n产出 *质量 合格率 ≥98% 反映质量"
    assert rows(body) == [["改造管网长度", "≥20公里", "反映供水管网改造工程的进度情况"], ["合格率", "≥98%", "反映质量"]]


def test_a_value_in_words_is_the_second_cell_of_a_whole_row() -> None:
    body = "效益 *社会效益 居民用水保障程度 显著提升 反映居民用水保障程度的\n提升情况\n效益 生态效益 不适用 不适用"
    assert rows(body)[0] == ["居民用水保障程度", "显著提升", "反映居民用水保障程度的提升情况"]


def test_every_cell_on_lines_of_its_own_keeps_all_its_pieces() -> None:
    body = "产出 *质量\n城市供水管网水质\n综合合格率\n≥98%\n反映水质合格\n的程度\n产出 *时效 完成率 100% 反映时效"
    assert rows(body)[0] == ["城市供水管网水质综合合格率", "≥98%", "反映水质合格的程度"]


def test_lines_between_two_values_go_to_the_explanation_while_it_is_full() -> None:
    body = (
        "产出 *数量 改造管网长度 ≥20公里 反映供水管网改造工程\n的进度\n老旧小区及城郊结合部\n"
        "改造户数 ≥300户 反映受益的居民户数量\n产出 *质量 合格率 ≥98% 反映质量"
    )
    assert rows(body)[:2] == [
        ["改造管网长度", "≥20公里", "反映供水管网改造工程的进度"],
        ["老旧小区及城郊结合部改造户数", "≥300户", "反映受益的居民户数量"],
    ]


def test_words_with_spaces_in_them_are_whole_again_where_levels_and_values_tell() -> None:
    body = "产出 *数 量 改造管 网长度 ≤1 00% 反映进度\n效益 *社会 效益 居民用水 保障程度 显著 反映保障"
    assert rows(body) == [["改造管网长度", "≤100%", "反映进度"], ["居民用水保障程度", "显著", "反映保障"]]


def test_a_formula_is_one_word() -> None:
    body = "产出 *质量 合格率 $\\geq 98\\%$ 反映质量\n产出 *时效 完成率 100% 反映时效"
    assert [row[0] for row in rows(body)] == ["合格率", "完成率"]
    assert rows(body)[0][1].replace(" ", "") == "≥98%"


def test_a_unit_and_a_date_that_blanks_part_are_of_the_value() -> None:
    body = (
        "产出 *数量 改造泵站 6 座 反映泵站\n产出 *数量 改造阀门 ≥64 台（套） 反映阀门\n"
        "产出 *时效 完成时间\n2031 年 11 月 30\n日前\n反映时间\n满意度 *服务对象满意度 用户满意度 90% 或以上 反映用户"
    )
    assert rows(body) == [
        ["改造泵站", "6座", "反映泵站"],
        ["改造阀门", "≥64台（套）", "反映阀门"],
        ["完成时间", "2031年11月30日前", "反映时间"],
        ["用户满意度", "90%或以上", "反映用户"],
    ]


def test_an_explanation_behind_a_bare_figure_is_no_unit() -> None:
    assert rows("产出 *数量 改造泵站 6 反映泵站\n产出 *数量 改造阀门 8 衡量数量")[0] == ["改造泵站", "6", "反映泵站"]


def test_a_figure_in_a_bracket_of_a_name_is_no_value() -> None:
    body = (
        "产出 *质量\n可用率（无故障时间÷总时间×\n100%）\n≥99%\n反映可用率（无故障时间÷总\n时间×100%）\n"
        "产出 *时效 完成率 100% 反映时效"
    )
    assert rows(body)[0] == ["可用率（无故障时间÷总时间×100%）", "≥99%", "反映可用率（无故障时间÷总时间×100%）"]
