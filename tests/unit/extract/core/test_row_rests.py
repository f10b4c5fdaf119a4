"""The last row of a table without rules, alone at the top of the next page."""

from __future__ import annotations

from services.extract.core.geometry.words import line_block
from services.extract.core.joining.row_rests import as_grids
from shared.model.page import Grid, GridSource, Line
from tests.unit.extract.core.table_makers import grid
from tests.unit.extract.core.test_ledger import right, word

#: columns of 50 points, from 0
HEAD = grid("合计|出国费|小计|购置费|运行费|接待费", source=GridSource.RULED, page=1)


def row(*items: tuple[str, float], page: int = 2) -> Line:
    return line_block([right(text, x, 60) for text, x in items], page)


def test_figures_in_the_columns_of_the_table_before_are_its_next_row() -> None:
    line = row(("28", 45), ("25", 145), ("18", 195), ("3", 295))
    head, made, after = as_grids((HEAD, line, line))
    assert (head, after) == (HEAD, line)
    assert isinstance(made, Grid)
    assert (made.rows, [c.text.strip() for c in made.cells]) == (1, ["28", "25", "18", "3"])
    assert all(f.confidence < 0.99 for c in made.cells for f in c.fragments)


def test_what_may_be_something_else_stays_text() -> None:
    far = row(("28", 45), ("25", 145), ("18", 195), ("3", 600))
    same = row(("28", 45), ("25", 145), ("18", 195), ("3", 295), page=1)
    two = row(("28", 32), ("25", 45), ("18", 145), ("9", 195), ("3", 295))
    few = row(("28", 45), ("25", 145))
    words = line_block([word("合计", 10, 60), word("出国", 60, 60), word("小计", 110, 60), right("3", 295, 60)], 2)
    for line in (far, same, two, few, words):
        assert as_grids((HEAD, line)) == (HEAD, line)
