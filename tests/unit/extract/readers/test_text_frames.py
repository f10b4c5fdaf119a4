"""What libraries for data frames add to a table is none of it."""

from __future__ import annotations

from services.extract.readers.text_frames import unframed
from services.extract.readers.text_rows import TextRow


def plain(*rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [row.cells for row in unframed([TextRow(line=i, cells=cells) for i, cells in enumerate(rows, 1)])]


def test_numbers_over_columns_and_beside_rows_go() -> None:
    assert plain(("", "0", "1"), ("0", "片区", "合计"), ("1", "东", "2.00")) == [("片区", "合计"), ("东", "2.00")]
    assert plain(("0", "1"), ("片区", "合计"), ("东", "2.00")) == [("片区", "合计"), ("东", "2.00")]


def test_an_index_beside_named_columns_goes() -> None:
    found = plain(("", "片区", "合计"), ("0", "东", "2.00"), ("1", "西", "3.00"))
    assert found == [("片区", "合计"), ("东", "2.00"), ("西", "3.00")]


def test_several_frames_may_follow_one_another() -> None:
    frame = (("", "片区", "合计"), ("0", "东", "2.00"), ("1", "西", "3.00"))
    assert plain(*frame, *frame) == [("片区", "合计"), ("东", "2.00"), ("西", "3.00")] * 2


def test_names_of_unnamed_columns_and_blanks_go() -> None:
    assert plain(("片区", "Unnamed: 1"), ("东", "NaN")) == [("片区", ""), ("东", "")]


def test_numbers_that_a_table_prints_stay() -> None:
    rows = (("", "合计", "基本"), ("1", "2.00", "1.00"), ("2", "3.00", "1.00"))
    assert plain(*rows) == list(rows)
    assert plain(("栏次", "1", "2"), ("东", "2.00", "1.00")) == [("栏次", "1", "2"), ("东", "2.00", "1.00")]
