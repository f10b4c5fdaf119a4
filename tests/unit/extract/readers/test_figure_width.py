"""What a page's own figures say of their widths, with figures set in a real font."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PIL import ImageFont

from services.extract.readers import figure_width
from services.extract.readers.ocr import Glyph
from services.extract.readers.scan_words import Run
from shared.model.page import DOUBT

FONT = ImageFont.truetype("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 24)
PRINTED = ["1,137.33", "1,055.42", "326.18", "0.00", "317.50", "67.82", "115.28", "57.64", "46.83", "14.41", "9.01",
           "11,086.46", "2080502", "20805", "301"]  # fmt: skip


def run(printed: str, read: str | None = None) -> Run:
    """A figure as wide as it is printed, and as it was read."""
    left, _, right, _ = FONT.getbbox(printed)
    text = read or printed
    step = (right - left) / len(text)
    edges = [left + i * step for i in range(len(text) + 1)]
    glyphs = (Glyph(text=c, score=0.999, x0=a, x1=b) for c, (a, b) in zip(text, pairwise(edges), strict=True))
    return Run(glyphs=tuple(glyphs), top=0, bottom=18)


def scores(*last: Run) -> list[float]:
    return [r.score for r in figure_width.checked([*(run(text) for text in PRINTED), *last])]


def test_figures_as_wide_as_their_digits_stay_sure() -> None:
    assert min(scores()) == 0.999


@pytest.mark.parametrize(
    ("printed", "read"),
    [("66.66", "6666"), ("0.00", "000"), ("5,322.93", "5,32293"), ("4,959", "49.59.0"), ("84.16", "8416"),
     ("12,345", "1,345"), ("796", "7966"), ("209.33", "1209.33")],
)  # fmt: skip
def test_a_figure_that_took_more_or_less_room_than_what_was_read_is_doubted(printed: str, read: str) -> None:
    *others, last = scores(run(printed, read))
    assert last <= DOUBT
    assert min(others) == 0.999


def test_a_page_with_few_figures_says_nothing() -> None:
    few = [run("66.66", "6666"), run("4,959"), run("0.00")]
    assert figure_width.checked(few) == few


def test_text_is_not_measured() -> None:
    label = run("一般公共服务支出", "一般公共服务")
    assert scores(label)[-1] == 0.999
