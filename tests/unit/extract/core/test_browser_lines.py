"""What a browser prints above and below the pages of a site."""

from __future__ import annotations

import pytest

from services.extract.core.geometry import browser_lines
from shared.model.page import Box, PageContent, Word


def page(*lines: tuple[str, float]) -> PageContent:
    """A page of lines (text, top); words of a line are set apart by spaces."""
    words: list[Word] = []
    for text, top in lines:
        x = 20.0
        for part in text.split():
            words.append(Word(text=part, box=Box(x, top, x + 6 * len(part), top + 8), size=8.0))
            x += 6 * len(part) + 10
    return PageContent(number=1, width=595, height=842, words=tuple(words))


def kept(*lines: tuple[str, float]) -> str:
    return " ".join(w.text for w in browser_lines.without(page(*lines)).words)


@pytest.mark.parametrize(
    "line",
    [
        "2024/2/6 15:30 2024年部门预算公开-霁州市档案馆",
        "2024/2/6 下午3:30 2024年部门预算公开",
        "11/29/26, 10:49 AM 2024年部门预算公开",
        "https://www.example.cn/zwgk/t20240206_1.html 1/3",
        "http://www.example.cn/zwgk/ 2024/2/6",
        "file:///D:/预算公开/index.htm 第1页，共3页",
    ],
)
def test_it_goes_in_the_margins_alone(line: str) -> None:
    body = ("二、机构设置", 200.0)
    assert kept((line, 12), body) == kept(body, (line, 822)) == "二、机构设置"
    assert kept((line, 100), body) == f"{line} 二、机构设置"
    assert kept(("一、概况", 12), (line, 30), body) == f"一、概况 {line} 二、机构设置"


@pytest.mark.parametrize(
    "line", ["2024年2月6日", "第一部分 部门概况", "网址：http://www.example.cn/", "2024/2/6 报名截止", "15:30"]
)
def test_other_lines_stay(line: str) -> None:
    assert kept((line, 12), ("二、", 200)) == f"{line} 二、"
    assert browser_lines.without(PageContent(number=1)) == PageContent(number=1)
