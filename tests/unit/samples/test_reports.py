"""Reports of every family: consistent tables, head grids with the right spans, planted errors, truths."""

from __future__ import annotations

from decimal import Decimal

import pytest

from samples.families import FAMILIES, shenzhen
from samples.invent import invent
from samples.plant import FAULTS, plant
from samples.printed import head_cells, table_grid
from samples.report import LogicalTable, Report, TableRow
from samples.truth import truth


def _report(seed: int = 3) -> Report:
    return shenzhen.report(invent(seed), shenzhen.SHENZHEN_2023)


def _table(report: Report, title: str) -> LogicalTable:
    return next(t for t in report.tables if t.title == title)


@pytest.mark.parametrize("family", sorted(FAMILIES))
@pytest.mark.parametrize("seed", range(6))
def test_every_family_gives_whole_tables(family: str, seed: int) -> None:
    data = truth(FAMILIES[family](invent(seed, year=2024)), "x.pdf")
    assert data["tables"]
    for table in data["tables"]:
        assert all(len(row) == len(table["columns"]) for row in table["rows"])
        assert all("\n" not in text for row in table["rows"] for text in row)
    listed = set(data["contents"])
    assert listed <= {t["title"].partition("·")[0] for t in data["tables"]}


def test_printed_totals_are_rounded_sums() -> None:
    books = invent(3)
    table = _table(shenzhen.report(books, shenzhen.SHENZHEN_2023), "一般公共预算支出表（按功能分类）")
    col = table.columns.index(("支出总计",))
    classes = [r.cells[col] for r in table.rows if len(r.cells[1]) == 3]
    total = Decimal(table.rows[0].cells[col].replace(",", ""))
    parts = sum(Decimal(text.replace(",", "")) for text in classes)
    assert abs(total - parts) <= Decimal("0.5") * (len(classes) + 1)
    assert total == (Decimal(books.total - books.own) / 10_000).quantize(Decimal(1), "ROUND_HALF_UP")


def test_a_head_tree_is_printed_with_its_spans() -> None:
    cells = head_cells((("a",), ("b", "c", "d"), ("b", "c", "e"), ("b", "f")))
    found = {(c.row, c.col): (c.text, c.row_span, c.col_span) for c in cells}
    assert found == {
        (0, 0): ("a", 3, 1), (0, 1): ("b", 1, 3), (1, 1): ("c", 1, 2), (1, 3): ("f", 2, 1),
        (2, 1): ("d", 1, 1), (2, 2): ("e", 1, 1),
    }  # fmt: skip


def test_equal_neighbours_of_a_merged_column_share_a_cell() -> None:
    rows = tuple(TableRow(cells=cells) for cells in (("a", "1"), ("a", "2"), ("b", "3"), ("a", "4")))
    table = LogicalTable(title="t", columns=(("x",), ("y",)), rows=rows, merged=frozenset({0}))
    spans = [(c.text, c.row_span) for c in table_grid(table).cells if c.col == 0 and not c.head]
    assert spans == [("a", 2), ("b", 1), ("a", 1)]


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        LogicalTable(title="t", columns=(("x",), ("y",)), rows=(TableRow(cells=("1",)),))


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_error_changes_the_report_and_says_so(fault: str) -> None:
    right = _report()
    wrong = plant(right, (fault,), 1)
    (finding,) = wrong.expected_findings
    assert finding["severity"] == "error"
    assert wrong.blocks != right.blocks
    assert right.expected_findings == ()
    if fault == "missing_table":
        assert finding["table"] in wrong.contents
        assert finding["table"] not in {t.title for t in wrong.tables}
    elif fault in ("wrong_total", "exchanged_digits"):
        texts = [text for row in _table(wrong, finding["table"]).rows for text in row.cells]
        assert finding["actual"] in texts


def test_all_faults_together() -> None:
    assert len(plant(_report(5), tuple(FAULTS), 5).expected_findings) == len(FAULTS)
