"""Pages whose text is a picture: scans in strips, text under a picture, characters turned into outlines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from services.extract.readers import pdf
from shared.model.page import Legibility, PageContent

SIZE = (400, 300)
LINES = [f"Total expenditure of year {i}: 4,95{i}.10" for i in range(8)]


def page_of(draw: Callable[[Canvas], None], tmp_path: Path) -> PageContent:
    file = tmp_path / "page.pdf"
    canvas = Canvas(str(file), pagesize=SIZE)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return pdf.read(file, media_type="application/pdf").pages[0]


def picture(alpha: int | None = None) -> ImageReader:
    """An opaque picture, or a red one that lets through what lies under it."""
    paper = Image.new("RGB", SIZE, (250, 250, 245)) if alpha is None else Image.new("RGBA", SIZE, (250, 0, 0, alpha))
    ImageDraw.Draw(paper).rectangle((20, 20, 60, 40), fill=(0, 0, 0))
    return ImageReader(paper)


def lines(canvas: Canvas) -> None:
    for i, text in enumerate(LINES):
        canvas.drawString(20, 250 - 20 * i, text)


def test_a_scan_written_in_strips_is_a_scan(tmp_path: Path) -> None:
    def strips(canvas: Canvas) -> None:
        for i in range(15):
            canvas.drawImage(picture(), 0, 20 * i, 400, 20)

    assert pdf.needs_ocr(page_of(strips, tmp_path))


def test_text_that_a_picture_of_the_page_covers_is_not_read(tmp_path: Path) -> None:
    def covered(canvas: Canvas) -> None:
        lines(canvas)
        canvas.drawImage(picture(), 0, 0, *SIZE)

    page = page_of(covered, tmp_path)
    assert pdf.needs_ocr(page)
    assert any(note.startswith("hidden:covered:") for note in page.notes)


@pytest.mark.parametrize("alpha", [0, 90])
def test_text_under_a_picture_that_lets_it_show_is_read(alpha: int, tmp_path: Path) -> None:
    def veiled(canvas: Canvas) -> None:
        lines(canvas)
        canvas.drawImage(picture(alpha), 0, 0, *SIZE, mask="auto")

    page = page_of(veiled, tmp_path)
    assert not pdf.needs_ocr(page)
    assert len(page.words) >= len(LINES)


def test_text_on_a_picture_is_read(tmp_path: Path) -> None:
    def ground(canvas: Canvas) -> None:
        canvas.drawImage(picture(), 0, 0, *SIZE)
        lines(canvas)

    page = page_of(ground, tmp_path)
    assert not pdf.needs_ocr(page)
    assert len(page.words) >= len(LINES)


def outlined(canvas: Canvas, characters: int) -> None:
    """Closed curves in rows, as characters look that were turned into outlines."""
    places = np.stack(np.unravel_index(np.arange(characters), (10, 30)), axis=1)
    for row, column in places.tolist():
        canvas.ellipse(20 + 12 * column, 20 + 24 * row, 30 + 12 * column, 30 + 24 * row, fill=1)


def test_a_page_of_outlined_characters_is_for_ocr(tmp_path: Path) -> None:
    assert pdf.needs_ocr(page_of(lambda canvas: outlined(canvas, 200), tmp_path))


def test_an_emblem_on_an_empty_page_is_not(tmp_path: Path) -> None:
    page = page_of(lambda canvas: outlined(canvas, 12), tmp_path)
    assert page.legibility is Legibility.BLANK
