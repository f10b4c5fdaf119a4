"""Pages whose every character is a text object of its own: what objects have in common and what they have not."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from services.extract.readers import pdf
from shared.model.page import PageContent

SIZE, COLUMNS, LEADING = 8.0, 50, 10.0
PITCH = 4.448
"""the advance of a digit of Helvetica at that size"""


def single_characters(path: Path, rows: int) -> PageContent:
    """Rows of digits, each digit painted alone within two clips, of which the inner one ends before the last two.

    The first digit is invisible, and the row that is last is white.
    """
    canvas = Canvas(str(path), pagesize=(400, (rows + 2) * LEADING))
    for row in range(rows):
        y = (row + 1) * LEADING
        canvas.saveState()
        for width in (390, (COLUMNS - 2) * PITCH):
            clip = canvas.beginPath()
            clip.rect(20, y - 2, width, LEADING)
            canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setFillGray(1.0 if row == 0 else 0.0)
        for column in range(COLUMNS):
            text = canvas.beginText(20 + column * PITCH, y)
            text.setFont("Helvetica", SIZE)
            text.setTextRenderMode(0 if column else 3)
            text.textOut(str((row + column) % 10))
            text.setTextRenderMode(0)
            canvas.drawText(text)
        canvas.restoreState()
    canvas.save()
    (page,) = pdf.read(path, media_type="application/pdf").pages
    return page


def test_each_text_object_keeps_its_own_clip_colour_and_mode(tmp_path: Path) -> None:
    rows = 90  # more objects than PDFium is asked about at a time
    page = single_characters(tmp_path / "a.pdf", rows)
    shown = ["".join(str((row + column) % 10) for column in range(1, COLUMNS - 2)) for row in range(1, rows)]
    assert sorted(w.text for w in page.words) == sorted(shown)
    assert {w.size for w in page.words} == {SIZE}
    assert page.notes == (f"hidden:clipped:{2 * rows}", f"hidden:invisible:{rows}", f"hidden:white:{COLUMNS - 3}")


def test_letters_of_an_actual_text_share_the_place_of_their_glyphs_in_order(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 100))
    canvas.setFont("Helvetica", 12)
    for x, text in ((20, "1.一般公共预算"), (200, "2024年预算数"), (300, "≤100%")):
        canvas._code.append(f"/Span <</ActualText <FEFF{text.encode('utf-16-be').hex()}>>> BDC")
        canvas.drawString(x, 50, "j" if text[0] == "≤" else "Mpgqdj")
        canvas._code.append("EMC")
    canvas.save()
    (page,) = pdf.read(tmp_path / "a.pdf", media_type="application/pdf").pages
    assert [w.text for w in page.words] == ["1.一般公共预算", "2024年预算数", "≤100%"]


def test_a_text_that_fills_its_clip_stays_cut_where_another_of_the_page_is_clipped_away(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 100))
    for x, width, text, at in ((20, 36.5, "MMMM", 20), (20, 36.5, "gone", 300)):
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(x, 10, width, 60)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setFont("Courier", 15)
        canvas.drawString(at, 50, text)
        canvas.restoreState()
    canvas.setFont("Courier", 15)
    canvas.drawString(57, 50, "next column")
    canvas.save()
    (page,) = pdf.read(tmp_path / "a.pdf", media_type="application/pdf").pages
    assert page.words[0].text.startswith("MMMM")
    assert page.words[0].confidence < 0.99
    assert page.notes == ("hidden:clipped:4",)
