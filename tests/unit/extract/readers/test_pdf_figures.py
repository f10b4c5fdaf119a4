"""Fonts that draw other digits than they name: no figure of theirs is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.extract.readers import pdf, pdf_figures
from shared.model.page import Legibility, PageContent
from tests import hostile

_FONTS = ("Helvetica", "Helvetica-Oblique", "Times-Bold", "Times-Italic", "Courier")
_TABLE = [f"Item {i}   {i},204.50   9{i},377.10   {i}68.25" for i in range(10)]


def unicode_map(change: dict[str, str]) -> bytes:
    """A map to Unicode of all printable characters, some of them named as others."""
    pairs = b"\n".join(b"<%02X> <%04X>" % (c, ord(change.get(chr(c), chr(c)))) for c in range(0x20, 0x7F))
    return b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 95 beginbfchar\n%b\nendbfchar endcmap" % pairs


def page_of(tmp_path: Path, lines: list[str], change: dict[str, str], font: str = "Helvetica") -> PageContent:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        3: b"<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+%b/ToUnicode 6 0 R>>" % font.encode(),
        4: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>",
        5: hostile.stream(hostile.written(lines)),
        6: hostile.stream(unicode_map(change)),
    }
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.pdf(objects))
    (page,) = pdf.read(path, media_type="application/pdf").pages
    return page


@pytest.mark.parametrize("font", _FONTS)
def test_a_font_that_draws_what_it_names_is_believed(font: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, _TABLE, {}, font)
    assert page.legibility is Legibility.CLEAR
    assert {w.confidence for w in page.words} == {1.0}


@pytest.mark.parametrize("font", _FONTS)
@pytest.mark.parametrize(
    "change", [{"3": "8", "8": "3"}, {"6": "9", "9": "6"}, dict(zip("0123456789", "1234567890", strict=True))]
)
def test_the_figures_of_a_font_that_draws_other_digits_are_not(
    font: str, change: dict[str, str], tmp_path: Path
) -> None:
    page = page_of(tmp_path, _TABLE, change, font)
    assert pdf.needs_ocr(page)
    assert page.words == ()


@pytest.mark.parametrize("change", [{"3": "8"}, {"8": "3"}, {"2": "5"}, {"7": "1"}])
def test_one_digit_that_is_named_as_another_is_enough(change: dict[str, str], tmp_path: Path) -> None:
    assert pdf.needs_ocr(page_of(tmp_path, _TABLE, change))


def test_where_such_a_font_sets_few_digits_they_alone_are_in_doubt(tmp_path: Path) -> None:
    page = page_of(
        tmp_path, ["It was a bright cold day in April and nobody had counted anything"] * 9 + ["38"], {"3": "8"}
    )
    assert page.legibility is Legibility.CLEAR
    assert {w.text: w.confidence < 0.99 for w in page.words if w.text in ("88", "bright")} == {
        "88": True,
        "bright": False,
    }


def test_maps_to_unicode_say_which_codes_are_digits() -> None:
    chars = b"2 beginbfchar <0013> <0030> <0044>\n<0041> endbfchar"
    ranges = b"2 beginbfrange <0021> <0025> <002E> <0030> <0032> [<0035> <0041> <0039>] endbfrange"
    assert pdf_figures.codes_in(chars + ranges) == (
        (0x13, "0"),
        (0x23, "0"),
        (0x24, "1"),
        (0x25, "2"),
        (0x30, "5"),
        (0x32, "9"),
    )
