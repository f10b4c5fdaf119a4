"""Columns of changes against last year, as ministries print them."""

from __future__ import annotations

import pytest

from services.validate.core.engine import validate
from shared.model.finding import Severity
from tests.unit.validate.build import FUN, codes, document, only, table

KEYS = [
    "function.code",
    "function.name",
    "previous.actual",
    "total",
    "basic",
    "project",
    "change.amount",
    "change.rate",
]


def checked(amount: str = "-12.40", rate: str = "-10.33"):  # type: ignore[no-untyped-def]
    rows = [
        ["", "合计", "620.00", "667.60", "567.60", "100.00", "47.60", "7.68"],
        ["201", "一般公共服务支出", "500.00", "560.00", "460.00", "100.00", "60.00", "12.00"],
        ["208", "社会保障和就业支出", "120.00", "107.60", "107.60", "0.00", amount, rate],
    ]
    return validate(document(table(FUN, KEYS, rows)))


def test_changes_that_follow_are_left_alone() -> None:
    clean = checked()
    assert not [f.message for f in clean.findings if f.severity is not Severity.INFO]
    passed = {r.rule: r.passed for r in clean.checks.rules}
    assert (passed["RW-10"], passed["RW-11"]) == (3, 3)


def test_an_amount_of_change_that_is_not_the_difference() -> None:
    assert "sum_mismatch" in codes(checked(amount="-14.20"), rule="RW-10")


@pytest.mark.parametrize(("rate", "wrong"), [("-10.33", False), ("-10.3", False), ("10.33", True), ("-13.30", True)])
def test_a_rate_of_change_that_does_not_follow(rate: str, wrong: bool) -> None:
    found = checked(rate=rate)
    assert ("growth_rate_mismatch" in codes(found, rule="RW-11")) is wrong
    if wrong:
        assert only(found, "growth_rate_mismatch").expected == ("-10.33")


def test_nothing_is_divided_by_nothing() -> None:
    rows = [["201", "一般公共服务支出", "0.00", "560.00", "460.00", "100.00", "560.00", "100.00"]]
    result = validate(document(table(FUN, KEYS, rows)))
    assert "growth_rate_mismatch" not in codes(result)
    assert next(r for r in result.checks.rules if r.rule == "RW-11").not_evaluated == 1


@pytest.mark.parametrize(("rate", "wrong"), [("12.50%", False), ("11.11%", True)])
def test_a_rate_against_last_years_budget(rate: str, wrong: bool) -> None:
    keys = ["function.code", "function.name", "previous.budget", "total", "basic", "project", "change.rate"]
    rows = [["201", "一般公共服务支出", "80.00", "90.00", "60.00", "30.00", rate]]
    result = validate(document(table(FUN, keys, rows)))
    assert ("growth_rate_mismatch" in codes(result, rule="RW-11")) is wrong
