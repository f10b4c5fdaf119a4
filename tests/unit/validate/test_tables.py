"""Rules of rows, columns, hierarchies and between tables on small tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.validate.core.engine import validate
from shared.model.finding import Severity
from shared.model.table import RowKind
from tests.unit.validate.build import (
    ECO,
    EXP,
    FUN,
    ORGANIZATION,
    SUM,
    codes,
    document,
    function_table,
    only,
    table,
)

BALANCE = ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]


def balance(**change: str) -> list[list[str]]:
    figures = {
        "a": "3,300",
        "b": "3,000",
        "c": "300",
        "in": "3,300",
        "out": "3,300",
        "carry": "0",
        "next": "0",
    } | change
    return [
        ["一、财政拨款收入", figures["a"], "一、一般公共服务支出", figures["b"]],
        ["二、事业收入", "0", "二、社会保障和就业支出", figures["c"]],
        ["本年收入合计", figures["in"], "本年支出合计", figures["out"]],
        ["上年结余、结转", figures["carry"], "结转下年", figures["next"]],
        ["收入总计", figures["in"], "支出总计", figures["out"]],
    ]


def test_a_consistent_table_gives_no_finding_and_counts_its_relations() -> None:
    checked = validate(document(function_table(), function_table(kind=EXP, title="支出总表")))
    assert not [f for f in checked.findings if f.severity is not Severity.INFO]
    assert checked.checks.passed > 60
    assert checked.checks.failed == 0


def test_wrong_total_breaks_row_and_hierarchy_and_says_both_values() -> None:
    checked = validate(document(function_table(change={("20805", "total"): "330"})))
    by_rule = {f.rule: f for f in checked.findings if f.code == "sum_mismatch"}
    assert {"RW-01", "RH-01"} <= by_rule.keys()
    finding = by_rule["RH-01"]
    assert "330" in finding.message
    assert "300" in finding.message
    assert finding.table_title == "一般公共预算支出表"
    assert finding.where.endswith("/ 支出总计")
    assert (finding.expected, finding.actual, str(finding.delta)) == ("300", "330", "30")
    assert finding.cells


def test_exchanged_digits_are_proposed_with_their_proof() -> None:
    wrong = {("2010301", "total"): "4,200"}
    checked = validate(document(function_table(change=wrong)))
    proposals = {f.proposal for f in checked.findings if f.code == "sum_mismatch"}
    assert len(proposals) == 1
    text = proposals.pop()
    assert text is not None
    assert "2,400" in text
    assert "互换" in text


def test_two_exchanged_cells_are_proposed_as_such() -> None:
    wrong = {("2080505", "total"): "100", ("2080505", "basic"): "100", ("2080506", "total"): "100"}
    exchanged = {("2010301", "basic"): "400", ("2010301", "project"): "2,000"}
    checked = validate(document(function_table(change=exchanged)))
    assert any("互换" in (f.proposal or "") for f in checked.findings)
    assert validate(document(function_table(change=wrong))).checks.failed


def test_a_row_moved_by_one_column_is_proposed_as_such() -> None:
    moved = {("2010301", "total"): "0", ("2010301", "basic"): "2,400", ("2010301", "project"): "2,000"}
    checked = validate(document(function_table(change=moved)))
    assert any(f.code == "sum_mismatch" for f in checked.findings)


def test_rounding_is_an_info_not_an_error() -> None:
    checked = validate(document(function_table(change={("2010301", "total"): "2,401"})))
    assert "sum_rounding" in codes(checked)
    assert all(f.severity is Severity.INFO for f in checked.findings)
    assert checked.checks.failed == 0


def test_the_parent_unit_is_the_sum_of_its_units_and_no_addend() -> None:
    rows = [
        [ORGANIZATION, "", "", "300", "300", "0"],
        ["某市某中心", "", "", "300", "300", "0"],
        ["", "208", "社会保障和就业支出", "300", "300", "0"],
    ]
    keys = ["unit", "function.code", "function.name", "total", "basic", "project"]
    assert not codes(validate(document(table(FUN, keys, rows))), rule="RC-07")
    rows[1][3:5] = ["400", "400"]
    wrong = validate(document(table(FUN, keys, rows)))
    assert "sum_mismatch" in codes(wrong, rule="RC-12")


@pytest.mark.parametrize("unit", ["万元", "元"])
def test_the_balance_holds_and_closes(unit: str) -> None:
    checked = validate(document(table(SUM, BALANCE, balance(), title="收支总表", unit=unit)))
    assert checked.checks.failed == 0
    assert next(r for r in checked.checks.rules if r.rule == "RC-05").passed == 1


def test_a_blank_where_zeros_are_printed_is_a_missing_value_with_its_figure() -> None:
    rows = balance(a="3,200", **{"in": "3,200"})
    rows[3][1] = ""
    rows[4][1] = "3,300"
    rows[2][3] = rows[4][3] = "3,300"
    checked = validate(document(table(SUM, BALANCE, rows, title="收支总表")))
    finding = only(checked, "missing_value")
    assert finding.expected == "100"
    assert finding.severity is Severity.WARNING


def test_the_same_code_in_two_tables_has_one_amount() -> None:
    other = function_table(kind=EXP, title="支出总表")
    sums = table(SUM, BALANCE, balance(b="3,040", out="3,340"), title="收支总表")
    checked = validate(document(sums, other))
    crossed = [f for f in checked.findings if f.code == "cross_table_mismatch"]
    assert any("201" in f.where or "一般公共服务支出" in f.where for f in crossed)


def test_a_last_place_difference_between_tables_is_a_warning() -> None:
    one = function_table(change={("2080505", "total"): "201"})
    sums = table(SUM, BALANCE, balance(c="301", out="3,300"), title="收支总表")
    checked = validate(document(sums, one, function_table(kind=EXP, title="支出总表")))
    assert "cross_table_rounding" in codes(checked)
    assert all(f.severity is Severity.WARNING for f in checked.findings if f.code == "cross_table_rounding")


def test_procurement_is_no_part_of_expenditure_but_not_above_it() -> None:
    keys = ["unit", "total", "basic", "project", "procurement.subtotal", "procurement.sme"]
    good = table(EXP, keys, [[ORGANIZATION, "100", "40", "60", "50", "20"]], title="支出总表")
    assert validate(document(good)).checks.failed == 0
    bad = table(EXP, keys, [[ORGANIZATION, "100", "40", "60", "150", "20"]], title="支出总表")
    assert "sum_mismatch" in codes(validate(document(bad)), rule="RW-06")


def test_one_table_in_another_unit_is_one_finding_not_many() -> None:
    slipped = function_table(kind=EXP, title="支出总表")
    slipped = type(slipped)(**{f: getattr(slipped, f) for f in slipped.__slots__} | {"unit": "元"})
    sums = table(SUM, BALANCE, balance(), title="收支总表")
    checked = validate(document(sums, function_table(), slipped))
    finding = only(checked, "unit_mismatch")
    assert finding.table_title == "支出总表"
    assert (finding.expected, finding.actual) == ("万元", "元")
    assert "cross_table_mismatch" not in codes(checked)


def test_a_total_of_an_unknown_table_that_sums_something_else_is_not_evaluated() -> None:
    rows = [["甲", "5"], ["乙", "7"], ["合计", "900"]]
    checked = validate(document(table(None, ["item", "数额"], rows, title="统计表")))
    assert checked.checks.failed == 0
    assert checked.checks.not_evaluated >= 1


def test_a_total_of_an_unknown_table_that_is_nearly_right_is_wrong() -> None:
    rows = [["甲", "500"], ["乙", "700"], ["丙", "300"], ["合计", "1,540"]]
    assert "sum_mismatch" in codes(validate(document(table(None, ["item", "数额"], rows, title="统计表"))))


def test_economic_classes_side_by_side_go_on_in_the_next_column() -> None:
    keys = ["economic.code", "economic.name", "amount", "economic.code", "economic.name", "amount"]
    rows = [
        ["301", "工资福利支出", "300", "302", "商品和服务支出", "90"],
        ["30101", "基本工资", "200", "30201", "办公费", "50"],
        ["30102", "津贴补贴", "100", "30202", "印刷费", "40"],
    ]
    made = table("final_general_budget_basic_by_economic_class", keys, rows, title="基本支出决算表")
    assert validate(document(made)).checks.failed == 0
    rows[2][5] = "80"
    assert "sum_mismatch" in codes(validate(document(table(ECO, keys, rows))))


def test_figures_misread_in_most_rows_that_tell_are_no_head_of_another_meaning() -> None:
    keys = ("function.code", "function.name", "total", "basic", "project")
    whole = [
        ("2010301", "行政运行", "50.00", "50.00", "0.00"),
        ("2010302", "一般行政管理事务", "70.00", "0.00", "70.00"),
        ("2010350", "事业运行", "20.00", "20.00", "0.00"),
    ]
    misread = [
        ("2010303", "机关服务", "30.00", "30.00", "0.80"),
        ("2010304", "专项服务", "31.00", "31.00", "8.00"),
        ("2010305", "专项业务", "32.00", "0.08", "32.00"),
        ("2010306", "政务公开", "33.00", "0.80", "33.00"),
        ("2010307", "法制建设", "84.00", "17.00", "17.00"),
    ]
    result = validate(document(table(FUN, keys, [*whole, *misread])))
    assert codes(result, rule="RW-01").count("sum_mismatch") == len(misread)
    otherwise = [(code, name, total, total, "9.00") for code, name, total, _, _ in misread]
    assert "sum_mismatch" not in codes(validate(document(table(FUN, keys, [*whole, *otherwise]))), rule="RW-01")


@pytest.mark.parametrize(
    ("total", "part", "told"), [("100", "100", False), ("90", "90", True), ("", "100", False), ("", "90", True)]
)
def test_the_three_budgets_are_summed_where_each_prints_what_it_comes_to(total: str, part: str, told: bool) -> None:
    fiscal = table(
        "fiscal_appropriation_summary",
        BALANCE,
        [
            ["一、一般公共预算财政拨款", "3,300", "一、一般公共服务支出", "3,000"],
            ["二、政府性基金预算财政拨款", "100", "二、社会保障和就业支出", "400"],
            ["收入总计", "3,400", "支出总计", "3,400"],
        ],
        title="财政拨款收支总表",
    )
    fund = table(
        "government_fund_expenditure",
        ["function.code", "function.name", "本年收入", "total", "basic", "project"],
        [["", "合计", "100", total, "", ""], ["208", "社会保障和就业支出", "100", part, "", part]],
        title="政府性基金预算支出表",
    )
    found = codes(validate(document(fiscal, function_table(), fund)))
    assert ("cross_table_mismatch" in found) is told


@pytest.mark.parametrize(("rest", "checked"), [("2,350", True), ("2,300", False)])
def test_a_list_of_units_has_a_whole_only_if_its_first_row_is_the_sum_of_the_others(rest: str, checked: bool) -> None:
    sums = table(SUM, BALANCE, balance(), title="收支总表")
    made = table(EXP, ("unit", "total"), [("某局", "3,350"), ("某局本级", "1,000"), ("某中心", rest)], title="支出总表")
    units = replace(made, rows=tuple(replace(row, kind=RowKind.UNIT) for row in made.rows))
    assert ("cross_table_mismatch" in codes(validate(document(sums, units)), rule="RT-01")) is checked
