"""Rows: cut ones joined, merged cells filled down, fillers dropped, kinds, levels and parents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core import rows
from services.extract.core.joining import stitch
from services.extract.core.names import Names
from services.extract.core.parts import Part
from shared.codes import load
from shared.model.page import GridSource
from shared.model.table import Row, RowKind
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

HEAD = "预算单位|科目编码|科目名称|支出总计|基本支出|项目支出"
TITLE = "一般公共预算支出表（按功能分类）"
NAMES = Names(codes=load())


def built(*parts: Part) -> tuple[Row, ...]:
    (table,) = stitch.join(parts, TEMPLATES, 2024)
    return rows.build(table, NAMES)


def texts(found: tuple[Row, ...]) -> list[list[str]]:
    return [[c.text for c in row.cells] for row in found]


def test_kinds_levels_parents_and_codes() -> None:
    found = built(
        part(
            grid(
                HEAD, "霁州市档案馆|||9|4|5", "|205|教育支出|9|4|5", "|20502|普通教育|9|4|5", "|2050204|高中教育|9|4|5"
            ),
            TITLE,
        )
    )
    assert [(r.kind, r.level, r.parent, r.code) for r in found] == [
        (RowKind.UNIT, 0, None, None),
        (RowKind.CLASS, 0, 0, "205"),
        (RowKind.ITEM, 1, 1, "20502"),
        (RowKind.ITEM, 2, 2, "2050204"),
    ]


def test_a_row_with_an_amount_among_the_codes_is_never_sure() -> None:
    found = built(part(grid(HEAD, "|205|教育支出|9|4|5", "|1,234.50|教育支出|9|4|5"), TITLE))
    assert [min(c.confidence for c in row.cells) >= 0.99 for row in found] == [True, False]


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("8793,175", True),
        ("03,175", True),
        ("0", False),
        ("0.50", False),
        ("无", False),
        ("1,234.50总计", True),
        ("41.1%按合同约定分期支付", True),
    ],
)
def test_digits_that_make_no_amount_are_never_sure_and_neither_is_the_blank_beside_them(
    text: str, doubted: bool
) -> None:
    (row,) = built(part(grid(HEAD, f"|205|教育支出|9|{text}|"), TITLE))
    assert [c.confidence < 0.99 for c in row.cells] == [False, False, False, False, doubted, doubted]


@pytest.mark.parametrize(
    ("row", "doubted"),
    [
        ("其他收入|0结转下年||7", (False, True, True, True)),
        ("其他收入||0结转下年|7", (False, True, True, True)),
        ("其他收入||2024年结转|7", (False, False, False, False)),
        ("其他收入|3|120急救|7", (False, False, False, False)),
    ],
)
def test_a_figure_that_touches_the_name_beside_it_leaves_both_and_the_names_amounts_in_doubt(
    row: str, doubted: tuple[bool, ...]
) -> None:
    rows = ("项目|预算数|项目|预算数", "一、拨款|9|一、教育支出|9", row, "总计|9|总计|9")
    found = built(part(grid(*rows, source=GridSource.RULED, page=1), "部门收支情况统计表"))[1]
    assert tuple(c.confidence < 0.99 for c in found.cells) == doubted


def test_a_name_in_a_column_of_codes_is_in_doubt_but_for_the_totals() -> None:
    found = built(part(grid(HEAD, "|青州市水务局||9|4|5", "|205|教育支出|9|4|5", "|合计||9|4|5"), TITLE))
    assert [row.cells[1].confidence < 0.99 for row in found] == [True, False, False]


def test_codes_in_three_columns_are_joined_in_the_row_only() -> None:
    head = "项目||||支出预算||"
    table = grid(
        head, "功能分类科目编码|||功能分类科目名称|合计|基本支出|项目支出", "类|款|项||||",
        "205|02|04|高中教育|9|4|5", "合计||||9|4|5",
        source=GridSource.RULED, page=1,
        spans={
            (0, 0): (1, 4), (0, 4): (1, 3), (1, 0): (1, 3), (1, 3): (2, 1), (1, 4): (2, 1), (1, 5): (2, 1),
            (1, 6): (2, 1), (4, 0): (1, 4),
        },
    )  # fmt: skip
    found = built(part(table, "支出预算总表"))
    assert texts(found) == [["205", "02", "04", "高中教育", "9", "4", "5"], ["合计", "", "", "", "9", "4", "5"]]
    assert found[0].code == "2050204"
    assert found[1].kind is RowKind.TOTAL


def test_a_name_wrapped_below_its_figures_is_joined_by_the_code_list() -> None:
    found = built(
        part(
            grid(
                HEAD,
                "|205|教育支出|9|9|0",
                "|2080505|机关事业单位基本养|9|9|0",
                "||老保险缴费支出|||",
                "|221|住房保障支出|1|1|0",
            ),
            TITLE,
        )
    )
    assert [r.cells[2].text for r in found] == ["教育支出", "机关事业单位基本养老保险缴费支出", "住房保障支出"]
    assert found[1].cells[2].repairs[0].code == "row_joined"


def test_a_name_wrapped_above_its_figures_is_joined() -> None:
    found = built(
        part(
            grid(
                HEAD,
                "|205|教育支出|9|9|0",
                "||机关事业单位基本养|||",
                "|2080505|老保险缴费支出|9|9|0",
                "|221|住房保障支出|1|1|0",
            ),
            TITLE,
        )
    )
    assert [r.cells[2].text for r in found] == ["教育支出", "机关事业单位基本养老保险缴费支出", "住房保障支出"]


def test_a_row_cut_by_the_page_is_joined_and_a_whole_one_is_not() -> None:
    def ruled(*lines: str, page: int) -> Part:
        return part(grid(*lines, source=GridSource.RULED, page=page))

    first = ruled(HEAD, "|205|教育支出|9|9|0", "|2080506|机关事业单位职业年|9|9|0", page=1)
    first = replace(first, caption=replace(first.caption, title=TITLE))
    found = built(first, ruled("||金缴费支出|||", "|221|住房保障支出|1|1|0", page=2))
    assert [r.cells[2].text for r in found][1] == "机关事业单位职业年金缴费支出"
    whole = ruled("||补助|||", "|221|住房保障支出|1|1|0", page=2)
    assert len(built(ruled(HEAD, "甲|205|教育支出|||", "|208|社会保障和就业支出|||", page=1), whole)) == 4


def test_running_text_goes_on_where_label_and_figures_are_missing() -> None:
    head = "项目名称|预算数（万元）|绩效目标"
    found = built(
        part(
            grid(
                head,
                "馆藏数字化项目（非政府|45|1.完成馆藏目录",
                "投资项目）||扫描。2.建成",
                "||查询系统。",
                "库房维护|7|保障恒温。",
            ),
            "重点项目绩效目标情况",
        )
    )
    assert texts(found) == [
        ["馆藏数字化项目（非政府投资项目）", "45", "1.完成馆藏目录扫描。2.建成查询系统。"],
        ["库房维护", "7", "保障恒温。"],
    ]


def test_rows_of_texts_alone_that_fill_every_column_are_rows() -> None:
    duties = (
        "负责全市供水水质的监测工作，按月公布监测结果，并会同有关单位处理水质异常的情况，必要时报市人民政府",
        "3个月内完成老旧管网的普查工作，建立台账，逐步实现与规划部门的数据共享和业务协同",
        "受理用水户的投诉与咨询，在二十四小时内答复，重大事项及时上报市人民政府办公室",
    )
    found = built(part(grid("职责 | 说明", *(f"{text} | {text[::-1]}" for text in duties), source=GridSource.ALIGNED)))
    assert [row[0] for row in texts(found)] == list(duties)


@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        ("序号|采购方式|主要内容|金额", "1|询价|更新监测设备|50", "2|磋商|每月公布监测结果|"),
        ("采购方式|主要内容|金额", "询价|更新监测设备|50", "询价|每月公布监测结果|"),
        ("采购方式|部门|主要内容|金额", "询价|法规处|更新监测设备|50", "磋商|办公室|每月公布监测结果|"),
    ],
    ids=["the next number", "the same word again", "many words"],
)
def test_a_row_that_its_labels_begin_is_no_rest_of_the_sentence_above(head: str, first: str, second: str) -> None:
    others = [
        "|".join([*str(n) * (head[0] == "序"), "招标", f"完成第{n}处泵站的更新。", f"{n}00"]) for n in range(3, 9)
    ]
    found = built(part(grid(head, first, second, *others)))
    assert texts(found)[:2] == [first.split("|"), second.split("|")]


def test_running_text_alone_at_the_foot_of_a_page_begins_the_row_of_the_next_page() -> None:
    def aligned(*lines: str, page: int) -> Part:
        return part(grid(*lines, source=GridSource.ALIGNED, page=page))

    def read(*before: str) -> list[list[str]]:
        first = aligned("项目名称|预算数（万元）|绩效目标", *before, "||保障业务开展，", page=1)
        first = replace(first, caption=replace(first.caption, title="重点项目绩效目标情况"))
        return texts(built(first, aligned("预算准备金|46|按时完成任务。", "库房维护|7|保障恒温。", page=2)))

    assert read("宣传培训|148|更新设备。") == [
        ["宣传培训", "148", "更新设备。"],
        ["预算准备金", "46", "保障业务开展，按时完成任务。"],
        ["库房维护", "7", "保障恒温。"],
    ]
    assert read("宣传培训|148|更新设备，")[0] == ["宣传培训", "148", "更新设备，保障业务开展，"]


def test_figures_alone_on_top_of_a_page_are_of_the_row_whose_label_the_page_before_printed() -> None:
    first = part(grid("项目|年初数|年末数", "办公费|4|5", "机关事业单位", source=GridSource.ALIGNED, page=1), "情况表")
    found = built(first, part(grid("|7|8", "印刷费|1|2", source=GridSource.ALIGNED, page=2)))
    assert texts(found) == [["办公费", "4", "5"], ["机关事业单位", "7", "8"], ["印刷费", "1", "2"]]
    assert all(cell.confidence < 0.99 for cell in found[1].cells)


def test_halves_of_a_row_at_a_page_break_are_known_by_the_figures_that_one_of_them_lacks() -> None:
    def aligned(*lines: str, page: int) -> Part:
        return part(grid(*lines, source=GridSource.ALIGNED, page=page))

    def read(text: str, *, low: bool = False) -> tuple[Row, ...]:
        amounts = ("", "148") if low else ("148", "")
        above = ("预算准备金|46|按时完成任务。", "库房维护|7|保障恒温。", f"六个系统升级|{amounts[0]}|{text}")
        first = aligned("项目名称|预算数（万元）|绩效目标", *above, page=1)
        first = replace(first, caption=replace(first.caption, title="重点项目绩效目标情况"))
        return built(first, aligned(f"改造项目|{amounts[1]}|建成查询系统。", "宣传培训|8|更新设备。", page=2))

    cut = read("扫描目录，")
    assert texts(cut)[2:] == [
        ["六个系统升级改造项目", "148", "扫描目录，建成查询系统。"],
        ["宣传培训", "8", "更新设备。"],
    ]
    assert max(c.confidence for c in cut[2].cells) < 0.99
    assert texts(read("扫描目录，", low=True)) == texts(cut)
    either = read("扫描目录。")
    assert [row[0] for row in texts(either)] == ["预算准备金", "库房维护", "六个系统升级", "改造项目", "宣传培训"]
    assert [max(c.confidence for c in row.cells) < 0.99 for row in either] == [False, False, True, True, False]


def test_pieces_of_a_row_over_three_pages_whose_last_one_alone_has_the_figures() -> None:
    def aligned(*lines: str, page: int) -> Part:
        return part(grid(*lines, source=GridSource.ALIGNED, page=page))

    above = ("预算准备金|46|按时完成任务。", "库房维护|7|保障恒温。", "六个系统||扫描目录，")
    first = aligned("项目名称|预算数（万元）|绩效目标", *above, page=1)
    first = replace(first, caption=replace(first.caption, title="重点项目绩效目标情况"))
    found = built(first, aligned("升级改造项目||建成查询系统，", page=2), aligned("|148|培训人员。", page=3))
    assert texts(found)[2:] == [["六个系统升级改造项目", "148", "扫描目录，建成查询系统，培训人员。"]]
    assert max(c.confidence for c in found[2].cells) < 0.99


def test_a_text_that_breaks_off_at_the_end_of_a_page_is_not_sure_where_all_others_end() -> None:
    def read(last: str, third: str = "更新设备。") -> list[float]:
        rows = ("预算准备金|46|按时完成任务。", "库房维护|7|保障恒温。", f"宣传培训|8|{third}", f"馆藏数字化|9|{last}")
        first = part(grid("项目名称|预算数（万元）|绩效目标", *rows, source=GridSource.ALIGNED, page=1))
        found = built(replace(first, caption=replace(first.caption, title="重点项目绩效目标情况")))
        return [row.cells[2].confidence for row in found]

    assert [c < 0.99 for c in read("扫描目录，提升")] == [False, False, False, True]
    assert min(read("扫描目录。")) == min(read("扫描目录", third="更新设备")) == 1.0


def test_the_rest_of_a_text_below_a_painted_head_goes_on_from_the_page_before() -> None:
    rows = ("预算准备金|46|按时完成任务。", "馆藏数字化|9|扫描目录，提升")
    first = part(grid("项目名称|预算数（万元）|绩效目标", *rows, source=GridSource.ALIGNED, page=1))
    first = replace(first, caption=replace(first.caption, title="重点项目绩效目标情况"))
    rest = part(grid("项目名称|预算数（万元）|绩效目标", "||服务水平。", source=GridSource.RULED, page=2))
    assert texts(built(first, rest))[1] == ["馆藏数字化", "9", "扫描目录，提升服务水平。"]


def test_a_row_whose_figures_stand_on_the_next_page_is_no_rest_of_the_row_above_it() -> None:
    def aligned(*lines: str, page: int) -> Part:
        return part(grid(*lines, source=GridSource.ALIGNED, page=page))

    first = aligned("项目名称|预算数（万元）|绩效目标", "合计|9|", "霁州市档案馆|9|", "馆藏数字化||扫描目录，", page=1)
    first = replace(first, caption=replace(first.caption, title="重点项目绩效目标情况"))
    second = aligned("|4|建成系统。", "库房维护|5|保障恒温，", "宣传培训||更新", page=2)
    found = texts(built(first, second, aligned("|2|设备。", page=3)))
    assert found[:2] == [["合计", "9", ""], ["霁州市档案馆", "9", ""]]


def test_the_end_of_a_sentence_read_into_the_next_row_goes_back() -> None:
    head = "项目名称|预算数（万元）|绩效目标"
    found = built(
        part(
            grid(head, "甲项目|45|1.完成扫描。2.建成查询", "乙项目|7|系统并投入使用。1.保障恒温。2.定期巡检。"),
            "重点项目绩效目标情况",
        )
    )
    assert texts(found)[0][2] == "1.完成扫描。2.建成查询系统并投入使用。"
    assert texts(found)[1][2] == "1.保障恒温。2.定期巡检。"


def test_the_unit_is_filled_down_beside_its_years() -> None:
    head = "预算单位|年度|总计|因公出国（境）费|公务接待费|公务用车购置及运行维护费||"
    sub = "|||||小计|公务用车购置费|公务用车运行维护费"
    found = built(
        part(grid(head, sub, "霁州市档案馆|2023年|3|0|1|2|0|2", "|2024年|3|0|1|2|0|2"), "一般公共预算“三公”经费支出表")
    )
    assert [r.cells[0].text for r in found] == ["霁州市档案馆", "霁州市档案馆"]
    assert found[1].cells[0].repairs[0].code == "filled_down"


def test_the_unit_in_the_middle_of_its_years_is_theirs() -> None:
    head = "预算单位|年度|总计|因公出国（境）费|公务接待费|公务用车购置及运行维护费||"
    sub = "|||||小计|公务用车购置费|公务用车运行维护费"
    first = ("|2023年|3|0|1|2|0|2", "霁州市档案馆|2024年|3|0|1|2|0|2", "|增减变化金额|0|0|0|0|0|0")
    second = ("|2023年|2|0|0|2|0|2", "霁州市方志馆|2024年|2|0|0|2|0|2", "|增减变化金额|0|0|0|0|0|0")
    found = built(part(grid(head, sub, *first, *second), "一般公共预算“三公”经费支出表"))
    assert [r.cells[0].text for r in found] == ["霁州市档案馆"] * 3 + ["霁州市方志馆"] * 3
    assert [bool(r.cells[0].repairs) for r in found] == [True, False, True] * 2


def test_a_row_of_years_without_a_blank_for_its_unit_is_moved_to_the_right_and_not_sure() -> None:
    head = "预算单位|年度|总计|因公出国（境）费|公务接待费|公务用车购置及运行维护费||"
    sub = "|||||小计|公务用车购置费|公务用车运行维护费"
    printed = ("霁州市档案馆|2023年|3|0|1|2|0|2", "2024年|5|1|1|3|0|3", "增减变化金额|2|1|0|1|0|1")
    found = built(part(grid(head, sub, *printed), "一般公共预算“三公”经费支出表"))
    assert texts(found)[1] == ["霁州市档案馆", "2024年", "5", "1", "1", "3", "0", "3"]
    assert texts(found)[2][:3] == ["霁州市档案馆", "增减变化金额", "2"]
    assert all(cell.confidence < 0.99 for cell in found[1].cells)
    assert [r.code for r in found[1].cells[2].repairs] == ["column_restored"]


def test_a_unit_is_not_filled_into_the_rows_of_codes() -> None:
    found = built(part(grid(HEAD, "霁州市档案馆|||9|4|5", "|205|教育支出|9|4|5"), TITLE))
    assert found[1].cells[0].text == ""


def test_fillers_rule_lines_and_repeated_heads_are_dropped() -> None:
    found = built(
        part(
            grid(
                HEAD,
                "|205|教育支出|9|4|5",
                "|||||",
                "--|--|-----------|--|--|--",
                HEAD,
                "|208|社会保障和就业支出|1|1|0",
            ),
            TITLE,
        )
    )
    assert [r.code for r in found] == ["205", "208"]


def test_dashes_that_say_not_applicable_stay() -> None:
    found = built(part(grid(HEAD, "|205|教育支出|9|—|—"), TITLE))
    assert texts(found)[0][4:] == ["—", "—"]


def test_rows_without_figures_stay_rows_where_the_table_prints_many() -> None:
    table = grid(
        "收入||支出|",
        "项目|决算数|项目|决算数",
        "一、财政拨款|5|一、外交支出|",
        "||二、国防支出|",
        "||三、教育支出|5",
        source=GridSource.RULED,
        page=1,
        spans={(0, 0): (1, 2), (0, 2): (1, 2)},
    )
    assert len(built(part(table, "收入支出决算总表"))) == 3


def test_the_first_column_of_groups_is_filled_down_and_logged() -> None:
    printed = grid("地区|指标|2021年|2022年", "广东|客运量|5|6", "|货运量|7|8", "重庆|客运量|9|1")
    found = built(part(printed, "分地区主要指标"))
    assert [r.cells[0].text for r in found] == ["广东", "广东", "重庆"]
    assert found[1].cells[0].repairs[0].code == "filled_down"


def test_groups_whose_labels_stand_below_their_first_rows_are_in_doubt() -> None:
    """Labels at the foot of the rows they cover, with no line that says so."""
    printed = grid("主管部门|项目|金额", "|甲路|1", "教育局|乙路|2", "|丙路|3", "民政局|丁路|4")
    found = built(part(printed, "道路养护资金安排表"))
    assert [r.cells[0].text for r in found] == ["", "教育局", "", "民政局"]
    assert [min(c.confidence for c in r.cells) >= 0.99 for r in found] == [False, True, False, True]


def test_a_list_that_is_shorter_than_the_one_beside_it_is_not_filled_down() -> None:
    """A balance whose halves are headed by their amounts alone: the receipts end, the expenditure goes on."""
    right = ("一、教育支出|5", "二、农林水支出|2", "三、交通运输支出|1", "四、住房保障支出|1")
    left = ("一、财政拨款收入|9", "二、其他收入|", "|", "|")
    found = built(part(grid("收入|金额|支出|金额", *map("|".join, zip(left, right, strict=True))), "收支情况"))
    assert [r.cells[0].text for r in found] == ["一、财政拨款收入", "二、其他收入", "", ""]


def test_names_above_many_blanks_stand_for_groups_of_rows_whatever_stands_beside_them() -> None:
    rows_ = ("法规处|48|含税", "|93|", "|9,965|含税", "办公室|13|", "|353|含税")
    found = built(part(grid("责任部门|数量|备注", *rows_), "采购清单"))
    assert [row[0] for row in texts(found)] == ["法规处", "法规处", "法规处", "办公室", "办公室"]
    assert [r.code for r in found[1].cells[0].repairs] == ["filled_down"]
    for kept in (
        ("责任部门|数量", "法规处|48", "办公室|93", "|9,965", "财务处|13", "人事处|5"),
        ("备注|数量", "含税|48", "|93", "|9,965", "跨年|13", "|5"),
        ("方式|数量", "询价|48", "|93", "|9,965", "招标|13", "|5", "询价|8", "|9"),
    ):
        found = built(part(grid(*kept), "采购清单"))
        assert [row[0] for row in texts(found)] == [row.split("|")[0] for row in kept[1:]]


def test_figures_that_narrow_columns_break_are_whole_again_or_in_doubt() -> None:
    head, rest = "名称|年初数|期末数", "合计|19,055,71|(928,479."
    found = built(part(grid(head, rest, "|7.13|89)", "土地|1,613,802|36.50", "|.50|"), "收费收入统计表"))
    assert texts(found) == [["合计", "19,055,717.13", "(928,479.89)"], ["土地", "1,613,802.50", "36.50"]]
    assert all(cell.repairs for cell in found[0].cells[1:])
    found = built(part(grid(head, rest, "房屋|7.13|89)", "土地|1,613,80|36.50"), "收费收入统计表"))
    assert len(found) == 3
    assert max(cell.confidence for row in found for cell in row.cells) < 0.99
    plain = grid(head, "合计|19055717.|928479.8", "|13|9", "土地|1613802.|36.50", "|5|", "房屋|7251.|8213479.")
    assert max(cell.confidence for row in built(part(plain, "收费收入统计表")) for cell in row.cells) < 0.99


def test_the_end_of_a_head_over_the_first_figure_leaves_its_column_in_doubt() -> None:
    printed = grid("项目名称|合计|小型、微型", "道路养护|5|企业采购7", "绿化管护|6|8", "路灯维修|4|3")
    found = built(part(printed, "采购明细表"))
    assert [[c.confidence < 0.99 for c in row.cells] for row in found[1:]] == [[False, False, True]] * 2


def test_groups_behind_the_numbers_of_their_rows_are_filled_down() -> None:
    printed = grid("序号|片区|单位|人数", "1|东部|一小|5", "2||小计|5", "3|西部|二小|7", "4||中专|8")
    found = built(part(printed, "学校人数统计表"))
    assert [r.cells[1].text for r in found] == ["东部", "东部", "西部", "西部"]
    assert [r.code for r in found[3].cells[1].repairs] == ["filled_down"]


def test_the_total_behind_the_names_of_numbered_rows_has_no_number() -> None:
    printed = grid("序号|项目名称|合计|财政拨款", "1|道路养护|5|6", "2|绿化管护|7|8", "|合计|12|14")
    assert [r.cells[0].text for r in built(part(printed, "项目支出预算明细表"))] == ["1", "2", ""]
    groups = grid("地区|指标|2021年|2022年", "广东|客运量|5|6", "|货运量|7|8", "|合计|12|14")
    assert [r.cells[0].text for r in built(part(groups, "分地区主要指标"))] == ["广东", "广东", ""]
    each = grid(
        "地区|指标|2021年|2022年", "广东|客运量|5|6", "|合计|5|6", "重庆|客运量|7|8", "|货运量|1|1", "|合计|8|9"
    )
    assert [r.cells[0].text for r in built(part(each, "分地区主要指标"))] == ["广东", "广东", "重庆", "重庆", "重庆"]


def test_the_project_of_indicators_is_filled_down_with_its_amount_and_target() -> None:
    table = grid(
        "项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标值|度量单位",
        "道路养护|3.5|路况良好。|产出指标|数量指标|养护里程|12|公里",
        "||||质量指标|验收合格率|100|%",
        "绿化管护|4|成活率高。|产出指标|数量指标|管护面积|5|亩",
        source=GridSource.RULED,
        page=1,
    )
    found = texts(built(part(table, "部门预算项目绩效目标表")))
    assert found[1] == ["道路养护", "3.5", "路况良好。", "产出指标", "质量指标", "验收合格率", "100", "%"]
    assert found[2][:3] == ["绿化管护", "4", "成活率高。"]


def test_estimates_above_their_deviations_are_no_groups() -> None:
    printed = grid("变量|本期|上期", "规模|0.31**|0.28", "|(2.10)|(1.90)", "常数|1.2**|3.1")
    found = built(part(printed, "基准结果"))
    assert [r.cells[0].text for r in found] == ["规模", "", "常数"]


def balance(*rows: str, page: int) -> Part:
    return part(grid(*rows, source=GridSource.ALIGNED, page=page), "情况表")


ENTRIES = ("项目|金额|项目|金额", "一、拨款|9.00|一、教育|9.00", "二、基金||二、卫生|", "三、国有资本经营||三、农林|")


def test_a_label_without_a_number_on_top_of_a_page_is_the_rest_of_an_entry_with_one() -> None:
    first = balance(*ENTRIES, page=1)
    found = built(first, balance("预算收入|||", "||四、交通|", "本年合计|9.00|本年合计|9.00", page=2))
    assert [row[0] for row in texts(found)] == ["一、拨款", "二、基金", "三、国有资本经营预算收入", "", "本年合计"]
    assert found[2].cells[0].confidence < 0.99
    sums = built(first, balance("年初结转|||", "||四、交通|", page=2))
    assert [row[0] for row in texts(sums)] == ["一、拨款", "二、基金", "三、国有资本经营", "年初结转", ""]


def test_the_figures_of_an_entry_that_the_page_cut_stand_with_its_rest() -> None:
    found = built(balance(*ENTRIES, page=1), balance("||水支出|5.00", "四、其他||四、交通|", page=2))
    assert [row[2:] for row in texts(found)][2:] == [["三、农林水支出", "5.00"], ["四、交通", ""]]


def test_a_name_whole_by_itself_is_no_rest_of_a_row_that_has_nothing_there() -> None:
    found = built(balance(*ENTRIES, page=1), balance("四、其他|||", "||四、交通运输支出|", page=2))
    assert [[row[0], row[2]] for row in texts(found)][3:] == [["四、其他", ""], ["", "四、交通运输支出"]]


def test_the_last_letters_of_several_names_on_top_of_a_page_are_theirs_or_leave_them_in_doubt() -> None:
    first = balance(*ENTRIES, "年初结转和结||年末结转和结|", page=1)
    found = built(first, balance("余||余|", "总计|9.00|总计|9.00", page=2))
    joined = [row[0] for row in texts(found)][3:] == ["年初结转和结余", "总计"]
    assert joined or max(c.confidence for row in found[3:5] for c in row.cells if c.text) < 0.99


def test_a_row_whose_code_has_so_many_digits_as_no_level_may_be_a_piece_of_one() -> None:
    head = "科目编码|科目名称|支出总计"
    rows = (
        "208|社会保障和就业支出|2686",
        "20805|行政事业单位养老支出|625",
        "9|会保障和就业支出|61",
        "210|卫生健康支出|97",
    )
    found = built(part(grid(head, *rows, source=GridSource.RULED, page=1), "一般公共预算支出表"))
    assert [max(c.confidence for c in row.cells) < 0.99 for row in found] == [False, False, True, False]
    levels = built(
        part(grid("类|科目名称|支出总计", "20|甲|1", "21|乙|2", "205|丙|3", source=GridSource.RULED, page=1))
    )
    assert all(c.confidence == 1 for row in levels for c in row.cells)


def test_a_label_alone_below_an_entry_of_a_numbered_list_with_figures_is_the_rest_of_its_name() -> None:
    rows = (
        "项目|预算数",
        "一、财政拨款收入|9.50",
        "二、事业收入|0.00",
        "三、事业单位|0.00",
        "经营收入|",
        "四、其他收入|0.00",
    )
    found = built(part(grid(*rows, source=GridSource.ALIGNED, page=1), "收入情况表"))
    assert texts(found)[2:] == [["三、事业单位经营收入", "0.00"], ["四、其他收入", "0.00"]]
    assert found[2].cells[0].repairs


def test_rows_of_a_page_with_the_labels_of_the_page_before_may_be_those_again() -> None:
    first = grid("序号|乡镇|金额", "1|西河|7.50", "2|大泉|8.00", "3|小坪|9.25", source=GridSource.RULED, page=1)
    again = grid("1|西河|3.00", "2|大泉|4.00", "3|小坪|5.00", source=GridSource.RULED, page=2)
    further = grid("4|柳林|3.00", "5|北关|4.00", "6|双塔|5.00", source=GridSource.RULED, page=2)
    for second, sure in ((again, False), (further, True)):
        found = built(part(first, "资金分配明细表"), part(second))
        assert len(found) == 6
        assert [all(c.confidence >= 0.99 for c in row.cells) for row in found[3:]] == [sure] * 3


def test_a_table_most_of_whose_rows_have_no_number_under_its_head_has_lost_labels() -> None:
    head = "序号|单位名称|金额"
    for printed, sure in (
        (("1|一中|7.50", "|二中|8.00", "|三中|9.25"), False),
        (("1|一中|7.50", "2|二中|8.00", "|三中|9.25", "|合计|24.75"), True),
    ):
        found = built(part(grid(head, *printed, source=GridSource.RULED, page=1), "资金分配明细表"))
        assert all(c.confidence >= 0.99 for row in found for c in row.cells) is sure


def test_a_single_digit_under_a_level_of_codes_is_a_piece_of_one() -> None:
    printed = grid(
        "类|款|科目名称|支出总计", "2|05|教育支出|9.50", "206|07|科学支出|8.00", source=GridSource.RULED, page=1
    )
    found = built(part(printed, "支出明细表"))
    assert [row.cells[2].confidence >= 0.99 for row in found] == [False, True]


def test_a_name_alone_on_top_of_a_page_without_upright_rules_may_be_the_rest_of_the_one_above() -> None:
    rows_ = ("支出项目类别|总计|基本支出", "白鹭市文化馆|351|35", "普法宣传活动|74|10", "疫苗冷链|69|2")
    ruled = part(grid(*rows_, source=GridSource.RULED, page=1), "项目支出总表")
    found = built(ruled, part(grid("运转保障||", "政府投资项目|12|1", source=GridSource.ALIGNED, page=2)))
    joined = texts(found)[2:] == [["疫苗冷链运转保障", "69", "2"], ["政府投资项目", "12", "1"]]
    assert joined or all(c.confidence < 0.99 for row in found[2:4] for c in row.cells if c.text)
    assert not joined or found[2].cells[0].repairs


def test_a_total_without_figures_is_no_rest_of_the_name_above() -> None:
    listed = ("名称|片区|计划", "专项检查1号|新城|639", "应急处置2号|高新|99", "宣传活动3号|滨湖|—", "合计||")
    found = built(part(grid(*listed, source=GridSource.ALIGNED, page=1), "志愿服务一览表"))
    assert [row[0] for row in texts(found)] == ["专项检查1号", "应急处置2号", "宣传活动3号", "合计"]


def test_a_figure_that_touches_the_remark_beside_it_leaves_both_in_doubt() -> None:
    head = "学校名称|面积|投资额|备注"
    rows_ = ("东湖学校|78,692|41.1%按合同约定支付|", "玉湖学校|8,100|137.9%详见附件|", "红口学校|900||-续建")
    whole = "东坪学校|7,000|12.50|本年新增3个项目"
    found = built(part(grid(head, *rows_, whole, source=GridSource.RULED, page=1), "学校建设计划表"))
    assert [min(c.confidence for c in row.cells[2:]) < 0.99 for row in found] == [True, True, True, False]


def test_a_nought_before_a_remark_is_of_the_blank_cell_beside_it_whatever_its_column_holds() -> None:
    rows_ = (
        "东湖学校|第一批||0续建",
        "玉湖学校|第二批|待定|0续建",
        "红口学校|第一批|待定|续建",
        "东坪学校|第二批|待定|2031年续建",
    )
    found = built(part(grid("学校名称|批次|投资额|备注", *rows_, source=GridSource.RULED, page=1), "学校建设计划表"))
    assert [min(c.confidence for c in row.cells[2:]) < 0.99 for row in found] == [True, False, False, False]


def test_a_unit_may_stand_behind_its_code() -> None:
    head = "单位编码|单位名称|合计|基本支出|项目支出"
    found = built(
        part(grid(head, "合计||9|4|5", "025|霁州市档案馆|9|4|5", "025001|霁州市档案馆（本级）|9|4|5"), "支出总表")
    )
    assert [(row.kind, row.code) for row in found] == [
        (RowKind.TOTAL, None), (RowKind.UNIT, None), (RowKind.UNIT, None),
    ]  # fmt: skip


def test_levels_of_codes_that_print_their_own_digits_alone_are_of_the_codes_above() -> None:
    printed = grid(
        "科目编码|||科目名称|合计|基本支出|项目支出",
        "类|款|项||||",
        "|||合计|9|4|5", "208|||社会保障和就业支出|5|4|1", "|05||行政事业单位养老支出|5|4|1",
        "||01|行政单位离退休|5|4|1", "210|||卫生健康支出|4||4", "|11||行政事业单位医疗|4||4",
        spans={(0, 0): (1, 3), **{(0, c): (2, 1) for c in range(3, 7)}}, source=GridSource.RULED, page=1,
    )  # fmt: skip
    found = built(part(printed, "一般公共预算支出情况表"))
    assert [row.code for row in found] == [None, "208", "20805", "2080501", "210", "21011"]
    assert [row.level for row in found] == [0, 0, 1, 2, 0, 1]
    assert [row.parent for row in found][2:4] == [1, 2]
