"""Whole documents, made up here, against what a careful person would write from them.

A case is a text export `cases/NAME.txt` with `cases/NAME.json` beside it. After a wanted change set `REGENERATE`, run,
read the difference, and set it back: a test sees to that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers import text
from shared.model.document import Document

REGENERATE = False
CASES = Path(__file__).parent / "cases"
NAMES = sorted(file.stem for file in CASES.glob("*.txt"))


def summary(document: Document) -> dict[str, Any]:
    """What a golden case fixes: tables whole, repairs and findings by code."""
    return {
        "tables": [
            {
                "title": table.title,
                "number": table.number,
                "kind": table.kind,
                "unit": table.unit,
                "organization": table.organization,
                "columns": [["/".join(c.path), c.role.value, c.key] for c in table.columns],
                "rows": [[row.code, *(c.text for c in row.cells)] for row in table.rows],
                "notes": list(table.notes),
                "repairs": sorted({r.code for r in table.repairs}),
                "cell_repairs": sorted({r.code for row in table.rows for c in row.cells for r in c.repairs}),
            }
            for table in document.tables
        ],
        "findings": sorted(f.code for f in document.findings),
    }


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Every place where two JSON values differ, with its path."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        keys = sorted({*expected, *actual})
        return [d for k in keys for d in differences(expected.get(k), actual.get(k), f"{path}/{k}")]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return [
            d for i, (e, a) in enumerate(zip(expected, actual, strict=True)) for d in differences(e, a, f"{path}/{i}")
        ]
    return [] if expected == actual else [f"{path}: expected {expected!r}, got {actual!r}"]


def outcome(name: str) -> dict[str, Any]:
    return summary(reconstruct(text.read(CASES / f"{name}.txt", media_type="text/plain")))


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    actual = outcome(name)
    file = CASES / f"{name}.json"
    if REGENERATE:
        file.write_text(json.dumps(actual, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert differences(json.loads(file.read_text(encoding="utf-8")), actual) == []


def test_regeneration_is_off() -> None:
    assert not REGENERATE


def test_there_are_cases() -> None:
    assert len(NAMES) >= 2


def test_the_comparator_sees_a_changed_cell_a_lost_row_and_a_new_key() -> None:
    expected = {"tables": [{"rows": [["a", "1"], ["b", "2"]]}]}
    assert differences(expected, {"tables": [{"rows": [["a", "1"], ["b", "3"]]}]}) == [
        "/tables/0/rows/1/1: expected '2', got '3'"
    ]
    assert differences(expected, {"tables": [{"rows": [["a", "1"]]}]})
    assert differences(expected, {"tables": [{"rows": [["a", "1"], ["b", "2"]], "notes": []}]})
    assert differences(expected, expected) == []
