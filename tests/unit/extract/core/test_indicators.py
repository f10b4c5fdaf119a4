"""Indicators enumerated inside cells: three habits of punctuation, values and names that look like marks."""

from __future__ import annotations

import pytest

from services.extract.core.forms import indicators
from shared.model.page import Place
from shared.model.table import Cell, Column, Role, Row, Table
from tests.unit.extract.core.form_makers import texts

HEADS = (("项目名称", Role.LABEL), ("总计", Role.AMOUNT), ("绩效目标", Role.TEXT), ("绩效指标", Role.TEXT))


def table(*cells: tuple[str, str]) -> Table:
    rows = [
        Row(
            cells=(
                Cell(text=name, place=Place(line=i)),
                Cell(text="10.00"),
                Cell(text="做好。"),
                Cell(text=text, raw=(text,), place=Place(line=i, page=2)),
            )
        )
        for i, (name, text) in enumerate(cells, start=1)
    ]
    return Table(
        id="t1",
        title="项目支出绩效目标表",
        columns=tuple(Column(path=(text,), role=role) for text, role in HEADS),
        rows=tuple(rows),
        organization="某中心",
        year=2026,
    )


@pytest.mark.parametrize(("colon", "semicolon"), [("：", "；"), (":", "；"), (":", ";")])
def test_three_habits_of_punctuation(colon: str, semicolon: str) -> None:
    text = (
        f"1、1-产出指标{semicolon}11-数量指标{semicolon}巡检次数{semicolon}实施周期指标值{colon}≥4次{semicolon}年度指标值{colon}≥4次。"
        f"2、3-满意度指标{semicolon}31-服务对象满意度{semicolon}热线12345满意率1 {semicolon}"
        f"实施周期指标值{colon}90%或以上{semicolon}年度指标值{colon}85%或以上。"
    )
    found = indicators.details(table(("合计", ""), ("甲项目", text)))
    assert found is not None
    assert found.title == "绩效指标明细"
    assert [c.path[0] for c in found.columns] == [
        "项目名称", "序号", "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值",
    ]  # fmt: skip
    assert texts(found.rows) == [
        ["甲项目", "1", "1-产出指标", "11-数量指标", "巡检次数", "≥4次", "≥4次"],
        ["甲项目", "2", "3-满意度指标", "31-服务对象满意度", "热线12345满意率1", "90%或以上", "85%或以上"],
    ]
    assert (found.organization, found.year, found.kind) == ("某中心", 2026, "indicator_details")
    cell = found.rows[0].cells[5]
    assert cell.raw == (text,)
    assert cell.place == Place(line=2, page=2)


def test_formulas_and_numbered_words_inside_values_do_not_part_entries() -> None:
    text = (
        "1、1-产出指标；12-质量指标；可用率；实施周期指标值：（正常天数÷天数）×100%≥99%；年度指标值：（正常天数÷天数）×100%≥99%。"
        "2、1-产出指标；11-数量指标；完成1、2号楼；实施周期指标值：2栋；年度指标值：1栋。"
    )
    found = indicators.details(table(("甲", text)))
    assert found is not None
    assert [row[4:] for row in texts(found.rows)] == [
        ["可用率", "（正常天数÷天数）×100%≥99%", "（正常天数÷天数）×100%≥99%"],
        ["完成1、2号楼", "2栋", "1栋"],
    ]


def test_gaps_in_the_numbering_are_logged_on_the_table() -> None:
    entry = "{}、1-产出指标；11-数量指标；次数；实施周期指标值：1次；年度指标值：1次。"
    found = indicators.details(table(("甲", entry.format(1) + entry.format(3)), ("乙", entry.format(1))))
    assert found is not None
    assert [(r.code, r.before, r.after) for r in found.repairs] == [("numbering_gap", "2", "3")]
    assert "甲" in found.repairs[0].why


def test_tables_without_enumerations_give_none() -> None:
    assert indicators.details(table(("甲", "全年完成巡检"), ("乙", ""))) is None
    assert indicators.details(Table(id="", title="收支总表", columns=(), rows=())) is None


def test_an_enumeration_that_a_page_may_have_cut_is_not_certain() -> None:
    first = "1、1-产出指标；11-数量指标；巡检次数；实施周期指标值：≥4次；年度指标值：≥4次。"
    second = "2、1-产出指标；12-质量指标；合格率；实施周期指标值：≥90%；年度指标值：≥90%。"
    half = second[: second.index("年度")]
    read = indicators.doubted(
        table(("甲", first + second), ("乙", first + half), ("丙", "年度指标值：≥90%。" + first)), exported=False
    )
    assert [row.cells[3].confidence < 0.99 for row in read.rows] == [False, True, True]
    assert all(cell.confidence == 1 for row in read.rows for cell in row.cells[:3])


def test_levels_numbered_otherwise_and_two_figures_of_a_value_are_doubted_in_text_exports() -> None:
    good = "1、1-产出指标；11-数量指标；巡检次数；实施周期指标值：≥46次；年度指标值：≥46次。"
    bad = [
        good.replace("1-产出", "7-产出", 1),
        good.replace("11-数量", "17-数量"),
        good.replace("11-数量", "1-数量"),
        good.replace("年度指标值：≥46", "年度指标值：≥40"),
    ]
    rows = [("甲", good), ("乙", good), ("丙", good), ("丁", good), *((f"戊{i}", text) for i, text in enumerate(bad))]
    read = indicators.doubted(table(*rows), exported=True)
    assert [row.cells[3].confidence < 0.99 for row in read.rows] == [False] * 4 + [True] * 4
    printed = indicators.doubted(table(*rows), exported=False)
    assert all(row.cells[3].confidence == 1 for row in printed.rows)
