"""Pictures beside the text of a digital page: which are asked about, and what they give."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from services.extract import reading
from services.extract.core.geometry import layout
from services.extract.readers import pdf_pictures
from shared.model.page import UNREAD_PICTURE, Box, Grid, Legibility, PageContent, Reader, Word
from tests.unit.extract.readers.test_scan import EDGES, ROWS, table_page

PDF = "application/pdf"
WIDTH, HEIGHT = 400.0, 300.0


def words(*tops: float) -> list[Word]:
    return [Word(text="支出", box=Box(100, top, 140, top + 10)) for top in tops]


def test_a_picture_without_text_over_it_is_asked_about() -> None:
    picture = Box(50, 100, 350, 250)
    assert pdf_pictures.pictures([picture], words(20, 40, 270), WIDTH, HEIGHT) == [picture]


def test_a_ground_under_the_text_and_an_emblem_are_not() -> None:
    ground, emblem = Box(0, 0, 400, 300), Box(10, 10, 60, 60)
    assert pdf_pictures.pictures([ground, emblem], words(*range(70, 290, 20)), WIDTH, HEIGHT) == []


def test_strips_are_one_picture_and_what_hangs_over_the_edge_is_cut() -> None:
    strips = [Box(200, top, 450, top + 4) for top in range(100, 160, 4)]
    assert pdf_pictures.pictures(strips, [], WIDTH, HEIGHT) == [Box(200, 100, 400, 160)]


def test_notes_name_the_pictures_until_they_are_read() -> None:
    page = PageContent(number=1, notes=(pdf_pictures.note(Box(1, 2, 30, 40)),))
    assert pdf_pictures.named(page) == [Box(1, 2, 30, 40)]
    read = PageContent(number=1, notes=(*page.notes, pdf_pictures.read_note(0)))
    assert pdf_pictures.named(read) == []
    assert not pdf_pictures.gave_words(read)


@pytest.mark.parametrize("text", [True, False])
def test_a_table_pasted_as_a_picture_is_read_where_it_stands(text: bool, tmp_path: Path) -> None:
    file = tmp_path / "pasted.pdf"
    shot = table_page().crop((EDGES[0] - 10, 210, EDGES[-1] + 10, 230 + 70 * len(ROWS)))
    left, top, width = 60.0, 200.0, 460.0
    height = width * shot.height / shot.width
    canvas = Canvas(str(file), pagesize=A4)
    for i in range(6 if text else 0):
        canvas.drawString(80, A4[1] - 80 - i * 14, f"Explanation of the year {i}")
    canvas.drawImage(ImageReader(shot), left, A4[1] - top - height, width, height)
    canvas.save()
    source = reading.read(file, PDF)
    (page,) = source.pages
    assert source.reader is (Reader.PDF_MIXED if text else Reader.PDF_SCAN)
    assert page.legibility is (Legibility.CLEAR if text else Legibility.OCR)
    (grid,) = (block for block in layout.blocks(page) if isinstance(block, Grid))
    assert {cell.text for cell in grid.cells} == {text for row in ROWS for text in row}
    assert grid.place.box is not None
    assert grid.place.box == pytest.approx((left, top, left + width, top + height), abs=6)
    digital = [w for w in page.words if "Explanation" in w.text]
    assert all(w.confidence == 1 for w in digital)
    assert all(w.confidence < 1 for w in page.words if w.box.top > 190)


@pytest.mark.parametrize("shown", [True, False])
def test_a_picture_that_shows_something_illegible_is_noted_and_an_empty_one_is_not(shown: bool, tmp_path: Path) -> None:
    file = tmp_path / "pasted.pdf"
    shot = Image.new("RGB", (1200, 500), "white")
    for step in range(0, 900, 60) if shown else ():
        ImageDraw.Draw(shot).arc((step, step // 3, step + 300, step // 3 + 200), 0, 290, "black", 5)
    canvas = Canvas(str(file), pagesize=A4)
    for i in range(6):
        canvas.drawString(80, A4[1] - 80 - i * 14, f"Explanation of the year {i}")
    canvas.drawImage(ImageReader(shot), 60, 300, 460, 460 * shot.height / shot.width)
    canvas.save()
    (page,) = reading.read(file, PDF).pages
    assert pdf_pictures.read_note(0) in page.notes
    assert (UNREAD_PICTURE in page.notes) is shown
