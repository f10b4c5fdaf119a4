"""The founding documents, where the shared folder is at hand: shapes of all tables, and the one truth there is."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers import text
from services.extract.templates import load
from shared.model.codec import document_to_json
from shared.model.document import Document, Identity
from shared.model.fold import fold

#: kind, rows and columns of every table, counted by hand
SHAPES = {
    "000": [
        ("key_project_targets", 4, 3), ("income_expenditure_summary", 18, 4), ("income_summary", 1, 16),
        ("expenditure_summary", 1, 7), ("basic_expenditure_summary", 29, 13), ("project_expenditure_summary", 5, 15),
        ("fiscal_appropriation_summary", 18, 4), ("general_budget_by_function", 16, 6), ("three_public", 3, 8),
        ("government_fund_expenditure", 1, 6), ("state_capital_expenditure", 1, 6), ("annual_tasks", 4, 5),
        ("performance_indicators", 19, 4),
    ],
    "001": [
        ("key_project_targets", 4, 3), ("income_expenditure_summary", 18, 4), ("expenditure_summary", 16, 9),
        ("fiscal_appropriation_summary", 18, 4), ("general_budget_by_function", 17, 6),
        ("general_budget_by_economic_class", 34, 6), ("three_public", 3, 8), ("government_fund_expenditure", 2, 6),
        ("state_capital_expenditure", 2, 6), ("annual_tasks", 4, 5), ("performance_indicators", 22, 4),
    ],
    "003": [("project_performance_targets", 21, 7), ("indicator_details", 81, 7)],
}  # fmt: skip


def seed(folder: Path, number: str) -> Path:
    return next((folder / "seeds").glob(f"{number}_*.txt"))


def document(folder: Path, number: str) -> Document:
    return reconstruct(text.read(seed(folder, number), media_type="text/plain"))


@pytest.mark.parametrize("number", sorted(SHAPES))
def test_shapes(shared_folder: Path, number: str) -> None:
    found = [(t.kind, len(t.rows), len(t.columns)) for t in document(shared_folder, number).tables]
    assert found == SHAPES[number]


@pytest.mark.parametrize(("number", "year"), [("000", 2022), ("001", 2023)])
def test_every_head_is_one_of_the_familys(shared_folder: Path, number: str, year: int) -> None:
    known: dict[str, list[list[tuple[str, ...]]]] = {}
    for table in load().tables:
        if table.family == "shenzhen":
            known[table.kind] = [[tuple(map(fold, c.path_in(year))) for c in head.columns] for head in table.heads]
    for found in document(shared_folder, number).tables:
        assert [tuple(map(fold, c.path)) for c in found.columns] in known[found.kind or ""], found.title


def test_every_row_of_a_table_has_its_columns(shared_folder: Path) -> None:
    for number in ("000", "001", "002", "003", "004"):
        for table in document(shared_folder, number).tables:
            assert all(len(row.cells) == len(table.columns) for row in table.rows), table.title


def test_six_forms_with_their_indicator_tables(shared_folder: Path) -> None:
    found = document(shared_folder, "004")
    assert len(found.forms) == len(found.tables) == 6
    assert {len(form.fields) for form in found.forms} == {14}


def test_values_lost_in_extraction_are_proposed(shared_folder: Path) -> None:
    findings = document(shared_folder, "000").findings
    assert sorted(f.proposal or "" for f in findings if f.code == "missing_value") == ["0", "82"]


def test_the_truth_is_met_exactly(shared_folder: Path) -> None:
    truth = shared_folder / "truth"
    spec = importlib.util.spec_from_file_location("score", truth / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    identity = Identity(document_id=None, revision=1, sha256="0" * 64, filename="a.txt")
    result = document_to_json(document(shared_folder, "002"), identity)
    figures = module.score(json.loads((truth / "example_002.json").read_text(encoding="utf-8")), result)
    wanted = ("table_recall", "table_precision", "cell_f1", "header_f1", "row_f1", "title_exact", "unit_exact")
    assert {k: figures[k] for k in wanted} == dict.fromkeys(wanted, 1.0)
    assert figures["silent_wrong"] == 0
