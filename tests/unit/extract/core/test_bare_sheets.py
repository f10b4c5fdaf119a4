"""Sheets printed without rules on several pages: what stands level lies side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.geometry import sheets
from services.extract.core.geometry.bare_sheets import bare_sheet
from services.extract.core.geometry.pasting import paste
from services.extract.core.pipeline import blocks_of, reconstruct
from shared.model.page import Box, Grid, PageContent, Reader, Source, Word

_SIZE = 10.0


def word(text: str, x: float, y: float, size: float = _SIZE) -> Word:
    edges = [x]
    for c in text:
        edges.append(edges[-1] + (size if ord(c) > 0x2E00 else size / 2))
    box = Box(x, y, edges[-1], y + size)
    return Word(text=text, box=box, size=size, char_x=tuple(edges))


def right(text: str, x: float, y: float) -> Word:
    return word(text, x - 5.0 * len(text), y)


def page(number: int, *words: Word) -> PageContent:
    return PageContent(number=number, width=595, height=842, words=words)


HEIGHTS = (160.0, 184.0, 200.0, 231.0)


def left(number: int) -> PageContent:
    words = [word("公开02表", 50, 70), word("编制单位：青石县某局", 50, 100)]
    words += [word("科目编码", 60, 130), word("科目名称", 160, 130), word("合计", 330, 130)]
    for i, y in enumerate(HEIGHTS):
        words += [word(f"20{i + 1}", 60, y), word("教育支出", 150, y), right(f"{i + 5}.00", 360, y)]
    return page(number, *words)


def further(number: int, *, above: tuple[Word, ...] = (), heights: tuple[float, ...] = HEIGHTS) -> PageContent:
    words = [*above, word("基本支出", 60, 130), word("项目支出", 160, 130)]
    for i, y in enumerate(heights):
        words += [right(f"{i + 2}.00", 100, y), right("3.00", 200, y)]
    return page(number, *words)


TITLE = (word("部门支出总表", 100, 80, 16.0), word("单位：万元", 150, 100))


def numbers(*pages: PageContent) -> list[list[int]]:
    return [
        [p.number for p in item.pages] if isinstance(item, sheets.Sheet) else [item.number]
        for item in sheets.gather(pages)
    ]


def texts(*pages: PageContent) -> list[list[str]]:
    source = Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=pages)
    (grid,) = (b for b in blocks_of(source) if isinstance(b, Grid))
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return table


def test_columns_whose_rows_stand_level_with_those_of_the_page_before_are_of_one_table() -> None:
    table = texts(left(1), further(2, above=TITLE))
    assert table[0] == ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    assert table[1] == ["201", "教育支出", "5.00", "2.00", "3.00"]
    assert len(table) == 5


def test_none_of_the_cells_is_certain() -> None:
    source = Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=(left(1), further(2, above=TITLE)))
    (table,) = reconstruct(source).tables
    assert max(c.confidence for r in table.rows for c in r.cells if c.text) < 0.99


@pytest.mark.parametrize(
    "above",
    [
        (word("公开03表", 50, 70), *TITLE),
        (word("编制单位：青石县某局", 50, 100), *TITLE),
    ],
)
def test_a_page_with_a_number_or_an_organisation_begins_a_table(above: tuple[Word, ...]) -> None:
    assert numbers(left(1), further(2, above=above)) == [[1], [2]]


def test_a_page_whose_rows_stand_at_other_heights_is_no_part_of_the_sheet() -> None:
    assert numbers(left(1), further(2, above=TITLE, heights=(150.0, 171.0, 192.0, 213.0))) == [[1], [2]]


def test_pages_go_down_first_and_the_last_has_a_row_in_some_columns_only() -> None:
    below = page(2, word("合计", 150, 70), right("26.00", 360, 70))
    last = page(4, right("14.00", 100, 70), right("12.00", 200, 70))
    pages = (left(1), below, further(3, above=TITLE), last)
    assert numbers(*pages) == [[1, 3], [2, 4]]
    (table,) = reconstruct(Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=pages)).tables
    total = table.rows[-1]
    assert [c.text for c in total.cells] == ["", "合计", "26.00", "14.00", "12.00"]
    assert [c.place.page for c in total.cells if c.text] == [2, 2, 4, 4]
    boxes = [c.place.box for c in total.cells if c.text]
    assert all(b is not None and b.x1 < 595 for b in boxes)


def test_a_text_that_the_cut_runs_through_says_where_the_pages_meet() -> None:
    whole = word("本年部门预算支出", 380, 115)
    edges = tuple(min(x, 415.0) for x in whole.char_x)
    shown = replace(whole, box=Box(380, 115, 415, 125), char_x=edges)
    rest = tuple(max(x - 380 + 50 - 35, 50.0) for x in whole.char_x)
    hidden = replace(whole, box=Box(50, 115, rest[-1], 125), char_x=rest)
    first, second = left(1), further(2, above=TITLE)
    first, second = (replace(p, words=(*p.words, w)) for p, w in ((first, shown), (second, hidden)))
    ((one, other),) = bare_sheet([first, second], 0)
    assert one.right == pytest.approx(415)
    assert other.left == pytest.approx(50)
    assert [t for row in texts(first, second)[:1] for t in row].count("本年部门预算支出") == 1


def test_a_text_printed_whole_on_both_sides_of_the_cut_is_one() -> None:
    first, second = left(1), further(2, above=TITLE[1:])
    title = word("部门预算收支总表", 380, 80, 16.0)
    hidden = replace(title, box=Box(50, 80, 98, 96), char_x=tuple(max(x - 380 - 30.0, 50.0) for x in title.char_x))
    pages = [replace(p, words=(*p.words, w)) for p, w in ((first, title), (second, hidden))]
    (item,) = sheets.gather(pages)
    assert isinstance(item, sheets.Sheet)
    assert [w.text for w in paste(item).whole.words].count("部门预算收支总表") == 1
    assert not any(w.text in "部门预算收支总表" and len(w.text) < 8 for w in paste(item).whole.words)
