"""The validation report as frictionless-like JSON and as a printable page."""

from __future__ import annotations

import json

from services.validate.core.engine import validate
from shared.exports import validation as report
from tests.unit.validate.build import document, function_table

WRONG = validate(document(function_table(change={("20805", "total"): "330"}), text=("用于<b>用于</b>。用于用于。",)))


def test_json_has_a_task_for_each_table_and_one_for_the_prose() -> None:
    data = report.frictionless(WRONG)
    assert json.loads(json.dumps(data)) == data
    assert data["valid"] is False
    assert [t["type"] for t in data["tasks"]] == ["table", "document"]
    error = next(e for e in data["tasks"][0]["errors"] if "#RH-01" in e["tags"])
    assert (error["type"], error["fieldName"]) == ("sum_mismatch", "支出总计")
    assert error["cell"] == error["actual"]
    assert error["rowNumber"] in {6, 7}
    assert data["stats"]["errors"] == sum(t["stats"]["errors"] for t in data["tasks"])
    assert {c["type"] for c in data["checks"]} >= {"RW-01", "RH-01"}


def test_a_clean_document_is_valid() -> None:
    assert report.frictionless(validate(document(function_table())))["valid"] is True


def test_the_page_shows_every_error_and_escapes_what_the_document_says() -> None:
    page = report.html(WRONG)
    assert page.count("<li") == len(WRONG.findings)
    assert "330" in page
    assert "<b>用于</b>" not in page
    assert "http" not in page
