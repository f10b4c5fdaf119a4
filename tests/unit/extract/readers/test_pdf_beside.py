"""A running head or foot beside a table that is turned is none of its cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from services.extract.readers import pdf
from shared.model.page import PageContent


def page_of(path: Path, *, degrees: int) -> PageContent:
    """A page of 400 × 600 with text turned by `degrees`, a remark across its middle, and a foot."""
    canvas = Canvas(str(path), pagesize=(400, 600))
    canvas.drawString(190, 20, "Page 3")
    canvas.drawString(20, 300, "Seen")
    canvas.saveState()
    canvas.translate(200, 300)
    canvas.rotate(degrees)
    for row in range(4):
        canvas.drawString(-200, 15 * row, f"Roads and bridges {row}")
        canvas.drawString(150, 15 * row, "1,234.00")
    canvas.restoreState()
    canvas.save()
    (page,) = pdf.read(path, media_type="application/pdf").pages
    return page


@pytest.mark.parametrize("degrees", [90, 270])
def test_what_reads_across_a_turned_page_in_its_margin_is_left_out(degrees: int, tmp_path: Path) -> None:
    page = page_of(tmp_path / "a.pdf", degrees=degrees)
    texts = [w.text for w in page.words]
    assert "Page" not in texts
    assert "Seen" in texts
    assert "hidden:margin:5" in page.notes


def test_the_foot_of_a_page_that_reads_as_its_table_does_is_kept(tmp_path: Path) -> None:
    assert "Page" in [w.text for w in page_of(tmp_path / "a.pdf", degrees=0).words]
