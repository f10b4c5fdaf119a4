"""Raised marks belong to the text at whose shoulder they stand, and never change a figure."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.geometry.raised import attached
from shared.model.numbers import parse_number
from shared.model.page import Box, Word


def word(text: str, x: float, y: float, size: float = 10.0) -> Word:
    width = 0.5 * size * len(text)
    edges = tuple(x + 0.5 * size * i for i in range(len(text) + 1))
    return Word(text=text, box=Box(x, y, x + width, y + size), size=size, char_x=edges)


def test_a_raised_digit_after_a_figure_is_no_digit_of_it() -> None:
    (joined,) = attached([word("1,585", 100, 100), word("2", 125, 98, 6)])
    assert joined.text == "1,585²"
    assert str(parse_number(joined.text)) == "1585"
    assert joined.box == Box(100, 100, 128, 110)
    assert len(joined.char_x) == len(joined.text) + 1


def test_marks_behind_words_stay_as_printed() -> None:
    words = [word("Westmarsh", 50, 100), word("1)", 95, 98, 6), word("12", 200, 100)]
    assert [w.text for w in attached(words)] == ["Westmarsh1)", "12"]


def test_small_words_elsewhere_are_words() -> None:
    lowered = [word("H", 50, 100), word("2", 55, 106, 6)]
    apart = [word("Total", 50, 100), word("1", 90, 98, 6)]
    assert attached(lowered) == lowered
    assert attached(apart) == apart


def test_a_page_of_one_size_is_left_alone() -> None:
    words = [word("12", 50, 100), word("3", 60, 98)]
    assert attached(words) == words


def test_words_of_a_scan_have_no_sizes_to_judge_by() -> None:
    words = [replace(word("12", 50, 100), size=0.0), replace(word("1", 60, 97, 6), size=0.0)]
    assert attached(words) == words
