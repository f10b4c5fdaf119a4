"""Texts that a converter cut at the edges of the columns that it found: heads, levels, columns of names."""

from __future__ import annotations

from services.extract.core.flowing import cut_heads, cut_levels, split_columns
from services.extract.templates import forms
from shared.model.page import Grid
from tests.unit.extract.core.table_makers import TEMPLATES, grid
from tests.unit.extract.core.test_fused_cells import texts


def whole(*rows: str) -> list[str]:
    return texts(cut_heads.whole(grid(*rows), TEMPLATES.lexicon))


def test_pieces_that_only_together_are_a_word_of_heads_are_that_word_in_their_first_cell() -> None:
    assert whole("|一般|公共预算支出", "合计|功能|分类科目|编码", "12|3|4") == [
        "|一般公共预算支出||",
        "合计|功能分类科目编码||",
        "12|3|4|",
    ]
    assert whole("2031年“三公|”经费预算数|", "因公出<br>（境）|国<br>费|公务", "1|2|3")[:2] == [
        "2031年“三公”经费预算数||",
        "因公出国（境）费||公务",
    ]


def test_a_year_may_be_cut_as_well() -> None:
    assert whole("|203|1年预算数|", "项目|合计|基本支出|项目支出", "甲|203|10|193")[0] == "|2031年预算数||"
    rows = ["|203|1年|", "|2031|12|5"]
    assert whole(*rows) == rows


def test_a_column_that_the_cut_alone_made_is_none() -> None:
    rows = ("项目名称|预算数（|万元）|绩效目标", "档案保管||1,030|防潮", "日常运转||500|运转")
    assert whole(*rows) == ["项目名称|预算数（万元）|绩效目标", "档案保管|1,030|防潮", "日常运转|500|运转"]
    assert whole(*rows, "合计|1,530||")[0] == "项目名称|预算数（万元）|绩效目标"
    assert whole(*rows, "合计|1,530|9|")[0] == "项目名称|预算数（万元）||绩效目标"


def test_words_of_heads_beside_each_other_and_cells_of_rows_stay() -> None:
    rows = ["项目|支出|合计", "财政|拨款5|3"]
    assert whole(*rows) == rows


def test_the_parts_of_a_code_come_out_below_the_text_over_them() -> None:
    assert whole("项目|||支出预算", "功能<br>类|分类科目<br>款|编码<br>项|合计", "201|01||5") == [
        "项目|||支出预算",
        "功能分类科目编码|||",
        "类|款|项|合计",
        "201|01||5",
    ]
    assert whole("类<br>经济分类|款<br>科目编码|名称", "301|01|工资")[:2] == ["经济分类科目编码||", "类|款|名称"]
    assert whole("项<br>目|款", "甲|5") == ["项<br>目|款", "甲|5"]


def rejoined(*rows: str) -> list[str]:
    return texts(cut_levels.rejoined(grid(*rows), forms.load().is_head))


def test_the_last_line_of_a_level_begins_the_name_beside_it_as_in_the_head() -> None:
    found = rejoined(
        "项目名称|河道|保洁|", "一级指标|二级指标<br>三|级指标|指标值", "产出指标|数量指标<br>巡|查次数|≥12次",
        "|质量指标|水质|95%", "效益指标|社会效<br>益指标<br>用水|保障|有效",
    )  # fmt: skip
    assert found == [
        "项目名称|河道|保洁|",
        "一级指标|二级指标|三级指标|指标值",
        "产出指标|数量指标|巡查次数|≥12次",
        "|质量指标|水质|95%",
        "效益指标|社会效益指标|用水保障|有效",
    ]


def test_a_head_of_levels_that_is_not_cut_leaves_all_rows() -> None:
    rows = ["一级指标|二级指标|三级<br>指标|指标值", "产出指标|数量<br>指标|巡查<br>次数|≥12次"]
    assert rejoined(*rows) == rows


def joined(*rows: str) -> Grid:
    return split_columns.joined(grid(*rows))


def test_names_and_their_head_in_two_columns_are_one() -> None:
    found = joined("编码||名称|合计", "301|工资||5", "302|办公费||4", "||合计|9")
    assert texts(found) == ["编码|名称|合计", "301|工资|5", "302|办公费|4", "|合计|9"]


def test_columns_that_share_a_row_or_hold_figures_stay_two() -> None:
    for rows in (
        ("编码||名称|合计", "301|工资||5", "302|办公费|水|4"),
        ("名称||预算|合计", "工资|5||5", "办公费|4||4"),
        ("编码|单位|名称|合计", "301|甲||5", "302|甲||4", "|||9"),
        ("序号|项目||金额", "1|人员经费||9", "2||工资|5", "3||津贴|4"),
    ):
        assert joined(*rows).cols == 4
