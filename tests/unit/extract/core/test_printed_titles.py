"""Titles that no ending tells, known by their place over the table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core import captions
from services.extract.core.captions import Segment
from shared.model.page import Box, Grid, Line, Place
from tests.unit.extract.core.table_makers import TEMPLATES, grid, line

#: a table from 50 to 150 points, its middle at 100
TABLE = grid("序号|姓名|专业", "1|卜惠|水文", page=1)


def frame(a_grid: Grid = TABLE) -> Grid:
    return replace(a_grid, place=Place(page=1, box=Box(50, 120, 150, 200)))


def printed(text: str, x0: float, x1: float, *, top: float = 90) -> Line:
    box = Box(x0, top, x1, top + 14)
    return replace(line(text, page=1), place=Place(page=1, box=box), size=12.0)


def titles(*lines: Line) -> list[str | None]:
    items = captions.segment((*lines, frame()), TEMPLATES)
    return [i.caption.title for i in items if isinstance(i, Segment)]


def test_a_line_in_the_middle_over_its_table_is_the_title() -> None:
    assert titles(printed("评审专家名单", 75, 125)) == ["评审专家名单"]
    assert titles(printed("评审专家名单", 75, 125), printed("单位：人", 120, 150, top=106)) == ["评审专家名单"]


def test_its_two_lines_are_one_title() -> None:
    assert titles(printed("青州市水务局2031年", 70, 130, top=70), printed("评审专家名单", 75, 125, top=90)) == [
        "青州市水务局2031年评审专家名单"
    ]


@pytest.mark.parametrize(
    ("text", "x0", "x1"),
    [
        ("评审专家名单", 50, 100),
        ("现将名单公布如后。", 75, 125),
        ("三、评审专家", 75, 125),
        ("— 12 —", 85, 115),
        ("青州市水务局2031年部门预算", 75, 125),
    ],
    ids=["on the left", "a sentence", "a numbered heading", "a page number", "the report's own title"],
)
def test_other_lines_above_a_table_are_no_titles(text: str, x0: float, x1: float) -> None:
    assert titles(printed(text, x0, x1)) == [None]


@pytest.mark.parametrize(
    ("text", "title"),
    [("评审专家名单", "评审专家名单"), ("青州市水务局", None), ("名单如后。", None), ("三、评审专家", None)],
    ids=["a few words", "an organisation", "a sentence", "a numbered heading"],
)
def test_a_few_words_alone_above_a_table_of_a_text_are_its_title(text: str, title: str | None) -> None:
    items = captions.segment((line(text), grid("序号|姓名|专业", "1|卜惠|水文")), TEMPLATES)
    assert [i.caption.title for i in items if isinstance(i, Segment)] == [title]


def test_words_alone_in_the_first_row_are_the_title_where_the_row_below_names_every_column() -> None:
    def read(*rows: str) -> tuple[str | None, int]:
        (segment,) = (i for i in captions.segment((grid(*rows),), TEMPLATES) if isinstance(i, Segment))
        return segment.caption.title, sum(b.rows for b in segment.blocks if isinstance(b, Grid))

    assert read("评审专家名单||", "序号|姓名|专业", "1|卜惠|水文") == ("评审专家名单", 2)
    assert read("评审专家||", "|姓名|专业", "1|卜惠|水文") == (None, 3)


def test_the_same_title_on_the_next_page_goes_on_with_the_table() -> None:
    blocks = (printed("评审专家名单", 75, 125), frame(), printed("评审专家名单", 75, 125), frame())
    found = [i for i in captions.segment(blocks, TEMPLATES) if isinstance(i, Segment)]
    assert [s.caption.title for s in found] == ["评审专家名单", "评审专家名单"]


def test_a_title_as_wide_as_its_table_goes_on_below_its_middle() -> None:
    first, rest = printed("公开03表2031年水文站点分布", 45, 155, top=70), printed("一览", 90, 110, top=90)
    (found,) = (i for i in captions.segment((first, rest, frame()), TEMPLATES) if isinstance(i, Segment))
    assert (found.caption.number, found.caption.title) == ("3", "2031年水文站点分布一览")
    assert titles(printed("2031年水文站点分布情况说明", 45, 205, top=70), rest)[0] != "2031年水文站点分布情况说明一览"


def test_the_end_of_a_title_that_ends_as_titles_do_goes_on_with_the_full_line_above_it() -> None:
    first, rest = printed("公开05表2031年水文站点分布和运", 40, 160, top=70), printed("行情况表", 80, 120, top=90)
    (found,) = (i for i in captions.segment((first, rest, frame()), TEMPLATES) if isinstance(i, Segment))
    assert (found.caption.number, found.caption.title) == ("5", "2031年水文站点分布和运行情况表")
    assert titles(replace(first, fragments=printed("青州市水务局", 40, 160).fragments), rest) == ["行情况表"]
