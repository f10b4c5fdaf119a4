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


def report(*, between: str = "") -> list[str]:
    """A report of six pages whose numbers, from 1 on, stand at their ends: all but the fourth before a title."""
    pages = [f"{title}\n单位：万元\n办公费 {at}.50" for at, title in enumerate(("收入表", "支出表", "项目表"), start=1)]
    text = "\n".join(["封面", "1", pages[0], between, "2", pages[1], "3", pages[2], "水费", "4", "电费 4.20", "5"])
    return [line for line in f"{text}\n附表1\n三公表\n差旅费 3\n6\n附表2\n邮电费 8".split("\n") if line]


def test_bare_numbers_go_where_they_count_on_from_caption_to_caption() -> None:
    whole = report()
    kept = left(*whole)
    assert not any(text.strip("\f").isdigit() for text in kept)
    assert [text for text in kept if text.startswith("\f")] == [
        "\f收入表",
        "\f支出表",
        "\f项目表",
        "\f电费 4.20",
        "\f附表1",
        "\f附表2",
    ]


def test_a_number_among_the_cells_stays_between_those_of_pages() -> None:
    assert "2" in left(*report(between="2\n水费"))


def test_numbers_go_behind_the_running_head_that_opens_each_page() -> None:
    pages = [text for n in range(1, 7) for text in ("\f霁州市档案馆预算", f"{n}", f"表{n}", f"第{n}行的文字")]
    assert left(*pages)[:2] == ["表1", "第1行的文字"]
    assert not any(text.strip("\f").isdigit() for text in left(*pages))


def test_small_numbers_before_captions_that_do_not_rise_are_cells() -> None:
    cells = [text for n in (2, 2, 1, 2, 1) for text in ("水费", f"{n}", "支出表")]
    assert left(*cells) == cells


def test_numbers_of_rows_before_one_name_are_cells() -> None:
    cells = [text for n in range(1, 8) for text in (f"{n}", "霁州市水务局", f"{n}2.50")]
    assert left("支出表", *cells) == ["支出表", *cells]
