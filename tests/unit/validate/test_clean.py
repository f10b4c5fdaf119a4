"""Constructions of real reports that are right as they stand: no rule may take them for errors."""

from __future__ import annotations

import pytest

from services.validate.core.engine import validate
from shared.model.finding import Severity
from tests.unit.validate.build import EXP, FUN, ORGANIZATION, SUM, codes, document, function_table, table

KEYS = ["unit", "function.code", "function.name", "total", "basic", "project"]
UNITS = [
    [ORGANIZATION, "", "", "500", "400", "100"],
    ["某市某局本级", "", "", "300", "250", "50"],
    ["", "201", "一般公共服务支出", "200", "150", "50"],
    ["", "208", "社会保障和就业支出", "100", "100", "0"],
    ["某市某中心", "", "", "200", "150", "50"],
    ["", "201", "一般公共服务支出", "120", "70", "50"],
    ["", "208", "社会保障和就业支出", "80", "80", "0"],
]


def loud(checked):  # type: ignore[no-untyped-def]
    return [(f.code, f.message) for f in checked.findings if f.severity is not Severity.INFO]


def _department(*text: str, change: tuple[int, int, str] | None = None):  # type: ignore[no-untyped-def]
    rows = [list(r) for r in UNITS]
    if change:
        rows[change[0]][change[1]] = change[2]
    spending = table(EXP, KEYS, UNITS, title="支出总表")
    return validate(document(spending, table(FUN, KEYS, rows, title="一般公共预算支出表"), text=text))


def test_a_department_of_several_units() -> None:
    text = (
        "2023年某市某局部门预算支出500万元，其中：基本支出400万元、项目支出100万元。",
        "（一）某市某局本级预算支出300万元，其中：基本支出250万元、项目支出50万元。",
        "（二）某市某中心预算支出200万元，其中：基本支出150万元、项目支出50万元。",
    )
    assert not loud(_department(*text))
    wrong = _department(*text, change=(5, 3, "180"))
    assert "sum_mismatch" in codes(wrong, rule="RC-07")


def test_money_carried_over_and_surpluses_used() -> None:
    rows = [
        ["一、财政拨款收入", "900.00", "一、一般公共服务支出", "1,020.55"],
        ["二、事业收入", "80.30", "二、社会保障和就业支出", "-5.25"],
        ["本年收入合计", "980.30", "本年支出合计", "1,015.30"],
        ["使用非财政拨款结余", "30.00", "结余分配", "12.40"],
        ["年初结转和结余", "45.00", "年末结转和结余", "27.60"],
        ["总计", "1,055.30", "总计", "1,055.30"],
    ]
    keys = ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]
    kind = "final_income_expenditure_summary"
    assert not loud(validate(document(table(kind, keys, rows, title="收入支出决算总表"))))
    rows[3][1] = "31.00"
    assert "sum_mismatch" in codes(validate(document(table(kind, keys, rows, title="收入支出决算总表"))), rule="RC-01")


def test_subsets_are_no_addends() -> None:
    rows = [
        ["一、政府预算拨款", "900", "一、一般公共服务支出", "900"],
        ["其中：一般债券资金", "200", "其中：行政运行", "300"],
        ["本年收入合计", "900", "本年支出合计", "900"],
        ["收入总计", "900", "支出总计", "900"],
    ]
    keys = ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]
    assert not loud(validate(document(table(SUM, keys, rows, title="收支总表"))))


@pytest.mark.parametrize(
    "sentence",
    [
        "2022年，全区一般公共预算收入完成32.45亿元，增长6.5%，其中税收收入占81.3%。",
        "共办结来信来访3,120件，办结率98.5%，同比提高1.2个百分点。",
        "按照每人每月200元的标准，惠及1,200人，其中女性占52.1%。",
        "单价50万元以上通用设备2台，单价100万元（含）以上专用设备0台。",
        "基本支出2,300万元，占69.7%；项目支出1,000万元，占30.3%，各项占比因四舍五入合计为100.0%。",
        "2023年部门预算支出3,300万元，与上年基本持平。",
        "公务接待费预算3.00万元，比上年减少0.50万元，下降14.29%，预计接待40批次、320人次。",
        "月补助标准由1,000元提高到1,200元。",
        "“十四五”期间累计投入资金12.5亿元，年均增长7.8%。",
        "项目支出1,000万元，主要包括：甲项目600万元、乙项目300万元等。",
        "经费按7:3的比例由市、区两级分担。",
        "2021年决算数为2,900万元，2022年预算数为3,000万元，2023年预算数为3,300万元，比2022年预算数增加300万元，增长10%。",
        "比上年增加300万元，其中：人员经费增加200万元，公用经费增加100万元。",
        "支出决算为3,300万元，其中：年初预算安排3,000万元、年中追加300万元。",
    ],
)
def test_sentences_that_hold_or_that_speak_of_something_else(sentence: str) -> None:
    spending = function_table(kind=EXP, title="支出总表")
    assert not loud(validate(document(spending, function_table(), text=[sentence])))


def test_a_fund_without_money_and_its_empty_note() -> None:
    note = "注：本单位本年没有政府性基金预算财政拨款收入和支出，故本表无数据。"
    fund = table(
        "government_fund_expenditure", ["function.code", "function.name", "total"], [["", "合计", ""]],
        title="政府性基金预算支出表", notes=[note],
    )  # fmt: skip
    text = ["本单位无政府性基金预算支出。", "政府性基金预算拨款支出0万元。"]
    assert not loud(validate(document(function_table(), fund, text=text)))


def test_the_parts_of_what_was_carried_over_stand_under_it() -> None:
    rows = [
        ["一、一般公共预算财政拨款", "900.00", "一、一般公共服务支出", "910.00"],
        ["本年收入合计", "900.00", "本年支出合计", "910.00"],
        ["年初财政拨款结转和结余", "45.00", "年末财政拨款结转和结余", "35.00"],
        ["一般公共预算财政拨款", "40.00", "基本支出结转", "5.00"],
        ["政府性基金预算财政拨款", "5.00", "项目支出结转和结余", "30.00"],
        ["总计", "945.00", "总计", "945.00"],
    ]
    keys = ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]
    kind = "final_fiscal_appropriation_summary"
    assert not loud(validate(document(table(kind, keys, rows, title="财政拨款收入支出决算总表"))))
    rows[4][1] = "6.00"
    wrong = validate(document(table(kind, keys, rows, title="财政拨款收入支出决算总表")))
    assert codes(wrong, rule="RC-02") == ["sum_mismatch"]


def test_public_expenditure_with_a_capital_part_below_the_last_place() -> None:
    keys = ["unit", "economic.code", "economic.name", "total", "basic", "project"]
    rows = [
        [ORGANIZATION, "", "", "272", "272", "0"],
        ["", "301", "工资福利支出", "200", "200", "0"],
        ["", "302", "商品和服务支出", "71", "71", "0"],
        ["", "310", "资本性支出", "0", "0", "0"],
    ]
    text = ["基本支出272万元，其中：人员支出200万元、公用支出72万元。"]
    assert not loud(validate(document(table("general_budget_by_economic_class", keys, rows), text=text)))
