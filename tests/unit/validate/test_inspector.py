"""What inspectors found in published reports, each kind in an invented one, and that a clean one is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.validate.core.engine import validate
from shared.model.document import Document
from shared.model.finding import Severity
from tests.unit.validate.build import ECO, EXP, FUN, ORGANIZATION, SUM, codes, document, function_table, only, table

BASIC = "general_budget_basic_by_economic_class"


def loud(checked):  # type: ignore[no-untyped-def]
    return [(f.code, f.message) for f in checked.findings if f.severity is not Severity.INFO]


def test_a_project_column_that_repeats_the_total_of_its_class_in_one_row() -> None:
    wrong = function_table(change={("2010302", "project"): "1,000"})
    checked = validate(document(wrong))
    errors = [f for f in checked.findings if f.code == "sum_mismatch"]
    assert any("2010302" in f.where for f in errors)
    assert any(f.proposal and "600" in f.proposal for f in errors)
    assert not loud(validate(document(function_table())))


def test_one_item_with_two_amounts_in_neighbouring_sentences() -> None:
    text = "社区矫正专项经费预算56.12万元。2023年社区矫正专项经费预算57.8万元，用于购买服务。"
    assert "text_table_mismatch" in codes(validate(document(function_table(), text=[text])), rule="RX-11")
    same = text.replace("57.8", "56.12")
    assert not loud(validate(document(function_table(), text=[same])))


@pytest.mark.parametrize(("printed", "wrong"), [("1.10", True), ("15.13", False), ("15.1", False), ("15.14", True)])
def test_a_rate_that_does_not_follow_from_its_amounts(printed: str, wrong: bool) -> None:
    text = f"社区矫正专项经费2022年预算执行数为245.23万元，2023年预算安排282.33万元，比2022年预算执行数增加{printed}%。"
    checked = validate(document(function_table(), text=[text]))
    assert ("growth_rate_mismatch" in codes(checked)) is wrong


@pytest.mark.parametrize(("printed", "wrong"), [("9.55", True), ("9.56", False), ("9.5", True), ("9.6", False)])
def test_a_share_that_was_cut_off_instead_of_rounded(printed: str, wrong: bool) -> None:
    text = f"支出决算307.82万元，其中：住房保障支出29.42万元，占支出决算的{printed}%。"
    checked = validate(document(function_table(), text=[text]))
    assert ("growth_rate_mismatch" in codes(checked)) is wrong
    if printed == "9.55":
        assert "截去" in only(checked, "growth_rate_mismatch").message


def test_a_code_with_the_name_that_it_had_until_2018() -> None:
    rows = [["210", "医疗卫生与计划生育支出", "40", "40", "0"], ["21011", "行政事业单位医疗", "40", "40", "0"]]
    keys = ["function.code", "function.name", "total", "basic", "project"]
    finding = only(validate(document(table(FUN, keys, rows), year=2023)), "code_name_mismatch")
    assert finding.expected == "卫生健康支出"
    assert "code_name_mismatch" not in codes(validate(document(table(FUN, keys, rows), year=2018)))


@pytest.mark.parametrize("end", ["主要原因是。", "主要原因是：", "主要原因为", "主要是因为。", "原因是；"])
def test_a_sentence_that_ends_before_its_reason(end: str) -> None:
    text = f"2023年部门预算支出3,300万元，比2022年增加300万元，{end}"
    assert "truncated_name" in codes(validate(document(function_table(), text=[text])))
    whole = f"2023年部门预算支出3,300万元，比2022年增加300万元，{end.rstrip('。；：')}人员增加。"
    assert "truncated_name" not in codes(validate(document(function_table(), text=[whole])))


def _split_tables(public: str):  # type: ignore[no-untyped-def]
    staff = f"{2_300_000 - int(public.replace(',', '')):,}"
    economic = table(
        BASIC,
        ["economic.code", "economic.name", "personnel", "public"],
        [["", "合计", staff, public], ["301", "工资福利支出", staff, "0"], ["302", "商品和服务支出", "0", public]],
        title="基本支出表",
        unit="元",
    )
    balance = table(
        SUM,
        ["income.item", "income.amount", "expenditure.item", "expenditure.personnel", "expenditure.public"],
        [
            ["一、财政拨款收入", "2,300,000", "一、一般公共服务支出", "2,000,000", "300,000"],
            ["收入总计", "2,300,000", "支出总计", "2,000,000", "300,000"],
        ],
        title="收支预算总表",
        unit="元",
    )
    return validate(document(balance, economic))


def test_two_splits_of_basic_expenditure_that_disagree() -> None:
    errors = [f for f in _split_tables("401,200").findings if f.rule == "RT-15"]
    assert {f.code for f in errors} == {"cross_table_mismatch"}
    assert {abs(f.delta) for f in errors if f.delta is not None} == {101_200}
    assert not loud(_split_tables("300,000"))


@pytest.mark.parametrize(
    "note", ["注：本表为空表。", "注：本单位无政府性基金预算安排的支出，故本表无数据。", "备注：空表"]
)
def test_a_note_of_an_empty_table_under_a_filled_one(note: str) -> None:
    assert "text_table_mismatch" in codes(_noted(note), rule="RT-13")


@pytest.mark.parametrize(
    "note", ["备注：无数据的单元格以空表列示。", "注：若本表为空，表示无此项预算。", "说明：空表表示本单位没有该项收支"]
)
def test_a_note_of_what_empty_tables_mean_says_nothing_of_this_one(note: str) -> None:
    assert not codes(_noted(note), rule="RT-13")


def _noted(note: str) -> Document:
    """The findings of a report with a filled table over a note."""
    filled = function_table(kind=EXP, title="支出总表")
    noted = table(
        FUN,
        ["function.code", "function.name", "total"],
        [["201", "一般公共服务支出", "3,000"]],
        title="政府性基金预算支出表",
        notes=[note],
    )
    return validate(document(filled, noted))


@pytest.mark.parametrize(("rate", "wrong"), [("58.45", False), ("54.85", True)])
def test_the_notes_of_a_table_are_prose_too(rate: str, wrong: bool) -> None:
    note = f"说明：2023年“三公”经费预算32.80万元，比上年增加12.10万元，增长{rate}%。"
    checked = validate(document(replace(function_table(), notes=(note,))))
    found = [f for f in checked.findings if f.code == "growth_rate_mismatch"]
    assert [f.where.split(" / ")[1] for f in found] == (["一般公共预算支出表·注"] if wrong else [])


def test_the_levels_of_government_are_not_mixed() -> None:
    text = ["绩效报告报送市财政部门备案。", "绩效报告报送区财政部门备案。"]
    checked = validate(document(function_table(), text=text, organization="某市某区统计局"))
    assert only(checked, "wording_note").actual == "市财政部门"
    assert "wording_note" not in codes(validate(document(function_table(), text=text[:1], organization="某市某局")))


def test_items_of_public_expenditure_that_no_table_has() -> None:
    economic = table(
        ECO,
        ["unit", "economic.code", "economic.name", "total", "basic", "project"],
        [
            [ORGANIZATION, "", "", "30", "30", "0"],
            ["", "302", "商品和服务支出", "30", "30", "0"],
            ["", "30201", "办公费", "20", "20", "0"],
            ["", "30228", "工会经费", "10", "10", "0"],
        ],
    )
    text = "公用支出30万元，主要包括：办公费、物业管理费和工会经费等公用经费。"
    assert "物业管理费" in only(validate(document(economic, text=[text])), "wording_note").message
    assert "wording_note" not in codes(validate(document(economic, text=[text.replace("、物业管理费", "")])))


def test_the_units_own_name_without_its_last_character() -> None:
    name = "某市劳动就业服务中心"
    cut = "2023年某市劳动就业服务中实施部门预算绩效管理。"
    found = only(validate(document(function_table(), text=[cut], organization=name)), "truncated_name")
    assert name in found.message
    assert not codes(
        validate(document(function_table(), text=["某市劳动就业服务中心实施。"], organization=name)), rule="RM-02n"
    )


def test_a_phrase_with_one_character_that_stands_nowhere_else() -> None:
    usual = "完成劳动人事争议调解仲裁信息系统建设。"
    text = [usual, "劳动人事争议仲裁院的工作。", usual.replace("仲裁", "中裁")]
    found = only(validate(document(function_table(), text=text)), "ocr_misread")
    assert found.proposal is not None
    assert "仲裁" in found.proposal
    assert "ocr_misread" not in codes(validate(document(function_table(), text=[usual, usual])))


def test_a_figure_of_the_prose_gets_a_proposal() -> None:
    spending = function_table(kind=EXP, title="支出总表")
    found = only(validate(document(spending, text=["2023年某市某局部门预算支出3,030万元。"])), "text_table_mismatch")
    assert found.proposal is not None
    assert "3,300万元" in found.proposal
    assert "互换" in found.proposal
