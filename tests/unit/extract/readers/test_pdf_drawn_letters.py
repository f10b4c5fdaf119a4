"""Fonts whose glyphs are drawings (Type 3), as browsers print some letters with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from services.extract.readers import pdf, pdf_calls


def test_an_ideograph_of_which_pdfium_knows_the_ink_alone_is_a_square(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ink(_: object, indexes: Sequence[int]) -> list[float]:
        return [edge for i in indexes for edge in (105.0 + 20 * i, 110.0, 115.0 + 20 * i, 98.0)]

    monkeypatch.setattr(pdf_calls, "char_boxes", ink)
    path = tmp_path / "drawn.pdf"
    path.write_bytes(drawn_letters("科目"))
    (page,) = pdf.read(path, media_type="application/pdf").pages
    (word,) = page.words
    assert word.text == "科目"
    assert [round(x - 100) for x in word.char_x] == [0, 20, 40]
    assert round(word.box.height) == 20


def drawn_letters(text: str) -> bytes:
    """A page that prints letters of 20 points from (100, 100) on, each a drawn square of half its size."""
    glyph = b"1000 0 250 0 750 500 d1 250 0 500 500 re f"
    cmap = b"1 begincodespacerange <00> <ff> endcodespacerange " + str(len(text)).encode() + b" beginbfchar "
    cmap += b" ".join(b"<%02x> <%04x>" % (k, ord(c)) for k, c in enumerate(text, start=1)) + b" endbfchar"
    shows = b"BT /F 20 Tf 100 100 Td <%s> Tj ET" % b"".join(b"%02x" % k for k in range(1, len(text) + 1))
    codes = b" ".join([b"1000"] * len(text))
    names = b" ".join([b"/g"] * len(text))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >> >>",
        stream(shows),
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [.001 0 0 .001 0 0]"
        b" /CharProcs << /g 6 0 R >>"
        b" /Encoding << /Type /Encoding /Differences [1 " + names + b"] >> /FirstChar 1"
        b" /LastChar %d /Widths [%s] /ToUnicode 7 0 R >>" % (len(text), codes),
        stream(glyph),
        stream(cmap),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, part) for n, part in enumerate(parts, start=1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size 8 >>\n%%EOF\n"


def stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
