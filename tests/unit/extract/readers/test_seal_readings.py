"""Lines under a seal, read with the seal and without it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from services.extract.readers import seal_readings
from services.extract.readers.ocr import Glyph, Reading
from services.extract.readers.raster import Pixels
from shared.model.page import Box


def reading(text: str, score: float) -> Reading:
    return Reading(glyphs=tuple(Glyph(text=c, score=score, x0=i, x1=i + 1) for i, c in enumerate(text)))


@pytest.mark.parametrize(
    ("sealed", "bare", "is_better"),
    [
        (("650.16", 1.0), ("650 16", 0.66), True),
        (("本年支出合计", 0.7), ("本年支合计", 0.83), True),
        (("总计", 0.9), ("占计", 0.24), True),
        (("1,002|98", 0.9), ("1,002.98", 0.36), False),
        (("年终结转", 0.4), ("年终结余", 0.3), False),
        (("19.48", 1.0), ("19.48", 0.5), False),
        (("", 0.0), ("年", 0.05), False),
    ],
)
def test_more_of_a_text_a_figure_or_what_is_likelier_is_the_better_reading(
    sealed: tuple[str, float], bare: tuple[str, float], is_better: bool
) -> None:
    assert seal_readings.is_better(reading(*sealed), reading(*bare)) == is_better


class Told:
    """An engine that reads each crop as it was told, in order."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)

    def find_lines(self, page: Pixels) -> list[Box]:
        return []

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        assert len(crops) == len(self.texts)
        return [reading(text, 0.9) for text in self.texts]


def test_frames_under_a_seal_are_read_with_it_and_shown_as_they_read_better() -> None:
    """Three lines of which two lie under a seal; one of them reads better with it."""
    page, sealed = np.full((90, 100, 3), 255, np.uint8), np.full((90, 100, 3), 90, np.uint8)
    stamped = np.zeros((90, 100), np.uint8)
    stamped[:50] = 255
    frames = [Box(10, 5, 60, 20), Box(10, 35, 60, 50), Box(10, 65, 60, 80)]
    bare = [reading("65016", 0.7), reading("12.50", 0.9), reading("7.25", 0.9)]
    found, shown = seal_readings.compared(frames, bare, page, sealed, stamped, Told("650.16", "12|50"))
    assert [r.text for r in found] == ["650.16", "12.50", "7.25"]
    assert (shown[6:20, 11:60] == 90).all()
    assert (shown[22:] == 255).all()
    assert (page == 255).all(), "the page that was given stays as it is"
