"""Misread names of classifications: mended by their code where the letters prove it, left alone otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core import code_names
from shared.codes import load
from shared.model.page import Reader
from shared.model.table import Cell, Column, Role, Row, Table

CODES = load()
COLUMNS = (
    Column(path=("科目编码",), role=Role.CODE, key="function.code"),
    Column(path=("科目名称",), role=Role.LABEL, key="function.name"),
)


def mended(name: str, code: str = "2080505", *, confidence: float = 1.0, reader: Reader = Reader.TEXT) -> Cell:
    row = Row(cells=(Cell(text=code), Cell(text=name, raw=(name,), confidence=confidence)), code=code)
    table = Table(id="t1", title="", columns=COLUMNS, rows=(row,))
    (found,) = code_names.mend((table,), CODES, reader)
    return found.rows[0].cells[1]


@pytest.mark.parametrize("read", ["机关事业单位基木养老保险缴费支出", "机关事业单位基本养老保险缴费支岀"])
def test_look_alikes_in_text_are_mended_and_logged(read: str) -> None:
    cell = mended(read)
    assert cell.text == "机关事业单位基本养老保险缴费支出"
    assert cell.raw == (read,)
    assert cell.confidence < 0.99
    assert [(r.code, r.before) for r in cell.repairs] == [("name_mended", read)]


def test_two_letters_at_the_most_and_one_in_short_names() -> None:
    assert mended("机关事业单位基木养老保捡缴费支出").repairs
    assert not mended("机关亊业単位基木养老保捡缴费支岀").repairs
    assert not mended("往房保幛支出", "221").repairs


def test_what_the_document_itself_prints_stays() -> None:
    assert not mended("机关事业单位基木养老保险缴费支出", reader=Reader.PDF_TEXT).repairs
    assert not mended("机关事业单位基本养老保险缴纳支出").repairs


def test_names_of_other_codes_and_old_names_stay() -> None:
    assert not mended("机关事业单位职业年金缴费支出").repairs
    assert not mended("行政事业单位离退休", "20805").repairs
    assert not mended("某项支出", "9999999").repairs


def test_tables_without_names_beside_codes_are_left_as_they_are() -> None:
    table = Table(id="t1", title="", columns=COLUMNS[:1], rows=(Row(cells=(Cell(text="205"),), code="205"),))
    assert code_names.mend((table,), CODES, Reader.TEXT) == (table,)
    bare = replace(table, columns=COLUMNS, rows=(Row(cells=(Cell(text=""), Cell(text="合计"))),))
    assert code_names.mend((bare,), CODES, Reader.TEXT) == (bare,)
