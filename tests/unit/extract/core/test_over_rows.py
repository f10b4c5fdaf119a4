"""Merged cells whose sides a style does not rule: their text stands on a height where other columns have a line."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Grid, GridCell, PageContent, Rule, Word

LEVELS = (100, 120, 140, 160)


def word(text: str, x: float, y: float) -> Word:
    edges = tuple(x + 6.0 * i for i in range(len(text) + 1))
    return Word(text=text, box=Box(x, y, edges[-1], y + 10), size=10, char_x=edges, joints=())


def cells(*names: tuple[str, float], at_140: bool = False) -> list[GridCell]:
    """Three rows of a name and two figures, without a line under the name of the second one, nor one beside that of
    the third; `names` with the height that each stands at."""
    rules = [Rule(box=Box(20, y - 0.2, 220, y + 0.2), horizontal=True) for y in LEVELS if y != 140]
    rules.append(Rule(box=Box(20 if at_140 else 100, 139.8, 220, 140.2), horizontal=True))
    rules += [Rule(box=Box(x - 0.2, 100, x + 0.2, 160), horizontal=False) for x in (20, 220)]
    rules += [Rule(box=Box(x - 0.2, 100, x + 0.2, end), horizontal=False) for x, end in ((100, 140), (160, 160))]
    words = [word("Name", 25, 105), word("Plan", 110, 105), word("Spent", 170, 105)]
    words += [word(name, 25, y) for name, y in names]
    for y, plan, spent in ((125, "1.50", "2.50"), (145, "3.50", "4.50")):
        words += [word(plan, 130, y), word(spent, 190, y)]
    content = PageContent(number=1, width=400, height=600, words=tuple(words), rules=tuple(rules))
    (grid,) = (b for b in blocks(content) if isinstance(b, Grid))
    assert (grid.rows, grid.cols) == (3, 3)
    return sorted(grid.cells, key=lambda c: (c.row, c.col))


def test_a_text_on_the_height_where_two_rows_meet_is_of_both_and_not_sure() -> None:
    found = cells(("Roads", 135))
    assert [(c.row, c.row_span, c.text) for c in found if c.col == 0] == [(0, 1, "Name"), (1, 2, "Roads")]
    assert [f.confidence < 0.99 for c in found if c.col == 0 for f in c.fragments] == [False, True]


def test_texts_under_one_another_with_no_line_between_leave_their_rows_in_doubt() -> None:
    def sure(found: list[GridCell]) -> list[bool]:
        return [all(f.confidence == 1 for c in found if c.row == row for f in c.fragments) for row in range(3)]

    assert sure(cells(("Roads", 125), ("and", 145))) == [True, False, False]
    assert sure(cells(("Roads", 125), ("Parks", 145), at_140=True)) == [True, True, True]
