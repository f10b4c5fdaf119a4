"""Titles over several lines above their table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core import captions
from services.extract.core.captions import Segment
from services.extract.core.geometry.words import join
from shared.model.page import Box, Grid, Line, Place, Word
from tests.unit.extract.core.table_makers import TEMPLATES, grid, line

FRAME = replace(grid("序号|姓名|专业", "1|卜惠|水文", page=1), place=Place(page=1, box=Box(50, 120, 550, 200)))


def printed(*texts: str, left: float | None = None, size: float = 12.0) -> list[Line]:
    """Lines 20 points apart, as wide as their letters; in the middle of the page, or from `left` on."""
    out = []
    for i, text in enumerate(texts):
        width = size * len(text)
        x0 = 300 - width / 2 if left is None else left
        place = Place(page=1, box=Box(x0, 20 + 20 * i, x0 + width, 20 + 20 * i + size))
        out.append(replace(line(text, page=1), place=place, size=size))
    return out


def caption_of(*lines: Line) -> tuple[str | None, str | None]:
    (found,) = (i for i in captions.segment((*lines, FRAME), TEMPLATES) if isinstance(i, Segment))
    return found.caption.title, found.caption.unit


def test_the_lines_of_a_title_are_one_in_the_middle_or_on_the_left() -> None:
    lines = ("2031年水文站点", "分布和运行维护", "计划情况表")
    assert caption_of(*printed(*lines))[0] == "2031年水文站点分布和运行维护计划情况表"
    assert caption_of(*printed(*lines, left=50))[0] == "2031年水文站点分布和运行维护计划情况表"
    assert caption_of(*printed("2031年水文站点运行情况", "表"))[0] == "2031年水文站点运行情况表"


def test_the_unit_in_brackets_behind_a_title_may_be_wrapped_too() -> None:
    assert caption_of(*printed("水文站点运行维护情况表（", "金额单位：千元）")) == ("水文站点运行维护情况表", "千元")
    assert caption_of(*printed("水文站点运行维护情况", "表（单位：千元）")) == ("水文站点运行维护情况表", "千元")


def test_what_a_bracket_says_below_a_title_is_of_it() -> None:
    assert caption_of(*printed("一般公共预算支出表", "（按功能分类）"))[0] == "一般公共预算支出表（按功能分类）"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("青州市水务局", "行情况表"), "行情况表"),
        (("青州市水务局2031年部门预算", "站点运行情况表"), "站点运行情况表"),
        (("部门预算绩效管理情况", "站点运行情况表"), "站点运行情况表"),
        (("2031年部门预算安排", "收支总表"), "收支总表"),
        (("站点", "分布和运行维护情况表"), "分布和运行维护情况表"),
        (("一、水文站点", "运行情况表"), "运行情况表"),
    ],
    ids=["an organisation", "the report", "another title", "a known one", "a line that is not full", "a heading"],
)
def test_lines_that_say_something_each_are_not_one(lines: tuple[str, str], title: str) -> None:
    assert caption_of(*printed(*lines))[0] == title


def test_lines_of_two_sizes_or_far_apart_are_not_one() -> None:
    first, second = printed("2031年水文站点分布和", "运行情况表")
    box = Box(240, 48, 300, 60)
    assert caption_of(replace(first, size=16.0), second)[0] == "运行情况表"
    assert caption_of(first, replace(second, place=Place(page=1, box=box)))[0] == "运行情况表"


def test_letters_set_apart_are_one_text_figures_and_all() -> None:
    assert isinstance(FRAME, Grid)
    words = [Word(text=t, box=Box(20.0 * i, 0, 20.0 * i + 12, 12), size=12.0) for i, t in enumerate("2031年收支总表")]
    assert join(words) == "2031年收支总表"
    assert join([replace(w, text="3") for w in words[:5]]) == "3 3 3 3 3"
