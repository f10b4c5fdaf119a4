"""Lists as other provinces print them: units by code, rows without numbers behind numbered ones, several ways to list
expenditure side by side, and lists in running text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.validate.core.engine import validate
from shared.model.document import Document
from shared.model.finding import Finding, Severity
from shared.model.table import Column, Role, Table
from tests.unit.validate.build import EXP, SUM, document, function_table, table

INCOME = "income_summary"


def _told(document: Document) -> list[Finding]:
    return [f for f in validate(document).findings if f.severity is not Severity.INFO]


def _units(*figures: str) -> Table:
    names = (("合计", ""), ("025", "某市某局"), ("025001", "某市某局（本级）"), ("025002", "某市某中心"))
    rows = [[*name, figure, figure] for name, figure in zip(names, figures, strict=True)]
    made = table(INCOME, ["unit", "unit", "合计", "一般公共预算"], rows, title="收入总表")
    code = Column(path=("部门（单位）代码",), role=Role.CODE, key="unit.code")
    return replace(made, columns=(code, *made.columns[1:]))


def test_rows_that_are_counted_are_no_units_of_one_another() -> None:
    made = _units("900", "100", "300", "500")
    rows = tuple(
        replace(row, cells=(replace(row.cells[0], text=code), *row.cells[1:]))
        for row, code in zip(made.rows, ("合计", "1", "10", "11"), strict=True)
    )
    assert not _told(document(replace(made, rows=rows)))


def test_the_departments_own_level_is_no_other_name() -> None:
    made = _units("900", "900", "300", "600")
    names = ["合计", "某市文化和旅游局", "某市文化和旅游局（本级）", "某市图书馆"]
    rows = tuple(
        replace(row, cells=(row.cells[0], replace(row.cells[1], text=name), *row.cells[2:]))
        for row, name in zip(made.rows, names, strict=True)
    )
    table = replace(made, rows=rows, organization="某市文化和旅游局")
    assert not _told(document(table, organization="某市文化和旅游局"))


def test_units_with_codes_are_summed_by_them() -> None:
    assert not _told(document(_units("900", "900", "300", "600")))


@pytest.mark.parametrize(
    ("figures", "rule"),
    [(("910", "900", "300", "600"), "RC-07"), (("900", "900", "310", "600"), "RC-12")],
)
def test_and_a_wrong_one_is_told(figures: tuple[str, ...], rule: str) -> None:
    assert {f.rule for f in _told(document(_units(*figures))) if f.code == "sum_mismatch"} == {rule}


def _uses(basic: str, staff: str, whole: str) -> Table:
    rows = [
        ["一、基本支出", basic],
        ["工资福利支出", staff],
        ["商品和服务支出", "100"],
        ["二、项目支出", "500"],
        ["日常运转类项目", "500"],
        ["本年支出合计", whole],
    ]
    return table(EXP, ["item", "2023年预算"], rows, title="支出总体情况表")


def test_rows_without_a_number_stand_under_the_numbered_one_before() -> None:
    assert not _told(document(_uses("400", "300", "900")))


def test_names_of_codes_below_a_number_stand_under_it() -> None:
    named = [["（一）工资福利支出", "300"], ["（二）商品和服务支出", "100"]]
    rows = [["一、基本支出", "400"], *named, ["二、项目支出", "500"], ["本年支出合计", "900"]]
    assert not _told(document(table(EXP, ["item", "2023年预算"], rows, title="支出总体情况表")))


def test_a_total_is_wrong_where_they_add_up_and_it_does_not() -> None:
    assert [f.code for f in _told(document(_uses("400", "300", "950")))] == ["sum_mismatch"]


def test_they_may_stand_beside_it() -> None:
    rows = [["一、财政拨款收入", "400"], ["二、事业收入", "100"], ["债务收入", "70"], ["收入总计", "570"]]
    assert not _told(document(table(INCOME, ["item", "预算数"], rows, title="收入总表")))


def test_where_nothing_tells_their_level_the_total_is_not_judged() -> None:
    checked = validate(document(_uses("420", "300", "1,000")))
    assert not [f for f in checked.findings if f.code == "sum_mismatch"]
    assert checked.checks.not_evaluated


def _three_lists(spent: str = "900", basic: str = "400") -> Table:
    keys = ["income.item", "income.amount", "expenditure.item", "expenditure.amount", "item", "expenditure.amount"]
    rows = [
        ["一、财政拨款收入", "800", "一、一般公共服务支出", "600", "一、基本支出", basic],
        ["二、事业收入", "100", "二、住房保障支出", "300", "二、项目支出", "500"],
        ["本年收入合计", "900", "本年支出合计", "900", "本年支出合计", spent],
        ["收入总计", "900", "支出总计", "900", "支出总计", spent],
    ]
    return table(SUM, keys, rows, title="收支总表")


def test_a_balance_may_list_expenditure_in_several_ways() -> None:
    checked = validate(document(_three_lists()))
    assert not [f for f in checked.findings if f.severity is not Severity.INFO]
    assert checked.checks.passed >= 8


def test_each_of_its_lists_is_summed_and_closes_on_the_income() -> None:
    assert {f.rule for f in _told(document(_three_lists(basic="410")))} == {"RC-01"}
    assert "RC-05" in {f.rule for f in _told(document(_three_lists(spent="910", basic="410")))}


@pytest.mark.parametrize(
    "text",
    [
        ("2023年收入、支出预算总计3,300万元。包括：", "（一）收入预算总计3,300万元。", "（二）支出预算总计3,300万元。"),
        (
            "2023年支出预算合计3,300万元，其中：",
            "基本支出2,300万元；",
            "项目支出1,000万元；",
            "事业单位经营支出0万元。",
            "2023年安排的“三公”经费支出预算7.31万元。",
        ),
        (
            "2023年“三公”经费预算7.31万元。其中，因公出国（境）费0万元；公务用车运行维护费0.34万元；"
            "公务接待费6.97万元。具体情况如下：",
            "1.因公出国（境）费预算0万元。",
            "2.公务用车运行维护费预算0.34万元。",
            "3.公务接待费预算6.97万元。",
        ),
    ],
)
def test_lists_of_running_text_that_hold(text: tuple[str, ...]) -> None:
    assert not _told(document(function_table(), function_table(kind=EXP, title="支出总表"), text=text))


@pytest.mark.parametrize("text", ["2023年项目支出年初预算数为1,000万元。", "2023年本部门收入预算3,300万元。"])
def test_amounts_of_running_text_are_held_against_the_tables(text: str) -> None:
    rows = [["一、财政拨款收入", "3,300", "一、基本支出", "2,300"], ["", "", "二、项目支出", "1,000"],
            ["收入总计", "3,300", "支出总计", "3,300"]]  # fmt: skip
    keys = ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]
    tables = (table(SUM, keys, rows, title="收支总表"), function_table(kind=EXP, title="支出总表"))
    assert not _told(document(*tables, text=(text,)))
    wrong = text.replace("1,000", "1,010").replace("3,300", "3,310")
    assert [f.code for f in _told(document(*tables, text=(wrong,)))] == ["text_table_mismatch"]


def test_the_second_list_of_one_amount_is_summed_as_well() -> None:
    text = (
        "2023年培训活动预算40万元。其中，办班30万元，材料10万元。具体情况如下：",
        "1.办班预算30万元。",
        "2.材料预算20万元。",
    )
    assert [f.rule for f in _told(document(function_table(), text=text)) if f.code == "text_table_mismatch"][:1]


def test_a_list_that_begins_beside_its_whole_goes_on_below() -> None:
    text = ("（四）培训活动40万元，具体包括：1.办班30万元，主要用于师资。", "2.材料20万元，主要用于教材。")
    assert [f.code for f in _told(document(function_table(), text=text))] == ["text_table_mismatch"]
