"""Paths of columns as the grid shows them: what a parent is known to span, and what it may span."""

from __future__ import annotations

from services.extract.core.heads.paths import geometric_paths
from services.extract.core.parts import Caption, part_of
from shared.model.page import Fragment, Grid, GridCell, GridSource


def paths(span: int) -> tuple[tuple[str, ...], ...]:
    """Of three columns of figures under one parent over the first, which spans so many."""
    cells = [GridCell(row=0, col=1, col_span=span, fragments=(Fragment(text="2010"),))]
    cells += [
        GridCell(row=1, col=c, fragments=(Fragment(text=t),)) for c, t in enumerate(("Item", "Low", "High", "All"))
    ]
    part = part_of(Grid(rows=2, cols=4, cells=tuple(cells), source=GridSource.ALIGNED, head_rows=2), Caption())
    return geometric_paths(part.matrix, 4, GridSource.ALIGNED)


def test_a_parent_that_is_known_to_span_two_columns_spans_no_third() -> None:
    assert paths(2) == (("Item",), ("2010", "Low"), ("2010", "High"), ("All",))


def test_a_parent_of_which_no_span_is_known_spans_what_is_open_to_its_right() -> None:
    assert paths(1) == (("Item",), ("2010", "Low"), ("2010", "High"), ("2010", "All"))
