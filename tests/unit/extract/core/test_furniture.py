"""Furniture: page numbers, running lines and noise go, captions and prose stay."""

from __future__ import annotations

import pytest

from services.extract.core import furniture
from shared.model.page import Block
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
