"""Ink in a ruled table that no word explains leaves a mark; ink outside of it, and ink that was read, does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from services.extract.core.geometry import layout
from services.extract.readers import ocr, scan, unread
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels, Raster
from shared.model.page import UNREAD, Box, Grid, Word
from tests.unit.extract.readers.test_scan import table_page

SCALE = 2.0
WORD = Word(text="4,959", box=Box(60, 55, 90, 65), confidence=0.999)
INK = Box(120, 112, 180, 132)


def frame(columns: Sequence[int] = (100, 300, 500)) -> list[Stroke]:
    """A row of cells from 100 to 140 down the page."""
    level = [Stroke(x0=columns[0], top=y, x1=columns[-1], bottom=y + 2, horizontal=True) for y in (100, 140)]
    upright = [Stroke(x0=x, top=100, x1=x + 2, bottom=142, horizontal=False) for x in columns]
    return [*level, *upright]


def mask(*marks: tuple[int, int]) -> Pixels:
    """Ink where the word stands, and a mark of 12 × 20 pixels at every place."""
    ink = np.zeros((300, 700), np.uint8)
    for x, y in ((120, 112), (140, 112), (160, 112), *marks):
        ink[y : y + 20, x : x + 12] = 255
    return ink


def marked(ink: Pixels) -> list[Word]:
    return unread.marked([WORD], [INK], frame(), ink, SCALE)


def test_ink_that_was_read_leaves_no_mark() -> None:
    assert marked(mask()) == [WORD]


@pytest.mark.parametrize(("x", "added"), [(250, 0), (400, 1)], ids=["in the word's cell", "in a cell of its own"])
def test_a_speck_in_a_cell_with_a_text_is_dirt_and_alone_may_be_a_hyphen(x: int, added: int) -> None:
    ink = mask()
    ink[120:123, x : x + 6] = 255
    assert len(marked(ink)) == 1 + added


def test_ink_alone_in_its_cell_becomes_a_word_that_nobody_could_read() -> None:
    word, lost = marked(mask((400, 112)))
    assert word == WORD
    assert (lost.text, lost.confidence) == (UNREAD, 0.0)
    assert lost.box.x0 * SCALE < 406 < lost.box.x1 * SCALE


def test_ink_beside_a_word_of_its_cell_makes_the_word_doubtful() -> None:
    (word,) = marked(mask((188, 112)))
    assert word.text == WORD.text
    assert word.confidence <= 0.5


@pytest.mark.parametrize("place", [(600, 112), (400, 200)])
def test_ink_outside_the_table_says_nothing(place: tuple[int, int]) -> None:
    assert marked(mask(place)) == [WORD]


class Forgetful:
    """A real engine that sees two figures of ROWS and cannot read them."""

    def __init__(self) -> None:
        self.real = ocr.page_reader(1, "cpu")

    def find_lines(self, pixels: Pixels) -> list[Box]:
        return self.real.find_lines(pixels)

    def read_lines(self, crops: Sequence[Pixels]) -> list[ocr.Reading]:
        return [self._forgotten(reading) for reading in self.real.read_lines(crops)]

    def _forgotten(self, reading: ocr.Reading) -> ocr.Reading:
        text = "".join(g.text for g in reading.glyphs)
        return ocr.Reading(glyphs=()) if text in ("99", "796") else reading


def test_a_figure_that_the_engine_cannot_read_is_no_empty_cell() -> None:
    raster = Raster(number=1, pixels=np.asarray(table_page(), dtype=np.uint8), scale=200 / 72)
    page = scan.read_raster(raster, Forgetful(), None)
    (grid,) = (block for block in layout.blocks(page) if isinstance(block, Grid))
    texts = {(cell.row, cell.col): cell for cell in grid.cells}
    assert {place for place, cell in texts.items() if cell.text == UNREAD} == {(1, 2), (2, 2)}
    assert texts[1, 1].text == "4,959"
