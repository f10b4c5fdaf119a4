"""What a finding says: both figures, both places, the formula with its numbers, difference and tolerance, twice."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from services.validate.core.engine import validate
from shared.model.finding import Finding
from shared.model.page import Reader
from tests.unit.validate.build import ECO, EXP, codes, document, function_table, table


def _told(*tables, text: tuple[str, ...] = ()) -> list[Finding]:  # type: ignore[no-untyped-def]
    return list(validate(document(*tables, text=text)).findings)


def _one(found: list[Finding], rule: str) -> Finding:
    return next(f for f in found if f.rule == rule)


def test_a_sum_says_both_figures_the_formula_and_the_tolerance_in_both_languages() -> None:
    wrong = _one(_told(function_table(change={("2010301", "basic"): "1,900"})), "RW-01")
    for said in (wrong.message, wrong.message_en):
        for part in (
            "一般公共预算支出表",
            "2010301 行政运行",
            "2,400",
            "支出总计 = 基本支出 + 项目支出",
            "1,900 + 400",
            "2,300",
            "±1.5万元",
        ):
            assert part in said, part
    assert "多 100万元" in wrong.message
    assert "more by 100万元" in wrong.message_en


def test_an_english_sentence_begins_with_a_capital_and_counts_in_english() -> None:
    rows = [["301", "工资福利支出", "12"], *([f"3010{i}", f"第{i}项", "1" if i < 3 else "0"] for i in range(1, 10))]
    keys = ["economic.code", "economic.name", "basic"]
    found = _told(table(ECO, keys, rows, title="按经济分类表"), text=("工资福利支出13万元。",))
    long = _one(found, "RH-02")
    assert "（另 7 项为 0）" in long.message
    assert "(7 more are 0)" in long.message_en
    told = _told(table(EXP, ["unit", "total", "basic", "project"], [["某市某局", "30", "20", "10"]], title="支出总表"),
                 text=("项目支出12万元。",))  # fmt: skip
    assert _one(told, "RX-01").message_en.startswith("The prose (“项目支出”) prints 12万元")


def test_figures_in_several_units_print_theirs() -> None:
    rows = [["某市某局", "300,000", "20", "10"]]
    heads = table(
        EXP, ["unit", "支出总计（元）", "基本支出（万元）", "项目支出（万元）"], rows, title="支出总表", unit="万元"
    )
    text = ("2023年收支预算300,000元，其中：基本支出20万元，项目支出11万元。",)
    message = _one(_told(heads, text=text), "RX-04").message
    assert "20万元 + 11万元 = 310,000元" in message


def test_a_quantity_of_several_rows_names_them_and_their_table() -> None:
    rows = [
        ["301", "工资福利支出", "50"], ["302", "商品和服务支出", "30"], ["310", "资本性支出", "5"],
    ]  # fmt: skip
    economic = table(ECO, ["economic.code", "economic.name", "basic"], rows, title="按经济分类表")
    message = _one(_told(economic, text=("公用支出45万元。",)), "RX-01").message
    assert "302 商品和服务支出 / 基本支出 + 310 资本性支出 / 基本支出（《按经济分类表》）" in message
    assert "30 + 5 = 35万元" in message


def test_every_finding_reads_in_both_languages() -> None:
    found = _told(
        function_table(change={("2010301", "basic"): "1,900", ("208", "total"): "330", ("2080505", "basic"): "20"}),
        function_table(kind=EXP, title="支出总表"),
        text=("支出预算3,500万元，比上年增加300万元，增长13%。", "项目支出1,000万元，占30.03%。主要原因是。"),
    )
    assert len(found) > 6
    for finding in found:
        assert re.search(r"[\u4e00-\u9fff]", finding.message)
        assert finding.message.endswith(("。", "”", "丢失")), finding.message
        assert finding.message_en[:1].isupper() or not finding.message_en[:1].isascii(), finding.message_en
        assert finding.rule.rstrip("abcdefghijklmnopqrstuvwxyz") in finding.message
        assert not re.search(r"[（）；。，：]", re.sub(r"“[^”]*”", "", finding.message_en)), finding.message_en


def test_a_rate_is_proposed_only_where_its_amounts_agree_or_a_digit_slipped() -> None:
    def proposal(text: str) -> str | None:
        return next(f.proposal for f in _told(text=(text,)) if f.rule == "RX-10")

    agreed = "支出3,300万元，比上年3,000万元增加300万元，增长17%。"
    assert proposal(agreed) == "17% 可能应为 10%"
    assert proposal("支出3,300万元，比上年增加300万元，增长11%。") == "11% 可能应为 10%"  # one digit
    # Either the rate or the change can be the wrong one: nothing tells which.
    assert proposal("支出3,300万元，比上年增加600万元，增长10.25%。") is None


def test_a_figure_proposed_for_a_cell_that_its_row_lacks_raises_nothing() -> None:
    keys = ["unit", "function.code", "function.name", "total", "basic", "project"]
    rows = [
        ["某市某局", "", "", "9", "4", "5"], ["", "201", "一般公共服务支出", "9", "4", "5"],
        ["", "20103", "政府办公厅（室）及相关机构事务", "9", "4", "5"], ["", "2010301", "行政运行", "6", "4", "2"],
        ["", "2010302", "一般行政管理事务", "3", "0", "3"],
    ]  # fmt: skip
    whole = table("general_budget_by_function", keys, rows, title="按功能分类表")
    short = tuple(replace(r, cells=r.cells[:-1]) if r.code == "2010301" else r for r in whole.rows)
    checked = validate(replace(document(replace(whole, rows=short)), reader=Reader.PDF_SCAN))
    assert checked.checks.failed
    assert "ocr_misread" not in codes(checked)


@pytest.mark.parametrize(("amount", "cut"), [("3,300", True), ("3,302", False)])
def test_a_coarser_figure_that_was_cut_off_instead_of_rounded_is_said_to_be(amount: str, cut: bool) -> None:
    table = function_table(kind=EXP, title="支出总表", change={("", "total"): "3,300.81", ("201", "total"): "3,000.81"})
    found = _one(_told(table, text=(f"支出预算{amount}万元。",)), "RX-01")
    assert ("舍去了尾数" in found.message) is ("cut off" in found.message_en) is cut
