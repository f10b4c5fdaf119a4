"""Page numbers and running lines of flowing text go before anything is read; cells that look like them stay."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services.extract.core.flowing import page_marks
from shared.model.page import Block, Line
from tests.unit.extract.core.table_makers import line


def left(*texts: str, head_texts: Collection[str] = ()) -> list[str]:
    blocks: Sequence[Block] = [line(text, at=at) for at, text in enumerate(texts, start=1)]
    return [block.text for block in page_marks.without(blocks, head_texts) if isinstance(block, Line)]


def test_a_framed_number_goes_and_the_next_line_begins_a_page() -> None:
    assert left("办公费 12", "— 7 —", "水费 3", "第 8 页 共 20 页", "电费 4") == ["办公费 12", "\f水费 3", "\f电费 4"]


def test_bare_numbers_go_where_they_count_on_beside_form_feeds() -> None:
    pages = [text for n in range(11, 16) for text in (f"\f第{n}段的正文", f"{n}")]
    assert not any(text.strip().isdigit() for text in left("封面", "10", *pages))


def test_bare_numbers_that_do_not_count_on_are_cells() -> None:
    cells = ["办公费", "12", "水费", "3", "电费", "14"]
    assert left(*cells) == cells
    torn = [text for n in (31, 7, 12, 9, 44) for text in (f"\f第{n}号水费", f"{n}")]
    assert left(*torn) == torn


def test_a_running_head_goes_and_a_repeated_title_stays() -> None:
    pages = [text for n in range(6) for text in ("\f霁州市档案馆2031年部门预算", "支出总表", f"第{n}行的文字")]
    assert left(*pages) == [text for n in range(6) for text in ("\f支出总表" if n else "支出总表", f"第{n}行的文字")]


def test_a_line_of_the_head_that_opens_most_pages_stays() -> None:
    pages = [text for n in range(6) for text in ("\f项目 合计", f"第{n}行的文字")]
    assert left(*pages, head_texts={"项目", "合计"}) == pages
    assert left(*pages)[0] == "第0行的文字"


def test_negative_and_dashed_cells_stay() -> None:
    cells = ["增减变化金额", "-15", "—", "--", "2031-2033"]
    assert left(*cells) == cells


def test_a_zero_that_ends_every_page_is_the_last_cell_of_its_table() -> None:
    pages = [text for n in range(6) for text in (f"\f第{n}行的文字", "0.00")]
    assert left(*pages) == pages
