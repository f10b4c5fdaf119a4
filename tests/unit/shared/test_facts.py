"""Amounts in 元: by the printed unit, or by the one that was proven."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from shared.facts import facts_of
from shared.model.finding import Finding, Severity
from tests.unit.api.conftest import report


def test_values_are_in_yuan_by_the_printed_unit() -> None:
    assert next((f.value, f.unit, f.text) for f in facts_of(report())) == (Decimal(1_000_000), "万元", "100")


def test_a_proven_unit_goes_before_the_printed_one() -> None:
    proof = Finding(
        code="unit_mismatch", severity=Severity.ERROR, rule="RU-01", message="…", table="t1", table_title="支出总表",
        expected="元", actual="万元",
    )  # fmt: skip
    document = replace(report(), findings=(*report().findings, proof))
    facts = list(facts_of(document))
    assert [(f.value, f.unit) for f in facts] == [(Decimal(n), "万元") for n in (100, 200, 310)]
    assert [f.findings for f in facts][1:] == [("unit_mismatch",), ("unit_mismatch", "sum_mismatch")]


def test_a_unit_that_is_only_suspected_changes_nothing() -> None:
    doubt = Finding(
        code="unit_suspect", severity=Severity.WARNING, rule="RU-01", message="…", table="t1", expected="元"
    )  # fmt: skip
    assert next(facts_of(replace(report(), findings=(doubt,)))).value == Decimal(1_000_000)
