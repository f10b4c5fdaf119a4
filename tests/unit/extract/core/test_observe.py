"""What reconstruction itself reports: figures whose comma OCR read as a point."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from services.extract.core import observe, observe_pages
from services.extract.core.page_sequence import PageSequence
from services.extract.core.pipeline import reconstruct
from shared.model.finding import Severity
from shared.model.numbers import parse_number
from shared.model.page import (
    COVERED,
    HIDDEN_ROWS,
    HIDDEN_SHEET,
    TOO_LARGE,
    UNREAD_PICTURE,
    Box,
    Legibility,
    PageContent,
    Reader,
    Source,
    Word,
)
from shared.model.table import Cell, Column, Role, Row, Table

COLUMNS = (Column(path=("项目",), role=Role.LABEL), Column(path=("合计",), role=Role.AMOUNT))


def figure(text: str, confidence: float = 0.9) -> Cell:
    return Cell(text=text, value=parse_number(text), confidence=confidence)


def table_of(*cells: Cell) -> Table:
    rows = tuple(Row(cells=(Cell(text=f"第{i}项"), cell)) for i, cell in enumerate(cells))
    return Table(id="t1", title="支出表", columns=COLUMNS, rows=rows)


def test_a_comma_read_as_a_point_is_proposed_and_not_changed() -> None:
    table = table_of(figure("18.716"), figure("1,204"), figure("33"))
    (found,) = observe.misread_figures(table, Reader.PDF_SCAN)
    assert (found.code, found.actual, found.proposal) == ("ocr_misread", "18.716", "18,716")
    assert table.rows[0].cells[1].text == "18.716"


def test_three_decimals_are_no_fault_where_they_are_usual_or_certain() -> None:
    assert not list(
        observe.misread_figures(table_of(figure("18.716"), figure("1.204"), figure("33.001")), Reader.IMAGE)
    )
    assert not list(
        observe.misread_figures(table_of(figure("18.716", 1.0), figure("1,204"), figure("33")), Reader.IMAGE)
    )


def test_a_figure_that_its_column_had_no_room_for_is_missing() -> None:
    (found,) = observe.missing_values(table_of(figure("1,204"), figure("###"), figure("33")), Reader.PDF_TEXT)
    assert (found.code, found.actual, [(c.row, c.column) for c in found.cells]) == ("missing_value", "###", [(1, 1)])


def test_formulas_that_failed_or_have_no_value_are_missing() -> None:
    unsaved = Cell(text="", raw=("=SUM(B2:B5)",), confidence=0.0)
    found = list(observe.missing_values(table_of(figure("1,204"), figure("#REF!", 0.0), unsaved), Reader.XLSX))
    assert [f.cells[0].row for f in found] == [1, 2]
    assert "#REF!" in found[0].message
    assert "=SUM(B2:B5)" in found[1].message
    assert "第2项" in found[1].message


def test_what_a_workbook_hides_is_told() -> None:
    found = list(observe_pages.hidden_parts(["encoding:utf-8", f"{HIDDEN_ROWS}表1!3,5-8", f"{HIDDEN_SHEET}草稿!2"]))
    assert [f.severity for f in found] == [Severity.INFO] * 2
    assert "表1" in found[0].message
    assert "3,5-8" in found[0].message
    assert "草稿!2" in found[1].message


def test_an_empty_cell_of_an_unknown_table_is_a_note_and_of_a_known_one_a_warning() -> None:
    unknown = table_of(figure("0"), figure("1,204"), figure("33"), figure(""), figure("7"))
    (note,) = observe.missing_values(unknown, Reader.TEXT)
    (warning,) = observe.missing_values(replace(unknown, kind="project_expenditure_summary"), Reader.TEXT)
    assert (note.severity, warning.severity) == (Severity.INFO, Severity.WARNING)
    assert "丢失" in warning.message
    assert "原文如此" in note.message
    assert all("第3项" in f.message and "第3项" in f.message_en for f in (note, warning))


def test_a_row_with_a_dash_for_its_number_and_no_figure_heads_a_part() -> None:
    columns = (COLUMNS[0], Column(path=("行次",), role=Role.LABEL, key="sequence"), COLUMNS[1])
    head = ("一、“三公”经费支出", "—", "")
    printed = [
        head,
        ("支出合计", "1", "9"),
        ("接待费", "2", "0"),
        ("公车", "3", "9"),
        ("出国", "4", ""),
        ("运行", "5", "8"),
    ]
    rows = tuple(Row(cells=(Cell(text=name), Cell(text=number), figure(text))) for name, number, text in printed)
    table = Table(id="t1", title="支出表", columns=columns, rows=rows)
    assert [f.cells[0].row for f in observe.missing_values(table, Reader.TEXT)] == [4]


def test_a_figure_grouped_as_nobody_prints_it_is_told_and_print_is_not_judged() -> None:
    table = table_of(Cell(text="2,4000", value=Decimal(24000), confidence=0.5), figure("1,204"), figure("33"))
    (found,) = observe.misread_figures(table, Reader.PDF_SCAN)
    assert (found.code, found.rule, found.actual, found.cells[0].row) == ("ocr_misread", "EX-06", "2,4000", 0)
    assert not list(observe.misread_figures(table, Reader.PDF_TEXT))


def test_a_page_on_which_nothing_could_be_read_is_told() -> None:
    (found,) = observe_pages.unread_pages([7])
    assert (found.code, found.page) == ("garbled_source", 7)


def test_a_scanned_page_of_which_hardly_anything_was_read_surely_is_told() -> None:
    def page(number: int, confidence: float, legibility: Legibility = Legibility.OCR) -> PageContent:
        words = tuple(
            Word(text="一般公共", box=Box(60, y, 100, y + 10), confidence=confidence) for y in range(0, 200, 20)
        )
        return PageContent(number=number, words=words, legibility=legibility)

    few = replace(page(4, 0.3), words=page(4, 0.3).words[:3])
    pages = [page(1, 0.9), page(2, 0.5), page(3, 0.5, Legibility.CLEAR), few]
    (found,) = observe_pages.observe(pages, PageSequence())
    assert (found.code, found.page) == ("garbled_source", 2)


def test_a_black_square_that_a_list_prints_covers_nothing() -> None:
    printed = Word(text=COVERED, box=Box(60, 100, 70, 110))
    mark = Word(text=COVERED, box=Box(200, 100, 240, 110), confidence=0.0, struck=True)
    assert list(observe_pages.covered_texts([PageContent(number=1, words=(printed,))])) == []
    (found,) = observe_pages.covered_texts([PageContent(number=2, words=(printed, mark))])
    assert (found.code, found.page) == ("garbled_source", 2)
    assert "(1 places)" in (found.message_en or "")


def test_a_picture_beside_text_on_which_nothing_could_be_read_is_told() -> None:
    source = Source(
        reader=Reader.PDF_MIXED,
        media_type="application/pdf",
        pages=(PageContent(number=1), PageContent(number=2, notes=("picture-read:0", UNREAD_PICTURE))),
    )
    told = [f for f in reconstruct(source).findings if f.code == "garbled_source"]
    assert [(f.page, f.rule) for f in told] == [(2, "EX-01")]


def test_a_page_left_unread_for_the_size_of_its_picture_is_told() -> None:
    pages = [PageContent(number=1), PageContent(number=2, notes=(f"{TOO_LARGE}20000×20000",))]
    (found,) = observe_pages.observe(pages, PageSequence())
    assert (found.code, found.severity.value, found.page) == ("garbled_source", "warning", 2)
    assert "20000×20000" in found.message


def test_the_sign_of_a_negative_figure_is_not_strange() -> None:
    assert not observe.is_stray(Cell(text="△12.00", value=Decimal("-12.00")))
    assert observe.is_stray(Cell(text="\ufffd12.00"))


def test_an_empty_cell_of_a_scan_whose_column_has_dashes_is_noted() -> None:
    """Two dashes and one empty cell: the third dash may have been lost. Where as much is left empty as has a dash,
    both are the print's; so they are where no pixels were read."""
    cells = (figure("12"), figure("—"), figure(""), figure("-"), figure("7"))
    (note,) = observe.missing_values(table_of(*cells), Reader.PDF_SCAN)
    assert (note.severity, note.cells[0].row) == (Severity.INFO, 2)
    assert "短横线" in note.message
    assert not list(observe.missing_values(table_of(*cells, figure("")), Reader.PDF_SCAN))
    assert not list(observe.missing_values(table_of(*cells), Reader.TEXT))


def test_an_empty_cell_of_a_scan_is_noted_where_the_table_has_more_dashes_than_empty_cells() -> None:
    """The second column of amounts lost two dashes of three, one of them in the total, which is named in the column of
    codes; the first shows that dashes are printed: five of them in the table, and two empty cells."""
    columns = (
        Column(path=("科目编码",), role=Role.CODE),
        Column(path=("科目名称",), role=Role.LABEL),
        Column(path=("基本支出",), role=Role.AMOUNT),
        Column(path=("项目支出",), role=Role.AMOUNT),
    )
    printed = [
        ("合计", "", "12", ""),
        ("208", "社会保障", "—", "—"),
        ("210", "卫生健康", "—", ""),
        ("213", "农林水", "—", "12"),
        ("221", "住房保障", "—", "7"),
    ]
    rows = tuple(Row(cells=(Cell(text=code), Cell(text=name), figure(a), figure(b))) for code, name, a, b in printed)
    table = Table(id="t1", title="支出表", columns=columns, rows=rows)
    notes = list(observe.missing_values(table, Reader.PDF_SCAN))
    assert [(n.severity, n.cells[0].row, n.cells[0].column) for n in notes] == [
        (Severity.INFO, 0, 3),
        (Severity.INFO, 2, 3),
    ]


def test_a_total_named_in_the_column_of_codes_may_have_its_figure_beside_another_list() -> None:
    """An export with zeros printed: the total is not one of the names that nearly all have an amount."""
    columns = (
        Column(path=("科目编码",), role=Role.CODE),
        Column(path=("科目名称",), role=Role.LABEL),
        Column(path=("决算数",), role=Role.AMOUNT),
    )
    printed = [(f"3010{i}", f"工资{i}", f"{i}.00") for i in range(10)]
    printed.append(("人员经费合计", "", ""))
    rows = tuple(Row(cells=(Cell(text=code), Cell(text=name), figure(amount))) for code, name, amount in printed)
    table = Table(id="t1", title="基本支出决算表", columns=columns, rows=rows)
    assert list(observe.missing_values(table, Reader.TEXT)) == []
