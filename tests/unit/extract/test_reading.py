"""Which reader reads what, and how digital and scanned pages become one source."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from services.extract import reading
from services.extract.readers import raster
from shared.errors import EncryptedFileError, UnreadableFileError, UnsupportedMediaError
from shared.model.page import Legibility, Reader

FONT = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
PDF = "application/pdf"


def scanned_page(text: str) -> Image.Image:
    page = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(page)
    for i in range(6):
        draw.text((200, 300 + i * 90), f"{text} {i + 1},250", font=ImageFont.truetype(FONT, 40), fill="black")
    return page


@pytest.fixture
def mixed_pdf(tmp_path: Path) -> Path:
    """Page 1 digital, page 2 an image, page 3 blank."""
    file = tmp_path / "mixed.pdf"
    image = tmp_path / "scan.png"
    scanned_page("项目支出").save(image)
    canvas = Canvas(str(file), pagesize=A4)
    for i in range(12):
        canvas.drawString(80, 780 - i * 20, f"Total expenditure {i} 4,959")
    canvas.showPage()
    canvas.drawImage(str(image), 0, 0, *A4)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    return file


def test_each_page_goes_the_way_that_it_needs(mixed_pdf: Path) -> None:
    source = reading.read(mixed_pdf, PDF)
    assert source.reader is Reader.PDF_MIXED
    assert [p.legibility for p in source.pages] == [Legibility.CLEAR, Legibility.OCR, Legibility.BLANK]
    assert any("项目支出" in w.text for w in source.pages[1].words)


def test_parts_read_apart_become_the_same_source(mixed_pdf: Path) -> None:
    parts = [reading.read(mixed_pdf, PDF, range(n, n + 1)) for n in (3, 1, 2)]
    merged = reading.merge(parts)
    assert merged.reader is Reader.PDF_MIXED
    assert [p.number for p in merged.pages] == [1, 2, 3]


def test_pages_are_counted_by_the_reader_of_the_kind(mixed_pdf: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("收支总表", encoding="utf-8")
    assert reading.count_pages(mixed_pdf, PDF) == 3
    assert reading.count_pages(note, "text/plain") == 1


def test_what_nobody_reads_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedMediaError, match="video/mp4"):
        reading.read(tmp_path / "film.mp4", "video/mp4")


def test_a_truncated_pdf_is_unreadable(mixed_pdf: Path) -> None:
    mixed_pdf.write_bytes(mixed_pdf.read_bytes()[:600])
    with pytest.raises(UnreadableFileError):
        reading.read(mixed_pdf, PDF)


def test_an_encrypted_pdf_says_that_it_asks_for_a_password(tmp_path: Path) -> None:
    file = tmp_path / "locked.pdf"
    canvas = Canvas(str(file), encrypt="secret")
    canvas.drawString(100, 700, "locked")
    canvas.save()
    with pytest.raises(EncryptedFileError):
        reading.read(file, PDF)
    with pytest.raises(EncryptedFileError):
        raster.open_pdf(file)


def test_a_rendered_page_has_its_size_in_points(mixed_pdf: Path) -> None:
    (page,) = raster.pdf_rasters(mixed_pdf, [1], dpi=100)
    assert page.size == pytest.approx(A4, abs=1)
    assert page.pixels.dtype == np.uint8
    document = pypdfium2.PdfDocument(mixed_pdf)
    assert len(document) == 3
    document.close()
