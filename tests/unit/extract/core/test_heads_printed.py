"""What a head without marks of spans prints stays printed where it is legible, be the template's another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.heads import resolution as heads
from services.extract.core.heads.as_printed import deepened, of_text_layer, worded_as_printed
from services.extract.core.heads.repair import only_printed, unshuffled
from services.extract.core.parts import Part
from services.extract.templates import load
from shared.model.page import Box, GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part, paths


def resolved(a_part: Part, year: int | None = 2031) -> Part:
    return heads.resolve(a_part, TEMPLATES, year)


def test_a_longer_wording_of_a_parent_stays() -> None:
    table = grid(
        "部门预算支出经济分类科目||本年一般公共预算基本支出||",
        "科目编码|科目名称|合计|人员经费|公用经费",
        "301|工资福利支出|12|12|",
    )
    for year in (2031, None):
        found = paths(resolved(part(table, "一般公共预算基本支出情况表"), year))
        assert found[2:] == [("本年一般公共预算基本支出", leaf) for leaf in ("合计", "人员经费", "公用经费")]


def test_a_damaged_parent_gives_way_to_the_template() -> None:
    table = grid(
        "部门预算经济分类科目||2031年基木支出||", "科目编码|科目名称|合计|人员经费|公用经费", "301|工资福利支出|12|12|"
    )
    found = paths(resolved(part(table, "一般公共预算基本支出情况表")))
    assert found[2] == ("2031年基本支出", "合计")


def test_a_head_with_another_column_at_the_end_of_the_templates_is_not_widened() -> None:
    table = grid(
        "科目编码|科目名称|合计|上年结转|一般公共预算拨款收入|政府性基金预算拨款收入|事业收入||其他收入",
        "||||||金额|其中：教育收费|",
        "205|教育支出|12||12||||",
    )
    found = paths(resolved(part(table, "部门收入总体情况表")))
    assert found[6:] == [("事业收入", "金额"), ("事业收入", "其中：教育收费"), ("其他收入",)]


def test_a_text_beside_or_above_a_whole_leaf_is_no_parent_where_its_place_is_another() -> None:
    table = grid(
        "支出项目类别||政府预算拨款|||||单位资金|||||",
        "|总计|小计|一般公共预算拨款|政府性基金预算拨款|国有资本经营预算拨款|财政专户管理资金|事业收入|"
        "事业单位经营收入|上级补助收入|附属单位上缴收入|其他收入|上年结余、结转",
        "某中心|8|8|8|0|0|0|0|0|0|0|0|0",
    )
    found = paths(resolved(part(table, "基本支出总表")))
    assert found[:2] == [("支出项目类别",), ("总计",)]
    assert found[5:7] == [("政府预算拨款", "国有资本经营预算拨款"), ("财政专户管理资金",)]
    assert found[11:] == [("单位资金", "其他收入"), ("上年结余、结转",)]


def test_units_that_the_head_prints_behind_its_words_stay_where_it_was_found_by_alignment() -> None:
    rows = (
        "收入||支出|",
        "项目|预算数（万元）|项目（按功能分类）|预算数（万元）",
        "一、一般公共预算拨款收入|269|一、国防支出|33",
        "二、事业收入|12|二、教育支出|7",
    )
    table = grid(*rows, source=GridSource.ALIGNED, page=1, spans={(0, 0): (1, 2), (0, 2): (1, 2)})
    found = paths(resolved(part(table, "部门收支总体情况表")))
    assert [path[-1] for path in found] == ["项目", "预算数（万元）", "项目（按功能分类）", "预算数（万元）"]


def test_a_parent_without_its_first_words_stays_unless_they_stand_elsewhere() -> None:
    names, row = "科目编码|科目名称|总计|人员经费|日常公用经费", "301|工资福利支出|12|12|"
    whole = grid("经济分类科目||2031年基本支出||", names, row)
    parted = grid("部门预算|经济分类科目|2031年基本支出||", names, row)
    title = "一般公共预算财政拨款基本支出预算表"
    assert [p[0] for p in paths(resolved(part(whole, title)))[:2]] == ["经济分类科目"] * 2
    assert [p[0] for p in paths(resolved(part(parted, title)))[:2]] == ["部门预算经济分类科目"] * 2


def test_a_row_that_numbers_the_columns_names_none() -> None:
    table = grid(
        "项目||本年支出||",
        "科目代码|科目名称|小计|基本支出|项目支出",
        "栏次||1|2|3",
        "201|一般公共服务支出|12.00|12.00|",
    )
    found = paths(resolved(part(table, "一般公共预算财政拨款支出决算表")))
    assert found[:2] == [("项目", "科目代码"), ("项目", "科目名称")]
    assert found[2:] == [("本年支出", leaf) for leaf in ("小计", "基本支出", "项目支出")]


def test_a_parent_of_any_level_that_a_ruled_head_prints_without_words_in_its_midst_stays() -> None:
    side = ("合计", "因公出国（境）费", "公务用车购置及运行费", "", "", "公务接待费")
    rows = (
        "|".join(("预算数", *[""] * 5, "决算数", *[""] * 5)),
        "|".join((*side, *side)),
        "|".join((*("", "", "小计", "公务用车购置费", "公务用车运行费", ""),) * 2),
        "|".join(("9", "1", "6", "2", "4", "2") * 2),
    )
    spans = {(0, 0): (1, 6), (0, 6): (1, 6), (1, 2): (1, 3), (1, 8): (1, 3)}
    spans |= {(1, c): (2, 1) for c in (0, 1, 5, 6, 7, 11)}
    table = grid(*rows, source=GridSource.RULED, spans=spans, page=1, confidence=0.97)
    found = paths(resolved(part(table, "财政拨款“三公”经费支出决算表")))
    assert found[2] == ("预算数", "公务用车购置及运行费", "小计")
    assert found[8] == ("决算数", "公务用车购置及运行费", "小计")


def test_the_head_of_a_column_of_codes_is_no_parent_of_itself_and_of_the_names_beside_it() -> None:
    table = grid(
        "经济分类科目编码|科目名称|本年一般公共预算基本支出||",
        "||合计|人员经费|公用经费",
        "301|工资福利支出|12|12|",
        spans={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 3)},
        source=GridSource.ALIGNED,
        page=1,
    )
    found = paths(resolved(part(table, "一般公共预算基本支出表")))
    assert found[:2] == [("经济分类科目编码",), ("科目名称",)]
    assert found[2] == ("本年一般公共预算基本支出", "合计")


def test_a_head_with_all_texts_of_the_templates_and_no_other_is_that_however_its_parents_were_placed() -> None:
    """As centred as over its own columns, each parent here is also over their neighbours'."""
    table = grid(
        "支出项目类别|政府预算拨款||||||单位资金|||||",
        "|总计|小计|一般公共预算拨款|政府性基金预算拨款|国有资本经营预算拨款|财政专户管理资金|事业收入|"
        "事业单位经营收入|上级补助收入|附属单位上缴收入|其他收入|上年结余、结转",
        "某中心|8|8|8|0|0|0|0|0|0|0|0|0",
        spans={(0, 0): (2, 1), (0, 1): (1, 6), (0, 7): (1, 6)},
        source=GridSource.ALIGNED,
        page=1,
    )
    found = paths(resolved(part(table, "基本支出总表")))
    assert found[1:3] == [("总计",), ("政府预算拨款", "小计")]
    assert found[6] == ("财政专户管理资金",)
    assert found[11:] == [("单位资金", "其他收入"), ("上年结余、结转",)]


def test_a_group_of_columns_that_is_not_printed_is_not_lost() -> None:
    table = grid("预算单位|科目编码|科目名称|支出总计|基本支出|项目支出", "|205|教育支出|12|10|2")
    assert len(paths(resolved(part(table, "支出总表")))) == 6


def test_a_list_beside_another_is_not_printed_a_third_time() -> None:
    table = grid(
        "人员经费|||公用经费||",
        "科目编码|科目名称|金额|科目编码|科目名称|金额",
        "301|工资福利支出|12|302|商品和服务支出|3",
        "30101|基本工资|12|30201|办公费|3",
    )
    found = paths(resolved(part(table, "一般公共预算财政拨款基本支出决算表")))
    assert found == [(group, leaf) for group in ("人员经费", "公用经费") for leaf in ("科目编码", "科目名称", "金额")]


def test_a_head_word_with_another_in_brackets_stays_where_the_template_has_it_with_a_third() -> None:
    table = grid(
        "项目|||||金额",
        "科目编码|||单位代码|单位名称（项目）|",
        "类|款|项|||",
        "205|02|01|101001|河湖长制工作|12.50",
    )
    found = paths(resolved(part(table, "一般公共预算项目支出预算表")))
    assert found[3:] == [("项目", "单位代码"), ("项目", "单位名称（项目）"), ("金额",)]


def test_a_source_of_money_that_is_not_printed_is_not_lost() -> None:
    table = grid(
        "收入||支出|||",
        "项目|预算数|项目|合计|一般公共预算|政府性基金预算",
        "一、本年收入|12|一、本年支出|12|12|",
    )
    assert len(paths(resolved(part(table, "财政拨款收支总体情况表")))) == 6


@pytest.mark.parametrize("confidence", [1.0, 0.9], ids=["sure", "its place in doubt"])
def test_a_year_that_is_printed_stays_where_the_template_has_none(confidence: float) -> None:
    names = ("合计", "因公出国（境）费", "小计", "公务用车购置费", "公务用车运行费", "公务接待费")
    table = grid(
        "2030年预算数||||||2031年预算数|||||",
        "合计|因公出国（境）费|公务用车购置及运行费|||公务接待费|合计|因公出国（境）费|公务用车购置及运行费|||公务接待费",
        "||小计|公务用车购置费|公务用车运行费||||小计|公务用车购置费|公务用车运行费|",
        "9|1|6|2|4|2|8|1|5|1|4|2",
        source=GridSource.ALIGNED,
        page=1,
        confidence=confidence,
        spans={
            (0, 0): (1, 6), (0, 6): (1, 6), (1, 0): (2, 1), (1, 1): (2, 1), (1, 2): (1, 3), (1, 5): (2, 1),
            (1, 6): (2, 1), (1, 7): (2, 1), (1, 8): (1, 3), (1, 11): (2, 1),
        },
    )  # fmt: skip
    found = paths(resolved(part(table, "一般公共预算财政拨款“三公”经费支出决算表")))
    assert [p[0] for p in found] == ["2030年预算数"] * 6 + ["2031年预算数"] * 6
    assert tuple(p[-1] for p in found[6:]) == names


def test_a_text_that_is_glued_to_its_parent_is_the_prints() -> None:
    printed = (("收入", "项目"), ("收入", "2031年预算"), ("支出", "项目"), ("支出", "2031年预算"))
    glued = (("收入", "项目"), ("收入", "收入2031年预算"), ("支出", "项目"), ("支出", "支出2031年预算"))
    assert worded_as_printed(glued, printed, (), TEMPLATES) == printed
    assert worded_as_printed(glued, (*printed[:3], ("2031年预算",)), (), TEMPLATES) == glued


def test_the_rest_of_a_text_that_its_cell_had_no_room_for_is_not_worded_so() -> None:
    whole = (("科目名称",), ("对下级单位补助支出",))
    assert worded_as_printed(whole, (("科目名称",), ("出",)), {"科目名称", "出"}, TEMPLATES) == whole


@pytest.mark.parametrize("amount", ["预算数", "2031年预算数"])
def test_a_parent_with_the_words_of_another_columns_leaf_stays_where_it_is_printed_once_more(amount: str) -> None:
    """What the receipts have over one column, the expenditure has over four."""
    table = grid(
        "收入||支出||||",
        f"项目|{amount}|项目|{amount}|||",
        "|||合计|一般公共预算|政府性基金预算|国有资本经营预算",
        "一、本年收入|12|一、本年支出|12|12||",
        source=GridSource.ALIGNED, page=1, confidence=0.9,
        spans={(0, 0): (1, 2), (0, 2): (1, 5), (1, 0): (2, 1), (1, 1): (2, 1), (1, 2): (2, 1), (1, 3): (1, 4)},
    )  # fmt: skip
    found = paths(resolved(part(table, "财政拨款收支总表")))
    assert found[:3] == [("收入", "项目"), ("收入", amount), ("支出", "项目")]
    assert found[3:5] == [("支出", amount, "合计"), ("支出", amount, "一般公共预算")]


def cut_at(text: str, *rows: str) -> Part:
    """A ruled table of a text layer, the end of one of whose texts may be cut off."""
    table = grid(*rows, source=GridSource.RULED, page=1)
    cells = tuple(
        replace(c, fragments=tuple(replace(f, confidence=0.9 if f.text == text else 1.0) for f in c.fragments))
        for c in table.cells
    )
    return part(replace(table, cells=cells), "收支总表")


def test_a_ruled_head_of_one_row_is_given_no_parents_where_a_text_may_be_cut_off() -> None:
    found = paths(
        resolved(cut_at("2031年预算数", "收入|2031年预算数|支出|2031年预算数", "一、财政拨款收入|9|一、教育支出|9"))
    )
    assert found == [("收入",), ("2031年预算数",), ("支出",), ("2031年预算数",)]


def test_a_template_that_gives_two_columns_one_path_is_not_that_of_a_head_whose_columns_all_have_theirs() -> None:
    table = grid(
        "功能分类科目编码|||功能分类科目名称|本年支出合计|基本支出|项目支出|其中：政府采购",
        "类|款|项|||||",
        "205|02|01|学前教育|9|4|5|1",
        source=GridSource.ALIGNED, page=1,
        spans={(0, 0): (1, 3), **{(0, c): (2, 1) for c in range(3, 8)}},
    )  # fmt: skip
    found = paths(resolved(part(table, "一般公共预算支出情况表")))
    assert found[3:] == [("功能分类科目名称",), ("本年支出合计",), ("基本支出",), ("项目支出",), ("其中：政府采购",)]


def test_what_lines_do_not_print_over_columns_is_not_the_templates() -> None:
    """Lines lose no letters: the head was read word by word, and over 科目编码 and 科目名称 stood none."""
    table = grid(
        "科目编码|科目名称|2031年预算数||",
        "||小计|基本支出|项目支出",
        "201|一般公共服务支出|12|7|5",
        spans={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 3)},
        source=GridSource.STREAM,
    )
    found = heads.resolve(part(replace(table, head_rows=2), "一般公共预算支出表"), load(), 2031)
    assert paths(found)[:3] == [("科目编码",), ("科目名称",), ("2031年预算数", "小计")]


def test_a_whole_head_is_not_widened_to_one_with_other_columns_under_the_same_text() -> None:
    """Under 本年一般公共预算支出 stands 项目支出, nothing like 人员经费 at its place in the wider head."""
    table = grid(
        "科目编码|科目名称|本年一般公共预算支出||",
        "||合计|基本支出|项目支出",
        "201|一般公共服务支出|12|7|5",
        "20126|档案事务|12|7|5",
    )
    found = heads.resolve(part(table, "一般公共预算支出表"), load(), 2031)
    assert len(found.columns) == 5


def test_a_head_between_rules_keeps_the_parents_that_the_nearest_template_lacks() -> None:
    """Two texts of a text layer may have been cut off by their cells; what stands over them is drawn all the same."""
    printed = (("本年收入", "小计"), ("本年收入", "单位资金", "事业收入"), ("本年收入", "单位资金", "其他收"))
    near = (("小计",), ("事业收入", "其中：教育收费"), ("其他收入",))
    table = grid(
        "本年收入||",
        "小计|单位资金|",
        "|事业收入|其他收",
        source=GridSource.RULED,
        page=1,
        confidence=0.9,
        spans={(0, 0): (1, 3), (1, 0): (2, 1), (1, 1): (1, 2)},
    )
    found = of_text_layer(near, printed, part(table, "收入总表").matrix, (), TEMPLATES)
    assert found == (*printed[:2], ("本年收入", "单位资金", "其他收入"))


def test_neighbours_in_another_order_than_the_templates_are_no_letters_over_a_rule() -> None:
    known = [("上缴上级支出",), ("事业单位经营支出",)]
    assert unshuffled([known[1], known[0]], known) == (known[1], known[0])
    assert unshuffled([("上缴上级支出事",), ("业单位经营支出",)], known) == tuple(known)


def test_a_parent_with_the_first_words_of_one_of_its_columns_stays_over_all() -> None:
    printed = [("功能分类科目", "科目编码"), ("功能分类科目", "功能分类科目名称"), ("合计",)]
    settled = [("科目编码",), ("功能分类科目名称",), ("合计",)]
    assert deepened(settled, printed) == tuple(printed)
    assert deepened(settled, [("科目编码",), *printed[1:]]) == tuple(settled), "over that column only"


def test_a_text_that_is_printed_as_a_leaf_is_the_parent_of_no_other_column() -> None:
    printed = [("本年收入", "财政专户管理资金收入"), ("本年收入", "事业收入"), ("其他收入",)]
    fitted = [("事业收入", "财政专户管理资金收入"), ("本年收入", "事业收入"), ("其中：教育收费",)]
    table = grid(
        "本年收入||其他收入",
        "财政专户管理资金收入|事业收入|",
        source=GridSource.ALIGNED,
        page=1,
        spans={(0, 0): (1, 2), (0, 2): (2, 1)},
    )
    assert only_printed(fitted, printed, part(table, "收入总表").matrix, TEMPLATES, ()) == tuple(printed)


@pytest.mark.parametrize(("width", "found"), [(80.0, "2031年预算"), (56.0, "2031年预算数")])
def test_a_text_in_a_low_cell_with_room_for_more_on_its_line_is_whole(width: float, found: str) -> None:
    """Seven letters of 8 points; the cell may be too low for a second line, but had no need of one."""
    printed = [("项目",), ("2031年预算",)]
    table = grid("项目|2031年预算", source=GridSource.RULED, page=1)
    cells = tuple(
        replace(
            cell,
            fragments=tuple(
                replace(f, confidence=0.9, place=replace(f.place, box=Box(50, 100, 106, 110))) for f in cell.fragments
            ),
            place=replace(cell.place, box=Box(50, 100, 50 + width, 110)),
        )
        for cell in table.cells
    )
    head = part(replace(table, cells=cells), "收支总表").matrix
    assert of_text_layer([("项目",), ("2031年预算数",)], printed, head, (), TEMPLATES)[1] == (found,)


def test_a_scanned_head_between_rules_is_given_no_text_that_its_columns_have_no_cell_for() -> None:
    rows = ("科目编码|科目名称|2031年预算数||", "||小计|基本支出|项目支出", "205|教育支出|12|4|8")
    spans = {(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 3)}
    table = grid(*rows, source=GridSource.RULED, spans=spans, page=1, confidence=0.97)
    found = paths(resolved(part(table, "一般公共预算支出情况表")))
    assert found[:3] == [("科目编码",), ("科目名称",), ("2031年预算数", "小计")]


def test_a_cell_whose_text_a_scan_lost_has_the_templates() -> None:
    rows = ("||2031年预算数||", "科目编码|科目名称|小计|基本支出|项目支出", "205|教育支出|12|4|8")
    spans = {(0, 0): (1, 2), (0, 2): (1, 3)}
    table = grid(*rows, source=GridSource.RULED, spans=spans, page=1, confidence=0.97)
    found = paths(resolved(part(table, "一般公共预算支出情况表")))
    assert found[:2] == [("功能分类科目", "科目编码"), ("功能分类科目", "科目名称")]
