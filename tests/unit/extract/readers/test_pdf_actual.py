"""Letters that PDFium knows from an `ActualText` stand in their order, whichever way text and page are turned."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from services.extract.readers import pdf


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("page_turned", [0, 90, 180, 270])
def test_each_letter_has_its_share_of_the_text(turned: int, page_turned: int, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 400))
    canvas.setPageRotation(page_turned)
    canvas.translate(200, 200)
    canvas.rotate(turned)
    canvas.setFont("Helvetica", 12)
    for row, text in enumerate(("1,335.00", "合计2024", "Roads")):
        canvas._code.append(f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex()}>>> BDC")
        canvas.drawString(-100, 20 * row, "Mpgqdj")
        canvas._code.append("EMC")
    canvas.save()
    (page,) = pdf.read(tmp_path / "a.pdf", media_type="application/pdf").pages
    assert {w.text for w in page.words} == {"1,335.00", "合计2024", "Roads"}
