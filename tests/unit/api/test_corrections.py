"""Corrections find their cell again in a document that was built anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from shared.corrections import apply, place
from shared.model.document import Document
from shared.ports import Correction
from tests.unit.api.conftest import report

AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def _correction(**more: object) -> Correction:
    values: dict[str, object] = {
        "table_title": "支出总表", "table_number": 0, "row": 2, "row_label": "支出总计", "row_code": None, "column": 1,
        "column_path": ("2023年预算数",), "before": "310", "text": "300", "author": "张三", "at": AT,
    }  # fmt: skip
    return Correction(**{**values, **more})  # type: ignore[arg-type]


def _without_first_row(document: Document) -> Document:
    (table,) = document.tables
    return replace(document, tables=(replace(table, rows=table.rows[1:]),))


def test_a_correction_changes_text_value_and_says_who() -> None:
    document, lost = apply(report(), [_correction(note="核对")])
    cell = document.tables[0].rows[2].cells[1]
    assert (cell.text, cell.value, lost) == ("300", Decimal(300), ())
    assert (cell.repairs[-1].before, cell.repairs[-1].after) == ("310", "300")
    assert cell.repairs[-1].why == "张三，2026-01-02 03:04：核对"
    assert cell.confidence < 1


def test_it_is_found_when_rows_have_moved() -> None:
    document, lost = apply(_without_first_row(report()), [_correction()])
    assert (document.tables[0].rows[1].cells[1].text, lost) == ("300", ())


def test_it_is_told_when_its_cell_is_gone() -> None:
    for gone in (
        _correction(row_label="没有这行"),
        _correction(table_title="别的表"),
        _correction(column_path=("别的列",)),
        _correction(row_code="201"),
    ):
        document, lost = apply(report(), [gone])
        assert (document, lost) == (report(), (gone,))


def test_the_same_text_again_is_no_repair() -> None:
    document, _ = apply(report(), [_correction(text="310")])
    assert document == report()


def test_a_later_correction_wins_and_sees_the_label_that_an_earlier_one_gave() -> None:
    first = _correction(
        row=1, row_label="二、项目支出", column=0, column_path=("项目",), before="二、项目支出", text="二、项目"
    )
    second = _correction(row=1, row_label="二、项目", text="210", at=AT.replace(hour=4))
    document, lost = apply(report(), [first, second])
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["二、项目", "210"]
    assert lost == ()


def test_of_several_rows_alike_the_nearest_is_meant() -> None:
    (table,) = report().tables
    doubled = replace(report(), tables=(replace(table, rows=(*table.rows, *table.rows)),))
    assert place(doubled, _correction(row=2)) == (0, 2, 1)
    assert place(doubled, _correction(row=5)) == (0, 5, 1)
