"""Rules of the prose: amounts, lists, growth rates, shares, wording."""

from __future__ import annotations

import pytest

from services.validate.core.engine import validate
from shared.model.finding import Severity
from tests.unit.validate.build import EXP, SUM, codes, document, function_table, only, table

BALANCE = ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]
TOTALS = table(
    SUM,
    BALANCE,
    [
        ["一、财政拨款收入", "3,300", "一、一般公共服务支出", "3,000"],
        ["二、事业收入", "0", "二、社会保障和就业支出", "300"],
        ["本年收入合计", "3,300", "本年支出合计", "3,300"],
        ["收入总计", "3,300", "支出总计", "3,300"],
    ],
    title="收支总表",
)
SPENDING = function_table(kind=EXP, title="支出总表")


def checked(*text: str):  # type: ignore[no-untyped-def]
    return validate(document(TOTALS, SPENDING, function_table(), text=text))


def test_an_amount_of_the_prose_that_is_the_tables_passes() -> None:
    result = checked("2023年某市某局部门预算支出3,300万元，其中：基本支出2,300万元、项目支出1,000万元。")
    assert result.checks.failed == 0
    assert next(r for r in result.checks.rules if r.rule == "RX-01").passed >= 3


def test_another_amount_is_a_mismatch_of_the_prose_with_both_places() -> None:
    finding = only(checked("2023年某市某局部门预算支出3,400万元。"), "text_table_mismatch")
    assert finding.table_title is None
    assert (finding.expected, finding.actual) == ("3,300", "3,400")
    assert "收支总表" in finding.message
    assert finding.cells


def test_a_last_place_difference_is_a_warning() -> None:
    finding = only(checked("2023年某市某局部门预算支出3,301万元。"), "text_table_rounding")
    assert finding.severity is Severity.WARNING


def test_yuan_printed_for_wan_yuan_is_a_wrong_unit() -> None:
    finding = only(checked("2023年某市某局部门预算支出3,300元。"), "unit_mismatch")
    assert finding.expected == "3,300万元"


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("2023年部门预算支出3,300万元，比2022年增加300万元，增长10%。", None),
        ("2023年部门预算支出3,300万元，比2022年增加300万元，增长17%。", "growth_rate_mismatch"),
        ("2023年部门预算支出3,300万元，比2022年增加300万元，增长9.99%。", None),
        ("2023年部门预算支出3,300万元，比2022年增加300万元，增长9.90%。", "growth_rate_mismatch"),
        ("2023年部门预算支出3,300万元，比2022年增加3,300万元，增长100%。", "percentage_of_zero_base"),
        (
            "2023年部门预算支出3,300万元，比2022年增加3,300万元，增长--%（去年基数为0，不可比）。",
            "percentage_not_computable",
        ),
    ],
)
def test_growth_rates_are_recomputed_within_the_rounding_of_their_operands(sentence: str, code: str | None) -> None:
    found = codes(checked(sentence), rule="RX-10")
    assert found == ([code] if code else [])


def test_a_closed_list_must_add_up_and_an_open_one_may_fall_short() -> None:
    closed = "项目支出1,000万元，具体包括：1.甲项目600万元；2.乙项目300万元。"
    assert "text_table_mismatch" in codes(checked(closed), rule="RX-04")
    open_list = "项目支出1,000万元，主要包括：甲项目600万元、乙项目300万元。"
    result = checked(open_list)
    assert "text_table_mismatch" not in codes(result)
    assert "prose_list_not_exhaustive" in codes(result)
    over = "项目支出1,000万元，主要包括：甲项目900万元、乙项目300万元。"
    assert "text_table_mismatch" in codes(checked(over), rule="RX-04")


def test_one_item_with_two_amounts_in_one_part_is_a_mismatch() -> None:
    text = (
        "“某某事业发展支出”56.12万元，主要用于日常工作。",
        "“某某事业发展支出”57.80万元，主要用于日常工作。",
    )
    assert "text_table_mismatch" in codes(checked(*text), rule="RX-11")


def test_the_amount_of_a_code_is_that_of_the_table_by_function() -> None:
    result = checked(
        "“社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位职业年金缴费支出（项）”预算安排200万元。"
    )
    assert "text_table_mismatch" in codes(result, rule="RX-15")


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("经费用于用于日常工作。", "duplicated_word"),
        ("本单位无机关运行经费。。", "duplicated_word"),
        ("2023年比上年增加（减少）20万元，主要原因是人员变动。", "wording_mismatch"),
        ("预算增加20万元，主要原因是。", "truncated_name"),
        ("系统巡检验收合格率00%。", "suspicious_value"),
        ("⒉公务接待费。", "stray_character"),
    ],
)
def test_wording(sentence: str, code: str) -> None:
    assert code in codes(checked(sentence))


def test_a_statement_of_no_fund_above_a_filled_table() -> None:
    fund = function_table(kind="government_fund_expenditure", title="政府性基金预算支出表")
    result = validate(document(SPENDING, fund, text=("本部门无政府性基金预算支出。",)))
    assert "text_table_mismatch" in codes(result, rule="RT-13s")
