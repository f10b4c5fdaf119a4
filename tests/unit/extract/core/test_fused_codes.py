"""Amounts that touch the code of the next entry."""

from __future__ import annotations

from services.extract.core import fused_codes
from services.extract.core.pipeline import reconstruct
from shared.codes import load
from shared.model.table import Row
from tests.unit.extract.core.table_makers import flowing, grid, line

HEAD = ("人员经费|||公用经费||", "科目编码|科目名称|金额|科目编码|科目名称|金额")


def rows(*body: str) -> tuple[Row, ...]:
    whole = "301|工资福利支出|900|302|商品和服务支出|50"
    document = reconstruct(flowing(line("一般公共预算财政拨款基本支出决算明细表"), grid(*HEAD, whole, *body)))
    (table,) = fused_codes.parted(document.tables, load())
    return table.rows[1:]


def test_the_name_behind_parts_the_amount_from_its_code() -> None:
    touching, alone = rows("30101|基本工资|31330201||办公费|27", "||30202||印刷费|9")
    assert [c.text for c in touching.cells[2:5]] == ["313", "30201", "办公费"]
    assert [c.text for c in alone.cells[2:5]] == ["", "30202", "印刷费"]
    assert [r.code for r in touching.cells[2].repairs] == ["fused_cell_split"]


def test_an_amount_that_ends_in_no_code_of_the_name_leaves_its_row_in_doubt() -> None:
    (row,) = rows("30101|基本工资|313||办公费|27")
    assert row.cells[2].text == "313"
    assert max(c.confidence for c in row.cells if c.text) < 0.99


def test_a_name_in_the_cell_of_its_code_goes_into_its_own() -> None:
    good, bad = rows("30101基本工资||313|30201|办公费|27", "30101测绘工资||9|30202|印刷费|9")
    assert [c.text for c in good.cells[:3]] == ["30101", "基本工资", "313"]
    assert good.code == "30101"
    assert [c.text for c in bad.cells[:2]] == ["30101测绘工资", ""]
    assert max(c.confidence for c in bad.cells if c.text) < 0.99
