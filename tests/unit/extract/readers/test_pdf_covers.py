"""Text under something opaque: nobody sees it, so no cell is empty, or shorter, and certain because of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from services.extract.core.pipeline import reconstruct
from services.extract.readers import pdf
from shared.model.document import Document
from shared.model.page import COVERED, Source
from shared.model.table import Cell

ROWS = [["Item", "2023", "2024"], *([f"Item {i}", f"{i},204.50", f"{i},377.10"] for i in range(1, 7))]
LEFT, RIGHT, TOP, HEIGHT = (60, 200, 300), 400, 700, 20


def source(tmp_path: Path, over: Callable[[Canvas], None]) -> Source:
    """A page with a ruled table of `ROWS`, and what `over` draws after it."""
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 10)
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            x1 = (*LEFT, RIGHT)[c + 1]
            canvas.rect(LEFT[c], TOP - (r + 1) * HEIGHT, x1 - LEFT[c], HEIGHT)
            canvas.drawRightString(x1 - 5, TOP - (r + 1) * HEIGHT + 6, text)
    over(canvas)
    canvas.save()
    return pdf.read(path, media_type="application/pdf")


def cell(document: Document, row: int, column: int) -> Cell:
    (table,) = document.tables
    return table.rows[row].cells[column]


def bar(canvas: Canvas, left: float = 202, width: float = 96) -> None:
    """Over the figure of the first row in the second column."""
    canvas.rect(left, TOP - 2 * HEIGHT + 1, width, HEIGHT - 2, stroke=0, fill=1)


def white_bar(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    bar(canvas)


def picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (8, 8), (255, 255, 255))), 202, TOP - 2 * HEIGHT + 1, 96, 18)


@pytest.mark.parametrize("over", [bar, white_bar, picture])
def test_a_covered_figure_leaves_its_cell_empty_in_doubt_and_told(
    over: Callable[[Canvas], None], tmp_path: Path
) -> None:
    document = reconstruct(source(tmp_path, over))
    hidden = cell(document, 0, 1)
    assert (hidden.text, hidden.value) == ("", None)
    assert hidden.confidence < 0.9
    assert [r.code for r in hidden.repairs] == ["covered"]
    assert "1,204.50" not in repr(document)
    assert [(f.page, f.rule) for f in document.findings if "遮盖" in f.message] == [(1, "EX-01")]
    assert (cell(document, 0, 2).text, cell(document, 0, 2).confidence) == ("1,377.10", 1.0)


def test_what_is_left_of_a_figure_that_is_covered_in_part_is_in_doubt(tmp_path: Path) -> None:
    document = reconstruct(source(tmp_path, lambda canvas: bar(canvas, 280, 18)))
    assert cell(document, 0, 1).confidence < 0.99


def test_a_new_figure_on_a_patch_replaces_the_old_one(tmp_path: Path) -> None:
    def patched(canvas: Canvas) -> None:
        white_bar(canvas)
        canvas.setFillGray(0)
        canvas.drawRightString(295, TOP - 2 * HEIGHT + 6, "1,999.00")

    read = source(tmp_path, patched)
    assert (cell(reconstruct(read), 0, 1).text, cell(reconstruct(read), 0, 1).confidence) == ("1,999.00", 1.0)
    assert all(w.text != COVERED for w in read.pages[0].words)


def test_a_marker_that_is_blended_with_its_text_hides_nothing(tmp_path: Path) -> None:
    def marked(canvas: Canvas) -> None:
        canvas.setBlendMode("Multiply")
        canvas.setFillColorRGB(1, 1, 0)
        bar(canvas)

    found = cell(reconstruct(source(tmp_path, marked)), 0, 1)
    assert (found.text, found.confidence) == ("1,204.50", 1.0)


def test_what_lies_under_a_large_ground_was_never_to_be_seen(tmp_path: Path) -> None:
    def again(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.rect(0, 0, 595, 842, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(60, 100, "Nothing else")

    (page,) = source(tmp_path, again).pages
    assert [w.text for w in page.words] == ["Nothing", "else"]


def test_a_page_number_that_is_printed_into_the_cell_of_a_figure_leaves_it_in_doubt(tmp_path: Path) -> None:
    document = reconstruct(source(tmp_path, lambda canvas: canvas.drawString(230, TOP - len(ROWS) * HEIGHT + 6, "12")))
    assert cell(document, 5, 1).confidence < 0.99
    assert cell(document, 5, 2).confidence == 1.0
