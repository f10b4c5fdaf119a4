"""Heads of delimited exports with words that no template has: the figures below tell which columns a text is over."""

from __future__ import annotations

import pytest

from services.extract.core.confused import spells_misread
from services.extract.core.heads import resolution as heads
from services.extract.core.heads.composed import composed_head
from services.extract.core.heads.group_sums import adds_up, figures_of, worded
from services.extract.core.titles import tables_of_title
from services.extract.templates import load
from shared.model.page import GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part, paths

MONEY = "一般公共预算|政府性基金预算|国有资本经营预算"


def found(count: int, *rows: str) -> list[str] | None:
    matrix = part(grid(*rows)).matrix
    head = composed_head(matrix[:count], load().lexicon, body=matrix[count:], strangers=True)
    return [">".join(column.path) for column in head.columns] if head is not None else None


def test_a_subtotal_is_the_sum_of_its_own_group() -> None:
    """上年结转结余 is none of this year's income, though the text stands at the far end of its group."""
    heading = "单位名称|合计|小计|一般公共预算|事业收入|其他收入|上年结转结余"
    rows = ("云汀市水务局|95.00|90.00|80.00|7.00|3.00|5.00", "云汀市图书馆|51.00|50.00|50.00|||1.00")
    assert found(2, "|||||本年收入|", heading, *rows) == [
        "单位名称",
        "合计",
        "本年收入>小计",
        "本年收入>一般公共预算",
        "本年收入>事业收入",
        "本年收入>其他收入",
        "上年结转结余",
    ]


def test_groups_of_the_same_columns_are_alike_and_leave_out_the_total_of_all() -> None:
    heading = f"类型|项目名称|合计|{MONEY}|{MONEY}|单位资金"
    assert found(
        2,
        "||||本年拨款|||财政拨款结转结余||",
        heading,
        "运转类|渠道清淤|40.00|40.00||||||",
        "运转类|巡查|8.00|8.00||||||",
    ) == [
        "类型",
        "项目名称",
        "合计",
        *(f"本年拨款>{text}" for text in MONEY.split("|")),
        *(f"财政拨款结转结余>{text}" for text in MONEY.split("|")),
        "单位资金",
    ]


def test_a_total_in_front_belongs_to_the_group_that_it_is_the_sum_of() -> None:
    """With costs of meetings beside it, the total is not that of the whole table."""
    heading = "合计|因公出国（境）费|公务接待费|会议费"
    assert found(2, "|“三公”经费||", heading, "30.00|10.00|20.00|3.00") == [
        *(f'"三公"经费>{text}' for text in ("合计", "因公出国(境)费", "公务接待费")),
        "会议费",
    ]


def test_a_text_whose_brackets_close_below_is_one_with_what_stands_there() -> None:
    result = found(
        2, "部门(单|部门代码|合计||本年收入|", "位)名称|||小计|一般公共预算|事业收入", "水务局|101|9.00|9.00|9.00|"
    )
    assert result is not None
    assert result[0] == "部门(单位)名称"


def test_a_column_beside_a_text_of_its_row_is_not_under_it() -> None:
    """项目支出 is printed in the row of 基本支出: the two stand side by side."""
    heading = "|||小计|人员经费|公用经费|"
    result = found(
        2, "科目编码|科目名称|合计||基本支出||项目支出", heading, "201|一般公共服务支出|9.00|9.00|6.00|3.00|"
    )
    assert result == [
        "科目编码",
        "科目名称",
        "合计",
        *(f"基本支出>{t}" for t in ("小计", "人员经费", "公用经费")),
        "项目支出",
    ]


def test_sums_hold_as_far_as_rounding_goes_and_blanks_tell_nothing() -> None:
    body = part(grid("甲|10|6|5", "乙|||", "丙|—|1|")).matrix
    figures = figures_of(body)
    assert adds_up(figures, 1, (2, 3)) is True
    assert adds_up(figures, 1, (2,)) is False
    assert adds_up(figures[1:], 1, (2, 3)) is None
    assert worded(body) == {0}


def test_the_head_of_an_unknown_title_is_read_with_the_figures_as_well() -> None:
    table = grid(
        "功能科目|||||基本支出|",
        "科目编码|科目名称|合计|小计|人员经费|公用经费|项目支出",
        "201|一般公共服务支出|9.00|5.00|3.00|2.00|4.00",
        "205|教育支出|7.00|6.00|5.00|1.00|1.00",
    )
    resolved = heads.resolve(part(table, "支出执行对照表"), TEMPLATES, 2031)
    assert paths(resolved)[3:] == [*(("基本支出", t) for t in ("小计", "人员经费", "公用经费")), ("项目支出",)]
    assert [r.code for r in resolved.repairs] == ["head_rebuilt"]
    assert max(resolved.certainty) < 0.99


def test_a_strange_word_is_no_damage_because_one_of_its_letters_looks_like_anothers() -> None:
    words = TEMPLATES.head_words
    assert not spells_misread("采购组织形式", words)
    assert spells_misread("顶算单位", words)
    assert not spells_misread("预算单位", words)


def test_titles_say_whose_money_a_budget_is_or_not() -> None:
    named = [t.kind for t in tables_of_title("一般公共预算财政拨款基本支出预算表", TEMPLATES)]
    assert named
    assert named == [t.kind for t in tables_of_title("一般公共预算基本支出预算表", TEMPLATES)]
    final = tables_of_title("一般公共预算财政拨款支出决算表", TEMPLATES)
    assert {t.family for t in final} == {"final_accounts"}


@pytest.mark.parametrize(
    ("printed", "stays"),
    [
        ("部门预算支出经济科目", True),
        ("部门预算经济分类科日", False),
        ("部门预算经济分类科目", True),
        ("部门预算龘靐经济分类科目", False),
    ],
)
def test_a_parent_in_other_words_stays_and_one_with_other_letters_does_not(printed: str, stays: bool) -> None:
    table = grid(f"{printed}||2031年基本支出||", "科目编码|科目名称|合计|人员经费|公用经费", "301|工资福利支出|12|12|")
    resolved = paths(heads.resolve(part(table, "一般公共预算基本支出表"), TEMPLATES, 2031))
    assert (resolved[0] == (printed, "科目编码")) is stays


def test_a_head_with_words_where_no_head_has_them_is_never_sure() -> None:
    """What a word processor's plain text leaves: its rows begin at other columns than their cells."""
    table = grid("项目||||", "|功能分类科目名称|合计|基本支出|项目支出", "|款|项||", "合计||||")
    resolved = heads.resolve(part(table, "国有资本经营预算支出功能分类预算表"), TEMPLATES, 2031)
    assert max(resolved.certainty) < 0.99


def test_another_wording_of_a_parent_stays_in_a_document_with_damaged_heads() -> None:
    parent = "本年一般公共预算财政拨款基本支出"
    table = grid(
        f"经济分类科目||{parent}||",
        "科目编码|科目名称|合计|人员经费|公用经费",
        "301|工资福利支出|12|12|",
        source=GridSource.MARKED,
        spans={(0, 0): (1, 2), (0, 2): (1, 3)},
    )
    resolved = heads.resolve(part(table, "一般公共预算财政拨款基本支出表"), TEMPLATES, 2031, damaged=True)
    assert paths(resolved)[:2] == [("经济分类科目", leaf) for leaf in ("科目编码", "科目名称")]
    assert paths(resolved)[2:] == [(parent, leaf) for leaf in ("合计", "人员经费", "公用经费")]
