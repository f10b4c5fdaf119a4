"""Tables that the numbering skips, with an empty place where they stood."""

from __future__ import annotations

from services.extract.core.gaps import blank_numbers
from tests.unit.extract.core.table_makers import grid, line


def test_blank_lines_before_a_skipping_number_are_an_empty_place() -> None:
    blocks = (line("表 1", at=1), grid("甲|1", "乙|2", at=3), line("表 4", at=9))
    assert blank_numbers(blocks, ()) == ("2", "3")


def test_a_number_skipped_without_an_empty_place_was_never_there() -> None:
    blocks = (line("表 1", at=1), grid("甲|1", "乙|2", at=3), line("表 4", at=6))
    assert blank_numbers(blocks, ()) == ()


def test_a_blank_page_between_is_an_empty_place() -> None:
    blocks = (line("表 1", page=3), grid("甲|1", page=3), line("表 3", page=5))
    assert blank_numbers(blocks, (4,)) == ("2",)
    assert blank_numbers(blocks, (2,)) == ()


def test_repeated_numbers_of_continued_tables_skip_nothing() -> None:
    blocks = (line("表 1", at=1), grid("甲|1", at=2), line("表 1", at=20), grid("乙|2", at=21), line("表 2", at=40))
    assert blank_numbers(blocks, ()) == ()
