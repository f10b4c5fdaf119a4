"""White text over a picture: read where the picture is dark, left out where it is the paper of a scan."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from services.extract.readers import pdf

LINE = "Total expenditure 4,959"


@pytest.mark.parametrize(("ground", "is_read"), [((250, 249, 247), False), ((20, 60, 140), True)])
def test_what_stands_white_on_paper_is_another_programs_reading(
    ground: tuple[int, int, int], is_read: bool, tmp_path: Path
) -> None:
    file = tmp_path / "a.pdf"
    canvas = Canvas(str(file), pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("RGB", (600, 840), ground)), 0, 0, *A4)
    canvas.setFillGray(1)
    for i in range(6):
        canvas.drawString(80, 700 - 30 * i, f"{LINE} {i}")
    canvas.save()
    (page,) = pdf.read(file, media_type="application/pdf").pages
    assert bool(page.words) is is_read
    assert pdf.needs_ocr(page) is not is_read
