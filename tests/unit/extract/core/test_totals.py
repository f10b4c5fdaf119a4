"""Labels of totals among code and name columns without upright rules: over all of them, or in one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core import rows
from services.extract.core.joining import stitch
from services.extract.core.names import Names
from shared.codes import load
from shared.model.page import Box, Fragment, Grid, GridCell, GridSource, Place
from shared.model.table import Row
from tests.unit.extract.core.table_makers import TEMPLATES, part

#: left and right end of the heads of the columns
_COLUMNS = {"科目编码": (40, 80), "单位代码": (95, 135), "科目名称": (180, 260), "金额": (330, 370)}


def cell(row: int, col: int, text: str, x0: float, x1: float) -> GridCell:
    place = Place(page=1, box=Box(x0, 100 + 15 * row, x1, 110 + 15 * row))
    return GridCell(row=row, col=col, fragments=(Fragment(text=text, place=place),), place=place)


def total_at(x0: float, source: GridSource = GridSource.ALIGNED, indents: tuple[int, ...] = (0, 0)) -> Row:
    """The row of a total whose label begins at `x0`, in a column of the grid that it stands in. `indents` (points) are
    those of the names above."""
    cells = [cell(0, c, name, *at) for c, (name, at) in enumerate(_COLUMNS.items())]
    for n, by in enumerate(indents, 1):
        texts = (("2050101", 42, 78), ("132002", 97, 133), ("教育支出", 180 + by, 220 + by), ("5.00", 345, 370))
        cells += [cell(n, c, *item) for c, item in enumerate(texts)]
    last = len(indents) + 1
    cells += [cell(last, 1 if x0 < 150 else 2, "合计", x0, x0 + 20), cell(last, 3, "10.00", 340, 370)]
    box = Place(page=1, box=Box(40, 100, 380, 115 + 15 * last))
    printed = part(Grid(cells=tuple(cells), rows=last + 1, cols=4, source=source, place=box))
    (joined,) = stitch.join([printed], TEMPLATES, 2024)
    return rows.build(joined, Names(codes=load()))[-1]


@pytest.mark.parametrize(
    ("x0", "column", "sure"),
    [
        (140, 0, True),  # in the middle of all three
        (210, 2, True),  # below the middle of 科目名称
        (180, 2, True),  # where the names begin
        (165, 0, False),  # between
        (97, 0, False),  # where the codes begin, in a column with no place for it
        (105, 0, False),  # below 单位代码, where no label of a total has its place
    ],
)
def test_where_the_label_of_a_total_belongs_is_seen_from_where_it_stands(x0: float, column: int, sure: bool) -> None:
    found = total_at(x0)
    assert [i for i, c in enumerate(found.cells[:3]) if c.text] == [column]
    assert (found.cells[column].confidence >= 0.99) is sure


@pytest.mark.parametrize(("x0", "column"), [(140, 0), (97, 0), (210, 2), (165, 2)])
def test_between_painted_cells_only_the_label_of_a_total_in_a_column_of_codes_is_moved(x0: float, column: int) -> None:
    found = total_at(x0, GridSource.RULED)
    assert [i for i, c in enumerate(found.cells[:3]) if c.text] == [column]


def test_a_total_begins_with_the_names_that_are_indented_least() -> None:
    found = total_at(180, indents=(0, 10, 20, 20))
    assert [i for i, c in enumerate(found.cells[:3]) if c.text] == [2]
    assert found.cells[2].confidence >= 0.99


@pytest.mark.parametrize(("x0", "column", "sure"), [(135, 0, False), (139, 1, False), (180, 1, True), (150, 1, True)])
def test_in_a_frame_a_total_in_the_middle_of_all_columns_is_in_doubt(x0: float, column: int, sure: bool) -> None:
    """There may be lines in the head alone: just in the middle it is the label of all of them."""
    columns = {"序号": (40, 60), "项目名称": (70, 250), "金额": (330, 370)}
    cells = [cell(0, c, name, *at) for c, (name, at) in enumerate(columns.items())]
    for n in (1, 2):
        cells += [
            cell(n, c, *item) for c, item in enumerate(((str(n), 48, 52), ("道路维护", 180, 220), ("5.00", 345, 370)))
        ]
    cells += [cell(3, 1, "合计", x0, x0 + 20), cell(3, 2, "10.00", 340, 370)]
    box = Place(page=1, box=Box(40, 100, 380, 160))
    (joined,) = stitch.join(
        [part(Grid(cells=tuple(cells), rows=4, cols=3, source=GridSource.RULED, place=box))], TEMPLATES, 2024
    )
    found = rows.build(joined, Names(codes=load()))[-1]
    assert [i for i, c in enumerate(found.cells[:2]) if c.text] == [column]
    assert (found.cells[column].confidence >= 0.99) is sure


@pytest.mark.parametrize(("least", "sure"), [(121, False), (136, True)])
def test_a_total_that_begins_with_indented_names_may_be_in_the_middle_of_all(least: int, sure: bool) -> None:
    columns = {"序号": (40, 60), "项目名称": (70, 250), "金额": (330, 370)}
    cells = [cell(0, c, name, *at) for c, (name, at) in enumerate(columns.items())]
    for n, x in enumerate((least, 136, 136), 1):
        texts = ((str(n), 48, 52), ("道路维护", x, x + 40), ("5.00", 345, 370))
        cells += [cell(n, c, *item) for c, item in enumerate(texts)]
    cells += [cell(4, 1, "合计", 136.5, 156.5), cell(4, 2, "15.00", 340, 370)]
    box = Place(page=1, box=Box(40, 100, 380, 175))
    printed = part(Grid(cells=tuple(cells), rows=5, cols=3, source=GridSource.RULED, place=box))
    (joined,) = stitch.join([printed], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))[-1]
    assert [i for i, c in enumerate(found.cells[:2]) if c.text] == [1]
    assert (found.cells[1].confidence >= 0.99) is sure


@pytest.mark.parametrize(("x0", "column", "sure"), [(180, 2, False), (140, 0, True)])
def test_a_label_said_to_cover_all_columns_that_begins_with_the_names_is_one_of_them(
    x0: float, column: int, sure: bool
) -> None:
    cells = [cell(0, c, name, *at) for c, (name, at) in enumerate(_COLUMNS.items())]
    for n in (1, 2):
        texts = (("2050101", 42, 78), ("132002", 97, 133), ("教育支出", 180, 220), ("5.00", 345, 370))
        cells += [cell(n, c, *item) for c, item in enumerate(texts)]
    whole = replace(cell(3, 0, "合计", x0, x0 + 20), col_span=3, place=Place(page=1, box=Box(40, 145, 262, 155)))
    cells += [whole, cell(3, 3, "10.00", 340, 370)]
    box = Place(page=1, box=Box(40, 100, 380, 160))
    printed = part(Grid(cells=tuple(cells), rows=4, cols=4, source=GridSource.ALIGNED, place=box))
    (joined,) = stitch.join([printed], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))[-1]
    assert [i for i, c in enumerate(found.cells[:3]) if c.text] == [column]
    assert (found.cells[column].confidence >= 0.99) is sure


@pytest.mark.parametrize(("x0", "column", "sure"), [(180, 1, False), (140, 0, True)])
def test_so_is_one_said_to_cover_the_numbers_of_the_rows_and_the_names(x0: float, column: int, sure: bool) -> None:
    heads = (("序号", 40, 60), ("道路名称", 180, 220), ("金额", 330, 370))
    cells = [cell(0, c, *item) for c, item in enumerate(heads)]
    for n in (1, 2):
        cells += [
            cell(n, c, *item) for c, item in enumerate(((str(n), 48, 52), ("环城路", 180, 210), ("5.00", 345, 370)))
        ]
    whole = replace(cell(3, 0, "合计", x0, x0 + 20), col_span=2, place=Place(page=1, box=Box(40, 145, 262, 155)))
    cells += [whole, cell(3, 2, "10.00", 340, 370)]
    box = Place(page=1, box=Box(40, 100, 380, 160))
    printed = part(Grid(cells=tuple(cells), rows=4, cols=3, source=GridSource.ALIGNED, place=box))
    (joined,) = stitch.join([printed], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))[-1]
    assert [i for i, c in enumerate(found.cells[:2]) if c.text] == [column]
    assert (found.cells[column].confidence >= 0.99) is sure


@pytest.mark.parametrize(("x0", "column"), [(340, 3), (390, 4)])
def test_the_label_of_a_total_of_the_second_list_belongs_where_it_stands(x0: float, column: int) -> None:
    heads = {"科目编码": (40, 80), "科目名称": (100, 180), "金额": (220, 250)}
    cells = [
        cell(0, c + k, t, a + by, b + by) for k, by in ((0, 0), (3, 260)) for c, (t, (a, b)) in enumerate(heads.items())
    ]
    for n in (1, 2):
        left = (("30101", 45, 75), ("津贴", 100, 120), ("5.00", 225, 250))
        right = (("30201", 305, 335), ("办公费", 360, 390), ("5.00", 485, 510))
        cells += [cell(n, c, *item) for c, item in enumerate((*left, *right))]
    cells += [cell(3, 4, "公用经费合计", x0, x0 + 60), cell(3, 5, "10.00", 480, 510)]
    box = Place(page=1, box=Box(40, 100, 520, 160))
    printed = part(Grid(cells=tuple(cells), rows=4, cols=6, source=GridSource.ALIGNED, place=box))
    (joined,) = stitch.join([printed], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))[-1]
    assert [i for i, c in enumerate(found.cells[:5]) if c.text] == [column]


@pytest.mark.parametrize(("end", "sure"), [(180, False), (240, True)])
def test_a_total_that_begins_with_the_names_and_is_just_in_the_middle_of_all_is_in_doubt(end: int, sure: bool) -> None:
    heads = (("科目编码", 40, 80), ("科目名称", end - 80, end), ("金额", 300, 330))
    cells = [cell(0, c, *item) for c, item in enumerate(heads)]
    for n in (1, 2):
        names = (("30101", 40, 70), ("津贴", 100, 120), ("5.00", 305, 330))
        cells += [cell(n, c, *item) for c, item in enumerate(names)]
    cells += [cell(3, 1, "合计", 100, 120), cell(3, 2, "10.00", 300, 330)]
    box = Place(page=1, box=Box(40, 100, 330, 160))
    printed = part(Grid(cells=tuple(cells), rows=4, cols=3, source=GridSource.ALIGNED, place=box))
    (joined,) = stitch.join([printed], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))[-1]
    assert [i for i, c in enumerate(found.cells[:2]) if c.text] == [1]
    assert (found.cells[1].confidence >= 0.99) is sure


def test_the_label_of_a_total_over_two_lists_does_not_stand_among_the_amounts() -> None:
    """公用经费合计 in the middle of two lists of codes, names and amounts: just below the first one's amounts."""
    columns = {"编码": (40, 80), "名称": (90, 150), "决算数": (160, 200)}
    cells = []
    for k in range(2):
        cells += [
            cell(0, 3 * k + c, name, a + 170 * k, b + 170 * k) for c, (name, (a, b)) in enumerate(columns.items())
        ]
        for n in (1, 2):
            texts = ((f"302{n}{k}", 42, 78), ("办公费", 90, 120), ("5.00", 175, 200))
            cells += [cell(n, 3 * k + c, t, a + 170 * k, b + 170 * k) for c, (t, a, b) in enumerate(texts)]
    cells += [cell(3, 2, "公用经费合计", 165, 225), cell(3, 5, "20.00", 345, 370)]
    box = Place(page=1, box=Box(40, 100, 380, 160))
    printed = part(Grid(cells=tuple(cells), rows=4, cols=6, source=GridSource.ALIGNED, place=box))
    (joined,) = stitch.join([printed], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))[-1]
    assert [c.text for c in found.cells] == ["公用经费合计", "", "", "", "", "20.00"]
    assert found.cells[0].confidence < 0.99


@pytest.mark.parametrize(("x0", "sure"), [(190, False), (140, True)])
def test_in_a_frame_a_total_in_the_middle_of_names_and_blank_columns_behind_them_is_in_doubt(
    x0: float, sure: bool
) -> None:
    ends = (0, 100, 200, 300, 400, 500)
    lines = [
        ["项目名称", "采购品目", "数量", "单价", "金额"],
        ["设备购置", "台式机", "12", "0.50", "6.00"],
        ["", "合计", "", "", "6.00"],
    ]
    cells = []
    for r, line in enumerate(lines):
        for c, text in enumerate(line):
            area = Box(ends[c], 100 + 15 * r, ends[c + 1], 115 + 15 * r)
            left = x0 if text == "合计" else ends[c] + 50 - 5 * len(text) if r == 0 else ends[c] + 3
            at = Place(page=1, box=Box(left, area.top + 2, left + 10 * len(text), area.top + 12))
            words = (Fragment(text=text, place=at),) if text else ()
            cells.append(GridCell(row=r, col=c, fragments=words, place=Place(page=1, box=area)))
    box = Place(page=1, box=Box(0, 100, 500, 145))
    printed = part(Grid(cells=tuple(cells), rows=3, cols=5, source=GridSource.RULED, place=box))
    (joined,) = stitch.join([printed], TEMPLATES, 2024)
    found = rows.build(joined, Names(codes=load()))[-1]
    assert (found.cells[1].confidence >= 0.99) is sure
