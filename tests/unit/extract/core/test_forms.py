"""Forms: label/value areas with and without colons, indicator blocks, several forms in a run, parts over pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.forms import extraction as forms
from services.extract.core.forms import lines as form_lines
from services.extract.core.pipeline import reconstruct
from shared.model.page import Grid, GridSource, Line
from shared.model.table import RowKind
from tests.unit.extract.core import table_makers
from tests.unit.extract.core.form_makers import exported, lines, ruled, texts

TITLE = "二级项目支出绩效目标申报表"


def application(code: str = "440999240000000000001", name: str = "河道巡查") -> tuple[str, ...]:
    return (
        f"项目编号：|{code}|项目名称：|{name}|",
        "申请单位：|某区水务管理中心|一级预算单位：|某区水务局（本级）|",
        "是否新增项目：|是|分配方式：||",
        "政策依据：|《某某办法》（2023年）等|||",
        "一级指标|二级指标|三级指标|指标值|指标解释",
        "产出|*数量|巡查次数|≥24次|反映巡查次数",
        "产出|*质量|隐患整改率|>95%|",
        "效益|生态效益|不适用|不适用|",
        "满意度|其他满意度|||",
    )


def test_fields_keep_printed_labels_without_colon_and_blank_values() -> None:
    form, _ = forms.extract([exported(*application())], TITLE)
    assert [name for name, _ in form.fields] == [
        "项目编号", "项目名称", "申请单位", "一级预算单位", "是否新增项目", "分配方式", "政策依据",
    ]  # fmt: skip
    assert form.title == TITLE
    fields = {name: cell.text for name, cell in form.fields}
    assert fields["项目编号"] == "440999240000000000001"
    assert fields["分配方式"] == ""
    cell = form.field("申请单位")
    assert cell is not None
    assert cell.place.line == 2
    assert cell.raw == ("某区水务管理中心",)
    assert cell.repairs == ()


def test_indicators_keep_marks_and_blank_cells_without_repairs_where_positions_fit() -> None:
    _, (table,) = forms.extract([exported(*application())], TITLE)
    assert table.title == f"{TITLE}·绩效指标"
    assert [c.path for c in table.columns] == [("一级指标",), ("二级指标",), ("三级指标",), ("指标值",), ("指标解释",)]
    assert [c.key for c in table.columns][:4] == [
        "indicator.level1", "indicator.level2", "indicator.level3", "indicator.target",
    ]  # fmt: skip
    assert texts(table.rows) == [
        ["产出", "*数量", "巡查次数", "≥24次", "反映巡查次数"],
        ["产出", "*质量", "隐患整改率", ">95%", ""],
        ["效益", "生态效益", "不适用", "不适用", ""],
        ["满意度", "其他满意度", "", "", ""],
    ]
    assert not [repair for row in table.rows for cell in row.cells for repair in cell.repairs]
    assert {row.kind for row in table.rows} == {RowKind.DATA}


def test_what_stands_under_a_head_or_behind_a_level_read_in_doubt_is_no_surer_than_that() -> None:
    printed = (
        ("一级指标", "二级指标", "三级指标", "年度指标值", "说明"),
        ("产出", "数量", "巡查次数", "≥24次", "反映次数"),
        ("产出", "质量", "整改率", ">95%", "反映质量"),
    )
    grid = ruled(3, 5, *((r, c, 1, 1, text) for r, row in enumerate(printed) for c, text in enumerate(row)))
    worth = {"年度指标值": 0.7, "整改率": 0.6}
    cells = tuple(
        replace(c, fragments=tuple(replace(f, confidence=worth.get(f.text, 0.999)) for f in c.fragments))
        for c in grid.cells
    )
    _, (table,) = forms.extract([replace(grid, cells=cells)], TITLE)
    assert [c.confidence for c in table.rows[0].cells] == [0.999, 0.999, 0.999, 0.7, 0.999]
    assert [c.confidence for c in table.rows[1].cells[2:]] == [0.6, 0.6, 0.6]


def test_words_beyond_a_head_that_a_page_cut_are_kept_in_doubt() -> None:
    cut = (*application()[:4], "一级指标|二级指标", "产出|*数量|巡查次数|≥24次", "产出|*质量")
    _, (table,) = forms.extract([exported(*cut)], TITLE)
    assert texts(table.rows) == [["产出", "*数量巡查次数≥24次"], ["产出", "*质量"]]
    assert table.rows[0].cells[1].confidence < 0.99


def test_several_forms_in_one_run_give_one_form_and_one_table_each() -> None:
    run = exported(*application(), *application("440999240000000000002", "堤防养护"))
    found = forms.extract_all([run], TITLE)
    names = [cell.text for form, _ in found if (cell := form.field("项目名称")) is not None]
    assert names == ["河道巡查", "堤防养护"]
    assert [len(tables[0].rows) for _, tables in found] == [4, 4]


def test_a_part_without_repeated_head_goes_on_with_the_same_indicators() -> None:
    rows = application()
    found = forms.extract_all([exported(*rows[:6]), exported(*rows[6:])], TITLE)
    assert len(found) == 1
    assert len(found[0][1][0].rows) == 4


def test_a_note_below_the_indicators_is_no_row() -> None:
    note = "注：本表数据为暂列数。"
    _, (table,) = forms.extract([exported(*application()), *lines(note)], TITLE)
    assert len(table.rows) == 4
    assert table.notes == (note,)


def test_a_cell_across_the_whole_form_below_the_indicators_is_a_note() -> None:
    def made(*last: tuple[int, int, int, int, str]) -> list[Grid]:
        fields = ((0, "项目名称", "河道巡查"), (1, "主管部门", "某区水务局"), (2, "实施单位", "某区水务管理中心"))
        rows = [
            ("一级指标", "二级指标", "三级指标", "指标值"),
            ("产出指标", "数量指标", "巡查次数", "≥24次"),
            ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"),
        ]
        cells = [cell for r, name, value in fields for cell in ((r, 0, 1, 2, name), (r, 2, 1, 2, value))]
        cells += [(3 + r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
        return [ruled(6 + len(last), 4, *cells, *last)]

    said = "本表由项目实施单位填报。"
    _, (table,) = forms.extract(made((6, 0, 1, 4, said), (7, 0, 1, 4, "填表人：某某")), TITLE)
    assert (len(table.rows), table.notes) == (2, (said, "填表人：某某"))
    _, (table,) = forms.extract(made((6, 0, 1, 4, "效益指标")), TITLE)
    assert (len(table.rows), table.notes) == (3, ()), "a level is none"


def test_a_repeated_head_is_no_row() -> None:
    rows = application()
    _, (table,) = forms.extract([exported(*rows[:6]), exported(rows[4], *rows[6:])], TITLE)
    assert len(table.rows) == 4


SHANGHAI = "财政项目支出绩效目标填报表"


def shanghai_form() -> list[object]:
    return [
        ruled(
            13, 8,
            (0, 0, 1, 8, SHANGHAI),
            (1, 0, 1, 8, "（2026年度）"),
            (2, 0, 1, 2, "项目名称"), (2, 2, 1, 2, "图书采购"), (2, 4, 1, 1, "项目性质"),
            (2, 5, 1, 1, "经常性项目"),
            (2, 6, 1, 1, "项目类别"), (2, 7, 1, 1, "特定目标类"),
            (3, 0, 1, 2, "主管部门"), (3, 2, 1, 2, "某区文化局"), (3, 4, 1, 1, "实施单位"), (3, 5, 1, 3, "某区图书馆"),
            (4, 0, 3, 2, "项目资金/（元）"), (4, 2, 1, 2, "项目资金总额"),
            (4, 4, 1, 1, "1,000.00"),
            (4, 5, 1, 2, "年度资金申请总额"), (4, 7, 1, 1, "800.00"),
            (5, 2, 1, 2, "其中：财政资金"), (5, 4, 1, 1, "1,000.00"),
            (5, 5, 1, 2, "其中：当年财政拨款"), (5, 7, 1, 1, "800.00"),
            (6, 2, 1, 2, "其他资金"), (6, 4, 1, 1, "1.00"), (6, 5, 1, 2, "其他资金"), (6, 7, 1, 1, "2.00"),
            (7, 0, 2, 1, "项目/绩效/目标"), (7, 1, 1, 4, "项目总目标"), (7, 5, 1, 3, "年度总体目标"),
            (8, 1, 1, 4, "丰富馆藏/满足读者"), (8, 5, 1, 3, "完成采购。"),
            (9, 1, 1, 1, "一级指标"), (9, 2, 1, 1, "二级指标"),
            (9, 3, 1, 3, "三级指标"), (9, 6, 1, 2, "年度(/项目)指标值"),
            (10, 0, 3, 1, "绩效指标"), (10, 1, 2, 1, "产出指标"), (10, 2, 2, 1, "数量指标"),
            (10, 3, 1, 3, "采购册数"), (10, 6, 1, 2, "≥5000.00(册)"),
            (11, 3, 1, 3, "编目/册数"), (11, 6, 1, 2, "=5000.00(册)"),
            (12, 1, 1, 1, "满意度指标"), (12, 2, 1, 1, "服务对象满意/度指标"),
            (12, 3, 1, 3, "读者满意度"), (12, 6, 1, 2, "90%"),
        )
    ]  # fmt: skip


def test_a_ruled_form_without_colons_is_read_by_alternation_areas_and_labels_above() -> None:
    form, (table,) = forms.extract(shanghai_form(), SHANGHAI)  # type: ignore[arg-type]
    assert {name: cell.text for name, cell in form.fields} == {
        "项目名称": "图书采购",
        "项目性质": "经常性项目",
        "项目类别": "特定目标类",
        "主管部门": "某区文化局",
        "实施单位": "某区图书馆",
        "项目资金总额": "1,000.00",
        "年度资金申请总额": "800.00",
        "其中：财政资金": "1,000.00",
        "其中：当年财政拨款": "800.00",
        "其他资金": "1.00",
        "年度资金申请总额·其他资金": "2.00",
        "项目总目标": "丰富馆藏满足读者",
        "年度总体目标": "完成采购。",
    }
    assert texts(table.rows) == [
        ["产出指标", "数量指标", "采购册数", "≥5000.00(册)"],
        ["产出指标", "数量指标", "编目册数", "=5000.00(册)"],
        ["满意度指标", "服务对象满意度指标", "读者满意度", "90%"],
    ]
    assert table.year == 2026
    assert table.pages == (1,)
    assert not [r for row in table.rows for cell in row.cells for r in cell.repairs]


@pytest.mark.parametrize("title", [SHANGHAI, None])
def test_forms_are_recognised_by_what_they_hold(title: str | None) -> None:
    assert forms.is_form(exported(*application()), title)
    assert forms.is_form(shanghai_form()[0], title)  # type: ignore[arg-type]


def test_the_first_row_of_a_form_that_a_page_break_cut_off_is_one_by_what_stands_behind() -> None:
    first, rest = exported(application()[0]), exported(*application()[1:])
    assert forms.is_form(first, SHANGHAI, [rest])
    assert not forms.is_form(first, SHANGHAI)


def test_plain_tables_are_no_forms() -> None:
    table = exported("项目名称|总计|财政拨款|绩效目标|绩效指标", "甲项目|10.00|10.00|目标|指标", "乙项目|20.00|20.00||")
    assert not forms.is_form(table, "项目支出绩效目标表（含转移支付项目）")
    money = exported("预算单位|科目编码|科目名称|支出总计", "某局||| 10", "|208|社会保障和就业支出|10")
    assert not forms.is_form(money, "支出总表")
    indicators_only = exported("一级指标|二级指标|三级指标|目标值", "产出|数量|次数|1次")
    assert not forms.is_form(indicators_only, None)


def test_a_value_cut_into_two_cells_is_joined_and_logged() -> None:
    rows = list(application())
    rows[1] = "申请单位：|某区水务|管理中心|一级预算单位：|某区水务局"
    form, _ = forms.extract([exported(*rows)], TITLE)
    cell = form.field("申请单位")
    assert cell is not None
    assert cell.text == "某区水务管理中心"
    assert [r.code for r in cell.repairs] == ["cells_joined"]
    assert cell.confidence < 0.99


BARE = (
    "项目支出绩效目标申报表",
    "项目编号: 440999240000000000001 项目名称: 河道巡查",
    "申请单位: 某区水务管理中心 一级预算单位: 某区水务局（本级）",
    "是否新增项目: 是 分配方式:",
    "政策依据: 1. 项目背景：履职需要。 2. 项目内容：巡查",
    "与养护。",
    "一级指标 二级指标 三级指标 指标值 指标解释",
    "产出 *数量 巡查次数 ≥24次 反映巡查次数",
    "产出 *质量 隐患整改率 >95%",
    "效益 生态效益 不适用 不适用",
    "满意度 其他满意度",
)


@pytest.mark.parametrize("one_cell_a_line", [False, True])
def test_forms_in_bare_lines_become_grids(one_cell_a_line: bool) -> None:
    """Cells parted by spaces, and one cell a line: the same form either way."""
    bare: list[str] = []
    for text in BARE:
        keep = text.startswith(("政策", "与")) or not one_cell_a_line
        bare += [text] if keep else text.split(" ")
    title, grid = form_lines.recover(lines(*bare))
    assert isinstance(title, Line)
    assert isinstance(grid, Grid)
    assert grid.source is GridSource.STREAM
    form, (table,) = forms.extract([grid], "项目支出绩效目标申报表")
    assert {name: cell.text for name, cell in form.fields} == {
        "项目编号": "440999240000000000001",
        "项目名称": "河道巡查",
        "申请单位": "某区水务管理中心",
        "一级预算单位": "某区水务局（本级）",
        "是否新增项目": "是",
        "分配方式": "",
        "政策依据": "1.项目背景：履职需要。2.项目内容：巡查与养护。",
    }
    assert texts(table.rows) == [
        ["产出", "*数量", "巡查次数", "≥24次", "反映巡查次数"],
        ["产出", "*质量", "隐患整改率", ">95%", ""],
        ["效益", "生态效益", "不适用", "不适用", ""],
        ["满意度", "其他满意度", "", "", ""],
    ]


def test_other_lines_are_left_alone() -> None:
    prose = lines("第一部分 概况", "一、主要职责", "负责编制项目支出绩效目标申报表", "部门名称：某局 单位：万元")
    assert form_lines.recover(prose) == tuple(prose)
    assert form_lines.recover([]) == ()


def page_of_indicators(page: int, *rows: str) -> Grid:
    """Rows `一级|二级|三级|指标值|指标解释` of a ruled page, blank cells there but empty."""
    cells = [(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row.split("|"))]
    return ruled(len(rows), 5, *cells, page=page)


def first_page(*rows: str) -> Grid:
    """A form's first page: fields above, with six columns in the grid."""
    fields = [
        (0, 0, 1, 1, "项目编号："), (0, 1, 1, 2, "44099924"), (0, 3, 1, 1, "项目名称："), (0, 4, 1, 2, "河道"),
        (1, 1, 1, 2, "0001"), (1, 4, 1, 2, "巡查"),
        (2, 0, 1, 1, "申请单位："), (2, 1, 1, 2, "某中心"), (2, 3, 1, 3, "本年度项目金额（元）： 12.00"),
    ]  # fmt: skip
    spans = ((0, 1), (1, 1), (2, 2), (4, 1), (5, 1))
    table = ("一级指标|二级指标|三级指标|指标值|指标解释", *rows)
    cells = [
        (3 + r, col, 1, span, text)
        for r, row in enumerate(table)
        for (col, span), text in zip(spans, row.split("|"), strict=True)
        if text
    ]
    return ruled(3 + len(table), 6, *fields, *cells)


def test_rows_that_a_page_cuts_are_joined_and_logged() -> None:
    upper = first_page("产出|*数量|巡查次数|1次|反映巡查", "产出|*质量|河道保洁范围内的隐患|90%|反映隐患")
    lower = page_of_indicators(2, "||整改率||整改情况", "满意度|*服务对象满意度|居民满意度|90%|")
    form, (table,) = forms.extract([upper, lower], TITLE)
    assert texts(table.rows) == [
        ["产出", "*数量", "巡查次数", "1次", "反映巡查"],
        ["产出", "*质量", "河道保洁范围内的隐患整改率", "90%", "反映隐患整改情况"],
        ["满意度", "*服务对象满意度", "居民满意度", "90%", ""],
    ]
    assert [[r.code for r in c.repairs] for c in table.rows[1].cells] == [[], [], ["row_joined"], [], ["row_joined"]]
    assert table.pages == (1, 2)
    fields = {name: cell.text for name, cell in form.fields}
    assert (fields["项目编号"], fields["项目名称"]) == ("440999240001", "河道巡查")
    assert fields["本年度项目金额（元）"] == "12.00"


def test_a_row_whose_beginning_stands_on_the_page_before_is_one_row() -> None:
    upper = first_page("产出|*数量|巡查次数|1次|", "||||反映隐患整改")
    lower = page_of_indicators(2, "产出|*质量|整改率|90%|情况")
    _, (table,) = forms.extract([upper, lower], TITLE)
    assert texts(table.rows)[1] == ["产出", "*质量", "整改率", "90%", "反映隐患整改情况"]


def test_a_level_cut_by_the_page_is_whole_in_all_its_rows() -> None:
    upper = first_page("满意度|*服务对象满|甲满意度|90%|")
    lower = page_of_indicators(2, "满意度|意度|乙满意度|80%|", "满意度|意度|丙满意度|70%|", "满意度|其他满意度|无|无|")
    _, (table,) = forms.extract([upper, lower], TITLE)
    assert [row[1] for row in texts(table.rows)] == ["*服务对象满意度"] * 3 + ["其他满意度"]
    assert all(row.cells[1].repairs for row in table.rows[:3])


def test_a_side_label_cut_by_the_page_is_no_column() -> None:
    page = ruled(
        2, 5,
        (0, 0, 2, 1, "绩效指"), (0, 1, 1, 1, "一级指标"), (0, 2, 1, 1, "二级指标"), (0, 3, 1, 1, "三级指标"),
        (0, 4, 1, 1, "指标值"),
        (1, 1, 1, 1, "产出"), (1, 2, 1, 1, "数量"), (1, 3, 1, 1, "次数"), (1, 4, 1, 1, "1次"),
    )  # fmt: skip
    _, (table,) = forms.extract([exported(*application()[:4]), page], TITLE)
    assert [c.path for c in table.columns] == [("一级指标",), ("二级指标",), ("三级指标",), ("指标值",)]
    assert texts(table.rows) == [["产出", "数量", "次数", "1次"]]


def test_a_label_cut_between_two_lines_is_one() -> None:
    bare = [*BARE[:3], "是否新增项目: 否 项目总金额（中期规划，", "元）： 12.00 分配方式: 项目法", *BARE[4:]]
    _, grid = form_lines.recover(lines(*bare))
    assert isinstance(grid, Grid)
    form, _ = forms.extract([grid], "项目支出绩效目标申报表")
    fields = {name: cell.text for name, cell in form.fields}
    assert (fields["项目总金额（中期规划，元）"], fields["是否新增项目"], fields["分配方式"]) == (
        "12.00",
        "否",
        "项目法",
    )
    assert all(cell.confidence < 0.99 for _, cell in form.fields if cell.text)


def test_an_indicator_may_be_called_as_its_level() -> None:
    grid = exported(*application()[:5], "满意度|*服务对象满意度|办事群众|90%|", "||服务对象满意度|80%|")
    _, (table,) = forms.extract([grid], TITLE)
    assert texts(table.rows)[1] == ["满意度", "*服务对象满意度", "服务对象满意度", "80%", ""]


def test_a_known_table_with_two_damaged_heads_is_no_form() -> None:
    head = "项目名称（资金使用单位）| 公会 |财政拨款| 温以 |其他资金|绩效目标|绩效指标"
    table = table_makers.grid(
        head, "合计|5.50|5.00||0.50||", "某馆|5.50|5.00||0.50||", "修书|5.50|5.00||0.50|按时完成|"
    )
    title = table_makers.line("项目支出绩效目标表（含转移支付项目）")
    document = reconstruct(table_makers.flowing(title, table))
    assert document.forms == ()
    assert table_makers.texts(document.tables[0])[-1] == ["修书", "5.50", "5.00", "", "0.50", "按时完成", ""]
