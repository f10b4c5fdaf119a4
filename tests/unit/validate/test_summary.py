"""汇总 = 本级 + Σ 下属, operating costs, the proven unit."""

from __future__ import annotations

from dataclasses import replace

from services.validate.core.engine import validate
from shared.model.document import Document
from shared.units import proven_unit
from tests.unit.validate.build import EXP, FUN, SUM, codes, document, function_table, table

BUREAU, CENTER = "某市某局", "某市某局服务中心"
KEYS = ["unit", "function.code", "function.name", "total", "basic", "project"]


def _part(name: str, amount: str) -> Document:
    rows = [[name, "", "", amount, amount, "0"], ["", "201", "一般公共服务支出", amount, amount, "0"]]
    return document(table(FUN, KEYS, rows), organization=name)


def _summary(total: str) -> Document:
    units = [[BUREAU, "", "", "300", "300", "0"], [CENTER, "", "", "200", "200", "0"]]
    whole = [["", "", "合计", total, total, "0"], ["", "201", "一般公共服务支出", total, total, "0"]]
    return document(table(EXP, KEYS, units), table(FUN, KEYS, whole), organization=f"{BUREAU}（汇总）")


def _rd01(checked: Document) -> tuple[int, int, int]:
    rule = next(r for r in checked.checks.rules if r.rule == "RD-01")
    return rule.passed, rule.failed, rule.not_evaluated


def test_a_summary_is_the_sum_of_its_units() -> None:
    parts = (_part(f"{BUREAU}（本级）", "300"), _part(CENTER, "200"))
    assert _rd01(validate(_summary("500"), against=parts))[1] == 0
    assert _rd01(validate(_summary("500"), against=parts))[0] >= 2
    wrong = validate(_summary("560"), against=parts)
    assert "cross_document_mismatch" in codes(wrong, rule="RD-01")


def test_a_list_of_units_is_no_hierarchy() -> None:
    assert "sum_mismatch" not in codes(validate(_summary("500")))


def test_a_summary_without_all_its_units_is_not_evaluated() -> None:
    assert _rd01(validate(_summary("500"), against=(_part(f"{BUREAU}（本级）", "300"),))) == (0, 0, 1)


def test_operating_costs_beyond_the_public_part_are_doubted() -> None:
    economic = table(
        "general_budget_basic_by_economic_class",
        ["economic.code", "economic.name", "total"],
        [["", "合计", "90"], ["301", "工资福利支出", "60"], ["302", "商品和服务支出", "30"]],
    )
    said = "2023年某市某局机关运行经费财政拨款预算{}万元。"
    assert not codes(validate(document(economic, text=[said.format("30")])), rule="RX-08")
    assert "text_table_mismatch" in codes(validate(document(economic, text=[said.format("75")])), rule="RX-08")


def test_the_proven_unit_of_a_table() -> None:
    balance = table(
        SUM,
        ["income.item", "income.amount", "expenditure.item", "expenditure.amount"],
        [
            ["一、财政拨款收入", "3,300", "一、一般公共服务支出", "3,000"],
            ["", "", "二、社会保障和就业支出", "300"],
            ["收入总计", "3,300", "支出总计", "3,300"],
        ],
        title="收支总表",
    )
    slipped = replace(function_table(kind=EXP, title="支出总表"), unit="元")
    checked = validate(document(balance, function_table(), slipped))
    proven = proven_unit(checked, slipped.id)
    assert proven is not None
    assert (proven.unit, proven.printed) == ("万元", "元")
    assert "支出总表" in proven.proofs
    assert proven_unit(checked, balance.id) is None
