"""Changes against last year as departments word them: amounts, words and rates that must fit each other."""

from __future__ import annotations

import re

import pytest

from services.validate.core.engine import validate
from services.validate.core.relations import quoted
from shared.model.finding import Severity
from tests.unit.validate.build import EXP, codes, document, function_table, only, table


def checked(*text: str):  # type: ignore[no-untyped-def]
    spending = function_table(kind=EXP, title="支出总表")
    return validate(document(spending, function_table(), text=text, year=2023))


def loud(result):  # type: ignore[no-untyped-def]
    return [f.code for f in result.findings if f.severity is not Severity.INFO]


@pytest.mark.parametrize(
    "sentence",
    [
        "统计抽样调查（项）2023年预算数为226.12万元，2022年预算数为200.00万元，增加26.12万元，增长13.06%。",
        "统计抽样调查（项）预算支出226.12万元，上年预算支出200.00万元，同比增加26.12万元，增长13.06%。",
        "统计抽样调查（项）：2023年预算226.12万元，较2022年预算数200.00万元增加了26.12万元，增幅为13.06%。",
        "统计抽样调查（项）预算为226.12万元，与上年200.00万元相比净增26.12万元，上升13.06%。",
    ],
)
def test_one_change_in_many_wordings(sentence: str) -> None:
    assert not loud(checked(sentence))
    wrong = checked(re.sub(r"(?<!2)26\.12", "27.12", sentence))
    assert codes(wrong, rule="RX-16") == ["text_table_mismatch"]
    assert "growth_rate_mismatch" in codes(checked(sentence.replace("13.06", "16.03")), rule="RX-10")


def test_the_word_of_a_change_against_the_two_amounts() -> None:
    said = "统计抽样调查（项）预算226.12万元，比上年预算200.00万元减少26.12万元。"
    finding = only(checked(said), "wording_mismatch")
    assert (finding.rule, finding.actual, finding.expected) == ("RX-16", "减少", "增加")
    assert not loud(checked(said.replace("减少", "增加")))


def test_two_words_of_one_sentence_that_say_the_opposite() -> None:
    said = "统计抽样调查（项）预算226.12万元，比上年减少26.12万元，增长13.06%。"
    assert "减少26.12万元" in only(checked(said), "wording_mismatch").message
    assert not loud(checked(said.replace("减少", "增加")))


def test_nothing_can_have_grown_by_more_than_it_is() -> None:
    said = "政府性基金拨款支出预算0万元，比2022年预算增加1,421.25万元。"
    assert only(checked(said), "text_table_mismatch").rule == "RX-16"
    assert not loud(checked(said.replace("增加", "减少")))


def test_last_years_amount_is_not_held_against_this_years_tables() -> None:
    assert not loud(checked("2023年某市某局支出预算3,300万元，上年支出预算3,000万元，增加300万元。"))
    assert not loud(checked("一般公共服务支出（类）信息化项目支出预算12万元。"))


@pytest.mark.parametrize("ends", ["占本年支出的{}", "占比{}", "所占比重为{}", "占支出预算总额的{}", "（占{}）"])
def test_shares_in_many_wordings(ends: str) -> None:
    text = "本年支出3,300万元，按用途划分：基本支出2,300万元，" + ends
    assert not loud(checked(text.format("69.70%") + "。"))
    assert "growth_rate_mismatch" in codes(checked(text.format("67.90%") + "。"), rule="RX-12")


def test_a_share_of_what_only_a_table_prints() -> None:
    text = "基本支出2,300万元，占一般公共预算财政拨款支出的{}。"
    assert not loud(checked(text.format("69.70%")))
    assert "growth_rate_mismatch" in codes(checked(text.format("67.90%")), rule="RX-12")


@pytest.mark.parametrize("base", ["年初预算", "全年预算数", "预算"])
def test_completion_of_the_budget_beside_it(base: str) -> None:
    measure = "年初预算" if base == "预算" else base.removesuffix("数")
    text = f"住房公积金（项）。{measure}为52.00万元，支出决算为51.32万元，完成{base}的{{}}。"
    assert not loud(checked(text.format("98.69%")))
    assert "growth_rate_mismatch" in codes(checked(text.format("96.98%")), rule="RX-12")


def test_the_parts_of_a_list_are_the_paragraphs_of_its_own_numbering() -> None:
    head = "项目支出1,000万元，具体包括："
    others = (
        "（一）甲项目600万元。",
        "（二）乙项目400万元。",
        "1.甲项目中的设备购置55万元。",
        "本年另行说明的事项7万元。",
    )
    assert not loud(checked(head, *others))
    assert "text_table_mismatch" in codes(checked(head, others[0], others[1].replace("400", "300")), rule="RX-04")
    assert not loud(checked(head, *others[:2], "（一）丙事项5万元。", "（二）丁事项6万元。"))


def test_a_name_of_former_years_in_the_prose() -> None:
    text = "医疗卫生与计划生育支出（类）行政事业单位医疗（款）行政单位医疗（项）12万元。"
    finding = only(checked(text), "code_name_mismatch")
    assert (finding.rule, finding.expected) == ("RH-03p", "卫生健康支出")
    assert "code_name_mismatch" in [f.code for f in checked(f"③{text}").findings]
    assert not loud(checked(text.replace("医疗卫生与计划生育支出", "卫生健康支出")))
    assert not loud(validate(document(function_table(), text=[text], year=2018)))


def test_an_amount_of_a_fund_whose_table_is_empty() -> None:
    fund = table("government_fund_expenditure", ["function.code", "function.name", "total"], [["", "合计", ""]])
    said = "政府性基金预算拨款支出{}万元。"

    def judged(amount: str):  # type: ignore[no-untyped-def]
        return validate(document(function_table(), fund, text=[said.format(amount)]))

    assert "text_table_mismatch" in codes(judged("50"), rule="RX-01")
    assert not loud(judged("0"))


def test_an_amount_that_no_table_answers_for_is_told() -> None:
    def untied(text: str) -> int:
        return next(r for r in checked(text).checks.rules if r.rule == "RX-17").not_evaluated

    assert untied("第一季度用款计划25.88万元。") == 1
    assert untied("社会保障和就业支出（类）行政事业单位养老支出（款）：2023年预算300万元。") == 0


def test_a_rule_without_operands_is_not_evaluated_and_a_silent_one_passes() -> None:
    rules = {r.rule: r for r in checked("本单位无机关运行经费。").checks.rules}
    assert all(r.passed + r.failed + r.not_evaluated for r in rules.values())
    assert (rules["RW-07"].passed, rules["RW-07"].not_evaluated) == (0, 1)
    assert "三公" in rules["RW-07"].reasons[0]
    assert (rules["RM-04"].passed, rules["RM-04"].not_evaluated) == (1, 0)


def test_what_was_lost_is_named_where_its_rules_could_not_be_evaluated() -> None:
    lost = validate(document(function_table(), contents=("一般公共预算支出表", "收入总表")))
    rules = {r.rule: r for r in lost.checks.rules}
    assert "收入总表" in rules["RW-03"].reasons[0]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("“三公”经费预算数", "“‘三公’经费预算数”"),
        ("“住房公积金”", "“住房公积金”"),
        ("住房公积金（项）”预算安排", "“住房公积金（项）预算安排”"),
        ("住房公积金", "“住房公积金”"),
    ],
)
def test_quotation_marks_in_messages_are_balanced(words: str, shown: str) -> None:
    assert quoted(words) == shown


def test_a_name_of_former_years_in_a_table_without_codes() -> None:
    keys = ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]

    def judged(name: str, year: int):  # type: ignore[no-untyped-def]
        rows = [["一、财政拨款收入", "40", f"一、{name}", "40"], ["收入总计", "40", "支出总计", "40"]]
        return validate(document(table("income_expenditure_summary", keys, rows, title="收支总表"), year=year))

    assert only(judged("医疗卫生与计划生育支出", 2023), "code_name_mismatch").expected == "卫生健康支出"
    assert not loud(judged("医疗卫生与计划生育支出", 2018))
    assert not loud(judged("卫生健康支出", 2023))
