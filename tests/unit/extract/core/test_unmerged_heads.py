"""Heads typed without merged cells: what their blanks stand for."""

from __future__ import annotations

from services.extract.core.geometry import unmerged_heads
from shared.model.page import Grid, GridSource
from tests.unit.extract.core.table_makers import grid


def spans(a_grid: Grid) -> dict[str, tuple[int, int, int, int]]:
    """(row, column, rows, columns) of every cell that covers more than its own position."""
    wide = [c for c in a_grid.cells if (c.row_span, c.col_span) != (1, 1)]
    return {c.text: (c.row, c.col, c.row_span, c.col_span) for c in wide}


def ruled(*rows: str, spans: dict[tuple[int, int], tuple[int, int]] | None = None) -> Grid:
    return grid(*rows, source=GridSource.RULED, spans=spans, page=1)


def test_a_parent_goes_on_over_blanks_with_names_below_and_a_leaf_goes_down() -> None:
    found = unmerged_heads.restored(
        ruled("序号|单位|缴费|||备注", "||职工||居民|", "||应收|实收||", "1|甲镇|5|4|3|", "2|乙乡|6|6|2|已清")
    )
    assert spans(found) == {
        "序号": (0, 0, 3, 1),
        "单位": (0, 1, 3, 1),
        "缴费": (0, 2, 1, 3),
        "备注": (0, 5, 3, 1),
        "职工": (1, 2, 1, 2),
        "居民": (1, 4, 2, 1),
    }
    doubted = {c.text for c in found.cells if any(f.confidence < 0.99 for f in c.fragments)}
    assert doubted == {"缴费", "职工"}


def test_a_name_below_a_blank_that_no_parent_stands_beside_goes_up() -> None:
    found = unmerged_heads.restored(ruled("序号||补助|", "|学校|人数|金额", "1|一中|5|4"))
    assert spans(found) == {"序号": (0, 0, 2, 1), "学校": (0, 1, 2, 1), "补助": (0, 2, 1, 2)}


def test_heads_that_are_merged_or_of_one_row_stay_as_they_are() -> None:
    merged = ruled("单位|补助|补助|备注", "|人数|金额|", "一中|5|4|", spans={(0, 1): (1, 2)})
    plain = ruled("单位|人数|金额", "本级||", "一中|5|4")
    unnamed = ruled("|人数|金额", "本级||", "一中|5|4")
    assert [unmerged_heads.restored(g) for g in (merged, plain, unnamed)] == [merged, plain, unnamed]


def test_a_head_without_one_of_its_names_is_in_doubt() -> None:
    found = unmerged_heads.restored(ruled("单位|补助|||", "|人数|标准||金额", "一中|5|4|发放3|3"))
    assert spans(found)["补助"] == (0, 1, 1, 2)
    assert all(f.confidence < 0.99 for c in found.cells if c.row < 2 for f in c.fragments)
