"""Old and macro-enabled office files. `files/small.xls` was written for these tests (Excel 97 format)."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import openpyxl

from services.extract.core.pipeline import reconstruct
from services.extract.readers import office
from shared.model.page import Grid, GridSource, Line, Reader

SMALL = Path(__file__).parent / "files" / "small.xls"


def test_xls_keeps_spans_number_formats_and_leaves_hidden_sheets_out() -> None:
    source = office.read(SMALL, media_type="application/vnd.ms-excel")
    assert source.reader is Reader.XLSX
    blocks = [b for page in source.pages for b in page.blocks]
    (grid,) = [b for b in blocks if isinstance(b, Grid)]
    assert grid.source is GridSource.MARKED
    spans = {c.text: (c.row_span, c.col_span) for c in grid.cells if c.text}
    assert spans["2031年预算数"] == (1, 2)
    assert spans["科目编码"] == (2, 1)
    shown = {c.display or c.text for c in grid.cells}
    assert {"820.50", "430.00", "0.00"} <= shown
    assert not any("不公开" in b.text for b in blocks if isinstance(b, Line))
    assert "不公开" not in spans


def test_xls_gives_a_table_with_its_unit() -> None:
    (table,) = reconstruct(office.read(SMALL, media_type="application/vnd.ms-excel")).tables
    assert (table.title, table.unit) == ("支出总表", "万元")
    assert [c.path for c in table.columns] == [
        ("科目编码",),
        ("科目名称",),
        ("2031年预算数", "基本支出"),
        ("2031年预算数", "项目支出"),
    ]
    assert [c.text for c in table.rows[0].cells] == ["213", "农林水支出", "430.00", "820.50"]


def with_macros(path: Path, kind: str) -> Path:
    """The package as Office saves it with macros: another content type, and a part with code that nobody runs."""
    out = path.with_suffix(".docm" if kind == "word" else ".xlsm")
    plain = {"word": "wordprocessingml.document.main", "xl": "spreadsheetml.sheet.main"}[kind]
    macro = {"word": "application/vnd.ms-word.document", "xl": "application/vnd.ms-excel.sheet"}[kind]
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                full = f"application/vnd.openxmlformats-officedocument.{plain}+xml".encode()
                assert full in data
                data = data.replace(full, f"{macro}.macroEnabled.main+xml".encode())
            new.writestr(name, data)
        new.writestr(f"{kind}/vbaProject.bin", b"\xd0\xcf\x11\xe0 code")
    return out


def test_docm_is_read_without_its_macros(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("支出总表")
    made = document.add_table(rows=2, cols=2)
    for cell, content in zip(made._cells, ("项目", "金额", "水利", "430"), strict=True):
        cell.text = content
    document.save(str(tmp_path / "a.docx"))
    source = office.read(with_macros(tmp_path / "a.docx", "word"), media_type="application/octet-stream")
    (grid,) = [b for b in source.pages[0].blocks if isinstance(b, Grid)]
    assert [c.text for c in grid.cells] == ["项目", "金额", "水利", "430"]


def test_xlsm_is_read_without_its_macros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("项目", "金额"), ("水利", 430), ("林业", 820)):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    source = office.read(with_macros(tmp_path / "a.xlsx", "xl"), media_type="application/octet-stream")
    (grid,) = [b for b in source.pages[0].blocks if isinstance(b, Grid)]
    assert [c.text for c in grid.cells][:4] == ["项目", "金额", "水利", "430"]
