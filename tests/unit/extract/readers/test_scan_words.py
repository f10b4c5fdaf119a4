"""Characters put on their ink."""

from __future__ import annotations

import numpy as np

from services.extract.readers.glyph_ink import on_their_ink
from services.extract.readers.ocr import Glyph
from services.extract.readers.scan_words import doubted, split


def glyph(text: str, x0: float, x1: float) -> Glyph:
    return Glyph(text=text, score=0.999, x0=x0, x1=x1)


def test_an_ideograph_keeps_its_ink_where_the_first_of_its_line_was_seen_late() -> None:
    crop = np.zeros((30, 90), np.uint8)
    for x in (4, 31, 58):
        crop[3:27, x : x + 24] = 255
    late = [glyph("讲", 22, 26), glyph("解", 42, 46), glyph("员", 68, 72)]  # midway of the first two is 34
    found = on_their_ink(late, crop)
    assert [(g.x0, g.x1) for g in found] == [(4, 28), (31, 55), (58, 82)]
    assert all(g.score == 0.999 for g in doubted(found, 26.0))


def test_without_a_blank_near_midway_characters_part_there() -> None:
    crop = np.zeros((30, 60), np.uint8)
    crop[3:27, 4:56] = 255
    found = on_their_ink([glyph("讲", 14, 18), glyph("解", 42, 46)], crop)
    assert [(g.x0, g.x1) for g in found] == [(4, 30), (30, 56)]


def test_figures_part_midway() -> None:
    crop = np.zeros((30, 60), np.uint8)
    crop[3:27, 4:20] = crop[3:27, 24:40] = 255
    found = on_their_ink([glyph("1", 14, 18), glyph("2", 22, 26)], crop)
    assert [(g.x0, g.x1) for g in found] == [(4, 20), (24, 40)]
    found = on_their_ink([glyph("1", 14, 18), glyph("2", 14, 18)], crop)
    assert found[0].x1 <= 16


def test_a_speck_between_a_number_and_a_name_is_of_neither() -> None:
    """It stands 14 pixels from the one and 10 from the other, so that no gap is as wide as one between columns."""
    crop = np.zeros((30, 120), np.uint8)
    crop[4:26, 4:8] = crop[3:27, 50:74] = crop[3:27, 78:102] = 255
    speck = crop.copy()
    speck[12:15, 37:40] = 255
    glyphs = [glyph("1", 4, 8), glyph("公", 60, 64), glyph("共", 88, 92)]
    for page in (crop, speck):
        found = on_their_ink(glyphs, page)
        assert [(g.x0, g.x1) for g in found] == [(4, 8), (50, 74), (78, 102)]
        assert ["".join(g.text for g in run) for run in split(found, 33.0, 26.0)] == ["1", "公共"]
    crop[3:27, 37:40] = 255  # as tall as a character, it is a piece of one
    assert on_their_ink(glyphs, crop)[1].x0 == 37


def test_a_figure_parts_from_the_ideograph_behind_it_at_the_blank_between_them() -> None:
    """Midway between their middles is in the ideograph, which is wider."""
    crop = np.zeros((30, 80), np.uint8)
    crop[4:26, 4:14] = crop[3:27, 24:50] = crop[3:27, 52:76] = 255
    found = on_their_ink([glyph("7", 8, 10), glyph("六", 40, 44), glyph("社", 62, 66)], crop)
    assert [(g.x0, g.x1) for g in found] == [(4, 14), (24, 50), (52, 76)]


def test_what_stands_off_behind_an_amount_with_decimals_is_the_next_column() -> None:
    amount = [glyph(c, 10 * i, 10 * i + 8) for i, c in enumerate("596.24")]

    def runs(gap: float, *behind: str) -> list[str]:
        names = [glyph(c, 58 + gap + 20 * i, 76 + gap + 20 * i) for i, c in enumerate(behind)]
        return ["".join(g.text for g in run) for run in split([*amount, *names], 22.0, 20.0)]

    assert runs(8, "支", "出") == ["596.24", "支出"]
    assert runs(2, "万", "元") == ["596.24万元"]
    assert runs(2, "（", "二", "）", "教") == ["596.24", "（二）教"]
    assert runs(2, "（", "略", "）", "教") == ["596.24（略）教"]


def test_a_dash_before_the_number_of_an_entry_is_another_columns() -> None:
    glyphs = [glyph(c, 20 * i, 20 * i + 18) for i, c in enumerate("一（三）教育")]
    assert ["".join(g.text for g in run) for run in split(glyphs, 22.0, 20.0)] == ["一", "（三）教育"]


def test_specks_beside_a_dash_and_a_label_make_them_no_longer() -> None:
    """However near they stand, and however many: a column of amounts ends where its figures do."""
    crop = np.zeros((40, 100), np.uint8)
    crop[20:23, 6:30] = crop[6:34, 60:84] = 255
    crop[8:11, 29:33] = crop[28:31, 32:37] = crop[30:33, 55:58] = 255
    found = on_their_ink([glyph("一", 16, 20), glyph("二", 70, 74)], crop)
    assert [(g.x0, g.x1) for g in found] == [(6, 30), (60, 84)]


def test_a_figure_keeps_the_bits_of_its_thin_strokes() -> None:
    crop = np.zeros((40, 60), np.uint8)
    crop[6:34, 20:26] = 255
    crop[24:26, 10:12] = crop[22:24, 14:17] = 255
    (found,) = on_their_ink([glyph("4", 18, 24)], crop)
    assert (found.x0, found.x1) == (10, 26)
