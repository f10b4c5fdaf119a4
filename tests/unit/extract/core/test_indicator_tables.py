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


def test_words_below_a_head_that_are_no_indicators_stay_lines() -> None:
    text = "绩效指标表\n" + HEAD + "详见附件。\n"
    assert not [b for b in recover(lines(text), load()) if isinstance(b, Grid)]
