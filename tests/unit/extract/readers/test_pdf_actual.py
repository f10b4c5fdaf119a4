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


def _page(tmp_path: Path, *spans: tuple[str, tuple[tuple[float, str], ...]]) -> list[str]:
    """The words of a page of spans: an `ActualText`, and where which glyphs are drawn in it."""
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 400))
    canvas.setFont("Helvetica", 12)
    for text, drawn in spans:
        canvas._code.append(f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex()}>>> BDC")
        for x, glyphs in drawn:
            canvas.drawString(x, 200, glyphs)
        canvas._code.append("EMC")
    canvas.save()
    (page,) = pdf.read(tmp_path / "a.pdf", media_type="application/pdf").pages
    return sorted(f"{w.text}@{round(w.box.x0, -1):.0f}" for w in page.words)


def test_dashes_side_by_side_are_one_each(tmp_path: Path) -> None:
    dashes = [("-", ((x, "-"),)) for x in (100.0, 200.0, 300.0)]
    assert _page(tmp_path, ("9.00", ((20.0, "9.00"),)), *dashes) == ["-@100", "-@200", "-@300", "9.00@20"]


def test_a_text_that_is_drawn_in_several_pieces_is_said_once(tmp_path: Path) -> None:
    pieces = ((20.0, "Med"), (41.0, "ical"))
    assert [w.partition("@")[0] for w in _page(tmp_path, ("Medical", pieces), ("7", ((200.0, "7"),)))] == [
        "7",
        "Medical",
    ]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_dashes_of_turned_text_are_one_each(turned: int, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 400))
    canvas.translate(200, 200)
    canvas.rotate(turned)
    canvas.setFont("Helvetica", 12)
    for x, text in ((-100, "9.00"), (0, "-"), (50, "-"), (100, "-")):
        canvas._code.append(f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex()}>>> BDC")
        canvas.drawString(x, 0, text)
        canvas._code.append("EMC")
    canvas.save()
    (page,) = pdf.read(tmp_path / "a.pdf", media_type="application/pdf").pages
    assert sorted(w.text for w in page.words) == ["-", "-", "-", "9.00"]
