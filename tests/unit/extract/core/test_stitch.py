"""Parts over pages joined: with and without repeated heads, and what must stay apart."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core import rows
from services.extract.core.joining import stitch
from services.extract.core.names import Names
from services.extract.core.parts import Part
from shared.codes import load
from shared.model.page import Box, GridSource, Place
from shared.model.table import Role
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

HEAD = "预算单位|科目编码|科目名称|支出总计|基本支出|项目支出"
TITLE = "一般公共预算支出表（按功能分类）"


def joined(*parts: Part) -> list[tuple[str | None, list[list[str]]]]:
    found = stitch.join(parts, TEMPLATES, 2024)
    return [(j.caption.title, [[s.text for s in row.slots] for row in j.body]) for j in found]


def ruled(*rows: str, page: int = 1, spans: dict[tuple[int, int], tuple[int, int]] | None = None) -> Part:
    return part(grid(*rows, source=GridSource.RULED, page=page, spans=spans))


def titled(a_part: Part, title: str, **caption: object) -> Part:
    return replace(a_part, caption=replace(a_part.caption, title=title, **caption))  # type: ignore[arg-type]


def test_a_repeated_title_and_head_are_dropped() -> None:
    first = part(grid(HEAD, "霁州市档案馆|||9|4|5", "|205|教育支出|9|4|5"), TITLE, number="7")
    second = part(grid(HEAD, "|20502|普通教育|9|4|5", at=90), TITLE, number="7", organization="霁州市档案局")
    ((title, body),) = joined(first, second)
    assert title == TITLE
    assert [row[1] for row in body] == ["", "205", "20502"]


def test_a_continuation_without_head_and_title_is_joined() -> None:
    first = titled(ruled(HEAD, "|205|教育支出|9|4|5"), TITLE)
    second = ruled("|20502|普通教育|9|4|5", page=2)
    ((_, body),) = joined(first, second)
    assert len(body) == 2


def test_the_end_of_a_name_that_reads_as_a_head_word_stays_below_the_repeated_head() -> None:
    first = titled(
        ruled("收入|决算数|支出|决算数", "事业收入|1|教育支出|5", "其他|0|文化旅游体育与传|7"), "收支决算总表"
    )
    second = titled(ruled("收入|决算数|支出|决算数", "收入||媒支出|", "||卫生健康支出|2", page=2), "收支决算总表")
    ((_, body),) = joined(first, second)
    assert [(row[0], row[2]) for row in body][2:] == [("收入", "媒支出"), ("", "卫生健康支出")]


def test_the_end_of_a_name_that_the_page_cut_is_no_repeated_head() -> None:
    first = titled(ruled("收入|决算数|支出|决算数", "||教育支出|5", "||文化旅游体育与传媒|7"), "收支决算总表")
    second = ruled("||支出|", "||卫生健康支出|2", page=2)
    ((_, body),) = joined(first, second)
    assert [row[2] for row in body] == ["教育支出", "文化旅游体育与传媒", "支出", "卫生健康支出"]


def test_a_last_page_with_only_the_total_is_put_in_its_columns() -> None:
    first = titled(ruled("类|款|名称|合计", "205||教育支出|9"), "支出预算总表")
    total = grid("合计||9", source=GridSource.RULED, page=2)
    wide = [c for c in total.cells if c.text]
    boxes = {"合计": (0.0, 150.0), "9": (150.0, 200.0)}
    cells = tuple(
        replace(
            c,
            col=i,
            place=replace(c.place, box=c.place.box._replace(x0=boxes[c.text][0], x1=boxes[c.text][1])),  # type: ignore[union-attr]
        )
        for i, c in enumerate(wide)
    )
    second = part(replace(total, cells=cells, cols=2))
    ((_, body),) = joined(first, second)
    assert body[1] == ["合计", "合计", "合计", "9"]


def test_wider_columns_that_end_within_those_of_the_open_table_are_another_tables() -> None:
    first = titled(ruled("类别|总计|小计|履职|专项|投资", "甲|9|4|2|1|1"), "项目支出总表")
    other = grid("收入|数|支出", "拨款|7|教育支出", source=GridSource.RULED, page=2)
    sides = (0.0, 75.0, 170.0, 300.0)  # of the open table: every 50 points
    cells = tuple(
        replace(c, place=replace(c.place, box=c.place.box._replace(x0=sides[c.col], x1=sides[c.col + 1])))  # type: ignore[union-attr]
        for c in other.cells
    )
    assert len(joined(first, part(replace(other, cells=cells)))) == 2


def test_text_rows_without_a_head_continue_a_table_of_the_same_title() -> None:
    first = part(grid("项目名称|预算数（万元）|绩效目标", "甲项目|5|完成甲项目的"), "重点项目绩效目标情况")
    second = part(grid("||建设任务，确保按期投入使用并通过竣工验收。", at=90), "重点项目绩效目标情况")
    assert len(joined(first, second)) == 1


def test_other_titles_numbers_and_columns_stay_apart() -> None:
    first = part(grid(HEAD, "|205|教育支出|9|4|5"), TITLE, number="7")
    assert len(joined(first, part(grid(HEAD, "|205|教育支出|0|0|0"), "政府性基金预算支出表", number="10"))) == 2
    assert len(joined(first, part(grid(HEAD, "|205|教育支出|9|4|5"), TITLE, number="8"))) == 2
    assert len(joined(first, part(grid("年度|金额", "2024|3")))) == 2


def test_prose_between_two_grids_keeps_them_apart() -> None:
    first = part(grid("年度|金额", "2024|3"), "捐赠情况表")
    second = replace(part(grid("2025|4")), after_prose=True)
    assert len(joined(first, second)) == 2


def test_joining_is_logged_and_notes_are_kept_once() -> None:
    first = replace(part(grid(HEAD, "|205|教育支出|9|4|5"), TITLE), notes=("注：甲。",))
    second = replace(part(grid(HEAD, "|208|社会保障和就业支出|1|1|0"), TITLE), notes=("注：甲。", "注：乙。"))
    (found,) = stitch.join((first, second), TEMPLATES, 2024)
    assert [r.code for r in found.repairs] == ["parts_joined"]
    assert found.notes == ("注：甲。", "注：乙。")


def test_a_delimited_part_whose_last_columns_are_blank_continues_its_table() -> None:
    below = part(grid("|20502|普通教育|5", at=90))
    ((_, body),) = joined(part(grid(HEAD, "|205|教育支出|9|4|5"), TITLE), below)
    assert body[1] == ["", "20502", "普通教育", "5", "", ""]


def test_a_delimited_part_that_names_its_columns_anew_is_another_table() -> None:
    above, below = part(grid("片区|金额|小计", "东部|4|5"), "统计表"), part(grid("片区|结存|一季度", "西部|6|7"))
    assert [body for _, body in joined(above, below)] == [[["东部", "4", "5"]], [["西部", "6", "7"]]]


def test_a_recovered_head_is_dropped_however_little_of_it_was_read() -> None:
    first = part(grid("项目|功能|支出", "编码|名称|合计", "205|教育支出|9"), "支出预算总表")
    other = grid("项目|X|支出", "Y|Z|W", "20502|普通教育|9", source=GridSource.STREAM, at=90)
    again = part(replace(other, head_rows=2), "支出预算总表")
    ((_, body),) = joined(first, again)
    assert [row[0] for row in body] == ["205", "20502"]


def test_a_repeated_head_is_dropped_whole_where_most_of_a_row_of_it_is_misread() -> None:
    first = part(grid("项目|功能|支出", "编码|名称|合计", "205|教育支出|9"), "支出预算总表")
    again = part(grid("项目|功能|支出", "编冯|名杯|合计", "20502|普通教育|9", at=90), "支出预算总表")
    ((_, body),) = joined(first, again)
    assert [row[0] for row in body] == ["205", "20502"]


def test_parents_that_one_damaged_head_kept_are_the_tables() -> None:
    """The text export prints the head with each part: the first lost its upper row, the second garbled a leaf."""
    title = "一般公共预算支出情况表"
    rows = ("20502|普通教育|9|4|5", "2050201|学前教育|9|4|5")
    first = part(grid("科目编码|科目名称|合计|基本支出|项目支出", "合计||9|4|5", "205|教育支出|9|4|5"), title)
    head = ("功能分类科目||2031年预算数||", "科目编码|温以|合计|カンカー|项目支出")
    found = stitch.join([first, part(grid(*head, *rows, at=90), title)], TEMPLATES, 2031)
    assert [len(table.body) for table in found] == [4]
    assert found[0].columns[1].path == ("功能分类科目", "科目名称")
    assert found[0].columns[3].path == ("2031年预算数", "基本支出")
    assert max(found[0].parts[0].certainty) < 0.99
    assert [r.code for r in found[0].repairs][:1] == ["head_rebuilt"]


def test_a_head_with_signs_of_no_head_is_the_one_above_printed_again() -> None:
    title = "2031年预算单位一般公共预算支出功能分类预算表"
    leaves = "类|款|项||合计|基本支出|项目支出"
    codes = "功能分类科目编码|||功能分类科目名称|||"
    first = part(grid("项目||||一般公共预算支出||", codes, leaves, "205|||教育支出|9|4|5"), title)
    second = part(
        grid(
            "项目公会|项目公会|项目公会|项目公会|八 D|八 D|八 D",
            codes,
            "类|カンカー|项||合计|基本支出|项目支出",
            "205|02||普通教育|9|4|5",
            at=90,
        ),
        title,
    )
    found = stitch.join([first, second], TEMPLATES, 2031)
    assert [len(table.body) for table in found] == [2]


def test_a_delimited_part_whose_head_differs_in_one_whole_word_is_another_table() -> None:
    above, below = part(grid("片区|金额|小计", "东部|4|5"), "统计表"), part(grid("片区|数量|小计", "西部|6|7"))
    assert [body for _, body in joined(above, below)] == [[["东部", "4", "5"]], [["西部", "6", "7"]]]


def test_a_head_of_its_own_begins_a_table_though_the_title_is_the_same() -> None:
    first = titled(ruled("类别|土建|设备|备注", "房屋|5|4|", "土地|6|3|"), "补助发放汇总表")
    other = titled(ruled("类别|年初数|期末数|备注", "车辆|5|4|", page=2), "补助发放汇总表")
    assert [len(body) for _, body in joined(first, other)] == [2, 1]
    again = titled(ruled("类别|土健|设备|备注", "车辆|5|4|", page=2), "补助发放汇总表")
    assert len(joined(first, again)) == 1


def test_what_the_columns_of_a_head_alone_hold_is_told_by_the_rows_that_it_is_joined_with() -> None:
    head = ruled("河段名称|管护单位|河长|备注")
    below = part(grid("东溪一段|水务站|12.50|按月报送", "东溪二段|水务站|3.75|", source=GridSource.ALIGNED, page=1))
    (found,) = stitch.join([head, replace(below, head_rows=0)], TEMPLATES, 2024)
    assert [c.role for c in found.columns] == [Role.LABEL, Role.LABEL, Role.AMOUNT, Role.TEXT]
    assert len(rows.build(found, Names(codes=load()))) == 2


def test_marked_heads_of_one_title_that_name_other_columns_under_one_parent_are_two_tables() -> None:
    def of(*leaves: str, at: int) -> Part:
        head = ("资产|贷款余额||", f"|{'|'.join(leaves)}", "车辆|4|5|6")
        return part(grid(*head, source=GridSource.MARKED, spans={(0, 0): (2, 1), (0, 1): (1, 3)}, at=at), "统计表")

    assert len(joined(of("土建", "设备", "安装", at=10), of("期初", "增加", "减少", at=90))) == 2
    assert len(joined(of("土建", "设备", "安装", at=10), of("土建", "设备", "安装", at=90))) == 1


def test_a_part_under_the_head_of_another_table_is_not_joined_where_its_first_page_is_missing() -> None:
    spans = {(0, 0): (1, 2), (0, 2): (1, 5)}
    first = titled(
        ruled(
            "财政拨款收入||财政拨款支出||||",
            "项目|预算数|项目|合计|一般公共预算|政府性基金预算|国有资本经营预算",
            "一、一般公共预算资金|9|一、教育支出|9|9||",
            spans=spans,
        ),
        "财政拨款收支预算总表",
    )
    spans = {
        (0, 0): (1, 4),
        (0, 4): (1, 3),
        (1, 0): (1, 3),
        (1, 3): (2, 1),
        (1, 4): (2, 1),
        (1, 5): (2, 1),
        (1, 6): (2, 1),
    }
    second = ruled(
        "项目||||一般公共预算支出||",
        "功能分类科目编码|||功能分类科目名称|合计|基本支出|项目支出",
        "类|款|项||||",
        "205|02|01|学前教育|9|5|4",
        page=2,
        spans=spans,
    )
    (_, (title, body)) = joined(first, second)
    assert title is None
    assert [row[3] for row in body] == ["学前教育"]


def test_a_delimited_part_of_one_title_with_fewer_columns_and_other_words_is_another_table() -> None:
    above = part(grid("序号|片区|拨付|结余|备注", "1|东部|4|5|"), "统计表")
    assert len(joined(above, part(grid("乡镇|计划|拨付|备注", "柳林|6|7|", at=90), "统计表"))) == 2
    ((_, body),) = joined(above, part(grid("序号|片区|拨付|结佘", "2|西部|6|7", at=90), "统计表"))
    assert [row[1] for row in body] == ["东部", "西部"]


def test_a_sheet_that_goes_on_without_a_head_and_a_blank_column_stands_where_its_kinds_do() -> None:
    above = part(grid("单位|编码|名称|金额|结余", "甲局|205|教育|9|1", source=GridSource.MARKED), "渠系统计表")
    rows = ("20502|普通教育|5|0", "20503|职业教育|4|1")
    below = part(grid(*rows, source=GridSource.MARKED, at=90), "渠系统计表")
    (found,) = stitch.join([above, below], TEMPLATES, 2024)
    last = found.body[-1].slots
    assert [slot.text for slot in last] == ["", "20503", "职业教育", "4", "1"]
    assert all(f.confidence < 0.99 for slot in last for f in slot.fragments)
    figures = part(grid("5|0", "4|1", source=GridSource.MARKED, at=90), "渠系统计表")
    assert len(joined(above, figures)) == 2
    untitled = part(grid(*rows, source=GridSource.MARKED, at=90))
    assert len(joined(above, untitled)) == 2


def row_of(*cells: tuple[str, float, float]) -> Part:
    """A row alone on page 2, of texts from one place to another."""
    made = grid("|".join(text for text, *_ in cells), source=GridSource.ALIGNED, page=2)
    places = [Place(page=2, box=Box(x0, 100, x1, 110)) for _, x0, x1 in cells]
    placed = tuple(
        replace(c, place=p, fragments=tuple(replace(f, place=p) for f in c.fragments))
        for c, p in zip(made.cells, places, strict=True)
    )
    return part(replace(made, cells=placed, head_rows=0))


def test_a_row_alone_with_a_gap_in_a_text_stands_in_the_columns_of_its_table() -> None:
    table = titled(ruled("名称|品目|预算|支出", "审计|C01 服务|9.00|9.00"), "采购明细表")
    end = (("7.00", 120, 140), ("5.00", 170, 190))
    ((_, body),) = joined(table, row_of(("修缮", 5, 25), ("C02", 51, 66), ("工程", 76, 96), *end))
    assert body[-1] == ["修缮", "C02工程", "7.00", "5.00"]
    assert len(joined(table, row_of(("修缮", 5, 25), ("3.00", 51, 66), ("4.00", 76, 96), *end))) == 2
