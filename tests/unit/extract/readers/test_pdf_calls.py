"""What is asked of PDFium in bulk is what it says of every character by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from services.extract.readers import pdf_calls
from services.extract.readers.pdf import exclusive
from tests.hostile import drawn, garbage_text, many_glyphs, written

SAMPLE = Path("samples/files/01-split-rows.pdf").read_bytes()
INPUTS = {
    "report": SAMPLE,
    "no unicode": garbage_text(),
    "hyphens": drawn([written(["a word that breaks at the end of its li-", "ne and goes on", "2023-2024"])]),
    "more than a batch": many_glyphs(9_000),
}


@contextmanager
def _textpage(data: bytes) -> Iterator[tuple[Any, int]]:
    with exclusive():
        document = pypdfium2.PdfDocument(data)
        textpage = document[len(document) - 1].get_textpage()
        yield textpage.raw, pdfium.FPDFText_CountChars(textpage.raw)
        document.close()


@pytest.mark.parametrize("name", INPUTS)
def test_characters_one_for_one(name: str) -> None:
    with _textpage(INPUTS[name]) as (textpage, count):
        found = pdf_calls.characters(pdf_calls.handle(textpage), count)
        codes = [pdfium.FPDFText_GetUnicode(textpage, i) for i in range(count)]
    assert count > 10
    assert len(found) == count
    for letter, code in zip(found, codes, strict=True):
        assert ord(letter) == code or (letter, code) == ("-", 2) or (letter == "\ufffd" and not 0 < code < 0xD800)


@pytest.mark.parametrize("name", INPUTS)
def test_boxes_one_for_one(name: str) -> None:
    with _textpage(INPUTS[name]) as (textpage, count):
        indexes = list(range(0, count, 2))
        found = pdf_calls.char_boxes(pdf_calls.handle(textpage), indexes)
        alone = []
        for i in indexes:
            rect = pdfium.FS_RECTF()
            assert pdfium.FPDFText_GetLooseCharBox(textpage, i, rect)
            alone += [rect.left, rect.top, rect.right, rect.bottom]
    assert found == alone


def test_a_character_that_is_not_there_is_no_box() -> None:
    with _textpage(SAMPLE) as (textpage, count), pytest.raises(pypdfium2.PdfiumError):
        pdf_calls.char_boxes(pdf_calls.handle(textpage), [0, count + 5])
