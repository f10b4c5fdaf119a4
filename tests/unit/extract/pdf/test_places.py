"""Where a cell is said to stand, an independent reader finds its text, and no other."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pdfplumber
import pytest

from samples.layout import CATALOGUE
from samples.suite import Case
from services.extract import reading
from services.extract.core.pipeline import reconstruct
from shared.model.page import Box
from shared.model.table import Cell

#: points that a letter's middle may lie outside
_SLACK = 0.5

Letters = list[tuple[str, float, float]]


def squeezed(text: str) -> Counter[str]:
    return Counter("".join(unicodedata.normalize("NFKC", text).split()))


def letters_of(path: Path) -> dict[int, Letters]:
    with pdfplumber.open(path) as document:
        return {
            page.page_number: [(c["text"], (c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2) for c in page.chars]
            for page in document.pages
        }


def inside(letters: Letters, box: Box) -> str:
    return "".join(
        text
        for text, x, y in letters
        if box.x0 - _SLACK <= x <= box.x1 + _SLACK and box.top - _SLACK <= y <= box.bottom + _SLACK
    )


def is_whole(cell: Cell) -> bool:
    """Not put together from two pages: such a cell has the place of its first piece."""
    return not any(r.code == "row_joined" for r in cell.repairs)


@pytest.mark.parametrize("layout", ["full", "rotated", "turned", "touching", "overflow", "cut_rows", "three_line"])
def test_the_place_of_a_cell_holds_its_raw_text_and_nothing_else(layout: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(Case(family="unknown", layout=CATALOGUE[layout], seed=311).pdf())
    letters = letters_of(path)
    document = reconstruct(reading.read(path, "application/pdf"))
    cells = [c for t in document.tables for r in t.rows for c in r.cells if c.raw and is_whole(c)]
    assert len(cells) > 100
    for cell in cells:
        assert cell.place.page is not None
        assert cell.place.box is not None
        found = squeezed(inside(letters[cell.place.page], cell.place.box))
        assert found == squeezed("".join(cell.raw)), (cell.text, cell.place)
