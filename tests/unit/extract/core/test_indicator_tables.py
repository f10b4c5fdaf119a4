"""Tables of indicators under a title without their form, in bare lines."""

from __future__ import annotations

from services.extract.core.streams.indicator_tables import recover
from services.extract.templates import load
from shared.model.page import Grid
from tests.unit.extract.core.stream_makers import lines

HEAD = "一级指标 二级指标 三级指标 指标值\n"


def rows(text: str) -> list[list[str]]:
    """All rows of the only table, its head the first of them."""
    (grid,) = (b for b in recover(lines(text), load()) if isinstance(b, Grid))
    found = [["" for _ in range(grid.cols)] for _ in range(grid.rows)]
    for cell in grid.cells:
        found[cell.row][cell.col] = cell.text
    return found


def test_levels_printed_once_are_filled_and_the_head_of_a_new_page_is_no_row() -> None:
    text = (
        "部门绩效指标表\n部门：青州市水务局\n" + HEAD + "产出指标 数量指标 巡查河道次数 ≥12次\n"
        "质量指标 水质达标率 ≥95%\n" + HEAD + "效益指标 社会效益指标 居民用水保障程度 有效保障\n"
        "满意度指标 服务对象满意度指标 用水户满意度 ≥90%\n"
        "附表10\n其他事项表\n"
    )
    assert rows(text) == [
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "巡查河道次数", "≥12次"],
        ["产出指标", "质量指标", "水质达标率", "≥95%"],
        ["效益指标", "社会效益指标", "居民用水保障程度", "有效保障"],
        ["满意度指标", "服务对象满意度指标", "用水户满意度", "≥90%"],
    ]


def test_cells_on_lines_of_their_own_are_names_and_targets_in_turn_whatever_their_words() -> None:
    """Targets in free words, one that says its name again, one that looks like another's name; the label of the block;
    a level that runs into the first piece of the next one, and one in two pieces."""
    text = (
        "部门绩效指标表\n部门：青州市水务局\n一级指标\n二级指标\n三级指标\n指标值\n绩效指标\n产出指标\n数量指标\n"
        "巡查河道次数\n=12.00(次)\n6个片区全覆盖\n片区全覆盖\n质量指标\n水质达标率\n水质达标率不低于95%\n"
        "河道保洁\n水面清洁、两岸整齐有序\n效益指标社会效益\n指标\n居民用水保障程度\n供水稳定不间断\n"
        "满意度指标\n服务对象满意\n度指标\n用水户满意度\n≥90%\n"
    )
    assert rows(text)[1:] == [
        ["产出指标", "数量指标", "巡查河道次数", "=12.00(次)"],
        ["产出指标", "数量指标", "6个片区全覆盖", "片区全覆盖"],
        ["产出指标", "质量指标", "水质达标率", "水质达标率不低于95%"],
        ["产出指标", "质量指标", "河道保洁", "水面清洁、两岸整齐有序"],
        ["效益指标", "社会效益指标", "居民用水保障程度", "供水稳定不间断"],
        ["满意度指标", "服务对象满意度指标", "用水户满意度", "≥90%"],
    ]


def test_a_first_level_behind_all_rows_stands_over_its_second_levels() -> None:
    """Tools that write blocks of text give a cell over several rows last; a bare 满意度 there is a target."""
    text = (
        "部门绩效指标表\n部门：青州市水务局\n一级指标\n二级指标\n三级指标\n指标值\n数量指标\n巡查河道次数\n≥12次\n"
        "质量指标\n水质达标率\n≥95%\n满意度指标\n服务对象满意度指标\n用水户满意度\n满意度\n产出指标\n绩效指标\n"
    )
    assert rows(text)[1:] == [
        ["产出指标", "数量指标", "巡查河道次数", "≥12次"],
        ["产出指标", "质量指标", "水质达标率", "≥95%"],
        ["满意度指标", "服务对象满意度指标", "用水户满意度", "满意度"],
    ]


def test_pieces_of_a_level_beside_each_other_and_quoted_names_are_whole() -> None:
    text = (
        "部门绩效指标表\n部门：青州市水务局\n" + HEAD + "产出指标 数量指标 巡查河道次数 ≥12次\n"
        "质量指标 水质达标率 ≥95%\n效益指标 社会效益指 标 “节水进社区 宣传” 居民参与 ，范围扩大\n"
        "满意度指标 服务对象满意度 指标 用水户满意度 ≥90%\n"
    )
    assert rows(text)[3:] == [
        ["效益指标", "社会效益指 标", "“节水进社区 宣传”", "居民参与 ，范围扩大"],
        ["满意度指标", "服务对象满意度 指标", "用水户满意度", "≥90%"],
    ]


def test_words_below_a_head_that_are_no_indicators_stay_lines() -> None:
    text = "绩效指标表\n" + HEAD + "详见附件。\n"
    assert not [b for b in recover(lines(text), load()) if isinstance(b, Grid)]
