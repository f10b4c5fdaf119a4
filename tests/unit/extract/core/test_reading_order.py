"""The order of blocks on a page, in points."""

from __future__ import annotations

from services.extract.core.geometry.reading_order import ordered
from shared.model.page import Box, Fragment, Grid, GridSource, Line, Place


def table(x0: float, top: float, x1: float, bottom: float) -> Grid:
    return Grid(cells=(), rows=1, cols=1, source=GridSource.RULED, place=Place(box=Box(x0, top, x1, bottom)))


def line(text: str, x0: float, top: float, x1: float) -> Line:
    place = Place(box=Box(x0, top, x1, top + 12))
    return Line(fragments=(Fragment(text=text, place=place),), place=place)


TITLE, LEFT, REST = line("支出总表", 180, 80, 300), table(60, 150, 420, 330), table(660, 60, 1020, 160)


def test_two_pages_on_one_sheet_are_read_one_after_the_other() -> None:
    """The rest of a table begins higher than the table does under its title."""
    assert ordered([REST, TITLE, LEFT]) == [TITLE, LEFT, REST]
    over_both = line("公开02表                公开03表", 180, 80, 1000)
    assert ordered([REST, over_both, LEFT]) == [REST, over_both, LEFT], "nothing parts them"


def test_tables_above_one_another_stay_so() -> None:
    upper, lower = table(660, 60, 1020, 140), table(60, 150, 420, 330)
    assert ordered([lower, upper]) == [upper, lower]


def test_tables_beside_one_another_are_read_each_as_a_whole() -> None:
    left, right = table(60, 150, 420, 330), table(660, 150, 1020, 330)
    note = line("注：左", 60, 345, 200)
    assert ordered([right, left, note]) == [left, note, right]
