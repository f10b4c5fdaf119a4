"""Parts of one form that captions took apart: goal text as lines, indicators without a title, rows parted by blanks."""

from __future__ import annotations

from services.extract.core.forms import parts as form_parts
from services.extract.core.parts import Caption, Segment
from shared.model.page import Grid, Line
from tests.unit.extract.core.form_makers import exported, lines

TITLE = "部门（单位）整体支出绩效目标表"
HEAD = exported(
    "部门（单位）名称|某馆|主管部门|某局|",
    "任务名称|主要内容|预算金额（万元）||",
    "||总额|其中：财政拨款|其中：其他资金",
    "保管|防潮|10|8|2",
)
INDICATORS = exported("|一级指标|二级指标|三级指标|目标值", "|产出|数量|次数|1次")
TAIL = exported("成本|控制率|≤100%", "效益|经济效益|无|无")


def segment(title: str | None, *blocks: Line | Grid) -> Segment:
    return Segment(caption=Caption(title=title), blocks=blocks)


def test_goal_lines_and_untitled_grids_go_to_the_form_before_them() -> None:
    goal = lines("####年度总体目标", "1、保障运转；", "2、改善服务。")
    items = [segment(TITLE, HEAD), *goal, segment(None, INDICATORS), segment(None, TAIL)]
    (whole,) = form_parts.gather(items)
    assert isinstance(whole, Segment)
    assert whole.blocks == (HEAD, *goal, INDICATORS, TAIL)


def test_other_tables_and_prose_stay_where_they_are() -> None:
    prose = lines("第九部分 名词解释", "一、基本支出：指经费。")
    table = segment("收支总表", exported("项目|预算数", "一、拨款|10"))
    items = [segment(TITLE, HEAD), segment(None, INDICATORS), *prose, table]
    gathered = form_parts.gather(items)
    assert gathered[1:] == (*prose, table)
    assert form_parts.gather([table, *prose]) == (table, *prose)
    assert form_parts.gather([]) == ()


def test_a_form_parted_by_blank_lines_is_one_grid() -> None:
    rows = (
        "项目编码：|1|项目名称：|甲",
        "申请单位：|某局|实施期限：|3",
        "一级指标|二级指标|三级指标|指标值",
        "产出|数量|次数|1次",
    )
    (whole,) = form_parts.gather([segment("项目支出绩效目标申报表", *(exported(row) for row in rows))])
    assert isinstance(whole, Segment)
    (grid,) = whole.blocks
    assert isinstance(grid, Grid)
    assert (grid.rows, len(grid.cells)) == (4, 16)
