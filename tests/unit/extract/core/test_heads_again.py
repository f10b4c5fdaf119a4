"""Heads that are printed again on the next page: the surer reading stands."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.joining import stitch
from services.extract.core.joining.heads_again import with_surer_heads
from services.extract.core.parts import Part
from shared.model.page import GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part


def scanned(*rows: str, page: int, doubted: str = "", confidence: float = 0.48) -> Part:
    """A part read from pixels; the text `doubted` at `confidence`, the others at 0.99."""
    made = grid(*rows, source=GridSource.RULED, page=page)
    cells = [
        replace(
            cell,
            fragments=tuple(replace(f, confidence=confidence if f.text == doubted else 0.99) for f in cell.fragments),
        )
        for cell in made.cells
    ]
    return part(replace(made, cells=tuple(cells)))


def heads(a_part: Part) -> list[str]:
    return [slot.text for slot in a_part.matrix[0]]


FIRST = scanned("名称|片区|增加|减玉", "绿化养护|东区|12|8", page=1, doubted="减玉")
SECOND = scanned("名称|片区|增加|减少", "道路巡查|西区|13|9", page=2)


def test_the_surer_of_two_readings_of_a_head_names_the_column() -> None:
    (table,) = stitch.join([FIRST, SECOND], TEMPLATES, 2024)
    assert [c.path for c in table.columns] == [("名称",), ("片区",), ("增加",), ("减少",)]
    assert ("减玉", "减少") in [(r.before, r.after) for r in table.repairs]


def test_the_second_page_may_be_the_worse_one() -> None:
    (one, other) = with_surer_heads([SECOND, FIRST])
    assert heads(one) == heads(other) == ["名称", "片区", "增加", "减少"]
    assert not one.repairs


def test_what_was_read_surely_on_both_pages_differs_in_print() -> None:
    sure = scanned("名称|片区|增加|减玉", "绿化养护|东区|12|8", page=1)
    assert with_surer_heads([sure, SECOND]) == [sure, SECOND]


def test_another_table_says_nothing() -> None:
    other = replace(SECOND, caption=replace(SECOND.caption, title="道路巡查情况表"))
    titled = replace(FIRST, caption=replace(FIRST.caption, title="设备检修情况表"))
    assert with_surer_heads([titled, other]) == [titled, other]
    below = replace(SECOND, after_prose=True)
    assert with_surer_heads([FIRST, below]) == [FIRST, below]


def test_rows_are_no_heads() -> None:
    first = scanned("名称|片区|增加|减少", "绿化养护|东区|12|8", "道路巡杳|西区|13|9", page=1, doubted="道路巡杳")
    second = scanned("名称|片区|增加|减少", "绿化养护|东区|12|8", "道路巡查|西区|13|9", page=2)
    assert with_surer_heads([first, second]) == [first, second]
