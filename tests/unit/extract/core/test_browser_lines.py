"""What a browser prints above and below the pages of a site."""

from __future__ import annotations

import pytest

from services.extract.core import furniture
from shared.model.page import Box, Fragment, Grid, GridCell, GridSource, Line, Place


def line(text: str, top: float, page: int = 1) -> Line:
    place = Place(page=page, box=Box(20, top, 20 + 6 * len(text), top + 8))
    return Line(fragments=(Fragment(text=text, place=place),), place=place)


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("2024/2/6 15:30 2024年部门预算公开-霁州市档案馆", "https://www.example.cn/zwgk/t20240206_1.html 1/3"),
        ("2024/2/6 下午3:30 2024年部门预算公开", "www 附件：预算表.xls"),
        ("11/29/26, 10:49 AM 2024年部门预算公开", "http://www.example.cn/zwgk/ 2024/2/6"),
        ("第一部分 部门概况", "file:///D:/预算公开/index.htm 第1页，共3页"),
    ],
)
def test_it_goes_at_the_edges_of_a_page(head: str, foot: str) -> None:
    body = line("二、机构设置", 100)
    kept = furniture.clean([line(head, 12), body, line(foot, 820)]).blocks
    texts = [b.text for b in kept if isinstance(b, Line)]
    assert "二、机构设置" in texts
    assert texts == [t for t in (head, "二、机构设置", foot) if t[0] not in "2h1f"]


def test_dates_and_addresses_elsewhere_stay() -> None:
    inside = [
        line("一、概况", 12),
        line("2024/2/6 15:30 报名", 100),
        line("http://www.example.cn/", 120),
        line("二、", 820),
    ]
    assert [b.text for b in furniture.clean(inside).blocks if isinstance(b, Line)] == [
        "一、概况", "2024/2/6 15:30 报名", "http://www.example.cn/", "二、",
    ]  # fmt: skip
    assert len(furniture.clean([line("网址：http://www.example.cn/", 820)]).blocks) == 1


def test_a_head_whose_pieces_look_like_a_row_goes_as_well() -> None:
    texts = ["2024/2/6", "15:30", "部门预算公开"]
    cells = [
        GridCell(row=0, col=i, fragments=(line(t, 12).fragments[0],), place=line(t, 12).place)
        for i, t in enumerate(texts)
    ]
    row = Grid(cells=tuple(cells), rows=1, cols=3, source=GridSource.ALIGNED, place=line("x" * 40, 12).place)
    assert [type(b) for b in furniture.clean([row, line("正文", 100)]).blocks] == [Line]
