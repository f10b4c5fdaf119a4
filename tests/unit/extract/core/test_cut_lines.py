"""Texts of which a spreadsheet shows one line: the order of painting tells them."""

from __future__ import annotations

from services.extract.core.geometry import cut_lines
from shared.model.page import Box, Word


def word(text: str, x: float, y: float, size: float = 8.0) -> Word:
    return Word(text=text, box=Box(x, y, x + size * len(text), y + size), size=size)


def painted_first(rows: int = 5) -> list[Word]:
    return [w for r in range(rows) for w in (word("学校", 10, 100 + 12 * r), word(f"{r}1", 120, 100 + 12 * r))]


def doubted(words: list[Word]) -> list[str]:
    return [w.text for w in cut_lines.doubted(words) if w.confidence < 0.99]


def test_a_line_painted_with_the_wrapped_texts_is_cut() -> None:
    assert doubted([*painted_first(), word("改善办学条", 150, 100), word("提高教学质", 150, 124)]) == [
        "改善办学条",
        "提高教学质",
    ]


def test_two_lines_in_a_row_are_a_wrapped_text_that_shows() -> None:
    words = [w for r in range(5) for w in (word("学校", 10, 100 + 30 * r), word(f"{r}1", 120, 100 + 30 * r))]
    lines = [word("改善办学条", 150, 95), word("件", 150, 105), word("提高教学质", 150, 160)]
    assert doubted([*words, *lines]) == ["提高教学质"]


def test_columns_painted_one_after_the_other_and_scans_tell_nothing() -> None:
    texts = [word("改善办学条", 150, 100), word("提高教学质", 150, 124)]
    by_columns = sorted(painted_first(), key=lambda w: w.box.x0)
    assert doubted([*by_columns, *texts]) == []
    assert doubted([*painted_first(), *texts, word("合计", 10, 172), word("99", 120, 172)]) == []
    assert doubted([word(w.text, w.box.x0, w.box.top, 0) for w in (*painted_first(), *texts)]) == []
