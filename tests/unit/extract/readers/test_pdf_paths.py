"""Which strokes of a page are rules: lines of a frame, not those of a letter that is drawn."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from services.extract.readers import pdf
from shared.model.page import Rule


def rules_of(path: Path, canvas: Canvas) -> tuple[Rule, ...]:
    canvas.save()
    (page,) = pdf.read(path, media_type="application/pdf").pages
    return page.rules


def letter(path: PDFPathObject, x: float, y: float) -> None:
    """The outline of a letter with four strokes along the axes and round corners, 14 points high."""
    for inset in (0, 3):
        path.moveTo(x + inset, y + inset + 1)
        for dx, dy in ((14 - inset, inset), (14 - inset, 14 - inset), (inset, 14 - inset), (inset, inset + 1)):
            path.lineTo(x + dx, y + dy)
            path.curveTo(x + dx, y + dy, x + dx + 0.5, y + dy, x + dx + 0.5, y + dy + 0.5)
        path.close()


def test_the_strokes_of_letters_that_are_drawn_around_their_text_are_no_rules(tmp_path: Path) -> None:
    """Bold that a printer makes of a text and a line around each of its letters, as cairo writes it."""
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 200))
    canvas.drawString(50, 100, "Roads")
    for i in range(4):
        outline = canvas.beginPath()
        letter(outline, 50 + 16 * i, 100)
        canvas.drawPath(outline, stroke=1, fill=0)
    assert rules_of(tmp_path / "a.pdf", canvas) == ()


def test_the_lines_of_a_frame_with_round_corners_are_rules(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 200))
    canvas.roundRect(50, 50, 300, 100, 6)
    found = rules_of(tmp_path / "a.pdf", canvas)
    assert sorted(rule.horizontal for rule in found) == [False, False, True, True]


def _ring(canvas: Canvas, *, hole: float, even_odd: bool) -> None:
    """A rectangle with another inside it, `hole` points from each side, in one path that is filled."""
    path = canvas.beginPath()
    path.rect(50 + hole, 50 + hole, 100 - 2 * hole, 40 - 2 * hole)
    path.rect(50, 50, 100, 40)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0 if even_odd else 1)


def test_a_frame_that_is_painted_as_an_area_with_a_hole_is_four_lines(tmp_path: Path) -> None:
    """As browsers' print engines draw the border of a cell; the text below it is not covered."""
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 200))
    canvas.drawString(60, 65, "Roads")
    _ring(canvas, hole=0.8, even_odd=True)
    canvas.save()
    (page,) = pdf.read(tmp_path / "a.pdf", media_type="application/pdf").pages
    assert sorted(rule.horizontal for rule in page.rules) == [False, False, True, True]
    assert [word.text for word in page.words] == ["Roads"]
    assert page.fills == ()


def test_two_rectangles_in_one_path_are_no_frame_where_both_are_painted_or_stand_apart(tmp_path: Path) -> None:
    for name, hole, even_odd in (("a", 0.8, False), ("b", 9.0, True)):
        canvas = Canvas(str(tmp_path / f"{name}.pdf"), pagesize=(400, 200))
        _ring(canvas, hole=hole, even_odd=even_odd)
        assert rules_of(tmp_path / f"{name}.pdf", canvas) == ()


def test_a_white_line_through_shaded_rows_shows_be_its_middle_on_white_paper(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=(300, 300))
    canvas.setFillGray(0.9)
    canvas.rect(50, 200, 200, 20, stroke=0, fill=1)
    canvas.rect(50, 140, 200, 20, stroke=0, fill=1)
    canvas.setStrokeGray(1.0)
    canvas.setLineWidth(1.0)
    canvas.line(150, 140, 150, 220)  # its middle is between the two
    canvas.line(150, 60, 150, 139)  # below both
    (line,) = (r for r in rules_of(path, canvas) if not r.horizontal)
    assert (round(line.box.x0), round(line.box.top), round(line.box.bottom)) == (150, 80, 160)
