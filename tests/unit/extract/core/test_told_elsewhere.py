"""Blank cells of a total whose columns are rows of another table."""

from __future__ import annotations

import pytest

from services.extract.core.streams.blanks import PROVEN
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import text_of, tokens_of
from services.extract.core.streams.told_elsewhere import names_of, place
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.page import Line
from shared.model.table import Role
from tests.unit.extract.core.stream_makers import lines

SOURCES = ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "其他收入"]
HEAD = HeadTemplate(
    columns=(
        ColumnTemplate(path=("功能分类科目编码",), role=Role.CODE, key=None),
        *(ColumnTemplate(path=(text,), role=Role.AMOUNT, key=None) for text in SOURCES),
    )
)
ELSEWHERE = """
一、一般公共预算财政拨款收入 1 1,402.10 一、一般公共服务支出 31 1,500.00
四、上级补助收入 4 二、外交支出 32
八、其他收入 8 97.90 六、科学技术支出 36
本年收入合计 27 1,500.00 本年支出合计 57 1,500.00
"""


def total(figures: str) -> Placed:
    label, *words = tokens_of([b for b in lines(f"合计 {figures}") if isinstance(b, Line)])
    return {0: [label], **{at: [word] for at, word in enumerate(words, start=1)}}


def placed(figures: str, elsewhere: str) -> tuple[dict[int, str], frozenset[int]]:
    row = total(figures)
    found = place([row], HEAD, names_of(b for b in lines(elsewhere) if isinstance(b, Line)))
    return {column: text_of(words) for column, words in row.items()}, found


def test_the_name_before_a_figure_elsewhere_is_that_of_its_column() -> None:
    row, found = placed("1,500.00 1,402.10 97.90", ELSEWHERE)
    assert row == {0: "合计", 1: "1,500.00", 2: "1,402.10", 6: "97.90"}
    assert found == {0}


def test_what_is_told_so_is_proven_and_no_more_certain() -> None:
    row = total("1,500.00 1,402.10 97.90")
    place([row], HEAD, names_of(b for b in lines(ELSEWHERE) if isinstance(b, Line)))
    assert [word.confidence for column in (1, 2, 6) for word in row[column]] == [PROVEN] * 3


@pytest.mark.parametrize(
    ("figures", "elsewhere"),
    [
        ("1,500.00 1,402.10 97.90", "八、其他收入 8 97.90\n四、上级补助收入 97.90"),  # two columns have it
        ("1,500.00 1,402.10 97.90", "八、其他收入 8 97.90"),  # nothing says whose the other figure is
        ("1,500.00 1,402.10 97.90", "财政拨款收入 97.90\n其他收入 1,402.10"),  # not in the order of the columns
        ("1,500.00 1,402.10 50.00 20.00 7.90 20.00", ELSEWHERE),  # no blank cell
    ],
)
def test_a_row_that_this_leaves_open_stays(figures: str, elsewhere: str) -> None:
    row, found = placed(figures, elsewhere)
    assert list(row) == list(range(1 + len(figures.split())))
    assert not found
