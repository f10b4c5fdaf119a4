"""The truth that was made by hand: exactly its findings, from its tables (skipped where the folder is absent)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from services.validate.core.engine import validate
from shared.model.finding import Severity
from tests.unit.validate.from_truth import document_from_truth

SHARED = Path(os.environ.get("YUSUAN_SHARED", Path(__file__).resolve().parents[4] / "shared"))
TRUTH = SHARED / "truth" / "example_002.json"

pytestmark = pytest.mark.skipif(not TRUTH.exists(), reason="the shared folder is not here")


def test_the_tables_of_the_truth_give_its_rounding_notes_and_no_error() -> None:
    truth = json.loads(TRUTH.read_text("utf-8"))
    checked = validate(document_from_truth(truth))
    assert not [f.message for f in checked.findings if f.severity is Severity.ERROR]
    expected = sorted(
        (f["where"].split(" / ")[0], f["expected"], f["actual"])
        for f in truth["expected_findings"]
        if f["code"] == "sum_rounding"
    )
    got = sorted(
        (str(f.table_title), str(f.expected), str(f.actual)) for f in checked.findings if f.code == "sum_rounding"
    )
    assert got == expected
    warned = {f["code"] for f in truth["expected_findings"] if f["severity"] == "warning"}
    of_tables = warned - {"text_table_rounding", "duplicated_block"}
    assert of_tables <= {f.code for f in checked.findings if f.severity is Severity.WARNING}
    assert checked.checks.passed > 500
    assert checked.checks.failed <= len(of_tables)
