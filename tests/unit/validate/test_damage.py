"""Tables that reading left unsound are not evaluated, sound ones with wrong sums are."""

from __future__ import annotations

import pytest

from services.validate.core.engine import validate
from shared.model.document import Document
from shared.model.finding import Severity
from shared.model.table import Table
from tests.unit.validate.build import ECO, FUN, ORGANIZATION, SUM, document, table

KEYS = ["function.code", "function.name", "total", "basic", "project"]


def unsound(*tables: Table) -> list[str]:
    """The reasons for which tables were left out, and no error besides."""
    checked = validate(document(*tables))
    assert not [f.message for f in checked.findings if f.severity is Severity.ERROR]
    told = [f for f in checked.findings if f.rule == "RM-07"]
    assert [f.code for f in told] == ["garbled_source"] * len(told)
    assert all(f.cells for f in told)
    reasons = [reason for rule in checked.checks.rules if rule.rule == "RM-07" for reason in rule.reasons]
    assert len(told) == len(reasons)
    return reasons


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (
            table(SUM, ["income.item", "expenditure.amount"], [["一、财政拨款收入", "3,300"], ["收入总计", "9"]]),
            "两半没有分开",
        ),
        (table(FUN, [*KEYS[:2], "部门名称：某局"], [["201", "一般公共服务支出", "5"]]), "部门名称"),
        (table(FUN, KEYS, [["201", "12.00 5.00", "17", "12", "8"]]), "名称一列里有数字"),
        (table(FUN, KEYS, [["201", "一般公共服务支出", "12 34", "12", "8"]]), "几个数"),
        (table(ECO, KEYS, [["", "", "1", "1", "0"], ["", "", "2", "2", "0"], ["301", "a", "4", "4", "0"]]), "没有名称"),
        (
            table(
                FUN, KEYS, [["", n, "1", "1", "9"] for n in ("甲类", "乙类", "丙类")] + [["201", "丁", "1", "1", "0"]]
            ),
            "没有科目编码",
        ),
        (
            table(
                FUN,
                ["unit", *KEYS],
                [
                    [ORGANIZATION, "", "", "9", "4", "5"],
                    *([["", f"201030{n}", "行政运行", "1", "1", "5"] for n in (1, 2, 3)]),
                ],
            ),
            "重复了 3 行",
        ),
    ],
)
def test_signs_of_a_table_that_was_mixed_up(made: Table, why: str) -> None:
    assert any(why in reason for reason in unsound(made))


def test_a_wrong_sum_is_no_sign_of_damage() -> None:
    wrong: Document = validate(document(table(FUN, KEYS, [["201", "一般公共服务支出", "49", "12", "8"]])))
    assert [f.code for f in wrong.findings if f.severity is Severity.ERROR] or wrong.checks.failed


def test_figures_that_equal_the_total_here_and_there_are_no_sign_of_damage() -> None:
    rows = [[ORGANIZATION, "", "", "9", "4", "8"]]
    rows += [["", f"20103{n:02}", "行政运行", "1", "1", "8" if n % 2 else "0"] for n in range(1, 8)]
    assert unsound_reasons(table(FUN, ["unit", *KEYS], rows)) == []


def unsound_reasons(made: Table) -> list[str]:
    checked = validate(document(made))
    return [reason for rule in checked.checks.rules if rule.rule == "RM-07" for reason in rule.reasons]
