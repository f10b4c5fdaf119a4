"""The scorer sees what is wrong, and only that."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from samples.families import shenzhen
from samples.invent import invent
from samples.score import score
from samples.truth import truth

Json = dict[str, Any]


@pytest.fixture
def known() -> Json:
    return truth(shenzhen.report(invent(2), shenzhen.SHENZHEN_2023), "x")


def _result(known: Json) -> Json:
    """A perfect result, every cell sure."""
    return {
        "findings": [],
        "tables": [
            {
                "id": f"t{i}",
                "title": t["title"],
                "columns": [{"path": list(p)} for p in t["columns"]],
                "rows": [{"cells": [{"text": c, "confidence": 1.0, "repairs": []} for c in r]} for r in t["rows"]],
            }
            for i, t in enumerate(copy.deepcopy(known["tables"]))
        ],
    }


def test_a_perfect_result(known: Json) -> None:
    found = score(known, _result(known))
    assert (found.cell_f1, found.head_f1, found.silent) == (1.0, 1.0, 0)
    assert found.tables_found == found.tables_true == found.titles_right


def _cell(result: Json) -> Json:
    cell: Json = result["tables"][3]["rows"][1]["cells"][3]
    return cell


def test_a_wrong_number_is_silent_unless_something_says_so(known: Json) -> None:
    result = _result(known)
    _cell(result)["text"] = "1"
    assert score(known, result).silent == 1
    _cell(result)["confidence"] = 0.9
    assert score(known, result).silent == 0
    _cell(result)["confidence"] = 1.0
    result["findings"] = [{"cells": [{"table": "t3", "row": 1, "column": 3}]}]
    assert score(known, result).silent == 0
    assert score(known, result).cell_f1 < 1


def test_a_lost_upper_head_spoils_path_and_cells(known: Json) -> None:
    result = _result(known)
    column = result["tables"][3]["columns"][-1]
    column["path"] = column["path"][-1:]
    found = score(known, result)
    assert found.head_f1 < 1
    assert found.cell_f1 < 1


def test_exchanged_rows_are_seen_through_their_labels(known: Json) -> None:
    result = _result(known)
    rows = result["tables"][3]["rows"]
    a, b = rows[1]["cells"][3], rows[2]["cells"][3]
    a["text"], b["text"] = b["text"], a["text"] + "1"
    assert score(known, result).cell_f1 < 1


def test_missing_and_invented_tables_cost(known: Json) -> None:
    less, more = _result(known), _result(known)
    less["tables"].pop()
    more["tables"].append({**copy.deepcopy(more["tables"][1]), "title": "另一表", "id": "t99"})
    assert score(known, less).cell_f1 < 1
    assert score(known, more).cell_f1 < 1
    assert score(known, less).tables_found == len(known["tables"]) - 1


def test_widths_spaces_and_separators_are_no_faults(known: Json) -> None:
    result = _result(known)
    for table in result["tables"]:
        for row in table["rows"]:
            for cell in row["cells"]:
                cell["text"] = cell["text"].replace("（", "(").replace("；", ";")
    assert score(known, result).cell_f1 == 1.0
