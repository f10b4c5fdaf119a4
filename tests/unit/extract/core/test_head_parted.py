"""A repeated head whose lower rule is lost: its cells hold the first row's texts too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.joining import stitch
from services.extract.core.parts import Part
from shared.model.page import Fragment, GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

HEAD = "项目类别|总计|其中：本级"
FIRST = part(grid(HEAD, "工资福利支出|18.20|9.10", source=GridSource.RULED, page=1), "基本支出表")


def run_together(*texts: tuple[str, ...]) -> Part:
    """The second page: a first row of two lines, whose cells hold these texts, and a second row."""
    spans = {(0, column): (2, 1) for column in range(3)}
    made = grid("a|b|c", "||", "办公设备购置|4.60|2.30", source=GridSource.RULED, page=2, spans=spans)
    cells = [
        replace(cell, fragments=tuple(Fragment(text=t, place=cell.place, confidence=0.999) for t in texts[cell.col]))
        if cell.row == 0
        else cell
        for cell in made.cells
    ]
    return part(replace(made, cells=tuple(cells)))


def test_the_rows_texts_are_parted_from_the_heads_and_doubted() -> None:
    second = run_together(("项目类别", "资本性支出"), ("总计", "4.60"), ("其中：本级", "2.30"))
    (table,) = stitch.join([FIRST, second], TEMPLATES, 2024)
    rows = [[slot.text for slot in row.slots] for row in table.body]
    assert rows[1:] == [["资本性支出", "4.60", "2.30"], ["办公设备购置", "4.60", "2.30"]]
    doubted = [f.confidence for slot in table.body[1].slots for f in slot.fragments]
    assert max(doubted) <= 0.5
    assert ("项目类别资本性支出", "资本性支出") in [(r.before, r.after) for r in table.repairs]


def test_texts_that_begin_otherwise_are_the_rows_own() -> None:
    second = run_together(("资本性支出", "设备"), ("4.60",), ("2.30",))
    (table,) = stitch.join([FIRST, second], TEMPLATES, 2024)
    assert table.body[1].slots[0].text == "资本性支出设备"


def test_one_cell_that_does_not_begin_with_its_head_leaves_all_as_they_are() -> None:
    second = run_together(("项目类别", "资本性支出"), ("总计", "4.60"), ("2.30",))
    (table,) = stitch.join([FIRST, second], TEMPLATES, 2024)
    assert "项目类别资本性支出" in [slot.text for row in table.body for slot in row.slots]


@pytest.mark.parametrize("amounts", [("4.60", "2.30"), ()], ids=["a row", "the rest of one"])
def test_a_head_and_a_row_with_no_rule_between_any_of_their_cells_are_two_rows(amounts: tuple[str, ...]) -> None:
    made = grid("a|b|c", "办公设备购置|4.60|2.30", source=GridSource.RULED, page=2)
    held = [("项目类别", "资本性支出"), ("总计", *amounts[:1]), ("其中：本级", *amounts[1:])]
    cells = [
        replace(cell, fragments=tuple(Fragment(text=t, place=cell.place, confidence=0.999) for t in held[cell.col]))
        if cell.row == 0
        else cell
        for cell in made.cells
    ]
    (table,) = stitch.join([FIRST, part(replace(made, cells=tuple(cells)))], TEMPLATES, 2024)
    rows = [[slot.text for slot in row.slots] for row in table.body]
    assert rows[1:] == [["资本性支出", *(amounts or ("", ""))], ["办公设备购置", "4.60", "2.30"]]
    assert max(f.confidence for slot in table.body[1].slots for f in slot.fragments) <= 0.5
