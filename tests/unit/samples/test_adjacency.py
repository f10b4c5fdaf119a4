"""The competition's measure, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks._adjacency import Marks, Span, compare, read_truth, relations


def table(*rows: str) -> list[Span]:
    return [Span(r, c, r, c, text.strip()) for r, row in enumerate(rows) for c, text in enumerate(row.split("|"))]


def test_texts_neighbour_each_other_past_empty_cells() -> None:
    assert relations(table("a | | b", "| c |", "d | |")) == {
        ("a", "b", "right"): 1,
        ("a", "d", "below"): 1,
    }


def test_a_spanning_cell_has_one_relation_with_each_neighbour() -> None:
    cells = [Span(0, 0, 0, 1, "Head"), Span(1, 0, 1, 0, "x"), Span(1, 1, 1, 1, "y"), Span(0, 2, 1, 2, "Tall")]
    assert relations(cells) == {
        ("head", "x", "below"): 1,
        ("head", "y", "below"): 1,
        ("head", "tall", "right"): 1,
        ("x", "y", "right"): 1,
        ("y", "tall", "right"): 1,
    }


def test_equal_relations_count_as_often_as_they_occur() -> None:
    marks = compare([table("a | 1", "b | 2")], [table("a | 1", "a | 1")])
    assert (marks.right, marks.found, marks.true) == (1, 4, 4)
    assert marks.f1 == pytest.approx(0.25)


def test_nothing_found_where_nothing_is_true_is_right() -> None:
    assert compare([], []).f1 == 1
    assert Marks(0, 3, 0).f1 == 0


def test_the_competition_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x-str.xml"
    cell = '<cell start-row="{}" start-col="{}" {}><content>{}</content></cell>'
    first = cell.format(0, 0, 'end-col="1"', "Head") + cell.format(1, 0, "", "a") + cell.format(1, 1, "", "1")
    second = cell.format(0, 0, "", "b") + cell.format(0, 1, "", "2")
    path.write_text(
        f'<document><table id="1"><region page="1">{first}</region>'
        f'<region page="2" row-increment="2">{second}</region></table></document>',
        "utf-8",
    )
    (cells,) = read_truth(path)
    assert cells[0] == Span(0, 0, 0, 1, "Head")
    assert [(c.row, c.text) for c in cells[3:]] == [(2, "b"), (2, "2")]
