"""Figures of a scan that the sums show to be misread: proposed with their proof, the reading kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from services.validate.core.engine import validate
from shared.model.document import Document
from shared.model.page import Reader
from tests.unit.validate.build import codes, document, function_table, only

ITEM = ("2010301", "total")


def scanned(change: dict[tuple[str, str], str], confidence: float) -> Document:
    """The table as a scan: all cells sure but those changed, which have the given confidence."""
    table = function_table(change=change)
    figures = set(change.values())
    rows = tuple(
        replace(row, cells=tuple(replace(c, confidence=confidence if c.text in figures else 0.999) for c in row.cells))
        for row in table.rows
    )
    return replace(document(replace(table, rows=rows)), reader=Reader.PDF_SCAN)


@pytest.mark.parametrize("confidence", [0.999, 0.5])
@pytest.mark.parametrize("read", ["2,900", "240", "24,000"])
def test_a_misread_digit_is_proposed_and_stays_as_read(read: str, confidence: float) -> None:
    checked = validate(scanned({ITEM: read}, confidence))
    found = only(checked, "ocr_misread")
    assert (found.actual, found.expected) == (read, "2,400")
    assert found.proposal is not None
    assert "完全相等" in found.proposal
    (place,) = found.cells
    assert checked.tables[0].rows[place.row].cells[place.column].text == read


def test_whatever_the_sums_ask_for_is_proposed_for_a_doubtful_figure_only() -> None:
    assert only(validate(scanned({ITEM: "7,153"}, 0.5)), "ocr_misread").expected == "2,400"
    assert "ocr_misread" not in codes(validate(scanned({ITEM: "7,153"}, 0.999)))


def test_a_printed_document_has_no_misreadings() -> None:
    printed = replace(scanned({ITEM: "2,900"}, 1.0), reader=Reader.PDF_TEXT)
    assert "ocr_misread" not in codes(validate(printed))


def test_a_figure_with_a_digit_too_many_is_proposed_by_its_digits() -> None:
    document = scanned({ITEM: "2,4000"}, 0.5)
    (table,) = document.tables
    rows = tuple(
        replace(row, cells=tuple(replace(c, value=Decimal(24000)) if c.text == "2,4000" else c for c in row.cells))
        for row in table.rows
    )
    found = only(validate(replace(document, tables=(replace(table, rows=rows),))), "ocr_misread")
    assert found.expected == "2,400"
