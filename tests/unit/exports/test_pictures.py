"""Pages beside their tables: every cell once, where it stands, linked to its place in the table."""

from __future__ import annotations

import re
from decimal import Decimal

from shared.exports.html import page
from shared.exports.pictures import PagePicture
from shared.model.document import Document, Identity
from shared.model.page import Box, Place, Reader
from shared.model.table import Cell, Column, Role, Row, Table

IDENTITY = Identity(document_id=None, revision=1, sha256="0" * 64, filename="a.pdf")
PICTURE = PagePicture(width=595.0, height=842.0, jpeg=b"\xff\xd8jpeg")


def cell(text: str, page_number: int, box: Box | None) -> Cell:
    value = Decimal(text) if text.isdigit() else None
    return Cell(text=text, value=value, raw=(text,), place=Place(page=page_number, box=box))


def document() -> Document:
    merged = cell("某中心", 1, Box(50, 100, 120, 140))  # covers both rows
    rows = (
        Row(cells=(merged, cell("12", 1, Box(120, 100, 200, 120)))),
        Row(cells=(merged, cell("30", 1, Box(120, 120, 200, 140)))),
        Row(cells=(cell("尾行", 2, Box(50, 60, 120, 80)), cell("", 2, None))),
    )
    columns = (Column(path=("预算单位",), role=Role.LABEL), Column(path=("总计",), role=Role.AMOUNT))
    table = Table(id="t1", title="支出总表", columns=columns, rows=rows, pages=(1, 2))
    return Document(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=2, tables=(table,))


def test_every_printed_cell_is_drawn_once_on_its_page() -> None:
    html = page(document(), IDENTITY, {1: PICTURE, 2: PICTURE})
    first, second = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert re.findall(r'href="#(t1-\d-\d)"', first) == ["t1-0-0", "t1-0-1", "t1-1-1"]
    assert re.findall(r'href="#(t1-\d-\d)"', second) == ["t1-2-0"]
    assert 'x="120.0" y="120.0" width="80.0" height="20.0"' in first


def test_a_page_without_a_picture_is_left_out() -> None:
    assert page(document(), IDENTITY, {2: PICTURE}).count("<svg") == 1


def test_without_pictures_nothing_is_drawn() -> None:
    assert "<svg" not in page(document(), IDENTITY)


def test_the_page_refers_to_nothing_outside() -> None:
    html = page(document(), IDENTITY, {1: PICTURE})
    assert not re.findall(r'(?:src|href)="(?!#|data:)', html)
