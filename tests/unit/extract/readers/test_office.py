"""The office reader: merges, hidden parts, tracked changes, number formats, and files made to do harm."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from odf import opendocument, table, text
from openpyxl.styles import Alignment

from services.extract.readers import office, office_dates, office_sheets
from services.extract.readers.office_formats import shown
from services.extract.readers.office_numbering import written
from shared.errors import (
    EmptyFileError,
    EncryptedFileError,
    LimitExceededError,
    ReaderUnavailableError,
    UnreadableFileError,
    UnsupportedMediaError,
)
from shared.model.page import HIDDEN_COLUMNS, HIDDEN_ROWS, Grid, GridSource, Line, PageContent, Reader, Source

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(path: Path) -> Source:
    return office.read(path, media_type="application/octet-stream")


def grids(page: PageContent) -> list[Grid]:
    return [b for b in page.blocks if isinstance(b, Grid)]


def lines(page: PageContent) -> list[str]:
    return [b.text for b in page.blocks if isinstance(b, Line)]


def spans(grid: Grid) -> dict[str, tuple[int, int, int, int]]:
    return {c.text: (c.row, c.col, c.row_span, c.col_span) for c in grid.cells if c.text}


# ---------------------------------------------------------------- Word


def save(document: Any, path: Path) -> Path:
    document.save(path)
    return path


def test_word_paragraphs_headings_and_merged_cells(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("第一部分 概况", level=1)
    document.add_paragraph("正文。")
    made = document.add_table(rows=3, cols=3)
    made.cell(0, 0).merge(made.cell(1, 0)).text = "项目"
    made.cell(0, 1).merge(made.cell(0, 2)).text = "支出"
    for (row, col), value in {(1, 1): "基本", (1, 2): "项目支出", (2, 0): "合计", (2, 1): "1"}.items():
        made.cell(row, col).text = value
    source = read(save(document, tmp_path / "a.docx"))
    page = source.pages[0]
    (grid,) = grids(page)
    heading = page.blocks[0]
    assert source.reader is Reader.DOCX
    assert not source.paged
    assert isinstance(heading, Line)
    assert heading.heading == 1
    assert lines(page) == ["第一部分 概况", "正文。"]
    assert grid.source is GridSource.MARKED
    assert spans(grid)["项目"] == (0, 0, 2, 1)
    assert spans(grid)["支出"] == (0, 1, 1, 2)
    assert (grid.rows, grid.cols) == (3, 3)


def test_tracked_changes_deletions_go_insertions_stay(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("支出")
    for xml in (
        f'<w:del {W} w:id="1" w:author="a"><w:r><w:delText>100</w:delText></w:r></w:del>',
        f'<w:moveFrom {W} w:id="2" w:author="a"><w:r><w:t>旧</w:t></w:r></w:moveFrom>',
        f'<w:ins {W} w:id="3" w:author="a"><w:r><w:t>200</w:t></w:r></w:ins>',
        f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>",
        f"<w:r {W}><w:t>万元</w:t></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    assert lines(read(save(document, tmp_path / "a.docx")).pages[0]) == ["支出200万元"]


def test_a_hidden_mark_that_is_turned_off_hides_nothing(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("支出")._p.append(
        parse_xml(f'<w:r {W}><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>合计</w:t></w:r>')
    )
    assert lines(read(save(document, tmp_path / "a.docx")).pages[0]) == ["支出合计"]


def test_figures_of_the_markup_that_are_none_are_passed_over(tmp_path: Path) -> None:
    document = docx.Document()
    made = document.add_table(rows=1, cols=2)
    made.cell(0, 0).text, made.cell(0, 1).text = "项目", "1"
    made.cell(0, 0)._tc.get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {W} w:val="x"/>'))
    (grid,) = grids(read(save(document, tmp_path / "a.docx")).pages[0])
    assert [(c.text, c.col_span) for c in grid.cells] == [("项目", 1), ("1", 1)]


def test_columns_of_the_markup_at_which_no_cell_begins_are_none(tmp_path: Path) -> None:
    document = docx.Document()
    made = document.add_table(rows=2, cols=3)
    for row, texts in enumerate([("项目", "金额"), ("拨款", "7")]):
        made.cell(row, 0).text = texts[0]
        made.cell(row, 1).merge(made.cell(row, 2)).text = texts[1]
    (table,) = grids(read(save(document, tmp_path / "a.docx")).pages[0])
    assert table.cols == 2
    assert [(c.col, c.col_span, c.text) for c in table.cells if c.row] == [(0, 1, "拨款"), (1, 1, "7")]


def slivers(tmp_path: Path, texts: list[list[tuple[str, int]]], widths: list[int]) -> Grid:
    """A Word table of rows of (text, columns of the grid that it takes), on columns so wide (twips)."""
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    rows = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'
            for text, span in row
        )
        + "</w:tr>"
        for row in texts
    )
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:tbl {W}><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"))
    (table,) = grids(read(save(document, tmp_path / "a.docx")).pages[0])
    return table


def test_edges_that_nobody_sees_apart_are_one(tmp_path: Path) -> None:
    head, body = [("项目", 1), ("金额", 1), ("备注", 2)], [("拨款", 1), ("7", 2), ("无", 1)]
    table = slivers(tmp_path, [head, body], [900, 900, 3, 900])
    assert table.cols == 3
    assert [(c.text, c.col, c.col_span) for c in table.cells if c.row] == [("拨款", 0, 1), ("7", 1, 1), ("无", 2, 1)]


def test_a_sliver_without_text_is_no_cell_and_one_with_text_is(tmp_path: Path) -> None:
    rows = [[("项目", 1), ("金额", 2)], [("拨款", 1), ("7", 1), ("", 1)]]
    table = slivers(tmp_path, rows, [900, 900, 20])
    assert (table.cols, [c.text for c in table.cells]) == (2, ["项目", "金额", "拨款", "7"])
    rows[1][2] = ("8", 1)
    assert slivers(tmp_path, rows, [900, 900, 20]).cols == 3


def test_text_boxes_are_read_once_and_nested_tables_apart(tmp_path: Path) -> None:
    document = docx.Document()
    box = f"<w:txbxContent {W}><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    compat = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document.add_paragraph("框外")._p.append(
        parse_xml(
            f"<w:r {W} {compat}><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "外"
    inner = outer.cell(0, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "内"
    page = read(save(document, tmp_path / "a.docx")).pages[0]
    assert lines(page) == ["框外", "框内"]
    assert [[c.text for c in g.cells if c.text] for g in grids(page)] == [["外"], ["内"]]


def test_tables_set_side_by_side_in_the_cells_of_another_are_apart(tmp_path: Path) -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    for column, name in enumerate(("收入总表", "支出总表")):
        cell = outer.cell(0, column)
        cell.paragraphs[0].text = name
        inner = cell.add_table(2, 2)
        for at, said in enumerate(("项目", "金额", name[:2], "7")):
            inner.cell(at // 2, at % 2).text = said
    page = read(save(document, tmp_path / "a.docx")).pages[0]
    assert lines(page) == ["收入总表", "支出总表"]
    assert [[c.text for c in grid.cells][2:] for grid in grids(page)] == [["收入", "7"], ["支出", "7"]]


def test_a_table_that_sets_a_caption_in_place_is_lines_and_one_with_figures_is_not(tmp_path: Path) -> None:
    document = docx.Document()
    for left, right in (("部门名称：某局", "（单位：万元）"), ("项目", "12")):
        made = document.add_table(rows=1, cols=2)
        made.cell(0, 0).text, made.cell(0, 1).text = left, right
        document.add_paragraph("。")
    page = read(save(document, tmp_path / "a.docx")).pages[0]
    assert lines(page) == ["部门名称：某局  （单位：万元）", "。", "。"]
    assert len(grids(page)) == 1


def test_footnotes_are_kept_at_the_end(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("正文。")
    path = save(document, tmp_path / "a.docx")
    notes = "".join(
        f'<w:footnote {kind} w:id="{n}"><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:footnote>'
        for n, (kind, said) in enumerate([('w:type="separator"', "—"), ("", "含上年结转。")])
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/footnotes.xml", f"<w:footnotes {W}>{notes}</w:footnotes>")
    assert lines(read(path).pages[0]) == ["正文。", "含上年结转。"]


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for name in ("职责", "机构"):
        properties = document.add_paragraph(name)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'))
    assert lines(read(save(document, tmp_path / "a.docx")).pages[0]) == ["一、职责", "二、机构"]


def test_running_numbers_of_a_column_are_its_texts_and_begin_anew_in_each_table(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{level}</w:abstractNum>'))
    for key in (77, 78):
        anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        numbering.append(parse_xml(f'<w:num {W} w:numId="{key}"><w:abstractNumId w:val="77"/>{anew}</w:num>'))
        table = document.add_table(2, 2)
        for row, name in enumerate(("育苗", "灌溉")):
            properties = table.cell(row, 0).paragraphs[0]._p.get_or_add_pPr()
            properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="{key}"/></w:numPr>'))
            table.cell(row, 1).text = name
        document.add_paragraph("其间")
    found = grids(read(save(document, tmp_path / "a.docx")).pages[0])
    assert [[c.text for c in grid.cells] for grid in found] == [["1", "育苗", "2", "灌溉"]] * 2


def test_cells_that_are_marked_as_covered_belong_to_the_one_before(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    for at, said in enumerate(("科目", "金额", "", "名称", "日常", "专项")):
        table.cell(at // 3, at % 3).text = said
    for column, kind in ((1, 'w:val="restart"'), (2, 'w:val="continue"')):
        table.cell(0, column)._tc.get_or_add_tcPr().append(parse_xml(f"<w:hMerge {W} {kind}/>"))
    (grid,) = grids(read(save(document, tmp_path / "a.docx")).pages[0])
    assert spans(grid)["金额"] == (0, 1, 1, 2)
    assert grid.cols == 3


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (3, "decimalEnclosedCircle", "③"),
        (2, "x", "2"),
    ],
)
def test_number_forms(count: int, form: str, text: str) -> None:
    assert written(count, form) == text


# ---------------------------------------------------------------- workbooks


def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "收支"
    for row in (
        ["收支总表"],
        ["部门名称：青州市水务局", None, "单位：万元"],
        ["项目", "支出", None],
        [None, "基本支出", "项目支出"],
        ["水利", 1234.5, 0],
        ["隐行", 5, 5],
        [None, None, None],
        ["合计", 1234.5, 0.125],
        ["注：无"],
        [],
        ["收入总表"],
        ["项目", "金额"],
        ["拨款", 7],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:C3")
    sheet.row_dimensions[6].hidden = True
    sheet["B5"].number_format = "#,##0.00"
    sheet["C5"].number_format = "#,##0;-#,##0;"
    sheet["C8"].number_format = "0.0%"
    secret = book.create_sheet("草稿")
    secret["A1"] = "草稿"
    secret.sheet_state = "hidden"
    formula = book.create_sheet("公式")
    formula.append(["甲", "乙"])
    formula.append([1, "=A2+1"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    return path


def test_sheets_give_titles_tables_and_notes(tmp_path: Path) -> None:
    source = read(workbook(tmp_path))
    first = source.pages[0]
    assert source.reader is Reader.XLSX
    assert lines(first) == ["收支总表", "部门名称：青州市水务局  单位：万元", "注：无", "收入总表"]
    summary, income = grids(first)
    assert spans(summary)["项目"] == (0, 0, 2, 1)
    assert spans(summary)["支出"] == (0, 1, 1, 2)
    assert [(c.text, c.display) for c in summary.cells if c.row == 2] == [
        ("水利", None),
        ("1234.5", "1,234.50"),
        ("0", ""),
    ]
    assert [c.display for c in summary.cells if c.row == 3][1:] == ["1234.5", "12.5%"]
    assert (summary.rows, income.rows) == (4, 2)


def test_what_is_hidden_is_left_out_with_a_note(tmp_path: Path) -> None:
    source = read(workbook(tmp_path))
    assert "hidden rows: 收支!6" in source.pages[0].notes
    assert "hidden sheet: 草稿" in source.pages[0].notes
    assert "隐行" not in {c.text for g in grids(source.pages[0]) for c in g.cells}
    assert len(source.pages) == 2


def test_a_formula_without_its_value_shows_nothing_and_is_never_sure(tmp_path: Path) -> None:
    (grid,) = grids(read(workbook(tmp_path)).pages[1])
    cell = next(c for c in grid.cells if (c.row, c.col) == (1, 1))
    assert (cell.display, cell.text, cell.fragments[0].confidence) == ("", "=A2+1", 0.0)


def test_rows_and_columns_without_size_and_what_shows_nothing_are_left_out_with_a_note(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "支出"
    rows = [("科目", "核对", "金额", None), ("育苗", 7, 3, None), ("辅助", 7, 9, None), ("灌溉", 7, 5, 12345)]
    for row in rows:
        sheet.append(row)
    sheet.row_dimensions[3].height = 1.5
    sheet.column_dimensions["B"].width = 1.5
    sheet["D4"].number_format = ";;;"
    made, changed = save(book, tmp_path / "made.xlsx"), tmp_path / "changed.xlsx"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():  # the library writes no size of 0
            new.writestr(name, old.read(name).replace(b'ht="1.5"', b'ht="0"').replace(b'width="1.5"', b'width="0"'))
    page = read(changed).pages[0]
    (grid,) = grids(page)
    assert [c.text for c in grid.cells] == ["科目", "金额", "育苗", "3", "灌溉", "5"]
    assert page.notes == ("hidden rows: 支出!3", "hidden columns: 支出!B,D")


def test_a_mark_of_head_rows_that_is_turned_off_marks_none(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for at, said in enumerate(("科目", "金额", "育苗", "3")):
        table.cell(at // 2, at % 2).text = said
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f'<w:tblHeader {space} w:val="0"/>'))
    (grid,) = grids(read(save(document, tmp_path / "a.docx")).pages[0])
    assert grid.head_rows is None


def test_hidden_columns_and_repeated_hidden_rows_of_an_opendocument_sheet(tmp_path: Path) -> None:
    book = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="一")
    sheet.addElement(table.TableColumn(numbercolumnsrepeated="2"))
    sheet.addElement(table.TableColumn(visibility="collapse"))
    rows = (("项目 金额 9", 1, "visible"), ("辅助 5 9", 2, "collapse"), ("甲 7 9", 1, "visible"))
    for texts, repeats, seen in rows:
        row = table.TableRow(visibility=seen, numberrowsrepeated=str(repeats))
        for value in texts.split():
            cell = table.TableCell(valuetype="string")
            cell.addElement(text.P(text=value))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    path = tmp_path / "a.ods"
    book.save(str(path))
    page = read(path).pages[0]
    (grid,) = grids(page)
    assert [c.text for c in grid.cells] == ["项目", "金额", "甲", "7"]
    assert page.notes == (f"{HIDDEN_ROWS}一!2-3", f"{HIDDEN_COLUMNS}一!C")


def test_opendocument_sheet_with_spans_and_repeats(tmp_path: Path) -> None:
    book = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="一")
    for values in (["项目", "金额"], ["甲", "1,200.00"]):
        row = table.TableRow()
        for value in values:
            cell = table.TableCell(valuetype="string")
            cell.addElement(text.P(text=value))
            row.addElement(cell)
        sheet.addElement(row)
    blank = table.TableRow(numberrowsrepeated="1048000")
    blank.addElement(table.TableCell(numbercolumnsrepeated="16384"))
    sheet.addElement(blank)
    book.spreadsheet.addElement(sheet)
    path = tmp_path / "a.ods"
    book.save(str(path))
    (grid,) = grids(read(path).pages[0])
    assert [c.text for c in grid.cells] == ["项目", "金额", "甲", "1,200.00"]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234.5, "General", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.565, "#,##0.00", "1,234.57"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (-3, "0", "-3"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        (12345678, "#,##0.0,", "12,345.7"),
        (0.125, "0.0%", "12.5%"),
        (5, '0"万元"', "5万元"),
        (1.5, "0.##", "1.5"),
        (0.5, "# ?/?", "0.5"),
        (7, "[Red]0.00", "7.00"),
        (100, "@", "100"),
        (12345678, "0!.0000", "1234.5678"),
        (12345678, '0!.0,"万元"', "1234.6万元"),
        (-1234.5, "#,##0.00;[Red]#,##0.00", "-1,234.50"),
        (-5, "[Red](#,##0)", "(5)"),
        (5, '[=0]"";#,##0.00', "5.00"),
        (0, '[=0]"";#,##0.00', ""),
        (1500, '[>=1000]0.0,"千";0', "1.5千"),
        (15, '[>=1000]0.0,"千";0', "15"),
        (208, "G/通用格式", "208"),
        (5, "000", "005"),
        (100 / 3, "General", "33.33333333"),
        (1234567890.12, "General", "1234567890.12"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (-0.4, "#,##0", "0"),
    ],
)
def test_number_formats(value: float, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("yyyy-mm-dd", "2024-05-01"),
        ("yyyy/m/d;@", "2024/5/1"),
        ('[$-804]yyyy"年"m"月"', "2024年5月"),
        ("m/d hh:mm", "5/1 14:03"),
        ("General", "2024年5月1日"),
    ],
)
def test_date_formats(number_format: str, text: str) -> None:
    assert office_dates.shown(dt.datetime(2024, 5, 1, 14, 3), number_format) == text


# ---------------------------------------------------------------- harm


def package(tmp_path: Path, members: dict[str, bytes], name: str = "a.docx") -> Path:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LimitExceededError):
        read(package(tmp_path, {"word/document.xml": b" " * (100 * 2**20)}))


def test_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("top-secret")
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>a&x;b</w:t></w:r></w:p></w:body></w:document>"
    data = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>{body}'.encode()
    page = read(package(tmp_path, {"word/document.xml": data})).pages[0]
    assert "top-secret" not in "".join(lines(page))


def test_merge_over_the_whole_sheet_is_refused(tmp_path: Path) -> None:
    data = b'<worksheet><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    members = {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": data}
    with pytest.raises(LimitExceededError):
        read(package(tmp_path, members, "a.xlsx"))


def test_spans_over_the_whole_opendocument_sheet_are_refused(tmp_path: Path) -> None:
    cell = '<table-cell number-rows-spanned="9999" number-columns-spanned="9999"><p>a</p></table-cell>'
    content = f"<body><table><table-row>{cell}</table-row></table></body>".encode()
    members = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    with pytest.raises(LimitExceededError):
        read(package(tmp_path, members, "a.ods"))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFileError),
        (b"plain text", UnsupportedMediaError),
        (b"PK\x03\x04 damaged", UnreadableFileError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnreadableFileError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), EncryptedFileError),
    ],
)
def test_what_cannot_be_read_is_refused_clearly(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    with pytest.raises(error):
        read(path)


def test_doc_without_a_converter_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    with pytest.raises(ReaderUnavailableError, match=r"LibreOffice.*retry") as raised:
        read(path)
    assert raised.value.retryable  # so it becomes a dead letter, which waits for LibreOffice to be installed


def test_a_damaged_stream_of_a_package_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 70
    data[at : at + 30] = b"\xff" * 30
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match="damaged"):
        read(path)


def test_a_workbook_is_read_whatever_its_name_ends_in(tmp_path: Path) -> None:
    path = workbook(tmp_path).rename(tmp_path / "a.docx")
    assert read(path).reader is Reader.XLSX


def test_an_encrypted_opendocument_file_says_so(tmp_path: Path) -> None:
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<manifest><encryption-data/></manifest>",
        "content.xml": b"\x01\x02",
    }
    with pytest.raises(EncryptedFileError):
        read(package(tmp_path, members, "a.ods"))


@pytest.mark.parametrize(
    ("data", "to"),
    [
        (b"{\\rtf1 x}", "docx"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "docx"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><w/>', "xlsx"),
    ],
)
def test_older_forms_of_documents_need_a_converter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, to: str
) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    path = tmp_path / "a.doc"
    path.write_bytes(data)
    with pytest.raises(ReaderUnavailableError, match=rf"save the file as \.{to}"):
        read(path)


def test_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedMediaError):
        read(package(tmp_path, {"a.txt": io.BytesIO(b"x").getvalue()}, "a.zip"))


def test_a_text_centred_across_blank_cells_spans_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [["单位", "预算数", None, None], [None, "合计", "基本", "项目"], ["档案馆", 7, 4, 3]]
    for r, texts in enumerate(rows, start=1):
        for c, value in enumerate(texts, start=1):
            sheet.cell(r, c, value)
            if r == 1 and c > 1:
                sheet.cell(r, c).alignment = Alignment(horizontal="centerContinuous")
    book.save(tmp_path / "a.xlsx")
    (table,) = grids(read(tmp_path / "a.xlsx").pages[0])
    assert {c.text: c.col_span for c in table.cells if c.row == 0} == {"单位": 1, "预算数": 3}


def test_an_old_workbook_centres_texts_across_blank_cells_too() -> None:
    cells = [SimpleNamespace(ctype=t, xf_index=x) for t, x in ((1, 0), (1, 1), (6, 1), (0, 1), (1, 1))]
    book = SimpleNamespace(xf_list=[SimpleNamespace(alignment=SimpleNamespace(hor_align=a)) for a in (2, 6)])
    sheet = SimpleNamespace(row_len=lambda row: len(cells), cell=lambda row, column: cells[column])
    assert [office_sheets._xls_centred_across(book, sheet, 0, c) for c in (0, 1, 4)] == [1, 3, 1]
