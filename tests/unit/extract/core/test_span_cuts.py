"""Merged cells of which a page break leaves one row on each side."""

from __future__ import annotations

from services.extract.core import rows
from services.extract.core.joining import stitch
from services.extract.core.names import Names
from shared.codes import load
from shared.model.page import GridSource
from shared.model.table import Row
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part
from tests.unit.extract.core.test_page_cuts import LEVELS, with_lines

ABOVE = (
    LEVELS, "河道整治|9.00|产出指标|数量指标|长度|3公里", "|||数量指标|面积|4公顷",
    "||效益指标|社会效益指标|受益人群人数|80人",
)  # fmt: skip


def pages(last: str, *below: str) -> tuple[Row, ...]:
    """The rows of two pages: a project of four rows above the break, where 数量指标 covers two, and what follows."""
    first = grid(*ABOVE, last, source=GridSource.RULED, page=1, spans={(1, 0): (4, 1), (1, 1): (4, 1), (1, 3): (2, 1)})
    second = grid(*below, source=GridSource.RULED, page=2)
    (joined,) = stitch.join([part(with_lines(first)), part(with_lines(second))], TEMPLATES, 2024)
    return rows.build(joined, Names(codes=load()))


def levels(found: tuple[Row, ...]) -> list[str]:
    return [row.cells[3].text for row in found[3:]]


def test_the_end_of_a_level_of_indicators_is_of_the_rows_on_both_sides() -> None:
    found = pages("||满意度指标|服务对象满意|满意率|90%", "||满意度指标|度指标|投诉率|1%")
    assert levels(found) == ["服务对象满意度指标"] * 2


def test_a_text_below_that_had_no_room_above_may_be_the_end_of_it() -> None:
    """Lines of six letters fill the cells; nothing tells whether 其他 is a level or the end of one."""
    found = pages("||满意度指标|工程受益人群|满意率|90%", "||满意度指标|其他|投诉率|1%")
    assert levels(found) == ["工程受益人群", "其他"]
    assert all(row.cells[3].confidence < 0.99 for row in found[3:])


def test_a_text_below_that_had_room_above_or_names_a_level_is_another() -> None:
    for below in ("生态效益指标", "经济效益指标"):
        found = pages("||效益指标|社会效益指标|户数|90户", f"||效益指标|{below}|水质|1类")
        assert levels(found) == ["社会效益指标", below]
        assert found[4].cells[3].confidence >= 0.99
