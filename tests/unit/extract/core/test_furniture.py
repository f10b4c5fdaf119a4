"""Furniture: page numbers, running lines and noise go, captions and prose stay."""

from __future__ import annotations

import pytest

from services.extract.core import furniture
from shared.model.page import Block, Box, Fragment, Grid, Line, Place
from tests.unit.extract.core.form_makers import printed
from tests.unit.extract.core.table_makers import grid, line


@pytest.mark.parametrize("text", ["- 12 -", "第3页 共20页", "7", "— 4 —", "3/18", "一 2 _", "_3一"])
def test_page_numbers(text: str) -> None:
    assert furniture.is_page_number(text)


@pytest.mark.parametrize("text", ["2024", "一、12 项", "12 万元", "一、", ""])
def test_no_page_numbers(text: str) -> None:
    assert not furniture.is_page_number(text)


def test_a_line_at_the_top_of_most_pages_is_a_running_head() -> None:
    blocks: list[Block] = []
    for page in range(1, 7):
        blocks += [line("霁州市档案馆2024年部门预算", page=page), line(f"第{page}段正文内容。", page=page)]
    kept = furniture.clean(blocks).blocks
    assert [b.text for b in kept if not hasattr(b, "cells")] == [f"第{p}段正文内容。" for p in range(1, 7)]


def test_a_running_head_that_stands_in_the_table_of_its_page_is_one_too() -> None:
    head = "霁州市档案馆部门预算"
    blocks: list[Block] = []
    for page in range(1, 6):
        blocks += [line(head, page=page), line(f"第{page}段正文内容。", page=page)]
    blocks += [grid(f"{head}|", "资本性支出|38", page=6), grid("档案馆（本级）|", "资本性支出|38", page=7)]
    *_, cut, whole = furniture.clean(blocks).blocks
    assert isinstance(cut, Grid)
    assert isinstance(whole, Grid)
    assert [c.text for c in cut.cells if c.text] == ["资本性支出", "38"]
    assert (cut.rows, whole.rows) == (1, 2)


def test_repeated_captions_are_no_furniture() -> None:
    blocks: list[Block] = []
    for page in range(1, 7):
        blocks += [line("项目支出明细表（含专项）", page=page), grid("项目|金额", "甲|1", page=page)]
    assert len(furniture.clean(blocks).blocks) == 12


@pytest.mark.parametrize("text", ["٠", "カ ツス", "木 竌 ì コ缶", "ZUZZ + • /+\\ D"])
def test_noise_is_put_aside_and_kept(text: str) -> None:
    cleaned = furniture.clean([line(text), line("正文，共 3 项。")])
    assert [b.text for b in cleaned.noise] == [text]
    assert len(cleaned.blocks) == 1


@pytest.mark.parametrize(
    "text", ["增长 6%，其中：A 类 3 项。", "Gross total (USD)", "“三公”经费≤5万元", "《办法》〔2020〕15号"]
)
def test_prose_is_no_noise(text: str) -> None:
    assert not furniture.is_noise(text)


def test_a_few_lines_of_noise_that_look_like_a_table_are_noise() -> None:
    blocks = (grid("٠||_", "2022年|木 竌 ì|コ缶 て", "ZUZ|•\\|カツ"), grid("项目|金额", "甲|1"))
    assert len(furniture.clean(blocks).noise) == 1


def test_on_few_pages_a_line_above_the_title_at_the_same_height_is_a_running_head() -> None:
    head = "霁州市档案馆2024年部门预算"
    pages: list[list[Block]] = [
        [printed(head, page=1, x0=50, x1=200, top=30), printed("项目支出绩效目标表", page=1, x0=50, x1=200, top=60)],
        [printed(head, page=2, x0=50, x1=200, top=30), grid("甲|1", page=2)],
    ]
    kept = furniture.clean([b for page in pages for b in page]).blocks
    assert kept == (pages[0][1], pages[1][1])
    moved = [*pages[0], printed(head, page=2, x0=50, x1=200, top=45), pages[1][1]]
    assert len(furniture.clean(moved).blocks) == 4


def test_a_line_that_opens_all_pages_at_one_height_one_of_them_of_prose_is_a_running_head() -> None:
    def page(number: int, below: Block) -> list[Block]:
        return [printed("部门预算公开", page=number, x0=50, x1=200, top=30), below]

    prose = page(1, printed("机关运行经费用于办公费。", page=1, x0=50, x1=200, top=60))
    tables = [page(n, grid("甲|1", page=n)) for n in (2, 3)]
    assert furniture.clean([*prose, *tables[0], *tables[1]]).blocks == (prose[1], tables[0][1], tables[1][1])
    assert furniture.clean([*prose, *tables[0]]).blocks == (prose[1], tables[0][1])
    only_tables = [*page(1, grid("甲|1", page=1)), *tables[0], *tables[1]]
    assert len(furniture.clean(only_tables).blocks) == 6


def read(*words: tuple[str, float], page: int, top: float) -> Line:
    """A line of words read with these confidences."""
    place = Place(page=page, box=Box(50.0, top, 300.0, top + 10))
    return Line(fragments=tuple(Fragment(text=t, place=place, confidence=c) for t, c in words), place=place)


def test_a_running_head_that_was_misread_on_a_page_is_still_one() -> None:
    blocks: list[Block] = [
        read(("霁州市南泠区统计局2024年部门预算", 0.97), page=1, top=27.0),
        read(("表5", 0.99), page=1, top=60.0),
        read(("项目支出总表", 0.99), page=1, top=80.0),
        grid("项目 | 总计", "合计 | 12", page=1),
        read(("霖州市南泠区统计局2024年部门预算", 0.6), page=2, top=27.3),
        grid("预算准备金 | 12", page=2),
    ]
    kept = furniture.clean(blocks).blocks
    assert [b.text for b in kept if isinstance(b, Line)] == ["表5", "项目支出总表"]


def test_lines_that_were_read_well_and_differ_are_no_running_head() -> None:
    blocks: list[Block] = [
        read(("霁州市南泠区统计局收支情况", 1.0), page=1, top=27.0),
        read(("部门收支总表", 1.0), page=1, top=60.0),
        read(("霁州市南泠区统计局支出情况", 1.0), page=2, top=27.0),
    ]
    assert len(furniture.clean(blocks).blocks) == 3


def test_scraps_that_a_stamp_left_are_put_aside_and_doubtful_words_are_not() -> None:
    scraps, words, page_number = (
        read(("一 ", 0.5), ("Y", 0.29), page=3, top=53.0),
        read(("备注：", 0.4), page=3, top=70.0),
        read(("e 1 -", 0.5), page=3, top=800.0),
    )
    cleaned = furniture.clean([scraps, words, page_number])
    assert cleaned.blocks == (words,)
    assert cleaned.noise == (scraps, page_number)
    sure = read(("表1", 0.99), page=3, top=53.0)
    assert furniture.clean([sure]).blocks == (sure,)
