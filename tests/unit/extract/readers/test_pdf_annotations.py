"""Filled form fields are read as everybody sees them, and what an annotation hides is not; marks of a reader are
none of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from services.extract.readers import pdf
from shared.model.page import COVERED, PageContent
from tests import hostile


def page_of(path: Path, *, field: bool, mark: bool) -> PageContent:
    canvas = Canvas(str(path), pagesize=(400, 400))
    canvas.drawString(50, 300, "Roads")
    canvas.drawString(50, 200, "12.50")
    if field:
        canvas.acroForm.textfield(name="a", value="1,234.00", x=100, y=290, width=80, height=20, fontSize=10)
    if mark:
        canvas.highlightAnnotation("look", Rect=(40, 190, 120, 220), QuadPoints=[40, 220, 120, 220, 40, 190, 120, 190])
    canvas.save()
    (page,) = pdf.read(path, media_type="application/pdf").pages
    return page


def test_the_value_of_a_form_field_is_on_the_page_in_its_place(tmp_path: Path) -> None:
    page = page_of(tmp_path / "a.pdf", field=True, mark=True)
    assert {w.text for w in page.words} == {"Roads", "1,234.00", "12.50"}
    (value,) = (w for w in page.words if w.text == "1,234.00")
    assert 100 <= value.box.x0 < value.box.x1 <= 180
    assert 90 <= value.box.top < value.box.bottom <= 110


def test_a_field_is_clipped_to_its_own_place_and_not_to_where_its_form_begins(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(400, 400))
    canvas.drawString(50, 300, "Roads")
    for i, value in enumerate(("46,367.74", "0.00", "0.00")):
        canvas.acroForm.textfield(name=f"f{i}", value=value, x=100 + 90 * i, y=200, width=60, height=14, fontSize=9)
    canvas.save()
    (page,) = pdf.read(tmp_path / "a.pdf", media_type="application/pdf").pages
    assert [w.text for w in page.words] == ["Roads", "46,367.74", "0.00", "0.00"]
    assert page.notes == ()


def test_a_page_without_fields_is_read_as_it_is(tmp_path: Path) -> None:
    marked = page_of(tmp_path / "a.pdf", field=False, mark=True)
    assert marked == page_of(tmp_path / "b.pdf", field=False, mark=False)


@pytest.mark.parametrize("asked", [b"/NeedAppearances true", b""])
def test_the_value_of_a_field_that_was_saved_without_its_looks_is_read(asked: bytes, tmp_path: Path) -> None:
    field = (
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(1,234.00)/Rect[100 690 180 710]/F 4/DA(/Helv 9 Tf 0 g)/P 4 0 R>>"
    )
    fonts = b"/DR<</Font<</Helv 3 0 R>>>>/DA(/Helv 9 Tf 0 g)"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]%b%b>>>>" % (fonts, asked),
        2: b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        3: hostile._HELVETICA,
        4: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>"
        b"/Annots[6 0 R]>>",
        5: hostile.stream(hostile.written(["Roads"], top=700)),
        6: field,
    }
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.pdf(objects))
    (page,) = pdf.read(path, media_type="application/pdf").pages
    assert [w.text for w in page.words] == ["Roads", "1,234.00"]


def annotated(path: Path, kind: bytes, drawing: bytes) -> PageContent:
    """A page that shows `Roads 12.50` at (60, 700), and over it an annotation that draws `drawing` in page space."""
    box = b"[40 690 200 720]"
    look = b"<</Type/XObject/Subtype/Form/BBox%b/Length %d>>stream\n%b\nendstream" % (box, len(drawing), drawing)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        3: hostile._HELVETICA,
        4: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>"
        b"/Annots[6 0 R]>>",
        5: hostile.stream(hostile.written(["Roads 12.50"], top=700)),
        6: b"<</Type/Annot/Subtype/%b/Rect%b/F 4/AP<</N 7 0 R>>>>" % (kind, box),
        7: look,
    }
    path.write_bytes(hostile.pdf(objects))
    (page,) = pdf.read(path, media_type="application/pdf").pages
    return page


@pytest.mark.parametrize("kind", [b"Square", b"Stamp", b"Redact"])
@pytest.mark.parametrize("shade", [b"0 g", b"1 g"])
def test_what_an_opaque_annotation_hides_is_missed(kind: bytes, shade: bytes, tmp_path: Path) -> None:
    page = annotated(tmp_path / "a.pdf", kind, shade + b" 40 690 160 30 re f")
    assert {(w.text, w.confidence) for w in page.words} == {(COVERED, 0.0)}
    assert "hidden:covered:10" in page.notes


@pytest.mark.parametrize("kind", [b"Square", b"Stamp", b"Highlight"])
def test_a_frame_around_a_figure_hides_nothing_and_is_no_rule(kind: bytes, tmp_path: Path) -> None:
    page = annotated(tmp_path / "a.pdf", kind, b"1 0 0 RG 41 691 158 28 re S")
    assert [(w.text, w.confidence) for w in page.words] == [("Roads", 1.0), ("12.50", 1.0)]
    assert page.rules == ()
