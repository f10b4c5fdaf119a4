"""A head without rows at the foot of a page, printed again with them on the next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.joining import heads_alone
from services.extract.core.parts import Caption, Segment
from shared.model.page import Grid, GridSource
from tests.unit.extract.core.table_makers import grid

HEAD = "支出项目类别|总计|一般公共预算拨款"


def segment(found: Grid, title: str = "基本支出总表") -> Segment:
    return Segment(caption=Caption(title=title), blocks=(found,))


def aligned(*rows: str, page: int, head: int | None = None) -> Grid:
    return replace(grid(*rows, source=GridSource.ALIGNED, page=page), head_rows=head)


FULL = segment(aligned(HEAD, "霁州市档案馆|994|994", "基本工资|270|270", page=9, head=1))


@pytest.mark.parametrize("rows", [(HEAD,), ("支出项目类别 总计|一般公共", "|预算拨款")])
def test_a_head_alone_is_that_of_the_next_page_however_it_was_read(rows: tuple[str, ...]) -> None:
    assert heads_alone.without([segment(aligned(*rows, page=8)), FULL]) == [FULL]


@pytest.mark.parametrize(
    "other",
    [
        segment(aligned(HEAD, "基本工资|270|270", page=8)),
        segment(aligned(HEAD, page=7)),
        segment(aligned(HEAD, page=8), "项目支出总表"),
        segment(aligned(HEAD, "工资福利支出||", page=8)),
    ],
)
def test_rows_other_pages_and_other_titles_stay(other: Segment) -> None:
    assert heads_alone.without([other, FULL]) == [other, FULL]


def test_where_the_next_head_is_not_known_every_text_must_be_printed_again() -> None:
    ruled = segment(aligned(HEAD, "霁州市档案馆|994|994", page=9))
    assert heads_alone.without([segment(aligned(HEAD, page=8)), ruled]) == [ruled]
    kept = segment(aligned("支出项目类别|总计|拨款", page=8))
    assert heads_alone.without([kept, ruled]) == [kept, ruled]
