"""Whole-department performance tables: the blocks apart, lost spans and fused cells put back, everything logged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.forms import performance
from shared.model.page import Box, Grid, GridSource
from shared.model.table import RowKind, Table, UnitSource
from tests.unit.extract.core.form_makers import exported, lines, ruled, texts

TITLE = "部门（单位）整体支出绩效目标表"
TASK_HEAD = ("年度主要任务|任务名称|主要内容|预算金额（万元）||", "|||总额|其中：财政拨款|其中：其他资金")
GOAL = "年度总体目标|<p>1.保障运转；</p> <p>2.改善服务。</p>|||"


def tables_of(*rows: str) -> dict[str, Table]:
    _, tables = performance.split([exported(*rows)], TITLE)
    return {t.title.partition("·")[2]: t for t in tables}


def whole(*indicators: str) -> tuple[str, ...]:
    return (
        "部门（单位）名称||某市档案馆|主管部门|某市委办公室|",
        *TASK_HEAD,
        "|档案保管|1.防潮； 2.防火。|1,030|1,000|30",
        "|日常运转|人员与公用|500|500|0",
        "金额合计|||1,530|1,500|30",
        GOAL,
        "|一级指标|二级指标|三级指标|目标值",
        *indicators,
    )


def test_blocks_come_apart() -> None:
    rows = whole("年度绩效指标|产出|数量|接收档案|≥3000卷", "|效益|社会效益|利用人次|≥500人次")
    form, tables = performance.split([exported(*rows)], TITLE)
    assert [t.title for t in tables] == [f"{TITLE}·年度主要任务", f"{TITLE}·年度绩效指标"]
    assert {name: cell.text for name, cell in form.fields} == {
        "部门（单位）名称": "某市档案馆",
        "主管部门": "某市委办公室",
        "年度总体目标": "1.保障运转；2.改善服务。",
    }
    tasks, indicators = tables
    assert [c.path for c in tasks.columns] == [
        ("任务名称",),
        ("主要内容",),
        ("预算金额（万元）", "总额"),
        ("预算金额（万元）", "其中：财政拨款"),
        ("预算金额（万元）", "其中：其他资金"),
    ]
    assert texts(tasks.rows) == [
        ["档案保管", "1.防潮；2.防火。", "1,030", "1,000", "30"],
        ["日常运转", "人员与公用", "500", "500", "0"],
        ["金额合计", "", "1,530", "1,500", "30"],
    ]
    assert tasks.rows[-1].kind is RowKind.TOTAL
    assert (tasks.unit, tasks.unit_source) == ("万元", UnitSource.HEADER)
    assert str(tasks.rows[0].cells[2].value) == "1030"
    assert indicators.unit is None
    assert texts(indicators.rows) == [
        ["产出", "数量", "接收档案", "≥3000卷"],
        ["效益", "社会效益", "利用人次", "≥500人次"],
    ]


@pytest.mark.parametrize("piece", ["|其他任务|公用经费|||", "|||9|9|0"], ids=["no figures", "no name"])
def test_what_is_no_whole_task_leaves_those_beside_it_in_doubt(piece: str) -> None:
    tasks = ["|档案保管|1.防潮。|1,030|1,000|30", piece, "|日常运转|公用|500|500|0", "|馆舍维护|修缮|70|70|0"]
    rows = (*TASK_HEAD, *tasks, GOAL, "|一级指标|二级指标|三级指标|目标值", "|产出|数量|接收档案|≥3000卷")
    _, (found, _) = performance.split([exported(*rows)], TITLE)
    doubted = {row.cells[0].text: max(c.confidence for c in row.cells if c.text) < 0.99 for row in found.rows}
    assert (doubted["档案保管"], doubted["馆舍维护"]) == (True, False)


def test_rows_shifted_left_by_lost_spans_are_restored_and_logged() -> None:
    table = tables_of(
        *whole(
            "年度绩效指标|产出|数量|接收档案|≥3000卷",
            "修复档案|||≥90卷|",
            "质量||著录合格率|=100%|",
            "||扫描合格率|≥98%|",
            "||时效|归档及时性|6月底前",
            "|效益|经济效益|无|无",
            "|满意度|服务对象满意度|查档人满意度|≥95%",
            "其他满意度||无|无|",
        )
    )["年度绩效指标"]
    assert texts(table.rows) == [
        ["产出", "数量", "接收档案", "≥3000卷"],
        ["产出", "数量", "修复档案", "≥90卷"],
        ["产出", "质量", "著录合格率", "=100%"],
        ["产出", "质量", "扫描合格率", "≥98%"],
        ["产出", "时效", "归档及时性", "6月底前"],
        ["效益", "经济效益", "无", "无"],
        ["满意度", "服务对象满意度", "查档人满意度", "≥95%"],
        ["满意度", "其他满意度", "无", "无"],
    ]
    untouched, shifted = table.rows[0], table.rows[1]
    assert all(not cell.repairs and cell.confidence == 1.0 for cell in untouched.cells)
    assert [[r.code for r in cell.repairs] for cell in shifted.cells] == [
        ["span_filled"], ["span_filled"], ["column_restored"], ["column_restored"],
    ]  # fmt: skip
    assert all(cell.confidence < 0.99 for cell in shifted.cells)


@pytest.mark.parametrize(
    ("name", "level", "certain"),
    [("修复合格率", "质量", True), ("修复次数", "数量", True), ("馆藏维护", "数量", False)],
)
def test_a_row_between_two_middles_is_the_ones_that_its_wording_names(name: str, level: str, certain: bool) -> None:
    table = tables_of(
        *whole(
            "|||接收档案|≥3000卷", "|产出|数量|展览|=2场", "|||目录|≥90卷", f"|||{name}|=3", "||质量|扫描合格率|≥98%",
            "|||目录合格率|≥98%",
        )
    )["年度绩效指标"]  # fmt: skip
    assert [row[1] for row in texts(table.rows)] == ["数量"] * 3 + [level] + ["质量"] * 2
    assert (table.rows[3].cells[3].confidence >= 0.99) is certain


def test_labels_printed_in_the_middle_of_their_span_reach_up_and_down() -> None:
    table = tables_of(
        *whole(
            "|||接收档案|≥3000卷",
            "||数量|修复档案|≥90卷",
            "|||展览|=2场",
            "|产出||著录合格率|=100%",
            "||质量|扫描合格率|≥98%",
            "|||目录合格率|≥98%",
            "|效益|社会效益|利用人次|≥500人次",
        )
    )["年度绩效指标"]
    assert [row[1] for row in texts(table.rows)] == ["数量"] * 3 + ["质量"] * 3 + ["社会效益"]
    assert [row[0] for row in texts(table.rows)] == ["产出"] * 6 + ["效益"]


def test_fused_cells_are_taken_apart_by_the_closed_frame() -> None:
    table = tables_of(
        *whole(
            "||数量|接收档案|≥3000卷",
            "||产出   合格率     质量   著录、扫描合格率|培训签到率|≥90%",
            "|||修复合格率|=100%",
            "|||=99%|",
            "||时效|归档及时性|6月底前",
        )
    )["年度绩效指标"]
    assert texts(table.rows) == [
        ["产出", "数量", "接收档案", "≥3000卷"],
        ["产出", "质量", "培训签到率", "≥90%"],
        ["产出", "质量", "修复合格率", "=100%"],
        ["产出", "质量", "著录、扫描合格率", "=99%"],
        ["产出", "时效", "归档及时性", "6月底前"],
    ]
    joined = table.rows[3]
    assert [r.code for r in joined.cells[2].repairs] == ["fused_cell_split"]
    assert [r.code for r in joined.cells[3].repairs] == ["column_restored"]


def test_noise_before_a_level_is_dropped_and_logged() -> None:
    table = tables_of(*whole("|产出|数量|接收档案|1卷", "|效益|社会效益|利用|有效", "|ЖШ|可持续影响|制度|规范"))[
        "年度绩效指标"
    ]
    assert texts(table.rows)[2] == ["效益", "可持续影响", "制度", "规范"]
    assert "noise_dropped" in [r.code for cell in table.rows[2].cells for r in cell.repairs]


def test_cost_as_a_first_level_of_its_own() -> None:
    table = tables_of(
        *whole("|产出指标|数量指标|接收|1卷", "|成本指标|经济成本指标|总成本|≤10万元", "||社会成本指标|无|无")
    )["年度绩效指标"]
    assert [row[:2] for row in texts(table.rows)] == [
        ["产出指标", "数量指标"],
        ["成本指标", "经济成本指标"],
        ["成本指标", "社会成本指标"],
    ]


def test_a_total_in_any_column_is_written_in_the_first() -> None:
    rows = list(whole("|产出|数量|接收|1卷"))
    rows[5] = "||金额合计|1,530|1,500|30"
    tasks = tables_of(*rows)["年度主要任务"]
    assert texts(tasks.rows)[-1] == ["金额合计", "", "1,530", "1,500", "30"]
    assert [r.code for r in tasks.rows[-1].cells[0].repairs] == ["label_moved"]


def test_a_damaged_second_head_row_takes_its_leaves_from_the_vocabulary() -> None:
    rows = list(whole("|产出|数量|接收|1卷"))
    rows[2] = "||土安内台|总额||"
    tasks = tables_of(*rows)["年度主要任务"]
    assert [c.path for c in tasks.columns][3:] == [
        ("预算金额（万元）", "其中：财政拨款"), ("预算金额（万元）", "其中：其他资金"),
    ]  # fmt: skip


def test_the_goal_may_stand_in_lines_between_two_grids() -> None:
    rows = whole("|产出|数量|接收|1卷")
    blocks = [
        exported(*rows[:6]),
        *lines("####年度总体目标", "- 1、保障运转；", "- 2、改善服务。"),
        exported(*rows[7:], first_line=20),
    ]
    form, tables = performance.split(blocks, TITLE)
    goal = form.field("年度总体目标")
    assert goal is not None
    assert goal.text == "1、保障运转；2、改善服务。"
    assert goal.place.line == 2
    assert len(tables) == 2


def test_a_ruled_table_needs_no_repairs() -> None:
    grid = ruled(
        9, 6,
        (0, 0, 1, 2, "部门（单位）名称"), (0, 2, 1, 1, "某市档案馆"),
        (0, 3, 1, 1, "主管部门"), (0, 4, 1, 2, "某市委办公室"),
        (1, 0, 4, 1, "年度/主要/任务"), (1, 1, 2, 1, "任务名称"), (1, 2, 2, 1, "主要内容"),
        (1, 3, 1, 3, "预算金额（万元）"),
        (2, 3, 1, 1, "总额"), (2, 4, 1, 1, "其中：财政/拨款"), (2, 5, 1, 1, "其中：其他/资金"),
        (3, 1, 1, 1, "档案保管"), (3, 2, 1, 1, "防潮/防火"),
        (3, 3, 1, 1, "1,030"), (3, 4, 1, 1, "1,000"), (3, 5, 1, 1, "30"),
        (4, 1, 1, 2, "金额合计"), (4, 3, 1, 1, "1,030"), (4, 4, 1, 1, "1,000"), (4, 5, 1, 1, "30"),
        (5, 0, 1, 1, "年度总体目标"), (5, 1, 1, 5, "保障运转。"),
        (6, 0, 3, 1, "年度绩效指标"), (6, 1, 1, 1, "一级指标"), (6, 2, 1, 1, "二级指标"),
        (6, 3, 1, 2, "三级指标"), (6, 5, 1, 1, "目标值"),
        (7, 1, 2, 1, "产出"), (7, 2, 2, 1, "数量"), (7, 3, 1, 2, "接收档案"), (7, 5, 1, 1, "≥3000卷"),
        (8, 3, 1, 2, "修复档案"), (8, 5, 1, 1, "≥90卷"),
    )  # fmt: skip
    form, (tasks, indicators) = performance.split([grid], TITLE)
    assert [name for name, _ in form.fields] == ["部门（单位）名称", "主管部门", "年度总体目标"]
    assert texts(tasks.rows) == [
        ["档案保管", "防潮防火", "1,030", "1,000", "30"],
        ["金额合计", "", "1,030", "1,000", "30"],
    ]
    assert texts(indicators.rows) == [["产出", "数量", "接收档案", "≥3000卷"], ["产出", "数量", "修复档案", "≥90卷"]]
    cells = [cell for table in (tasks, indicators) for row in table.rows for cell in row.cells]
    assert not [r for cell in cells for r in cell.repairs]


def test_what_a_task_is_given_is_worth_no_more_than_its_name() -> None:
    plain = exported(*whole("|产出|数量|接收档案|≥3000卷"))
    read = [replace(f, confidence=0.9) for c in plain.cells if c.text == "档案保管" for f in c.fragments]
    cells = [replace(c, fragments=tuple(read)) if c.text == "档案保管" else c for c in plain.cells]
    _, (tasks, _) = performance.split([replace(plain, cells=tuple(cells))], TITLE)
    assert [max(c.confidence for c in row.cells) for row in tasks.rows] == [0.9, 1.0, 1.0]


def test_amounts_under_a_head_that_no_such_table_has_are_in_doubt() -> None:
    rows = [row.replace("其中：财政拨款", "其中：") for row in whole("|产出|数量|接收档案|≥3000卷")]
    tasks = tables_of(*rows)["年度主要任务"]
    assert [c.confidence < 0.99 for c in tasks.rows[0].cells] == [False, False, False, True, False]


def test_rows_that_name_no_level_where_others_do_are_in_doubt() -> None:
    rows = ["产出|数量|接收档案|≥3000卷", "产出|质量|修复率|≥90%", "效益|社会效益|知晓率|≥80%"]
    read = [f"|{row}" for row in (*rows, "本年收入合计|500|本年支出合计|500")]
    found = tables_of(*whole("|一级指标|二级指标|三级指标|目标值"), *read)["年度绩效指标"].rows
    assert [min(c.confidence for c in row.cells) < 0.99 for row in found] == [False, False, False, True]


def test_columns_that_an_export_cut_through_the_words_of_their_head_are_one() -> None:
    head = "|一级指标|二级指标|三|级指标||年度（|/项目）指标值"
    rows = ("|产出指标|数量指标|接收|档案||≥3|000.00（卷）", "||质量指标|修复|率|||≥90%")
    found = tables_of(*(row + "|" for row in whole()[:-1]), head, *rows)["年度绩效指标"]
    assert [c.path for c in found.columns] == [("一级指标",), ("二级指标",), ("三级指标",), ("年度（/项目）指标值",)]
    assert texts(found.rows) == [
        ["产出指标", "数量指标", "接收档案", "≥3000.00（卷）"],
        ["产出指标", "质量指标", "修复率", "≥90%"],
    ]
    joined = [cell for row in found.rows for cell in row.cells if any(r.code == "cells_joined" for r in cell.repairs)]
    assert [cell.text for cell in joined] == ["接收档案", "≥3000.00（卷）", "修复率"]
    assert all(cell.confidence < 0.99 for cell in joined)


def test_texts_that_the_edge_of_a_column_cuts_are_read_line_by_line() -> None:
    rows = (
        "|||预|算金额（万元）|",
        "|任务名称||主要内容|总额|其中：财政拨款",
        "|档案保管|防潮防火，保<br>安全，不发生|障馆藏<br>事故。|1,030|1,000",
        "年度主|日常运转|在职人员和离<br>的公用经费。|退休人员|500|500",
        "|||金额|合计|1,530|1,500",
    )
    found = tables_of("部门（单位）名称|某市档案馆", *rows)["年度主要任务"].rows
    assert texts(found) == [
        ["档案保管", "防潮防火，保障馆藏安全，不发生事故。", "1,030", "1,000"],
        ["日常运转", "在职人员和离退休人员的公用经费。", "500", "500"],
        ["金额合计", "", "1,530", "1,500"],
    ]
    joined = [row.cells[at] for row, at in zip(found, (1, 1, 0), strict=True)]
    assert all(cell.confidence < 0.99 and cell.repairs[0].code == "cells_joined" for cell in joined)


def test_only_such_tables_are_recognised() -> None:
    assert performance.is_performance([exported(*whole("|产出|数量|接收|1卷"))], TITLE)
    assert performance.is_performance([exported(*whole("|产出|数量|接收|1卷"))], None)
    money = exported("项目名称|预算数|绩效目标", "甲|10|好")
    assert not performance.is_performance([money], "重点项目绩效目标情况")
    assert not performance.is_performance(
        [exported("一级指标|二级指标|三级指标|指标值", "产出|数量|次|1")], "项目支出绩效目标申报表"
    )


def test_a_task_cut_by_the_page_is_one_row() -> None:
    def page(number: int, *rows: str) -> object:
        cells = [(r, c, 1, 1, t) for r, row in enumerate(rows) for c, t in enumerate(row.split("|")) if t]
        return ruled(len(rows), 5, *cells, page=number)  # type: ignore[arg-type]

    head = "任务名称|主要内容|总额（万元）|其中：财政拨款|其中：其他资金"
    blocks = [
        page(1, head, "档案保|防潮、|10|8|2"),
        page(2, "管|防火。|||", "运转|人员|5|5|0", "金额合计||15|13|2"),
    ]
    _, (tasks,) = performance.split(blocks, TITLE)  # type: ignore[arg-type]
    assert texts(tasks.rows) == [
        ["档案保管", "防潮、防火。", "10", "8", "2"],
        ["运转", "人员", "5", "5", "0"],
        ["金额合计", "", "15", "13", "2"],
    ]
    assert [[r.code for r in c.repairs] for c in tasks.rows[0].cells] == [["row_joined"], ["row_joined"], [], [], []]


def test_a_task_cut_by_the_page_with_its_figures_in_the_lower_piece() -> None:
    above = ruled(
        4, 7,
        (0, 0, 4, 1, "年度主要任务"), (0, 1, 2, 1, "任务名称"), (0, 2, 2, 1, "主要内容"),
        (0, 3, 1, 3, "预算金额（万元）"), (1, 3, 1, 1, "总额"), (1, 4, 1, 1, "其中：财政拨款"),
        (1, 5, 1, 1, "其中：其他资金"), (2, 1, 1, 1, "档案保管"), (2, 2, 1, 1, "防潮防火。"),
        (2, 3, 1, 1, "30"), (2, 4, 1, 1, "20"), (2, 5, 1, 1, "10"),
        (3, 1, 1, 1, "人员经费"), (3, 2, 1, 1, "按照年度计划"),
    )  # fmt: skip
    below = ruled(
        3, 7,
        (0, 2, 1, 1, "逐步推进。"), (0, 3, 1, 1, "429"), (0, 5, 1, 1, "9"),
        (1, 0, 1, 1, "年度主"), (1, 1, 1, 2, "金额合计"), (1, 3, 1, 1, "459"), (1, 4, 1, 1, "440"), (1, 5, 1, 1, "19"),
        (2, 0, 1, 1, "年度总体目标"), (2, 1, 1, 5, "保障运转。"),
        page=2,
    )  # fmt: skip
    _, tables = performance.split([above, below], TITLE)
    cut, total = tables[0].rows[1:]
    assert texts([cut, total]) == [
        ["人员经费", "按照年度计划逐步推进。", "429", "", "9"],
        ["金额合计", "", "459", "440", "19"],
    ]
    assert max(c.confidence for c in cut.cells if c.text) < 0.99
    assert total.kind is RowKind.TOTAL
    assert min(c.confidence for c in total.cells) == 1.0


def test_heads_of_amounts_on_several_lines_beside_one_of_one_line_keep_their_columns() -> None:
    form = ruled(
        5, 7,
        (0, 0, 5, 1, "年度主要任务"), (0, 1, 2, 1, "任务名称"), (0, 2, 2, 1, "主要内容"),
        (0, 3, 1, 3, "预算金额（万元）"), (1, 4, 1, 1, "其中：财政"), (1, 5, 1, 1, "其中：其他"),
        (2, 3, 1, 1, "总额"), (2, 4, 1, 1, "拨款"), (2, 5, 1, 1, "资金"),
        (3, 1, 1, 1, "档案保管"), (3, 2, 1, 1, "防潮防火。"),
        (3, 3, 1, 1, "30"), (3, 4, 1, 1, "20"), (3, 5, 1, 1, "10"),
        (4, 1, 1, 2, "金额合计"), (4, 3, 1, 1, "30"), (4, 4, 1, 1, "20"), (4, 5, 1, 1, "10"),
    )  # fmt: skip
    _, tables = performance.split([form], TITLE)
    assert [c.path[-1] for c in tables[0].columns] == [
        "任务名称", "主要内容", "总额", "其中：财政拨款", "其中：其他资金"
    ]  # fmt: skip
    assert texts(tables[0].rows)[0] == ["档案保管", "防潮防火。", "30", "20", "10"]


def test_the_parent_of_the_amounts_may_stand_in_a_row_above_the_other_heads() -> None:
    form = ruled(
        5, 7,
        (0, 0, 5, 1, "年度主要任务"), (0, 3, 1, 3, "预算金额（万元）"),
        (1, 1, 1, 1, "任务名称"), (1, 2, 1, 1, "主要内容"), (1, 3, 1, 1, "总额"), (1, 4, 1, 1, "其中：财政拨款"),
        (1, 5, 1, 1, "其中：其他资金"), (2, 1, 1, 1, "档案保管"), (2, 2, 1, 1, "防潮防火。"),
        (2, 3, 1, 1, "30"), (2, 4, 1, 1, "20"), (2, 5, 1, 1, "10"),
        (3, 1, 1, 2, "金额合计"), (3, 3, 1, 1, "30"), (3, 4, 1, 1, "20"), (3, 5, 1, 1, "10"),
    )  # fmt: skip
    _, tables = performance.split([form], TITLE)
    assert [c.path for c in tables[0].columns][2:] == [
        ("预算金额（万元）", "总额"), ("预算金额（万元）", "其中：财政拨款"), ("预算金额（万元）", "其中：其他资金"),
    ]  # fmt: skip
    assert [row[0] for row in texts(tables[0].rows)] == ["档案保管", "金额合计"]


def test_a_piece_of_the_label_down_the_side_does_not_end_the_head() -> None:
    form = ruled(
        5, 7,
        (0, 0, 1, 1, "年度主"), (0, 1, 2, 1, "任务名称"), (0, 2, 2, 1, "主要内容"), (0, 3, 1, 3, "预算金额（万元）"),
        (1, 0, 1, 1, "要任务"), (2, 3, 1, 1, "总额"), (2, 4, 1, 1, "其中：财政拨款"), (2, 5, 1, 1, "其中：其他资金"),
        (3, 1, 1, 1, "档案保管"), (3, 2, 1, 1, "防潮防火。"),
        (3, 3, 1, 1, "30"), (3, 4, 1, 1, "20"), (3, 5, 1, 1, "10"),
        (4, 1, 1, 2, "金额合计"), (4, 3, 1, 1, "30"), (4, 4, 1, 1, "20"), (4, 5, 1, 1, "10"),
    )  # fmt: skip
    _, tables = performance.split([form], TITLE)
    assert [row[0] for row in texts(tables[0].rows)] == ["档案保管", "金额合计"]


def test_an_amount_that_is_wider_than_its_head_stands_in_no_column_of_texts() -> None:
    form = ruled(
        4, 7,
        (0, 0, 4, 1, "年度主要任务"), (0, 1, 2, 1, "任务名称"), (0, 2, 2, 1, "主要内容"),
        (0, 3, 1, 3, "预算金额（万元）"), (1, 3, 1, 1, "总额"), (1, 4, 1, 1, "其中：财政拨款"),
        (1, 5, 1, 1, "其中：其他资金"), (2, 1, 1, 1, "档案保管"), (2, 2, 1, 1, "防潮防火。"),
        (2, 3, 1, 1, "30"), (2, 4, 1, 1, "20"), (2, 5, 1, 1, "10"),
        (3, 1, 1, 1, "金额合计"), (3, 2, 1, 1, "30"), (3, 4, 1, 1, "20"), (3, 5, 1, 1, "10"),
    )  # fmt: skip
    _, tables = performance.split([form], TITLE)
    assert texts(tables[0].rows)[1] == ["金额合计", "", "30", "20", "10"]


def test_a_page_with_narrower_columns_than_the_first_keeps_what_stands_left_of_the_first_head() -> None:
    def page(number: int, shift: float, *rows: tuple[str, ...]) -> Grid:
        head = (
            (0, 0, 2, 1, "任务名称"), (0, 1, 2, 1, "主要内容"), (0, 2, 1, 3, "预算金额（万元）"),
            (1, 2, 1, 1, "总额"), (1, 3, 1, 1, "其中：财政拨款"), (1, 4, 1, 1, "其中：其他资金"),
        )  # fmt: skip
        body = [(i, k, 1, 1, t) for i, row in enumerate(rows, start=2) for k, t in enumerate(row) if t]
        grid = replace(ruled(2 + len(rows), 5, *head, *body, page=number), source=GridSource.ALIGNED)
        moved = (replace(c, place=replace(c.place, box=_moved(c.place.box, shift))) for c in grid.cells)
        return replace(grid, cells=tuple(moved))

    rows = [("档案保管", "防潮防火。", "30", "20", "10"), ("金额合计", "", "30", "20", "10")]
    _, tables = performance.split([page(1, 0.0), page(2, -8.0, *rows)], TITLE)
    assert texts(tables[0].rows) == [[*row] for row in rows]
    assert [c.path[-1] for c in tables[0].columns][2:] == ["总额", "其中：财政拨款", "其中：其他资金"]
    (lone,) = performance.split([page(1, 0.0), lone_row(rows[0])], TITLE)[1]
    assert texts(lone.rows) == [[*rows[0]]]


def lone_row(texts: tuple[str, ...]) -> Grid:
    """A page that goes on without a head, its first column begun further to the left."""
    grid = replace(ruled(1, 5, *((0, k, 1, 1, t) for k, t in enumerate(texts)), page=2), source=GridSource.ALIGNED)
    first = replace(grid.cells[0], place=replace(grid.cells[0].place, box=_moved(grid.cells[0].place.box, -8.0)))
    return replace(grid, cells=(first, *grid.cells[1:]))


def test_a_label_of_a_page_whose_first_column_reaches_further_left_is_no_text_down_the_side() -> None:
    head = (
        (0, 0, 3, 1, "年度主要任务"), (0, 1, 2, 1, "任务名称"), (0, 2, 2, 1, "主要内容"),
        (0, 3, 1, 2, "预算金额（万元）"), (1, 3, 1, 1, "总额"), (1, 4, 1, 1, "其中：财政拨款"),
    )  # fmt: skip
    first = ruled(3, 5, *head, *((2, k, 1, 1, t) for k, t in enumerate(("", "档案保管", "防潮。", "3", "2")) if t))
    below = ruled(1, 5, *((0, k, 1, 1, t) for k, t in enumerate(("要任务", "设备更新", "更新。", "4", "1"))), page=2)
    cells = (replace(c, place=replace(c.place, box=_moved(c.place.box, -8.0 * (c.col < 2)))) for c in below.cells)
    aligned = [replace(first, source=GridSource.ALIGNED), replace(below, cells=tuple(cells), source=GridSource.ALIGNED)]
    _, tables = performance.split(aligned, TITLE)
    assert texts(tables[0].rows) == [["档案保管", "防潮。", "3", "2"], ["设备更新", "更新。", "4", "1"]]


def _moved(box: Box | None, shift: float) -> Box | None:
    return box and box._replace(x0=box.x0 + shift, x1=box.x1 + shift)


def test_a_row_with_more_figures_than_columns_is_in_doubt() -> None:
    rows = whole("年度绩效指标|产出|数量|接收档案|≥3000卷")
    fused = [r.replace("|日常运转|人员与公用|500|500|0", "|日常运转|人员与公用|500|500|0|1,530|1,500|30") for r in rows]
    _, tables = performance.split([exported(*fused)], TITLE)
    assert max(c.confidence for c in tables[0].rows[1].cells if c.text) < 0.99
    assert min(c.confidence for c in tables[0].rows[0].cells if c.text) >= 0.98


def test_leaves_of_the_amounts_stay_as_printed() -> None:
    rows = [row.replace("其中：", "") for row in whole("年度绩效指标|产出|数量|接收档案|≥3000卷")]
    columns = [c.path for c in tables_of(*rows)["年度主要任务"].columns]
    assert columns[3:] == [("预算金额（万元）", "财政拨款"), ("预算金额（万元）", "其他资金")]


def test_amounts_under_leaves_in_other_words_are_not_sure() -> None:
    rows = [row.replace("其中：财政拨款", "本级安排") for row in whole("年度绩效指标|产出|数量|接收档案|≥3000卷")]
    tasks = tables_of(*rows)["年度主要任务"]
    assert all(cell.confidence < 0.99 for cell in tasks.rows[0].cells[2:])
