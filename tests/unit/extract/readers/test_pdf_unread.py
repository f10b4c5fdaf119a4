"""Pages of which single characters cannot be read, or are named as blanks, or are drawings that show other digits."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.extract import reading
from services.extract.readers import pdf
from shared.model.page import Legibility, PageContent
from tests import hostile
from tests.unit.extract.readers.test_pdf_figures import page_of, unicode_map

_PROSE = ["It was a bright cold day in April and nobody had counted anything"] * 9


@pytest.mark.parametrize("name", ["\ue033", "\ufffd"])
def test_a_text_that_lacks_a_character_is_for_ocr(name: str, tmp_path: Path) -> None:
    assert pdf.needs_ocr(page_of(tmp_path, [*_PROSE, "1,384.50"], {"3": name}))


def test_a_symbol_before_a_text_is_not(tmp_path: Path) -> None:
    page = page_of(tmp_path, [*_PROSE, "#", "April"], {"#": "\ue0b7"})
    assert page.legibility is Legibility.CLEAR


def test_a_blank_that_shows_something_is(tmp_path: Path) -> None:
    assert pdf.needs_ocr(page_of(tmp_path, [*_PROSE, "1,384.50"], {"3": " "}))
    assert pdf.needs_ocr(page_of(tmp_path, _PROSE, {chr(c): " " for c in range(0x21, 0x7F)}))


def test_one_that_no_text_of_the_page_has_is_not(tmp_path: Path) -> None:
    assert page_of(tmp_path, _PROSE, {"3": " "}).legibility is Legibility.CLEAR


def drawn(tmp_path: Path, lines: list[str], change: dict[str, str]) -> PageContent:
    """A page in a font of drawings, each of them a letter of Helvetica."""
    letters = [chr(c) for c in range(0x20, 0x7F)]
    glyph = 10
    names = b" ".join(b"/g%d" % ord(c) for c in letters)
    procs = b" ".join(b"/g%d %d 0 R" % (ord(c), glyph + i) for i, c in enumerate(letters))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        3: b"<</Type/Font/Subtype/Type3/FontBBox[0 -200 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<<%b>>"
        b"/Encoding<</Differences[32 %b]>>/FirstChar 32/LastChar 126/Widths[%b]/Resources<</Font<</H 7 0 R>>>>"
        b"/ToUnicode 6 0 R>>" % (procs, names, b"600 " * len(letters)),
        4: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>",
        5: hostile.stream(hostile.written(lines)),
        6: hostile.stream(unicode_map(change)),
        7: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    for i, char in enumerate(letters):
        ink = b"" if char == " " else b" BT /H 1000 Tf <%02X> Tj ET 0 0 m 1 0 l f" % ord(char)
        objects[glyph + i] = hostile.stream(b"600 0 d0" + ink)
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.pdf(objects))
    (page,) = pdf.read(path, media_type="application/pdf").pages
    return page


_TABLE = [f"Item {i}   {i},204.50   9{i},377.10   {i}68.25" for i in range(10)]


def test_drawn_letters_that_are_what_they_are_named_are_believed(tmp_path: Path) -> None:
    page = drawn(tmp_path, _TABLE, {})
    assert page.legibility is Legibility.CLEAR
    assert {w.confidence for w in page.words} == {1.0}


@pytest.mark.parametrize("change", [{"3": "8", "8": "3"}, {"6": "9", "9": "6"}, {"2": "5"}, {"7": " "}])
def test_drawn_figures_that_are_others_are_for_ocr(change: dict[str, str], tmp_path: Path) -> None:
    assert pdf.needs_ocr(drawn(tmp_path, _TABLE, change))


def test_pages_in_a_font_that_another_page_shows_to_be_wrong_are_for_ocr(tmp_path: Path) -> None:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 2/Kids[4 0 R 5 0 R]>>",
        3: font,
        4: page % 7,
        5: page % 8,
        6: hostile.stream(unicode_map({"Q": "\ue051"})),
        7: hostile.stream(hostile.written(_PROSE)),
        8: hostile.stream(hostile.written(["Quarter 1,204.50"] * 9 + _PROSE)),
    }
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.pdf(objects))
    assert [pdf.needs_ocr(p) for p in pdf.read(path, media_type="application/pdf").pages] == [True, True]
    apart = [pdf.read(path, media_type="application/pdf", pages=range(n, n + 1)) for n in (1, 2)]
    assert [pdf.needs_ocr(p) for part in apart for p in part.pages] == [False, True]
    assert [pdf.needs_ocr(p) for p in reading.merge(apart).pages] == [True, True]
    read = [reading.recognized(part, path) for part in apart]  # OCR has read the page that showed it
    assert [p.legibility for p in reading.merge(read).pages] == [Legibility.GARBLED, Legibility.OCR]


def test_a_subset_without_digits_does_not_speak_for_one_of_the_same_name(tmp_path: Path) -> None:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/%b+Helvetica/ToUnicode %d 0 R>>"
    prose = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <41> <7A> <0041> endbfrange"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        3: font % (b"AAAAAA", 6),
        4: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R/G 7 0 R>>>>>>",
        5: hostile.stream(hostile.written(_TABLE) + b" BT /G 10 Tf 60 60 Td (April) Tj ET"),
        6: hostile.stream(unicode_map({"0": "9", "9": "0"})),
        7: font % (b"BBBBBB", 8),
        8: hostile.stream(prose),
    }
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.pdf(objects))
    (page,) = pdf.read(path, media_type="application/pdf").pages
    assert pdf.needs_ocr(page)
