"""Dashes in pieces, in cells drawn here."""

from __future__ import annotations

import numpy as np
import pytest

from services.extract.readers.broken_dashes import mended
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels
from tests.unit.extract.readers.test_pixels import SCALE

#: a cell 60 pixels high (22 points) and 200 wide
RULES = (
    Stroke(x0=100, top=100, x1=300, bottom=102, horizontal=True),
    Stroke(x0=100, top=160, x1=300, bottom=162, horizontal=True),
    Stroke(x0=100, top=100, x1=102, bottom=160, horizontal=False),
    Stroke(x0=298, top=100, x1=300, bottom=160, horizontal=False),
)
#: what is left of a dash from 260 to 284: 14 of its 24 pixels
PIECES = ((260, 262), (265, 272), (279, 284))


def inked(pieces: tuple[tuple[int, int], ...], row: int = 130) -> tuple[Pixels, Pixels]:
    """The ink of the pieces, two pixels thick, and the page that shows it in grey."""
    mask = np.zeros((260, 400), np.uint8)
    for start, end in pieces:
        mask[row : row + 2, start:end] = 255
    return mask, np.where(mask[:, :, None] > 0, 70, 250).astype(np.uint8).repeat(3, axis=2)


def test_a_dash_in_pieces_is_made_whole() -> None:
    mask, page = mended(*inked(PIECES), RULES, SCALE)
    assert mask[130, 260:284].all()
    assert (page[130, 260:284] == 70).all()
    assert np.count_nonzero(mask) == 24 + 14  # one line of it, and what there was below


@pytest.mark.parametrize(
    "pieces",
    [
        ((260, 284),),  # a whole one
        ((260, 262), (270, 272), (280, 282)),  # specks, none as long as a piece
        ((260, 264),),  # too short for a dash
        (*PIECES, (288, 292), (296, 330)),  # longer than any
    ],
)
def test_what_is_no_dash_in_pieces_stays_as_it_is(pieces: tuple[tuple[int, int], ...]) -> None:
    mask, page = inked(pieces)
    assert mended(mask, page, RULES, SCALE)[0] is mask


@pytest.mark.parametrize(("row", "rules"), [(108, RULES), (130, RULES[1:]), (130, RULES[:2]), (220, RULES)])
def test_a_dash_stands_in_the_middle_of_a_cell(row: int, rules: tuple[Stroke, ...]) -> None:
    mask, page = inked(PIECES, row)
    assert mended(mask, page, rules, SCALE)[0] is mask


def test_pieces_beside_a_character_are_some_of_it() -> None:
    mask, page = inked(PIECES)
    mask[120:140, 288:291] = 255
    assert mended(mask, page, RULES, SCALE)[0] is mask
