"""Heads: how many rows, the path of every column, and what is rebuilt from the templates, logged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.flowing import repeated_spans
from services.extract.core.heads import resolution as heads
from services.extract.core.heads.complete import is_contradicted
from services.extract.core.heads.repair import only_printed, unglued
from services.extract.core.heads.words import is_odd, settle
from services.extract.core.joining import stitch
from services.extract.core.parts import Part, matrix_of
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.page import GridSource
from shared.model.table import Role
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part, paths


def resolved(a_part: Part) -> Part:
    return heads.resolve(a_part, TEMPLATES, 2024)


def codes(a_part: Part) -> list[str]:
    return [r.code for r in a_part.repairs]


def test_marked_spans_give_the_paths_as_printed() -> None:
    table = grid(
        "科目|2031年支出||", "|合计|其中|", "||日常|专项", "甲|3|1|2",
        source=GridSource.RULED, page=1,
        spans={(0, 0): (3, 1), (0, 1): (1, 3), (1, 1): (2, 1), (1, 2): (1, 2)},
    )  # fmt: skip
    found = resolved(part(table))
    assert found.head_rows == 3
    assert paths(found) == [
        ("科目",),
        ("2031年支出", "合计"),
        ("2031年支出", "其中", "日常"),
        ("2031年支出", "其中", "专项"),
    ]
    assert codes(found) == []


def test_a_blank_row_between_parents_and_their_leaves_is_none() -> None:
    table = grid(
        "收入||支出|", "|||", "项目|预算数|项目|预算数", "一、财政拨款|5|一、教育支出|5",
        source=GridSource.RULED, page=1, spans={(0, 0): (1, 2), (0, 2): (1, 2), (1, 0): (1, 2)},
    )  # fmt: skip
    found = resolved(part(table))
    assert found.head_rows == 3
    assert paths(found)[1] == ("收入", "预算数")


def test_the_print_of_a_digital_ruled_head_stands_even_where_the_template_differs() -> None:
    table = grid(
        "收入||支出|", "项目|本年安排|项目|本年安排", "一、财政拨款|5|一、教育支出|5",
        source=GridSource.RULED, page=1, spans={(0, 0): (1, 2), (0, 2): (1, 2)},
    )  # fmt: skip
    assert paths(resolved(part(table, "收支总表")))[1] == ("收入", "本年安排")


def test_look_alike_letters_give_way_to_the_template_and_it_is_logged() -> None:
    table = grid("收|λ|支|出", "项 目|2031 年预算数|项目|2031 年预算数", "一、政府预算拨款|5|一、教育支出|5")
    found = resolved(part(table, "收支总表"))
    assert paths(found) == [("收入", "项目"), ("收入", "2031年预算数"), ("支出", "项目"), ("支出", "2031年预算数")]
    assert codes(found) == ["head_rebuilt"]
    assert [c.key for c in found.columns] == ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]


def test_a_head_word_cut_over_columns_and_rows_is_put_together() -> None:
    table = grid(
        "|||政府预|算拨款||财政专|||单位资|金||",
        "支出项目类别|总计|小计|一般公共|政府性基|国有资本|户管理|事业收|事业单位|上级补|附属单|其他|上年结余",
        "|||预算拨款|金预算拨款|经营预算拨款|资金|入|经营收入|助收入|位上缴收入|收入|、结转",
        "霁州市档案馆|9|9|9|0|0|0|0|0|0|0|0|0",
    )
    found = resolved(part(table, "基本支出总表"))
    assert found.head_rows == 3
    assert paths(found)[3:5] == [("政府预算拨款", "一般公共预算拨款"), ("政府预算拨款", "政府性基金预算拨款")]
    assert paths(found)[10] == ("单位资金", "附属单位上缴收入")
    assert paths(found)[12] == ("上年结余、结转",)


def test_another_familys_whole_word_is_kept() -> None:
    table = grid(
        "预算单位|年度|总计|因公出国(境)费|公务接待费|公务用车购置及运行费||", "|||||小计|购置费|运行费",
        "霁州市档案馆|2030年|3|0|1|2|0|2",
    )  # fmt: skip
    found = paths(resolved(part(table, "一般公共预算“三公”经费支出表")))
    assert found[3] == ("因公出国(境)费",)
    assert found[6] == ("公务用车购置及运行费", "购置费")


def test_lost_head_cells_come_from_the_template_and_the_year_from_the_print() -> None:
    table = grid("||支出|", "项目||项目|2029年预算数", "一、政府预算拨款|5|一、教育支出|5")
    assert paths(resolved(part(table, "收支总表")))[1] == ("收入", "2029年预算数")


def test_an_unknown_table_comes_out_by_geometry_with_no_kind() -> None:
    table = grid("树种|株数|", "|春季|秋季", "樟树|30|40", "榕树|5|6")
    found = resolved(part(table, "绿化补植一览表"))
    assert paths(found) == [("树种",), ("株数", "春季"), ("株数", "秋季")]
    assert found.template is None
    assert [c.role for c in found.columns] == [Role.LABEL, Role.AMOUNT, Role.AMOUNT]


def test_a_row_that_numbers_the_columns_is_no_part_of_a_path() -> None:
    table = grid("科目|金额|备注", "1|2|3", "甲|30|无")
    found = resolved(part(table, "绿化补植一览表"))
    assert found.head_rows == 2
    assert paths(found) == [("科目",), ("金额",), ("备注",)]


def test_a_cell_under_a_parent_of_the_same_name_is_a_cell_and_a_text_repeated_without_a_span_is_none() -> None:
    rows = ("名称|上年||本年", "名称|上年||本年", "名称|面积|数量|本年", "甲|30|5|7")
    spans = {(0, 1): (1, 2), (1, 1): (1, 2)}
    found = resolved(part(grid(*rows, source=GridSource.RULED, page=1, spans=spans), "绿化补植一览表"))
    assert paths(found) == [("名称",), ("上年", "上年", "面积"), ("上年", "上年", "数量"), ("本年",)]


@pytest.mark.parametrize(("confidence", "given"), [(0.4, "2031年预算数"), (0.7, "中心某专用章")])
def test_what_a_stamp_left_of_a_head_gives_way_to_the_template_and_a_surer_reading_does_not(
    confidence: float, given: str
) -> None:
    table = grid(
        "收入||支出|", "项目|中心某专用章|项目|2031年预算数", "一、政府预算拨款|5|一、教育支出|5",
        source=GridSource.RULED, page=1, spans={(0, 0): (1, 2), (0, 2): (1, 2)},
    )  # fmt: skip
    cells = tuple(
        replace(c, fragments=tuple(replace(f, confidence=confidence if "章" in f.text else 0.999) for f in c.fragments))
        for c in table.cells
    )
    found = resolved(part(replace(table, cells=cells), "收支总表"))
    assert paths(found)[1] == ("收入", given)
    assert codes(found) == (["head_rebuilt"] if given == "2031年预算数" else [])
    assert found.certainty[1] < 0.99 or given == "中心某专用章"


@pytest.mark.parametrize(("confidence", "given"), [(0.5, "2034年预算数"), (0.9, "2031年预算数")])
def test_a_year_read_in_doubt_is_that_of_the_other_columns(confidence: float, given: str) -> None:
    table = grid(
        "收入||支出|", "项目|2031年预算数|项目|2034年预算数", "一、政府预算拨款|5|一、教育支出|5",
        source=GridSource.RULED, page=1, spans={(0, 0): (1, 2), (0, 2): (1, 2)},
    )  # fmt: skip
    cells = tuple(
        replace(
            c, fragments=tuple(replace(f, confidence=confidence if "2031" in f.text else 0.999) for f in c.fragments)
        )
        for c in table.cells
    )
    found = resolved(part(replace(table, cells=cells), "收支总表"))
    assert paths(found)[1] == ("收入", given)
    assert codes(found) == (["head_rebuilt"] if given == "2034年预算数" else [])


def test_an_unknown_head_of_which_a_text_is_read_in_doubt_leaves_all_columns_in_doubt() -> None:
    table = grid("站点|√/I厂|完成", "东站|1|2", source=GridSource.RULED, page=1)

    def read(confidence: float) -> Part:
        cells = tuple(
            replace(
                c, fragments=tuple(replace(f, confidence=confidence if "√" in f.text else 0.999) for f in c.fragments)
            )
            for c in table.cells
        )
        return resolved(part(replace(table, cells=cells), "志愿服务统计表"))

    assert all(c < 0.99 for c in read(0.5).certainty)
    assert read(0.5).certainty
    assert all(c == 1 for c in read(0.9).certainty)


def test_a_nameless_column_beside_a_name_in_doubt_leaves_all_columns_of_a_born_digital_table_in_doubt() -> None:
    """片区 ran over the edge of its narrow cell into the first: a row's label stands in a column without a name."""

    def read(confidence: float, second: str) -> Part:
        table = grid(f"序号片区|{second}|站点|完成", "1|东|东站|2", source=GridSource.RULED, page=1)
        cells = tuple(
            replace(c, fragments=tuple(replace(f, confidence=confidence) for f in c.fragments))
            if c.text == "序号片区" else c
            for c in table.cells
        )  # fmt: skip
        return resolved(part(replace(table, cells=cells), "志愿服务统计表"))

    assert all(c < 0.99 for c in read(0.9, "").certainty)
    assert [c < 0.99 for c in read(0.9, "区").certainty] == [True, False, False, False]
    assert not any(c < 0.99 for c in read(1.0, "").certainty)


def test_a_ruled_table_without_title_and_head_is_a_piece_of_one_and_in_doubt() -> None:
    rows = grid("消防站|14.73|9.00|7.20", "中心小学|32.41|8.00|1.50", source=GridSource.RULED, page=2)
    assert [c < 0.99 for c in resolved(part(rows)).certainty] == [True] * 4


def test_a_label_alone_behind_the_first_column_heads_no_piece_of_a_table() -> None:
    piece = part(grid("||十六、金融支出||", "||十九、住房保障支出|29.42|29.42", source=GridSource.RULED, page=10))
    found = heads.resolve(piece, TEMPLATES, 2024)
    assert found.head_rows == 0
    assert max(found.certainty) < 0.99


def test_an_empty_table_has_as_many_head_rows_as_its_template() -> None:
    table = grid("预算单位|科目编码|科目名称|支出总计|基本支出|项目支出", "霁州市档案馆|||||")
    assert resolved(part(table, "政府性基金预算支出表")).head_rows == 1


def test_a_label_in_the_last_head_row_is_a_row_of_the_body() -> None:
    table = grid(
        "项目||本年支出|", "编码|名称||", "合计||基本支出|项目支出", "|||",
        source=GridSource.RULED, page=1, spans={(0, 0): (1, 2), (0, 2): (2, 2), (2, 0): (1, 2)},
    )  # fmt: skip
    found = resolved(part(table))
    assert paths(found) == [("项目", "编码"), ("项目", "名称"), ("本年支出", "基本支出"), ("本年支出", "项目支出")]
    assert [s.text for s in found.matrix[3]] == ["合计", "合计", "", ""]


def test_a_head_without_rules_gets_no_words_that_are_not_printed() -> None:
    """The Sichuan template says 项目 above, and 单位名称（科目）: this print has neither."""
    table = grid(
        "单位代码|单位名称|合计|上年结转|一般公共预算拨款收入|政府性基金预算拨款收入|国有资本经营预算拨款收入|事业收入"
        "|事业单位经营收入|其他收入|上级补助收入|附属单位上缴收入|用事业基金弥补收支差额",
        "132002|某局|5|||5||||||||",
        source=GridSource.ALIGNED,
        page=1,
    )
    titled = part(table)
    found = resolved(replace(titled, caption=replace(titled.caption, title="部门收入总表")))
    assert found.template is not None
    assert paths(found)[:3] == [("单位代码",), ("单位名称",), ("合计",)]


def test_a_digit_in_doubt_that_a_stamp_left_in_a_head_makes_no_row_of_data() -> None:
    spans = {(0, 0): (1, 2), (0, 2): (1, 2)}
    rows = ("收入||1|", "项目|2023年预算数|项目|2023年预算数", "拨款|2,096|科学技术支出|1,568")
    table = grid(*rows, source=GridSource.RULED, page=1, spans=spans)
    cells = tuple(
        replace(c, fragments=tuple(replace(f, confidence=0.5 if f.text == "1" else 0.999) for f in c.fragments))
        for c in table.cells
    )
    assert heads.head_rows_of(part(replace(table, cells=cells)), TEMPLATES) == 2
    assert heads.head_rows_of(part(table), TEMPLATES) == 0


def test_odd_signs() -> None:
    assert is_odd("收λ")
    assert is_odd("小计カンカー")
    assert not is_odd("２０２２年预算数（万元）")


def test_one_misread_letter_in_a_marked_head_is_corrected_and_logged() -> None:
    table = grid(
        "收入||支岀|", "项日|2031年预算数|项目|2031年预算数", "一、政府预算拨款|5|一、教育支出|5",
        source=GridSource.MARKED, spans={(0, 0): (1, 2), (0, 2): (1, 2)},
    )  # fmt: skip
    found = resolved(part(table, "收支总表"))
    assert paths(found)[0] == ("收入", "项目")
    assert paths(found)[2] == ("支出", "项目")
    assert codes(found) == ["head_rebuilt"]


def test_a_lost_parent_of_a_marked_head_comes_back_from_the_template() -> None:
    table = grid(
        "||支出|", "项目|2031年预算数|项目|2031年预算数", "一、政府预算拨款|5|一、教育支出|5",
        source=GridSource.MARKED, spans={(0, 0): (1, 2), (0, 2): (1, 2)},
    )  # fmt: skip
    found = resolved(part(table, "收支总表"))
    assert paths(found)[:2] == [("收入", "项目"), ("收入", "2031年预算数")]
    assert codes(found) == ["head_rebuilt"]


def test_letters_that_ran_over_a_rule_go_back_and_their_columns_are_less_certain() -> None:
    head = (
        "预算单位|支出总计|基本支出|项目支出|小计|其中：面向中小其中：面向小型、企业政府采购项目|微型企业政府采购项目",
        "甲单位|9|4|5|3|2|1",
    )
    found = heads.resolve(part(grid(*head, source=GridSource.RULED, page=1), "支出总表"), TEMPLATES, 2024)
    assert [p[-1] for p in paths(found)][-2:] == [
        "其中：面向中小企业政府采购项目",
        "其中：面向小型、微型企业政府采购项目",
    ]
    assert [r.code for r in found.repairs] == ["head_rebuilt"]
    assert found.certainty[-2:] == (heads.SETTLED, heads.SETTLED)


def test_columns_whose_head_is_as_printed_stay_certain() -> None:
    head = "预算单位|科目编码|科目名称|支出总计|基本支出|项目支出"
    found = heads.resolve(
        part(grid(head, "|205|教育支出|9|4|5", source=GridSource.RULED, page=1), "一般公共预算支出表（按功能分类）"),
        TEMPLATES,
        2024,
    )
    assert set(found.certainty) == {1.0}


def test_a_year_that_the_print_has_before_a_word_of_the_template_stays() -> None:
    table = grid(
        "2031年“三公”经费预算数||||||2031年机关运行经 费预算数",
        "合计|因公出国(境)费|公务接待费|公务用车购置及运行费|||",
        "|||小计|购置费|运行费|",
        "22.91|0|1.35|21.56|0|21.56|786.09",
    )
    found = paths(resolved(part(table, "2031年部门“三公”经费和机关运行经费预算表")))
    assert found[0] == ("2031年“三公”经费预算数", "合计")
    assert found[6] == ("2031年机关运行经费预算数",)


def test_a_head_word_put_into_the_templates_stays_and_garbage_does_not() -> None:
    def parent(printed: str) -> str:
        table = grid(
            f"项目||||{printed}||", "功能分类科目编码|||功能分类科目名称|合计|基本支出|项目支出", "类|款|项||||",
            "201|01|01|行政运行|5|3|2",
        )  # fmt: skip
        return paths(resolved(part(table, "国有资本经营预算支出功能分类预算表")))[4][0]

    assert parent("国有资本经营财政拨款预算支出") == "国有资本经营财政拨款预算支出"
    assert parent("国有资本经营温以预算支出") == "国有资本经营预算支出"


def test_the_total_of_an_empty_table_that_stands_beside_leaves_is_its_row() -> None:
    table = grid(
        "项目||年初结转和结余|本年收入|本年支出|||年末结转和结余",
        "功能分类科目编码|科目名称||||||", "合计||||合计|基本支出|项目支出|", "|||||||",
    )  # fmt: skip
    found = resolved(part(table, "政府性基金预算财政拨款收入支出决算表"))
    assert found.columns[0].path == ("项目", "功能分类科目编码")
    assert [s.text for s in found.matrix[found.head_rows or 0]] == ["合计", "", "", "", "", "", "", ""]


def test_such_a_total_in_the_column_of_names_is_its_row_as_well() -> None:
    table = grid(
        "项目||年初结转和结余|本年收入|本年支出|||年末结转和结余",
        "功能分类科目编码|科目名称||||||", "|合计|||合计|基本支出|项目支出|", "|||||||",
    )  # fmt: skip
    found = resolved(part(table, "政府性基金预算财政拨款收入支出决算表"))
    assert found.columns[1].path == ("项目", "科目名称")
    assert [s.text for s in found.matrix[found.head_rows or 0]] == ["", "合计", "", "", "", "", "", ""]


def test_an_empty_table_whose_columns_were_run_together_has_those_of_its_head() -> None:
    table = grid(
        "项目||政府性基金预算支出||", "类款项功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出", "|合计|||"
    )
    found = resolved(part(table, "政府性基金预算支出功能分类预算表"))
    assert [path[-1] for path in paths(found)] == ["类", "款", "项", "功能分类科目名称", "合计", "基本支出", "项目支出"]
    assert codes(found) == ["head_rebuilt"]
    assert [s.text for s in found.matrix[-1]] == ["合计", *[""] * 6]
    with_figures = grid(*(["|".join(s.text for s in row) for row in part(table).matrix]), "203|国防|9|4|5")
    assert resolved(part(with_figures, "政府性基金预算支出功能分类预算表")).cols == 5


def test_a_year_before_a_word_that_is_cut_over_two_cells_stays() -> None:
    table = grid(
        "||2031年“三公|”经费预算数|||",
        "合计|因公出国(境)费|公务接待费|公务用车购置及运行费|||机关运行经费预算数", "|||小计|购置费|运行费|",
        "22.91|0|1.35|21.56|0|21.56|786.09",
    )  # fmt: skip
    found = paths(resolved(part(table, "2031年部门“三公”经费和机关运行经费预算表")))
    assert found[1] == ("2031年“三公”经费预算数", "因公出国(境)费")


def test_one_letter_that_is_left_of_a_head_is_the_templates() -> None:
    table = grid(
        "收入||支出|", "项目|2031年预算数|项目|数", "一、财政拨款|5|一、教育支出|5",
        source=GridSource.RULED, page=1, spans={(0, 0): (1, 2), (0, 2): (1, 2)},
    )  # fmt: skip
    found = resolved(part(table, "收支总表"))
    assert paths(found)[3] == ("支出", "2031年预算数")
    assert codes(found) == ["head_rebuilt"]
    assert found.certainty[3] < 0.99
    assert min(found.certainty[:3]) == 1.0


def test_the_end_of_a_templates_head_stands_but_is_doubted() -> None:
    head = "科目编码|科目名称|合计|基本支出|项目支出|上缴上级支出|事业单位经营支出|补助支出"
    table = grid(head, "205|教育支出|9|4|5|0|0|0", source=GridSource.RULED, page=1)
    found = resolved(part(table, "部门支出总体情况表"))
    assert paths(found)[7] == ("补助支出",)
    assert [most < 0.99 for most in found.certainty] == [False] * 7 + [True]


def test_running_text_below_a_head_that_names_every_column_is_no_part_of_it() -> None:
    below = grid(
        "项目名称|总计|财政拨款|绩效指标", "|||时效指标；报送时间；", "甲项目|9|9|数量", source=GridSource.ALIGNED
    )
    found = resolved(part(replace(below, head_rows=1), "项目支出绩效目标表"))
    assert found.head_rows == 1
    assert [path[-1] for path in paths(found)] == ["项目名称", "总计", "财政拨款", "绩效指标"]


def test_a_head_that_holds_texts_of_the_first_row_leaves_the_columns_in_doubt() -> None:
    clear = part(grid("科目编码|科目名称|金额", "30101|基本工资|5.00", source=GridSource.RULED, page=1))
    mixed = part(grid("科目编码301|科目名称工资|金额15.00", "30101|基本工资|5.00", source=GridSource.RULED, page=1))
    assert set(resolved(clear).certainty) <= {1.0}
    assert max(resolved(mixed).certainty) < 0.99


def test_a_column_that_the_fitted_head_leaves_without_a_text_stays_so() -> None:
    head = matrix_of(grid("科目|数额", "甲|3"))[:1]
    assert only_printed([("科目",), ()], [("科目",), ("数额",)], head, TEMPLATES, ()) == (("科目",), ())


def test_parents_that_the_print_has_instead_of_the_templates_stay() -> None:
    head = matrix_of(grid("2022年|", "合计|小计", "5|3", spans={(0, 0): (1, 2)}))[:2]
    printed = [("2022年", "合计"), ("2022年", "小计")]
    fitted = [("上年预算", "合计"), ("上年预算", "小计")]
    assert only_printed(fitted, printed, head, TEMPLATES, ()) == tuple(printed)


def test_a_templates_text_whose_year_is_unknown_is_not_spelt_by_letters_of_others() -> None:
    head = matrix_of(grid("本年公共预算基本支出|", "合计|小计", "5|3", spans={(0, 0): (1, 2)}))[:2]
    printed = [("本年公共预算基本支出", "合计"), ("本年公共预算基本支出", "小计")]
    fitted = [("年基本支出", "合计"), ("年基本支出", "小计")]
    assert only_printed(fitted, printed, head, TEMPLATES, ()) == tuple(printed)


def test_columns_that_one_text_heads_together_are_in_doubt() -> None:
    heaped = grid("项目合计其中类款||", "甲|3|1", source=GridSource.RULED, page=1, spans={(0, 0): (1, 3)})
    assert max(resolved(part(heaped)).certainty) < 0.99


def test_columns_with_amounts_under_one_cell_of_the_head_alone_are_in_doubt() -> None:
    spans = {(0, 2): (1, 2)}
    amounts = grid("编码|项目|支出|", "205|甲|3.00|1.00", "206|乙|2.00|", source=GridSource.RULED, page=1, spans=spans)
    assert [c < 0.99 for c in resolved(part(amounts)).certainty] == [False, False, True, True]
    codes = grid("编码|项目|支出|", "205|甲|01|1,200", "206|乙|02|1,300", source=GridSource.RULED, page=1, spans=spans)
    assert not any(c < 0.99 for c in resolved(part(codes)).certainty)


def test_a_column_headed_by_several_heads_without_room_between_them_is_in_doubt() -> None:
    rows = ("项目|本年收入合计|财政拨款收入事业收入其他收入", "甲|3.00|1.00", "乙|2.00|")
    touching = grid(*rows, source=GridSource.ALIGNED, page=1)
    assert [c < 0.99 for c in resolved(part(touching)).certainty] == [False, False, True]


def test_amounts_below_a_blank_cell_of_a_ruled_head_are_in_doubt() -> None:
    spans = {(0, 0): (2, 1), (0, 1): (1, 2)}
    rows = ("名目|支出|||备注", "|甲类|乙类|丙类|", "甲|3.00|1.00|2.00|无")
    cut = grid(*rows, source=GridSource.RULED, page=1, spans=spans)
    assert [c < 0.99 for c in resolved(part(cut)).certainty] == [False, False, False, True, False]
    rows = ("名目|支出|||序号", "|甲类|乙类|丙类|", "甲|3|1|0|1", "乙|3|1|0|2")
    whole = grid(*rows, source=GridSource.RULED, page=1, spans={(0, 0): (2, 1), (0, 1): (1, 2)})
    assert [c < 0.99 for c in resolved(part(whole)).certainty] == [False, False, False, True, False]


def test_a_head_found_in_doubt_by_alignment_leaves_its_columns_in_doubt_on_every_page() -> None:
    rows = ("名目|支出|结余", "甲|3.00|1.00", "乙|2.00|4.00")
    unsure = grid(*rows, source=GridSource.ALIGNED, page=1, confidence=0.9)
    assert set(resolved(part(unsure)).certainty) == {0.9}


def test_a_head_that_holds_the_caption_leaves_the_columns_in_doubt() -> None:
    rows = ("部门：霁州市档案馆收支|", "名目|金额（单位：元）", "甲|3.00")
    captioned = grid(*rows, source=GridSource.RULED, page=1, spans={(0, 0): (1, 2)})
    assert max(resolved(part(captioned)).certainty) < 0.99
    assert not any(c < 0.99 for c in resolved(part(grid(*rows[1:], source=GridSource.RULED, page=1))).certainty)


def test_of_two_printed_years_the_place_of_the_one_left_tells_the_budget_year() -> None:
    known = HeadTemplate(
        columns=tuple(
            ColumnTemplate(path=path, role=Role.AMOUNT, key=None)
            for path in (("{Y-1}年预算数", "合计"), ("{Y}年预算数", "合计"))
        )
    )
    assert heads.year_by_place([("2031年预算数", "合计"), ("合计",)], known) == 2032
    assert heads.year_by_place([("合计",), ("2031年预算数", "合计")], known) == 2031
    assert heads.year_by_place([("合计",), ("合计",)], known) is None
    assert heads.year_by_place([("2031年预算数",), ("2031年预算数",)], known) is None


def test_a_row_of_misread_head_words_repeats_the_head() -> None:
    first = grid("项目||预算数", "科目编码|科目名称|", "213|农林水支出|12")
    second = grid("项目||预算数", "科日编码|科日名称|", "221|住房保障支出|7", at=30)
    (table,) = stitch.join([part(first, "2031年某支出表"), part(second, "2031年某支出表")], TEMPLATES, 2031)
    assert [row.slots[0].text for row in table.body] == ["213", "221"]


GARBLED = ("预算单位|科目编码|科目名称|支出总计|{}|项目支出", "|213|农林水支出|12|7|5")


@pytest.mark.parametrize(
    ("printed", "given"), [("八 D", "基本支出"), ("岀本支山", "基本支出"), ("人员经费", "人员经费")]
)
def test_a_text_without_words_is_no_head_of_its_own(printed: str, given: str) -> None:
    found = resolved(part(grid(*[row.format(printed) for row in GARBLED]), "政府性基金预算支出表"))
    assert paths(found)[4] == (given,)


def test_a_lost_parent_is_not_the_one_of_the_other_year() -> None:
    head = ("2031年预算数|||{}||", "合计|出国|接待|合计|出国|接待")
    known = HeadTemplate(
        columns=tuple(
            ColumnTemplate(path=(f"{{{year}}}年预算数", leaf), role=Role.AMOUNT, key=None)
            for year in ("Y-1", "Y")
            for leaf in ("合计", "出国", "接待")
        )
    )
    garbled = part(grid(*(row.format("公会") for row in head), "1|0|1|2|1|1"))
    settled = settle(garbled.matrix[:2], known, TEMPLATES, 2032, all_there=False)
    assert settled is not None
    assert [path[0] for path in settled] == ["2031年预算数"] * 3 + ["2032年预算数"] * 3


@pytest.mark.parametrize("year", [None, 2031])
@pytest.mark.parametrize(
    ("printed", "doubted", "stays"),
    [
        ("本年一般公共预算基本支出", False, True),
        ("本年一般公共预算基本支出", True, False),
        ("合计人员基本支出", False, False),
        ("年基本支出", False, False),
    ],
)
def test_a_parent_with_more_words_before_the_templates_stays_unless_they_are_doubted_or_a_neighbours(
    printed: str, doubted: bool, stays: bool, year: int | None
) -> None:
    known = HeadTemplate(
        columns=(
            ColumnTemplate(path=("名称",), role=Role.LABEL, key=None),
            *(ColumnTemplate(path=("{Y}年基本支出", leaf), role=Role.AMOUNT, key=None) for leaf in ("合计", "人员")),
        )
    )
    head = part(grid(f"名称|{printed}|", "|合计|人员", "办公费|3|3"))
    doubts = frozenset({printed} if doubted else ())
    settled = settle(head.matrix[:2], known, TEMPLATES, year, all_there=False, doubted=doubts)
    assert settled is not None
    assert [path[0] for path in settled[1:]] == [printed if stays else f"{year or ''}年基本支出"] * 2


def test_a_head_that_prints_all_paths_of_its_template_in_another_order_is_read_as_printed() -> None:
    """This year's half before last year's, and receptions behind the vehicles."""
    half = "合计|因公出国（境）费|公务用车购置及运行维护费|||公务接待费"
    table = grid(
        "2031年预算数||||||2030年预算数|||||",
        f"{half}|{half}",
        "||小计|公务用车购置费|公务用车运行维护费||||小计|公务用车购置费|公务用车运行维护费|",
        "21|1|14|5|9|6|42|2|28|10|18|12",
        source=GridSource.ALIGNED, page=1,
        spans={(0, 0): (1, 6), (0, 6): (1, 6), (1, 2): (1, 3), (1, 8): (1, 3)}
        | {(1, c): (2, 1) for c in (0, 1, 5, 6, 7, 11)},
    )  # fmt: skip
    titled = part(table)
    found = heads.resolve(
        replace(titled, caption=replace(titled.caption, title="“三公”经费支出情况表")), TEMPLATES, 2031
    )
    assert found.template is not None
    assert [p[0] for p in paths(found)] == ["2031年预算数"] * 6 + ["2030年预算数"] * 6
    assert [p[1] for p in paths(found)[2:6]] == ["公务用车购置及运行维护费"] * 3 + ["公务接待费"]


def test_a_head_put_together_from_two_pages_is_given_no_parent_that_neither_prints() -> None:
    names = "科目编码|科目名称|合计|上年结转|一般公共预算拨款收入|政府性基金预算拨款收入|国有资本经营预算拨款收入"
    head = (f"{names}|事业收入|事业单位经营收入|上级补助收入|附属单位上缴收入|其他收入", "201|公共安全|9|||||9||||")
    table = grid(*head, source=GridSource.RULED, page=1, confidence=0.97)
    cells = tuple(replace(c, place=replace(c.place, page=1 if c.col < 7 else 2)) for c in table.cells)
    found = resolved(part(replace(table, cells=cells), "收入总表"))
    assert paths(found) == [(text,) for text in head[0].split("|")]


def test_a_text_of_a_head_that_may_be_two_leaves_its_columns_in_doubt() -> None:
    table = repeated_spans.restored(
        grid("站点|上年|上年|计划|计划", "站点|上年|上年|其中|其中", "站点|结余|调整|日常|专项", "东站|1|2|3|4")
    )
    found = resolved(part(table, "志愿服务统计表"))
    assert [most < 0.99 for most in found.certainty] == [False, True, True, False, False]


def test_a_row_without_figures_below_names_of_all_columns_is_no_head_where_spans_are_unknown() -> None:
    table = grid("项目名称|备注|合同金额", "泵站更新|含税|", "业务档案整理||12.50")
    assert resolved(part(table, "绿化补植一览表")).head_rows == 1
    shares = grid("完成率|完成率|人数", "86%|卜惠|", "19.9%|陶敏|3")
    assert resolved(part(shares, "绿化补植一览表")).head_rows == 1
    units = grid("项目名称|备注|合同金额", "|类别|（万元）", "业务档案整理||12.50")
    assert resolved(part(units, "绿化补植一览表")).head_rows == 2


def test_rules_that_leave_the_heads_of_codes_in_one_cell_are_not_those_of_the_columns() -> None:
    head = "功能分类科目编码功能分类科目名称类款项|合计|基本支出"
    ruled = grid(head, "合计|0|0", source=GridSource.RULED, page=1)
    assert max(resolved(part(ruled)).certainty) < 0.99
    aligned = grid(head, "合计|0|0", source=GridSource.ALIGNED, page=1)
    assert [c < 0.99 for c in resolved(part(aligned)).certainty] == [True, False, False]


@pytest.mark.parametrize(("sure", "given"), [(True, "编码"), (False, "科目编码")])
def test_a_text_of_a_whole_cell_that_is_surely_read_is_no_piece_of_a_longer_one(sure: bool, given: str) -> None:
    known = HeadTemplate(
        columns=(
            ColumnTemplate(path=("部门预算经济分类科目", "科目编码"), role=Role.CODE, key=None),
            ColumnTemplate(path=("部门预算经济分类科目", "科目名称"), role=Role.LABEL, key=None),
            *(ColumnTemplate(path=("支出预算", t), role=Role.AMOUNT, key=None) for t in ("合计", "基本支出")),
        )
    )
    head = part(grid("部门预算经济分类科目||支出预算|", "编码|名称|合计|基本支出", "301|工资|3|3"))
    texts = frozenset({"编码", "名称", "合计", "基本支出"} if sure else ())
    settled = settle(head.matrix[:2], known, TEMPLATES, 2031, all_there=True, sure=texts)
    assert settled is not None
    assert settled[0] == ("部门预算经济分类科目", given)


def test_a_parent_whose_year_is_unknown_is_the_one_that_is_printed_without() -> None:
    columns = tuple(ColumnTemplate(path=("{Y}年基本支出", t), role=Role.AMOUNT, key=None) for t in ("合计", "人员经费"))
    head = part(grid("基本支出|", "合计|人员经费", "3|3"))
    settled = settle(head.matrix[:2], HeadTemplate(columns=columns), TEMPLATES, None, all_there=False)
    assert settled == (("基本支出", "合计"), ("基本支出", "人员经费"))


def test_letters_that_spell_each_of_two_texts_and_not_both_leave_the_print() -> None:
    head = matrix_of(grid("功能分类科目|", "编码|名称", "201|教育", spans={(0, 0): (1, 2)}))[:2]
    printed = [("功能分类科目", "编码"), ("功能分类科目", "名称")]
    fitted = [("功能分类科目编码",), ("功能分类科目名称",)]
    assert only_printed(fitted, printed, head, TEMPLATES, ()) == tuple(printed)


def test_a_parent_between_others_that_the_print_has_instead_stays() -> None:
    spans = {(0, 0): (1, 2), (1, 0): (1, 2)}
    head = matrix_of(grid("部门预算经济分类科目|", "科目编码|", "类|款", "301|01", spans=spans))[:3]
    printed = [("部门预算经济分类科目", "科目编码", leaf) for leaf in ("类", "款")]
    fitted = [("部门预算经济分类科目", "经济分类科目编码", leaf) for leaf in ("类", "款")]
    assert only_printed(fitted, printed, head, TEMPLATES, ()) == tuple(printed)


def test_a_cell_over_several_columns_and_one_below_it_are_no_text_that_was_cut() -> None:
    fitted = [("功能分类科目编码",), ("功能分类科目名称",), ("合计",)]
    printed = [("功能分类科目", "编码"), ("功能分类科目", "名称"), ("合计",)]
    sure = {"功能分类科目", "编码", "名称", "合计"}
    assert unglued(fitted, printed, sure) == tuple(printed)
    assert unglued(fitted, printed, sure - {"编码"})[0] == ("功能分类科目编码",)
    assert unglued(fitted, [printed[0], ("名称",), ("合计",)], sure) == tuple(fitted)


def test_a_marked_table_without_any_head_is_in_doubt() -> None:
    rows = grid("消防站|14.73|9.00|7.20", "中心小学|32.41|8.00|1.50", source=GridSource.MARKED)
    assert [c < 0.99 for c in resolved(part(rows, "统计表")).certainty] == [True] * 4


def test_a_column_below_a_known_word_has_no_key_of_that_word() -> None:
    cars, running = "公务用车购置和运行维护费", "公务用车运行维护费"
    table = grid(
        f"单位名称|年度|总额|因公出国（境）费用|公务接待费|{cars}||||||", f"|||||小计|公务用车购置费|{running}||||",
        "|||||||小计|加油|维修|保险|其他", "某局|2024年|9|1|2|6|1|5|1|1|1|2",
        source=GridSource.RULED, page=1,
        spans={(0, 0): (3, 1), (0, 1): (3, 1), (0, 2): (3, 1), (0, 3): (3, 1), (0, 4): (3, 1), (0, 5): (1, 7),
               (1, 5): (2, 1), (1, 6): (2, 1), (1, 7): (1, 5)},
    )  # fmt: skip
    found = resolved(part(table, "财政拨款（含一般公共预算和政府性基金预算）“三公”经费支出情况表"))
    keys = [column.key for column in found.columns]
    assert keys[5:8] == [f"three_public.vehicles{end}" for end in ("", ".purchase", ".operation")]
    assert keys[8:] == [None] * 4


def test_a_head_whose_columns_all_have_their_known_words_is_none_with_another_column_between() -> None:
    printed = [("科目编码", "类"), ("科目编码", "款"), ("科目名称",), ("合计",), ("基本支出",), ("上缴上级支出",)]
    other = [("科目编码", "类"), ("科目编码", "款"), ("科目名称",), ("单位名称",), ("合计",), ("基本支出",)]
    assert is_contradicted(printed, other, TEMPLATES)
    assert not is_contradicted([*printed[:4], ("基本友出",), printed[5]], other, TEMPLATES)
    assert not is_contradicted([*printed[:4], ("",), printed[5]], other, TEMPLATES)
    assert not is_contradicted(printed, [*printed[:5], ("项目支出",)], TEMPLATES)


def test_a_head_that_has_a_known_word_where_the_other_has_one_unlike_it_is_none_of_that() -> None:
    printed = [("科目编码",), ("科目名称",), ("合计",), ("基本支出",), ("项目支出",), ("上缴上级支出",)]
    other = [*printed[:3], ("基本支出", "小计"), ("基本支出", "人员经费"), ("上缴上级支出",)]
    assert is_contradicted(printed, other, TEMPLATES)
    alike = [*printed[:4], ("项目支出预算",), ("上缴上级支出",)]  # a longer wording of what is printed
    assert not is_contradicted(printed, alike, TEMPLATES)


def test_a_head_whose_known_words_the_other_has_more_often_is_none_of_that() -> None:
    """上年结转 has two of its columns here and four there, where the head has two more of 本年收入."""
    printed = [("本年收入", "小计"), ("本年收入", "财政专户管理资金"), ("本年收入", "单位资金", "事业收入"),
               ("本年收入", "单位资金", "其他收入"), ("上年结转", "小计"), ("上年结转", "一般公共预算")]  # fmt: skip
    other = [*printed[:2], ("本年收入", "事业收入"), ("上年结转", "其他收入"), ("上年结转", "财政专户管理资金"),
             ("上年结转", "单位资金")]  # fmt: skip
    assert is_contradicted(printed, other, TEMPLATES)
    assert not is_contradicted(
        printed, [*printed[:2], *[(*p[:1], *p[2:]) for p in printed[2:4]], *printed[4:]], TEMPLATES
    )
