"""Names of several lines, held against those that the document prints whole elsewhere."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.wrapped_names import doubted, reparted
from shared.model.page import Reader
from shared.model.table import Cell, Column, Role, Row, RowKind, Table


def table(number: str, *names: tuple[str, ...]) -> Table:
    """A table of one column of names, each of these lines."""
    rows = tuple(
        Row(kind=RowKind.DATA, cells=(Cell(text="".join(lines), value=None, raw=lines, confidence=0.98),))
        for lines in names
    )
    columns = (Column(path=("项目名称",), role=Role.LABEL),)
    return Table(id=number, title="部门项目支出预算表", columns=columns, rows=rows)


WHOLE = table("t1", ("林区道路养护与维修",), ("办公用房租赁",), ("沅江市水务局",), ("森林防火物资储备",))


def test_lines_of_neighbours_are_parted_as_the_names_are_printed_elsewhere() -> None:
    wrapped = table("t2", ("林区道路养",), ("护与维修", "办公用房", "租赁"), ("森林防火", "物资储备"))
    _, mended = reparted((WHOLE, wrapped), Reader.TEXT)
    cells = [row.cells[0] for row in mended.rows]
    assert [cell.text for cell in cells] == ["林区道路养护与维修", "办公用房租赁", "森林防火物资储备"]
    assert [[r.code for r in cell.repairs] for cell in cells] == [["text_returned"], ["text_returned"], []]
    assert reparted((WHOLE, wrapped), Reader.PDF_TEXT) == (WHOLE, wrapped)


def test_names_that_are_nowhere_printed_stay_and_those_that_differ_by_lines_are_told() -> None:
    wrapped = table(
        "t2",
        ("河道清淤", "工程"),
        ("护与维修", "办公用房租赁"),  # a line too many
        ("森林防火", "物资"),  # one too few
        ("沅江市水务局", "（本级）"),  # another body
    )
    assert reparted((WHOLE, wrapped), Reader.TEXT)[1] == wrapped
    found = list(doubted((WHOLE, wrapped), Reader.TEXT))
    assert [(f.code, f.cells[0].row, f.expected) for f in found] == [
        ("truncated_name", 1, "办公用房租赁"),
        ("truncated_name", 2, "森林防火物资储备"),
    ]
    assert list(doubted((WHOLE, wrapped), Reader.PDF_TEXT)) == []
    assert list(doubted((WHOLE, replace(wrapped, rows=wrapped.rows[:1])), Reader.TEXT)) == []
