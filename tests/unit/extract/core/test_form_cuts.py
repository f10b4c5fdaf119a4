"""Rows of tasks and indicators that a page cut, with their short cells in the lower piece."""

from __future__ import annotations

import pytest

from services.extract.core.forms import performance
from shared.model.page import Grid
from tests.unit.extract.core.form_makers import exported, ruled, texts

TITLE = "部门（单位）整体支出绩效目标表"
TASKS = "任务名称|主要内容|总额（万元）|其中：财政拨款|其中：其他资金"
INDICATORS = "一级指标|二级指标|三级指标|目标值"


def page(number: int, *rows: str) -> Grid:
    cells = [(r, c, 1, 1, t) for r, row in enumerate(rows) for c, t in enumerate(row.split("|")) if t]
    return ruled(len(rows), rows[0].count("|") + 1, *cells, page=number)


def indicators(*pages: Grid) -> list[list[str]]:
    _, tables = performance.split([page(1, TASKS, "运转|人员|5|5|0"), *pages], TITLE)
    return texts(tables[-1].rows)


def test_the_figures_of_a_task_stand_in_its_lower_piece() -> None:
    blocks = [page(1, TASKS, "运转|人员|5|5|0", "档案保|防潮、|||"), page(2, "管|防火。|10|8|2", "金额合计||15|13|2")]
    _, (tasks,) = performance.split(blocks, TITLE)
    assert texts(tasks.rows)[1] == ["档案保管", "防潮、防火。", "10", "8", "2"]
    assert len(tasks.rows) == 3


def test_levels_and_value_of_an_indicator_stand_in_its_lower_piece() -> None:
    found = indicators(
        page(1, INDICATORS, "产出|数量|巡检次数|≥4次", "||重点领域检|"), page(2, "产出|质量|查合格率|100%")
    )
    assert found[1] == ["产出", "质量", "重点领域检查合格率", "100%"]
    assert len(found) == 2


def test_levels_printed_again_below_the_break_are_no_row_of_their_own() -> None:
    found = indicators(
        page(1, INDICATORS, "产出|数量|重点领域检|≥4家"), page(2, "产出|数量|查家数|", "产出|质量|合格率|9%")
    )
    assert found == [["产出", "数量", "重点领域检查家数", "≥4家"], ["产出", "质量", "合格率", "9%"]]


def test_a_level_that_lacks_its_last_letter_is_completed_and_logged() -> None:
    _, tables = performance.split(
        [page(1, TASKS, "运转|人员|5|5|0"), page(1, INDICATORS, "满意度|服务对象满意|读者满意度|≥90%")], TITLE
    )
    cell = tables[-1].rows[0].cells[1]
    assert (cell.text, cell.repairs[0].code) == ("服务对象满意度", "level_completed")
    assert cell.confidence < 0.99


def test_a_page_that_names_no_first_level_has_a_column_less() -> None:
    found = indicators(page(1, INDICATORS, "产出|数量|巡检次数|≥4次"), page(2, "数量|检查家数|9家", "质量|合格率|9%"))
    assert found[1:] == [["产出", "数量", "检查家数", "9家"], ["产出", "质量", "合格率", "9%"]]


def test_a_row_without_levels_is_a_half_where_every_row_prints_its_levels() -> None:
    found = indicators(
        page(1, INDICATORS, "产出|数量|册数|≥4册", "产出|时效|编完时|2031年12月31"),
        page(2, "||间|日前", "产出|时效|送报时间|每月"),
    )
    assert found == [
        ["产出", "数量", "册数", "≥4册"],
        ["产出", "时效", "编完时间", "2031年12月31日前"],
        ["产出", "时效", "送报时间", "每月"],
    ]


def test_a_row_without_levels_is_a_row_of_its_own_where_its_value_and_the_one_above_are_whole() -> None:
    """The page cuts between two rows of 数量, and all others print levels of their own."""
    found = indicators(
        page(1, INDICATORS, "产出|数量|巡检次数|≥4次"),
        page(2, "||应急项目数量|12个", "产出|质量|合格率|100%", "效益|社会效益|知晓率|≥90%"),
    )
    assert found[:2] == [["产出", "数量", "巡检次数", "≥4次"], ["产出", "数量", "应急项目数量", "12个"]]
    assert len(found) == 4


def test_a_row_without_levels_is_a_row_where_a_level_is_printed_once_for_several() -> None:
    found = indicators(
        page(1, INDICATORS, "产出|数量|册数|≥4册", "||卷数|9卷"), page(2, "||件数|8件", "产出|质量|差错率|≤1%")
    )
    assert found[2] == ["产出", "数量", "件数", "8件"]
    assert len(found) == 4


def test_behind_a_head_that_the_next_page_prints_again_stands_the_other_piece_of_a_task() -> None:
    head = "任务名称|主要内容|预算金额"
    blocks = [page(1, head, "运转|人员|5", "|防潮、|"), page(2, head, "档案保管|防火。|10", "金额合计||15")]
    _, (tasks,) = performance.split(blocks, TITLE)
    assert texts(tasks.rows)[1] == ["档案保管", "防潮、防火。", "10"]
    assert len(tasks.rows) == 3


def test_behind_a_head_that_the_next_page_prints_again_stands_the_other_piece_of_an_indicator() -> None:
    found = indicators(
        page(1, INDICATORS, "产出|数量|巡检次数|≥4次", "||重点领域检|"),
        page(2, INDICATORS, "产出|质量|查合格率|100%"),
    )
    assert found[1:] == [["产出", "质量", "重点领域检查合格率", "100%"]]


def exported_indicators(*pages: Grid) -> list[list[str]]:
    _, tables = performance.split([exported(TASKS, "运转|人员|5|5|0"), *pages], TITLE)
    return texts(tables[-1].rows)


@pytest.mark.parametrize("piece", ["||查合格率|", "|||0%"])
def test_in_a_text_export_columns_of_the_same_page_say_which_cells_a_piece_has(piece: str) -> None:
    """A page has fewer blank columns than the one before."""
    upper = "|质量|重点领域检||10" if piece.endswith("0%") else "|质量|重点领域检||100%"
    found = exported_indicators(
        exported("一级指标|二级指标|三级指标||目标值", "产出|数量|巡检次数||≥4次", upper),
        exported(piece, "效益|社会效益|满意程度|≥90%", first_line=9),
    )
    name = "重点领域检" + piece.split("|")[2]
    assert [row[2:] for row in found] == [["巡检次数", "≥4次"], [name, "100%"], ["满意程度", "≥90%"]]


def test_in_a_text_export_a_level_that_a_page_cut_is_whole() -> None:
    found = exported_indicators(
        exported(INDICATORS, "产出|数量|巡检次数|≥4次", "满意度|服务对象满|群众满意度|≥95%"),
        exported("|意度|参训人员满意度|≥90%", "|其他满意度|不适用|不适用", first_line=9),
    )
    assert [row[1] for row in found] == ["数量", "服务对象满意度", "服务对象满意度", "其他满意度"]


def test_in_a_text_export_an_indicator_called_as_its_level_is_a_name_by_the_columns_of_its_page() -> None:
    found = exported_indicators(
        exported("||一级指标|二级指标|三级指标||目标值", "||产出|数量|巡检次数||≥4次"),
        exported("|满意度|服务对象满意度|参训人员满意度|≥90%", "|||服务对象满意度|≥95%", first_line=9),
    )
    assert found[2] == ["满意度", "服务对象满意度", "服务对象满意度", "≥95%"]


def test_in_a_text_export_a_piece_may_have_the_end_of_a_level() -> None:
    found = exported_indicators(
        exported("一级指标|二级指标|三级指标|目标值", "产出|数量|巡检次数|≥4次", "满意度|服务对象满|群众满意度|≥9"),
        exported("|意度||5%", "满意度|其他满意度|不适用|不适用", first_line=9),
    )
    assert found[1:] == [
        ["满意度", "服务对象满意度", "群众满意度", "≥95%"],
        ["满意度", "其他满意度", "不适用", "不适用"],
    ]
