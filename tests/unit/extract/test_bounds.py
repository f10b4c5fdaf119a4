"""Broken, hostile and oversized files: each ends with a clear error or a flagged result, in bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers import office_package, office_sheets, pdf, pdf_paths, pdf_shown, raster, text
from services.ingest.core import sniff
from services.process import process_file
from shared.errors import ProcessingError
from shared.model.page import Grid
from tests import hostile
from tests.hostile_inputs import INPUTS, SAMPLES


def processed(tmp_path: Path, name: str, data: bytes) -> object:
    """The processed document, or the error that it ended with."""
    path = tmp_path / name
    path.write_bytes(data)
    try:
        return process_file(path).document
    except ProcessingError as error:
        return error


@pytest.mark.parametrize(
    ("name", "code", "page"),
    [
        ("empty.pdf", "empty_file", None),
        ("one-byte.txt", "not_a_report", None),
        ("all-nul.txt", "empty_file", None),
        ("nul-bytes.txt", "unsupported_media_type", None),
        ("noise.txt", "unsupported_media_type", None),
        ("prose.pdf", "not_a_report", None),
        ("encrypted.pdf", "encrypted", None),
        ("truncated-10.pdf", "unreadable", None),
        ("truncated-50.pdf", "unreadable", None),
        ("truncated-99.pdf", "unreadable", None),
        ("looping-pages.pdf", "unreadable", 1),
        ("looping-forms.pdf", "limit_exceeded", 1),
        ("bomb.pdf", "limit_exceeded", 1),
        ("entity.xlsx", "unreadable", None),
        ("laughs.xlsx", "unreadable", None),
        ("laughs.docx", "unreadable", None),
    ],
)
def test_an_error_with_its_code(tmp_path: Path, name: str, code: str, page: int | None) -> None:
    found = processed(tmp_path, name, INPUTS[name]())
    assert isinstance(found, ProcessingError), found
    assert (found.code, found.page, found.retryable) == (code, page, False)
    assert "\n" not in found.detail


@pytest.mark.parametrize("name", ["xref-lies.pdf", "script.pdf", "pdf-called.docx"])
def test_what_readers_can_mend_or_ignore_comes_out_whole(tmp_path: Path, name: str) -> None:
    whole = processed(tmp_path, "whole.pdf", (SAMPLES / "01-split-rows.pdf").read_bytes())
    assert processed(tmp_path, name, INPUTS[name]()) == whole


@pytest.mark.parametrize("name", ["entity.docx", "macros.docx", "mixed-encodings.txt", "utf-16.txt", "far-cell.xlsx"])
def test_odd_files_are_read_without_what_is_foreign(tmp_path: Path, name: str) -> None:
    found = processed(tmp_path, name, INPUTS[name]())
    assert not isinstance(found, ProcessingError), found
    assert "root:" not in repr(found)  # /etc/passwd


@pytest.mark.parametrize(
    ("where", "limit", "value", "name", "data"),
    [
        (pdf, "MAX_PAGES", 50, "a.pdf", lambda: hostile.many_pages(51)),
        (pdf_shown, "MAX_CHARS", 1_000, "a.pdf", lambda: hostile.many_glyphs(2_000)),
        (pdf, "MAX_SIDE", 1_000.0, "a.pdf", lambda: hostile.wide_table(40)),
        (text, "MAX_BYTES", 10_000, "a.txt", lambda: hostile.novel(20_000)),
        (text, "MAX_LINES", 100, "a.txt", lambda: b"a\n" * 200),
        (office_package, "MAX_TOTAL", 2**20, "a.xlsx", lambda: hostile.xlsx([" " * 2**21])),
        (office_package, "MAX_MEMBER", 2**20, "a.docx", lambda: hostile.bomb("word/document.xml", 2**21)),
        (office_package, "MAX_MEMBERS", 3, "a.docx", lambda: hostile.docx("", parts={"a": b"", "b": b""})),
        (raster, "MAX_PIXELS", 100_000, "a.jpg", lambda: hostile.cat(400, 300)),
    ],
)
def test_over_a_limit(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: object,
    limit: str,
    value: float,
    name: str,
    data: Callable[[], bytes],
) -> None:
    monkeypatch.setattr(where, limit, value)
    found = processed(tmp_path, name, data())
    assert isinstance(found, ProcessingError), found
    assert (found.code, found.retryable) == ("limit_exceeded", False)


def test_a_page_of_lines_is_a_drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_paths, "MAX_SEGMENTS", 1_000)
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.many_lines(2_000))
    (page,) = pdf.read(path, media_type="application/pdf").pages
    assert "rules-ignored" in page.notes
    assert page.rules == ()


def test_a_table_of_500_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.wide_table(500, rows=6))
    started = time.process_time()
    (table,) = reconstruct(pdf.read(path, media_type="application/pdf")).tables
    assert len(table.columns) == 500
    assert [row.cells[499].text for row in table.rows] == [str(r * 1000 + 499) for r in range(1, 6)]
    assert time.process_time() - started < 20


def test_a_long_text_takes_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(hostile.novel(2**20))
    source = text.read(path, media_type=sniff(path))
    started = time.process_time()
    assert reconstruct(source).tables == ()
    assert time.process_time() - started < 12  # it took 30 when every line looked for the end of a table


@pytest.mark.parametrize("row", ['<row r="{0}"/>', '<row r="{0}"><c r="A{0}" s="0"/></row>', '<row r="{0}"> </row>'])
def test_bare_rows_are_taken_out_before_a_workbook_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str
) -> None:
    path = tmp_path / "a.xlsx"
    last = hostile.sheet_row(5_001, "收入", "1")
    rows = [hostile.sheet_row(1, "项目", "2023年预算数"), *(row.format(i) for i in range(2, 5_001)), last]
    path.write_bytes(hostile.xlsx(rows))
    (whole,) = office_sheets.xlsx(path)
    monkeypatch.setattr(office_sheets, "MANY_BARE", 1_000)
    monkeypatch.setattr(office_sheets.openpyxl, "load_workbook", _refusing_the_file(office_sheets.openpyxl))
    (slim,) = office_sheets.xlsx(path)
    assert slim == whole
    assert isinstance(slim.blocks[0], Grid)


def _refusing_the_file(openpyxl: object) -> Callable[..., object]:
    real: Callable[..., object] = openpyxl.load_workbook  # type: ignore[attr-defined]

    def load(file: object, **options: object) -> object:
        assert not isinstance(file, Path)
        return real(file, **options)

    return load


def test_a_sheet_of_many_rows_takes_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(hostile.xlsx(hostile.sheet_row(i, f"名称{i}", str(i), "1") for i in range(1, 8_001)))
    started = time.process_time()
    (page,) = office_sheets.xlsx(path)
    assert time.process_time() - started < 12
    assert sum(b.rows for b in page.blocks if isinstance(b, Grid)) >= 7_999
