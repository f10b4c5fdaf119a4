"""Names that run into the row below and are read letter by letter with the one there: taken apart by their codes."""

from __future__ import annotations

from services.extract.core import woven_names
from shared.codes import load
from shared.model.page import Reader
from shared.model.table import Cell, Column, Role, Row, Table

CODES = load()
COLUMNS = (
    Column(path=("科目编码",), role=Role.CODE, key="function.code"),
    Column(path=("科目名称",), role=Role.LABEL, key="function.name"),
)


def table_of(*rows: tuple[str | None, str]) -> Table:
    return Table(
        id="t1",
        title="",
        columns=COLUMNS,
        rows=tuple(Row(cells=(Cell(text=code or ""), Cell(text=name, raw=(name,))), code=code) for code, name in rows),
    )


def names_in(table: Table, *others: Table, reader: Reader = Reader.TEXT) -> list[str]:
    first, *_ = woven_names.parted((table, *others), CODES, reader)
    return [row.cells[1].text for row in first.rows]


WOVEN = table_of(
    ("20805", "行政事业单位养老支出"),
    ("2080505", "机关事业单位基本养老保"),
    ("2080506", "险机缴关费事支业出单位职业年金缴"),
    ("210", "费卫支生出健康支出"),
)


def test_each_row_gets_its_own_letters_back_and_says_so() -> None:
    assert names_in(WOVEN) == [
        "行政事业单位养老支出",
        "机关事业单位基本养老保险缴费支出",
        "机关事业单位职业年金缴费支出",
        "卫生健康支出",
    ]
    (table,) = woven_names.parted((WOVEN,), CODES, Reader.TEXT)
    kept, *mended = [row.cells[1] for row in table.rows]
    assert kept == WOVEN.rows[0].cells[1]
    for cell, row in zip(mended, WOVEN.rows[1:], strict=True):
        assert cell.confidence < 0.99
        assert cell.raw == row.cells[1].raw
        assert {r.code for r in cell.repairs} == {"name_unwoven"}


def test_names_that_only_the_document_prints_elsewhere_are_known_as_well() -> None:
    codes = ("2119901", "2119902")
    woven = table_of((codes[0], "湿地巡护与监测站"), (codes[1], "点藻运类行应急处置"))
    assert names_in(woven) == ["湿地巡护与监测站", "点藻运类行应急处置"]
    elsewhere = table_of((codes[0], "湿地巡护与监测站点运行"), (codes[1], "藻类应急处置"))
    assert names_in(woven, elsewhere) == ["湿地巡护与监测站点运行", "藻类应急处置"]


def test_names_that_may_stand_or_leave_a_choice_are_left_alone() -> None:
    for rows in (
        (("2080505", "机关事业单位基本养老保"), ("2080506", "机关事业单位职业年金缴费支出")),
        (("2080505", "机关事业单位基本养老保"), ("2080506", "机关事业单位职业年金缴")),
        (("2080505", "机关事业单位基本养老保"), (None, "险机缴关费事支业出单位职业年金缴")),
        (("2080505", "机关事业单位基本养老保"), ("9999999", "险某缴项费支支出出")),
    ):
        assert names_in(table_of(*rows)) == [name for _, name in rows]


def test_what_a_document_itself_prints_stays() -> None:
    assert names_in(WOVEN, reader=Reader.PDF_TEXT) == [row.cells[1].text for row in WOVEN.rows]


def test_tables_without_names_beside_codes_are_left_as_they_are() -> None:
    bare = Table(id="t1", title="", columns=COLUMNS[:1], rows=(Row(cells=(Cell(text="205"),), code="205"),))
    assert woven_names.parted((bare,), CODES, Reader.TEXT) == (bare,)
