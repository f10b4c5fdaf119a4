"""A cell of the head that reaches into the rows: the rule below it is lost."""

from __future__ import annotations

import pytest

from services.extract.core import rows
from services.extract.core.joining import stitch
from services.extract.core.names import Names
from shared.codes import load
from shared.model.page import DOUBT, GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

NAMES = Names(codes=load())


@pytest.mark.parametrize("depth", [1, 2])
def test_the_text_of_the_head_is_no_value_of_the_row_that_it_reaches_into(depth: int) -> None:
    """The head of the last column, 结余, covers the first row as well."""
    top = ["项目类别|预算|预算|结余", "项目类别|一般公共预算|专户资金|结余"][-depth:]
    spans = {(0, 3): (depth + 1, 1), **({(0, 0): (2, 1), (0, 1): (1, 2)} if depth == 2 else {})}
    body = ["档案修复|18.20|9.10|", "设备购置|4.60|2.30|1.10", "场地租用|4.60|2.30|"]
    made = grid(*top, *body, source=GridSource.RULED, page=1, spans=spans)
    (table,) = stitch.join([part(made, "项目支出表")], TEMPLATES, 2024)
    found = rows.build(table, NAMES)
    assert [[c.text for c in row.cells] for row in found] == [text.split("|") for text in body]
    assert table.columns[3].path == ("结余",)
    assert found[0].cells[3].confidence <= DOUBT
    assert found[1].cells[3].confidence > DOUBT
