from __future__ import annotations

from typing import Any

from services.commands.expectations import shortcomings

Json = dict[str, Any]


def table(title: str, rows: int, columns: int, *, kind: str | None = None, repairs: int = 0) -> Json:
    cell = {"repairs": []}
    made = [{"cells": [cell] * columns} for _ in range(rows)]
    return {
        "id": "t1",
        "title": title,
        "kind": kind,
        "columns": [{}] * columns,
        "rows": made,
        "repairs": [{}] * repairs,
    }


def finding(code: str, title: str | None, severity: str = "error") -> Json:
    return {"code": code, "table_title": title, "severity": severity, "where": ""}


def expected(*tables: Json, findings: tuple[Json, ...] = (), repairs: int = 0) -> Json:
    return {"tables": list(tables), "findings": list(findings), "repairs_at_least": repairs}


WANTED = {"title": "收支总表", "rows": 2, "columns": 3}


def test_all_as_expected() -> None:
    result = {"tables": [table("收支总表", 2, 3), table("明细", 9, 9, kind="indicator_details")], "findings": []}
    assert shortcomings(result, expected(WANTED)) == []


def test_a_table_that_is_missing_or_too_many() -> None:
    result = {"tables": [table("收支总表", 2, 4)], "findings": []}
    assert shortcomings(result, expected(WANTED)) == ["missing: 收支总表, 2 × 3", "not expected: 收支总表, 2 × 4"]
    twice = {"tables": [table("收支总表", 2, 3)] * 2, "findings": []}
    assert len(shortcomings(twice, expected(WANTED))) == 1


def test_findings_that_must_be_there_and_those_that_must_not() -> None:
    found = finding("sum_mismatch", "收支总表")
    result = {"tables": [], "findings": [found]}
    assert shortcomings(result, expected(findings=(finding("sum_mismatch", "收支总表"),))) == []
    assert len(shortcomings(result, expected(findings=(finding("missing_table", None),)))) == 1
    assert len(shortcomings(result, expected())) == 1
    assert shortcomings({"tables": [], "findings": [finding("x", None, "warning")]}, expected()) == []


def test_repairs_are_counted() -> None:
    result = {"tables": [table("收支总表", 2, 3, repairs=1)], "findings": []}
    assert shortcomings(result, expected(WANTED, repairs=1)) == []
    assert len(shortcomings(result, expected(WANTED, repairs=2))) == 1
