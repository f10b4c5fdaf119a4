"""Rows cut by a page break: put together whichever piece holds the short cells, and left apart where they are two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core import cut_rows, rows
from services.extract.core.joining import stitch
from services.extract.core.joining.page_cuts import Room, groups_of, would_fit
from services.extract.core.names import Names
from services.extract.core.parts import Part, Slot
from services.extract.core.printed_rows import Printed
from shared.codes import load
from shared.model.page import Box, Fragment, Grid, GridSource, Place
from shared.model.table import Cell, Column, Role, Row
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

FUNCTION = "预算单位|科目编码|科目名称|支出总计|基本支出|项目支出"
FUNCTION_TITLE = "一般公共预算支出表（按功能分类）"
BALANCE = "项目|预算数|项目|预算数"


def built(title: str, *pages: tuple[str, ...]) -> list[list[str]]:
    return [[c.text for c in row.cells] for row in rows_of(title, *pages)]


def with_lines(a_grid: Grid) -> Grid:
    """The grid with its texts 8 points a letter wide, as printed lines at the left of their cells."""
    cells = []
    for cell in a_grid.cells:
        box = cell.place.box
        assert box is not None
        place = replace(cell.place, box=box._replace(x1=box.x0 + 8 * len(cell.text)))
        cells.append(replace(cell, fragments=tuple(replace(f, place=place) for f in cell.fragments)))
    return replace(a_grid, cells=tuple(cells))


def rows_of(title: str, *pages: tuple[str, ...]) -> tuple[Row, ...]:
    parts: list[Part] = []
    for number, lines in enumerate(pages, start=1):
        made = part(with_lines(grid(*lines, source=GridSource.RULED, page=number)))
        parts.append(replace(made, caption=replace(made.caption, title=title)) if number == 1 else made)
    (joined,) = stitch.join(parts, TEMPLATES, 2024)
    return rows.build(joined, Names(codes=load()))


def test_the_upper_piece_holds_code_and_figures() -> None:
    found = built(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|9|9|0", "|2080506|机关事业单位职业年|9|9|0"),
        ("||金缴费支出|||", "|221|住房保障支出|1|1|0"),
    )
    assert found[1] == ["", "2080506", "机关事业单位职业年金缴费支出", "9", "9", "0"]
    assert len(found) == 3


def test_the_lower_piece_holds_code_and_figures() -> None:
    found = built(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|9|9|0", "||机关事业单位职业年|||"),
        ("|2080506|金缴费支出|8|8|0", "|221|住房保障支出|1|1|0"),
    )
    assert found[1] == ["", "2080506", "机关事业单位职业年金缴费支出", "8", "8", "0"]


def test_cells_of_a_joined_row_are_not_called_certain() -> None:
    found = rows_of(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|9|9|0", "|2080506|机关事业单位职业年|9|9|0"),
        ("||金缴费支出|||", "|221|住房保障支出|1|1|0"),
    )
    assert max(c.confidence for c in found[1].cells) < 0.99
    assert found[1].cells[2].repairs[0].code == "row_joined"
    assert min(c.confidence for c in found[0].cells) == 1.0


def test_one_half_of_a_balance_is_cut_and_the_other_is_blank_or_whole() -> None:
    found = built(
        "捐赠收支表",
        (BALANCE, "一、收入|5|一、教育支出|3", "二、捐赠|1|二、住房|1", "||九、卫生健|390"),
        ("三、利息|2|康支出|", "合计|8|合计|394"),
    )
    assert found[2] == ["三、利息", "2", "九、卫生健康支出", "390"]


def test_a_row_that_goes_on_over_three_pages() -> None:
    found = built(
        "重点工作一览表",
        ("名称|金额|说明", "甲项目|1|" + "甲" * 50 + "。", "乙项目|2|" + "乙" * 50),
        ("||" + "丙" * 50,),
        ("||" + "丁" * 50 + "。", "戊项目|3|" + "戊" * 50 + "。"),
    )
    assert [r[0] for r in found] == ["甲项目", "乙项目", "戊项目"]
    assert found[1][2] == "乙" * 50 + "丙" * 50 + "丁" * 50 + "。"


def test_a_row_with_both_labels_below_a_row_that_had_room_is_a_row_of_its_own() -> None:
    found = built(
        "项目一览表",
        ("名称|片区|金额", "西部服务站点|东部片区|3", "东部检查|滨湖片区|4"),
        ("西部建设|东部片区|", "南部建设|东部片区|5"),
    )
    assert [r[0] for r in found] == ["西部服务站点", "东部检查", "西部建设", "南部建设"]


def test_a_text_that_runs_over_its_cell_does_not_say_how_wide_the_cell_is() -> None:
    found = built(
        "项目一览表",
        ("名称|片区|金额", "西部服务站点建设工程项目||3", "滨湖应急处|东部|1", "东部应急处|滨湖|"),
        ("置二号||4", "南部建设|东部|5"),
    )
    assert [r[0] for r in found] == ["西部服务站点建设工程项目", "滨湖应急处", "东部应急处置二号", "南部建设"]


def aligned(*pages: tuple[str, ...]) -> tuple[Row, ...]:
    parts = [
        part(with_lines(grid(*lines, source=GridSource.ALIGNED, page=n))) for n, lines in enumerate(pages, start=1)
    ]
    parts[0] = replace(parts[0], caption=replace(parts[0].caption, title="项目一览表"))
    (joined,) = stitch.join(parts, TEMPLATES, 2024)
    return rows.build(joined, Names(codes=load()))


def test_a_name_goes_on_over_the_page_without_upright_rules() -> None:
    first = ("名称|片区|金额", "西部宣传站|东部|3", "北部宣传站|东部|2", "东部应急处|滨湖|4")
    found = aligned(first, ("置二号||", "南部站|东部|5"))
    assert [r.cells[0].text for r in found] == ["西部宣传站", "北部宣传站", "东部应急处置二号", "南部站"]
    assert found[2].cells[0].confidence < 0.99


def test_a_letter_alone_in_a_row_is_the_end_of_the_name_above_or_leaves_it_in_doubt() -> None:
    head, below = "名称|片区|金额", "南部站|东部|5"
    found = aligned((head, "北部宣传站|东部|2", "东部应急处置中|滨湖|4", "心||", below))
    assert [r.cells[0].text for r in found] == ["北部宣传站", "东部应急处置中心", "南部站"]
    assert found[1].cells[0].repairs
    found = aligned((head, "北部宣传服务站|东部|2", "东部|滨湖|4", "心||", below))
    assert [max(c.confidence for c in r.cells) < 0.99 for r in found] == [False, True, True, False]


def test_a_name_goes_on_over_the_page_in_a_table_of_few_rows() -> None:
    found = aligned(("名称|片区|金额", "北部宣传站|东部|2", "东部应急处|滨湖|4"), ("置二号||",))
    assert [r.cells[0].text for r in found] == ["北部宣传站", "东部应急处置二号"]


def test_a_name_begins_alone_at_the_foot_of_a_page_above_its_figures() -> None:
    first = ("名称|片区|金额", "西部宣传站|东部|3", "北部宣传站|东部|2")
    found = aligned((*first, "东部应急处||"), ("置二号|滨湖|4", "南部站|东部|5"))
    assert [[c.text for c in r.cells] for r in found[2:]] == [
        ["东部应急处置二号", "滨湖", "4"],
        ["南部站", "东部", "5"],
    ]
    assert max(c.confidence for c in found[2].cells) < 0.99
    assert min(c.confidence for c in found[3].cells) == 1.0


def test_a_name_alone_at_the_foot_of_a_page_that_had_room_leaves_the_next_row_in_doubt() -> None:
    first = ("名称|片区|金额", "西部宣传服务站|东部|3", "北部宣传服务站|东部|2")
    found = aligned((*first, "东部||"), ("置二号|滨湖|4", "南部站|东部|5"))
    assert [r.cells[0].text for r in found[2:]] == ["东部", "置二号", "南部站"]
    assert max(c.confidence for r in found[2:4] for c in r.cells if c.text) < 0.99


def spanned(page: int, *lines: str) -> Part:
    """A part whose first body row covers all below it in its first two columns."""
    covered = {(1, 0): (len(lines) - 1, 1), (1, 1): (len(lines) - 1, 1)}
    return part(with_lines(grid(*lines, source=GridSource.RULED, page=page, spans=covered)))


def test_a_cell_that_covers_rows_on_both_sides_of_the_break_is_one_in_all_of_them() -> None:
    first = spanned(1, "项目名称|预算数|三级指标|指标值", "老旧小区改|40.5|改造户数|500", "||改造面积|9")
    rest = spanned(2, "项目名称|预算数|三级指标|指标值", "造项目||合格率|98", "||满意度|95")
    (joined,) = stitch.join([replace(first, caption=replace(first.caption, title="项目一览表")), rest], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))
    assert [[c.text for c in r.cells[:2]] for r in found] == [["老旧小区改造项目", "40.5"]] * 4
    assert all(r.cells[0].confidence < 0.99 for r in found)
    assert [c.text for c in found[2].cells[2:]] == ["合格率", "98"]


def test_a_cell_over_rows_that_begins_below_the_break_is_another() -> None:
    first = spanned(1, "项目名称|预算数|三级指标|指标值", "绿化|40.5|栽种株数|500", "||养护面积|9")
    rest = spanned(2, "项目名称|预算数|三级指标|指标值", "道路|3.5|合格率|98", "||满意度|95")
    (joined,) = stitch.join([replace(first, caption=replace(first.caption, title="项目一览表")), rest], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))
    assert [r.cells[0].text for r in found] == ["绿化", "绿化", "道路", "道路"]


def test_a_cell_over_rows_whose_text_is_printed_below_the_break_is_not_of_the_group_above() -> None:
    head = "项目名称|预算数|一级指标|三级指标|指标值"
    spans = {(1, 0): (2, 1), (1, 1): (2, 1), (3, 0): (2, 1), (3, 1): (2, 1)}
    lines = (
        head,
        "绿化|40.5|产出指标|栽种株数|500",
        "||产出指标|养护面积|9",
        "||产出指标|合格率|98",
        "||产出指标|长度|7",
    )
    first = part(with_lines(grid(*lines, source=GridSource.RULED, page=1, spans=spans)))
    rest = spanned(2, head, "道路|3.5|效益指标|通行时间|5", "||效益指标|满意度|95")
    (joined,) = stitch.join([replace(first, caption=replace(first.caption, title="项目一览表")), rest], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))
    assert [[c.text for c in r.cells[:2]] for r in found] == [["绿化", "40.5"]] * 2 + [["道路", "3.5"]] * 4
    assert all(c.repairs and c.confidence < 0.99 for r in found[2:4] for c in r.cells[:2])


def test_a_whole_name_of_the_list_is_never_continued() -> None:
    found = built(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|9|9|0", "|208|社会保障和就业支出|9|9|0"),
        ("||补助|||", "|221|住房保障支出|1|1|0"),
    )
    assert len(found) == 4


def test_two_rows_with_figures_stay_two() -> None:
    found = built(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|9|9|0", "|20502|普通教育|9|9|0"),
        ("|221|住房保障支出|1|1|0", "|22102|住房改革支出|1|1|0"),
    )
    assert len(found) == 4


def test_room_on_a_line_counts_letters_and_the_stops_behind_them() -> None:
    def slot(text: str, x1: float) -> Slot:
        place = Place(page=1, box=Box(0, 0, x1, 10))
        cell = Place(page=1, box=Box(0, 0, 60, 10))
        return Slot(row=0, col=0, text=text, fragments=(Fragment(text=text, place=place),), place=cell)

    room = Room(width=50, reach=50)
    assert would_fit(slot("甲乙", 20), slot("丙丁", 20), room)
    assert not would_fit(slot("甲乙丙丁", 40), slot("戊；己", 30), room)
    assert not would_fit(slot("甲乙丙丁戊", 50), slot("己庚", 20), room)
    assert not would_fit(slot("甲乙丙", 30), slot("（己）庚", 40), room)
    assert not would_fit(slot("甲乙丙", 30), slot(">９５％;己", 60), room)
    assert not would_fit(slot("甲乙", 20), slot("丙丁", 20), None)


def test_a_text_that_is_set_in_from_the_left_has_the_room_at_its_right() -> None:
    room = Room(width=40, reach=45)

    def slot(text: str, x: float) -> Slot:
        place = Place(page=1, box=Box(x, 100, x + 10 * len(text), 110))
        cell = Place(page=1, box=Box(0, 90, 54, 120))
        return Slot(row=0, col=0, text=text, place=cell, fragments=(Fragment(text=text, place=place),))

    assert not would_fit(slot("其他", 25), slot("社会", 25), room)
    assert would_fit(slot("其他", 5), slot("社会", 5), room)
    assert would_fit(slot("其", 22), slot("社会", 17), room)


def test_groups_begin_at_each_run_of_labels_behind_figures() -> None:
    roles = (Role.CODE, Role.LABEL, Role.AMOUNT, Role.CODE, Role.LABEL, Role.AMOUNT, Role.AMOUNT)
    columns = [Column(path=(), role=role) for role in roles]
    assert groups_of(columns) == ((0, 1, 2), (3, 4, 5, 6))


def test_a_name_alone_above_and_below_is_one_where_every_row_has_a_figure() -> None:
    found = built(
        "道路巡查一览表",
        ("名称|金额", "东部宣传培训活动第一期|5", "新城设施更新改造第二期|6", "南部宣传培训活动第十一|"),
        ("期|", "西部宣传培训活动第四期|1", "西部宣传培训活动第五期|2"),
    )
    assert [r[0] for r in found][2:4] == ["南部宣传培训活动第十一期", "西部宣传培训活动第四期"]


def test_where_nothing_tells_whether_they_are_one_row_or_two_neither_is_called_certain() -> None:
    found = rows_of(
        "工作安排一览表",
        ("名称|说明|金额", "东部宣传培训活动第一期||", "新城设施更新改造第二期||6", "南部宣传培训活动第十一||"),
        ("西部宣传培训活动第四期||", "西部宣传培训活动第五期||2"),
    )
    assert [r.cells[0].text for r in found][2:4] == ["南部宣传培训活动第十一", "西部宣传培训活动第四期"]
    assert [max(c.confidence for c in r.cells) < 0.99 for r in found] == [False, False, True, True, False]


NARROW = "项目|合计|基本|项目支出"


def test_figures_and_codes_that_break_in_narrow_columns_are_put_together() -> None:
    found = built(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|12.50|12.50|0.00", "|224010|安全监管|993.9|612.2|381.7"),
        ("|6||1|2|0", "|221|住房保障支出|72.10|72.10|0.00"),
    )
    assert found[1] == ["", "2240106", "安全监管", "993.91", "612.22", "381.70"]
    assert len(found) == 3


def test_equal_pieces_of_a_figure_are_both_kept() -> None:
    found = built(
        "收费情况一览表",
        (NARROW, "甲项目|1.10|1.10|0.00", "乙项目|0.0|0.0|0.0"),
        ("|0|0|0", "丙项目|2.20|2.20|0.00"),
    )
    assert found[1] == ["乙项目", "0.00", "0.00", "0.00"]


def test_whole_figures_that_would_make_a_figure_are_two_rows() -> None:
    found = built(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|120|120|0", "|20501|教育管理事务|120|120|0"),
        ("|20502|普通教育|35|35|0", "|221|住房保障支出|72|72|0"),
    )
    assert len(found) == 4


def test_a_project_may_begin_with_the_name_of_a_code() -> None:
    found = built(
        "项目支出总表",
        ("支出项目类别|总计|其中：财政拨款", "业务经费|5|5", "系统运维|6|6", "财政事务|42|42"),
        ("核查||", "其他经费|2|2"),
    )
    assert [r[0] for r in found] == ["业务经费", "系统运维", "财政事务核查", "其他经费"]


def test_text_alone_where_every_row_has_name_and_figure_goes_on_though_it_had_room() -> None:
    goals = "项目名称|总计|财政拨款|绩效目标"
    first = "巡查项目|9|9|按月报送各项指标数据按月报送各项指标数据"
    pages = (goals, first, "宣传项目|8|8|按月报送"), ("|||全年", "运维项目|7|7|按月报送各项")
    found = rows_of("项目支出绩效目标表", *pages)
    assert [r.cells[0].text for r in found] == ["巡查项目", "宣传项目", "运维项目"]
    assert found[1].cells[3].text == "按月报送全年"
    assert max(c.confidence for c in found[1].cells) < 0.99


def test_a_label_above_and_the_figures_that_every_row_has_below_are_one_row_though_its_text_had_room() -> None:
    goals = "项目名称|总计|财政拨款|绩效目标"
    first = "巡查项目|9|9|按月报送各项指标数据按月报送各项指标数据"
    pages = (goals, first, "宣传项目|||按月报送"), ("|8|8|全年", "运维项目|7|7|按月报送各项")
    found = rows_of("项目支出绩效目标表", *pages)
    assert [[c.text for c in r.cells[:2]] for r in found] == [["巡查项目", "9"], ["宣传项目", "8"], ["运维项目", "7"]]
    assert found[1].cells[3].text == "按月报送全年"
    assert max(c.confidence for c in found[1].cells) < 0.99


def test_a_name_that_a_break_by_hand_ends_early_goes_on_where_its_row_lacks_code_and_figures() -> None:
    """Its line is shorter than others of its column: the next letters had fitted on it."""
    wide = "|2080505|机关事业单位基本养老保险缴费支出|9|9|0"
    known = rows_of(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|9|9|0", wide, "|20899|其他社会保障|5|5|0"),
        ("||和就业支出|||", "|221|住房保障支出|1|1|0"),
    )
    assert [c.text for c in known[2].cells][:3] == ["", "20899", "其他社会保障和就业支出"]
    assert len(known) == 4
    assert known[2].cells[3].confidence < 0.99
    unknown = rows_of(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|9|9|0", wide, "|2089999|数据中心|5|5|0"),
        ("||改造工程|||", "|221|住房保障支出|1|1|0"),
    )
    assert len(unknown) == 5
    assert max(c.confidence for row in unknown[2:4] for c in row.cells) < 0.99
    own = rows_of(
        FUNCTION_TITLE,
        (FUNCTION, "|205|教育支出|9|9|0", wide, "|20899|其他社会保障|5|5|0"),
        ("||和就业支出|7|7|0", "|221|住房保障支出|1|1|0"),
    )
    assert len(own) == 5


def test_a_name_that_ends_in_a_comma_goes_on_though_its_other_half_has_texts_of_its_own() -> None:
    """结转下年 and its figure stand at the top of their cells, so that only 上年结余、 is cut."""
    found = built(
        "收支总表",
        (BALANCE, "一、一般公共预算拨款收入|9|一、教育支出|9", "上年结余、|5|结转下年|0"),
        ("结转|||", "收入总计|14|支出总计|14"),
    )
    assert found[1] == ["上年结余、结转", "5", "结转下年", "0"]
    assert len(found) == 3


def test_nothing_goes_on_with_the_label_of_a_total_but_what_it_says_in_brackets() -> None:
    """The row below it has no figures: nothing was carried over."""
    pages = (BALANCE, "教育支出|9|水务支出|9", "本年收入合计|9|本年支出合计|9")
    found = [[c.text for c in row.cells] for row in aligned(pages, ("上年结转||结转下年|", "收入总计|9|支出总计|9"))]
    assert found[1:3] == [["本年收入合计", "9", "本年支出合计", "9"], ["上年结转", "", "结转下年", ""]]
    cut = [
        [c.text for c in row.cells] for row in aligned(pages, ("（不含结转）||（不含结转）|", "收入总计|9|支出总计|9"))
    ]
    assert cut[1][0] == "本年收入合计（不含结转）"


def test_a_letter_below_an_entry_with_a_number_and_without_figures_is_its_end() -> None:
    head = "项目|预算数|项目|预算数"
    rows = ("一、拨款收入|9|一、教育支出|9", "二、基金收入|||", "三、国有资本经营收|||")
    found = built("收支总表", (head, *rows), ("入|||", "四、事业收入|1||", "收入总计|10|支出总计|9"))
    assert [row[0] for row in found] == [
        "一、拨款收入",
        "二、基金收入",
        "三、国有资本经营收入",
        "四、事业收入",
        "收入总计",
    ]
    apart = built("收支总表", (head, *rows), ("其他各项收入|||", "四、事业收入|1||", "收入总计|10|支出总计|9"))
    assert [row[0] for row in apart][2:4] == ["三、国有资本经营收", "其他各项收入"]


def test_an_entry_with_a_number_of_its_own_on_top_of_a_page_is_no_rest_of_the_one_above() -> None:
    head = "项目|预算数|项目|预算数"
    rows = ("一、拨款收入|9|一、教育支出|9", "二、基金收入|1|二、住房支出|1", "三、国有资本经营收||三、其他支出|2")
    found = built(
        "收支总表",
        (head, *rows),
        ("四、事业收入||四、金融支出|", "五、其他收入|2|五、援助支出|", "收入总计|12|支出总计|12"),
    )
    assert [(row[0], row[2]) for row in found][2:4] == [
        ("三、国有资本经营收", "三、其他支出"),
        ("四、事业收入", "四、金融支出"),
    ]


LEVELS = "项目名称|预算数|一级指标|二级指标|三级指标|指标值"


def with_spans(*pages: tuple[dict[tuple[int, int], int], tuple[str, ...]], source: GridSource) -> list[list[str]]:
    """The rows of a table over pages, each with the cells, (row, column), that cover so many rows."""
    parts = [
        part(with_lines(grid(*lines, source=source, page=n, spans={at: (rows, 1) for at, rows in spans.items()})))
        for n, (spans, lines) in enumerate(pages, start=1)
    ]
    (joined,) = stitch.join(parts, TEMPLATES, 2024)
    return [[c.text for c in row.cells] for row in rows.build(joined, Names(codes=load()))]


BEGUN = (
    {(1, 0): 3, (1, 1): 3, (1, 2): 2, (4, 0): 2, (4, 1): 2, (6, 0): 4, (6, 1): 4, (6, 2): 3},
    (
        LEVELS, "河道整治|9.00|产出指标|数量指标|长度|3公里",
        "|||质量指标|合格率|98%", "||效益指标|社会效益指标|人数|80人",
        "学校修缮|7.00|产出指标|数量指标|面积|50平方米", "||效益指标|社会效益指标|人数|90人",
        "图书购置|6.00|产出指标|数量指标|册数|800册", "|||质量指标|差错率|1%",
        "|||时效指标|完成率|100%", "||效益指标|社会效益指标|人次|70人次",
        "||产出指标|数量指标|场次|12场",
    ),
)  # fmt: skip


def test_a_label_printed_below_the_break_stands_for_the_one_row_above_it() -> None:
    """Every row has a project; the blank cells of the last row of the page are of the next page's first label."""
    below = (
        {(0, 0): 2, (0, 1): 2},
        ("送戏下乡|5.00|效益指标|社会效益指标|人次|99人次", "||满意度指标|服务对象满意度指标|满意率|90%"),
    )
    found = with_spans(BEGUN, below, source=GridSource.RULED)
    assert [row[:2] for row in found[-3:]] == [["送戏下乡", "5.00"]] * 3


def test_a_level_of_indicators_is_no_rest_of_the_level_above_the_break() -> None:
    """满意度指标 had no room beside 效益指标, and the blank cell of the project covers as many rows."""
    above = (
        {(1, 0): 4, (1, 1): 4, (1, 2): 2, (3, 2): 2},
        (LEVELS, "河道整治|9.00|产出指标|数量指标|长度|3公里",
         "|||质量指标|合格率|98%", "||效益指标|经济效益指标|户数|8户", "|||社会效益指标|人数|80人"),
    )  # fmt: skip
    below = (
        {(0, 0): 2, (0, 1): 2, (0, 2): 2, (0, 3): 2},
        (
            "||满意度指标|服务对象满意度指标|满意率|90%",
            "||||投诉率|1%",
            "学校修缮|7.00|产出指标|数量指标|面积|50平方米",
        ),
    )
    found = with_spans(above, below, source=GridSource.RULED)
    assert [row[:4] for row in found[3:6]] == [
        ["河道整治", "9.00", "效益指标", "社会效益指标"],
        *([["河道整治", "9.00", "满意度指标", "服务对象满意度指标"]] * 2),
    ]  # fmt: skip


def test_blank_cells_over_several_rows_go_on_over_the_break_without_upright_rules_too() -> None:
    below = (
        {(0, 0): 2, (0, 1): 2},
        (
            "||效益指标|生态效益指标|面积|3亩",
            "||满意度指标|服务对象满意度指标|满意率|90%",
            "送戏下乡|5.00|产出指标|数量指标|场次|12场",
        ),
    )
    spans, lines = BEGUN
    found = with_spans((spans, lines[:-1]), below, source=GridSource.ALIGNED)
    assert [row[:4] for row in found[8:11]] == [
        ["图书购置", "6.00", "效益指标", "社会效益指标"], ["图书购置", "6.00", "效益指标", "生态效益指标"],
        ["图书购置", "6.00", "满意度指标", "服务对象满意度指标"],
    ]  # fmt: skip


def test_a_row_of_nothing_but_cells_of_rows_above_it_is_where_the_page_ends() -> None:
    spans = {(1, 0): 3, (1, 1): 3, (2, 2): 2}
    lines = (LEVELS, "河道整治|9.00|产出指标|数量指标|长度|3公里", "||效益指标|社会效益指标|人数|80人", "|||||")
    assert len(with_spans((spans, lines), source=GridSource.RULED)) == 2


def test_running_text_that_moved_to_the_next_page_whole_is_that_of_the_row_before() -> None:
    """All rows have such text, and the piece below has nothing else."""
    found = built(
        "项目支出表",
        (
            "序号|项目名称|预算数|测算依据",
            "1|甲项目|5|" + "甲" * 40 + "。",
            "2|乙项目|6|" + "乙" * 40 + "。",
            "3|丙项目|7|",
        ),
        ("|||" + "丙" * 40 + "。", "4|丁项目|8|" + "丁" * 40 + "。"),
    )
    assert [row[0] for row in found] == ["1", "2", "3", "4"]
    assert found[2] == ["3", "丙项目", "7", "丙" * 40 + "。"]


def test_the_total_on_the_page_before_is_of_no_unit_that_begins_on_the_next() -> None:
    def paged(number: int, *lines: str, rows_of_unit: int) -> Part:
        top = 1 if number == 1 else 0
        spans = {(top, 0): (rows_of_unit, 1)} if rows_of_unit > 1 else {}
        return part(grid(*lines, source=GridSource.RULED, page=number, spans=spans), FUNCTION_TITLE if top else None)

    codes = ("205|教育支出|2|2|0", "208|社会保障和就业支出|3|3|0", "210|卫生健康支出|4|4|0")
    body = [f"{'甲局' if i == 0 else ''}|{row}" for i, row in enumerate(codes)]
    parts = [paged(1, FUNCTION, "||总计|9|9|0", rows_of_unit=1), paged(2, *body, rows_of_unit=3)]
    (joined,) = stitch.join(parts, TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))
    assert [row.cells[0].text for row in found] == ["", "甲局", "甲局", "甲局"]


INDICATORS = "单位名称|项目名称|一级指标|二级指标|三级指标|指标值"
_INDICATOR_TITLE = "项目支出绩效目标表"


def merged_pages(*pages: tuple[tuple[str, ...], int], level: int = 1) -> list[Row]:
    """The rows of pages whose first two cells below the head cover so many rows each; the first second level covers
    `level` rows."""
    parts = []
    for number, (lines, down) in enumerate(pages, start=1):
        top = 1 if number == 1 else 0
        spans = {(top, 0): (down, 1), (top, 1): (down, 1)} | ({(1, 3): (level, 1)} if top else {})
        made = with_lines(grid(*lines, source=GridSource.RULED, page=number, spans=spans))
        parts.append(part(made, _INDICATOR_TITLE if top else None))
    (joined,) = stitch.join(parts, TEMPLATES, 2024)
    return list(rows.build(joined, Names(codes=load())))


def test_a_project_below_a_page_break_whose_levels_begin_again_is_another() -> None:
    """Its name could be the rest of the one above, whose line is full."""
    first = (INDICATORS, "甲局|灌区续建改造|产出指标|数量指标|面积|5万亩", "||满意度指标|服务对象满意度|满意度|90%")
    second = ("|图书馆免费|产出指标|数量指标|开放天数|300天", "||效益指标|社会效益指标|人次|3万人")
    found = merged_pages((first, 2), (second, 2))
    assert [row.cells[1].text for row in found] == ["灌区续建改造", "灌区续建改造", "图书馆免费", "图书馆免费"]


def test_a_cell_beside_a_row_that_the_page_cuts_is_that_of_all_rows_it_covers() -> None:
    first = (INDICATORS, "甲局|灌区续建改造|产出指标|数量指标|面积|5万亩", "||产出指标|时效指标|资金支付及|")
    second = ("|及配套项目|||时率|100%", "||效益指标|社会效益指标|受益人数|3万人", "||效益指标|生态效益指标|节水|8万方")
    found = merged_pages((first, 2), (second, 3))
    assert [row.cells[4].text for row in found] == ["面积", "资金支付及时率", "受益人数", "节水"]
    assert [row.cells[1].text for row in found] == ["灌区续建改造及配套项目"] * 4


def test_a_row_with_another_level_below_the_break_leaves_the_rows_beside_it_as_they_are() -> None:
    """社会效益指标 covers the rows above, of which the last has no value; 生态效益指标 is that of the next."""
    first = (INDICATORS, "甲局|灌区续建改造|效益指标|社会效益指标|人数|3万人", "||效益指标||受益人群条件|")
    second = ("||效益指标|生态效益指标|节水|8万方", "||满意度指标|服务对象满意度指标|满意度|90%")
    found = merged_pages((first, 2), (second, 2), level=2)
    assert [row.cells[3].text for row in found] == [
        "社会效益指标", "社会效益指标", "生态效益指标", "服务对象满意度指标",
    ]  # fmt: skip


def test_beside_a_row_with_another_level_below_the_break_a_cell_over_several_rows_goes_on() -> None:
    """All lines above are full, so that each text below could be the rest of its row; but 时效指标 is none."""
    first = (INDICATORS, "甲局|灌区续建改造|产出指标|数量指标|面积大|5万亩", "||产出指标|质量指标|合格率|98%")
    second = ("|及配套||时效指标|完成率|100%", "||效益指标|社会效益|人口数|3万人")
    found = merged_pages((first, 2), (second, 2))
    assert [[c.text for c in row.cells[:3]] for row in found] == [
        *([["甲局", "灌区续建改造及配套", "产出指标"]] * 3), ["甲局", "灌区续建改造及配套", "效益指标"],
    ]  # fmt: skip


def test_a_name_that_moved_to_the_next_page_whole_is_that_of_the_row_that_lacks_it() -> None:
    """Every row has its unit, which had no room for its two lines; the figures of the row did not need any."""
    found = built(
        FUNCTION_TITLE,
        (FUNCTION, "甲局|205|教育支出|9|9|0", "甲局|208|社会保障和就业支出|3|3|0", "|210|卫生健康支出|5|5|0"),
        ("甲局|||||", "甲局|221|住房保障支出|1|1|0"),
    )
    assert [row[:2] for row in found] == [["甲局", "205"], ["甲局", "208"], ["甲局", "210"], ["甲局", "221"]]


def test_one_row_below_the_break_beside_a_blank_is_of_the_cell_above_where_all_others_have_one() -> None:
    """On the third page the rows of the second project go on, blank as well: so few rows print a name."""
    pages = (
        (
            {(1, 0): 2, (1, 1): 2},
            (INDICATORS, "甲局|灌区续建|产出指标|数量指标|面积|5万亩", "||效益指标|社会效益|人数|3万人"),
        ),
        (
            {(0, 0): 3, (1, 1): 2},
            (
                "||满意度指标|服务对象满意度指标|群众满意度|90%",
                "|图书购置|产出指标|数量指标|册数|800册",
                "|||质量指标|差错率|1%",
            ),
        ),
        (
            {(0, 0): 3, (0, 1): 2},
            (
                "||效益指标|社会效益|读者人次|7万人次",
                "||满意度指标|服务对象满意度指标|读者满意度|95%",
                "|送戏下乡|产出指标|数量指标|场次|12场",
            ),
        ),
    )
    found = with_spans(*pages, source=GridSource.RULED)
    assert [row[:2] for row in found] == [
        *([["甲局", "灌区续建"]] * 3), *([["甲局", "图书购置"]] * 4), ["甲局", "送戏下乡"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("begun", "end", "sure"), [("942,584.6", "8", False), ("942,584.68", "8", True), ("942,584.6", "80", True)]
)
def test_a_figure_whose_last_digit_may_stand_on_the_next_page_is_not_sure(begun: str, end: str, sure: bool) -> None:
    texts = [("规划编制费", "12,345.67"), ("堤防养护费", begun), ("", end), ("水质监测费", "2,000.00")]
    printed = [
        Printed(cells=tuple(Cell(text=text) for text in row), part=int(at > 1), first=at in (0, 2), spanned=False)
        for at, row in enumerate(texts)
    ]
    found = [{cell.confidence for cell in row.cells} == {1.0} for row in cut_rows.doubted_figures(printed)]
    assert found == [True, sure, sure, True]


def test_a_row_with_a_comparator_of_its_own_is_no_rest_of_the_row_above_the_break() -> None:
    head = "一级指标|二级指标|三级指标|运算符号|指标值|计量单位"
    found = built(
        "部门整体支出绩效指标表",
        (head, "产出指标|数量指标|巡检次数|≥|12|次", "满意度指标|服务对象满意度指标|参训人员满意度|≤|95|次"),
        ("||服务对象满意度（按问卷统计）|=|12|万元", "||受益群众满意度|≥|90|%"),
    )
    assert [row[2:] for row in found[1:3]] == [
        ["参训人员满意度", "≤", "95", "次"],
        ["服务对象满意度（按问卷统计）", "=", "12", "万元"],
    ]


def test_a_cell_that_covers_whole_pages_has_its_text_on_all_of_them() -> None:
    """The unit of all projects is printed on the second page of four, at half the height of its cell."""
    head = "单位名称|项目名称|预算数|一级指标|二级指标|三级指标|指标值"

    def page(unit: str, project: str, *lines: str) -> tuple[dict[tuple[int, int], int], tuple[str, ...]]:
        spans = {(1, 0): 2, (1, 1): 2, (1, 2): 2}
        return spans, (
            head,
            f"{unit}|{project}|5.00|产出指标|数量指标|{lines[0]}|3次",
            f"|||效益指标|社会效益指标|{lines[1]}|9人",
        )

    pages = [page("测试局" if n == 1 else "", f"项目{n}", f"场次{n}", f"人数{n}") for n in range(4)]
    found = with_spans(*pages, source=GridSource.ALIGNED)
    assert [row[0] for row in found] == ["测试局"] * 8
    assert [row[1] for row in found] == [f"项目{n}" for n in range(4) for _ in range(2)]
