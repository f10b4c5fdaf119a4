"""Codes that run into their names in exports without delimiters."""

from __future__ import annotations

import pytest

from services.extract.core.streams import fused
from services.extract.core.streams.tokens import tokens_of
from tests.unit.extract.core.stream_makers import lines
from tests.unit.extract.core.test_streams import body, grids


def is_code(digits: str) -> bool:
    return digits in ("201", "20105", "302", "30201")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("20105统计信息事务 7\n2010506统计管理 7", "20105 统计信息事务 7 2010506 统计管理 7"),
        ("302 商品和服务支出 7\n302 01办公费 3\n302 99其他商品和服务支出 4", None),
        ("20105统计信息事务 7\n合计 7", "20105统计信息事务 7 合计 7"),
        ("22198 其他住房保障 7\n2219899其他住房保障 7", "22198 其他住房保障 7 2219899 其他住房保障 7"),
        ("7 20105统计\n8 20105信息", "7 20105统计 8 20105信息"),
        ("2010年至2015年\n20199个项目\n999个项目", "2010年至2015年 20199个项目 999个项目"),
        ("01办公费 3\n02印刷费 4", "01办公费 3 02印刷费 4"),
    ],
)
def test_codes_that_begin_a_line_or_go_on_with_one_are_parted_from_their_names(text: str, words: str | None) -> None:
    found = fused.parted(tokens_of(lines(text)), is_code)
    expected = words or "302 商品和服务支出 7 302 01 办公费 3 302 99 其他商品和服务支出 4"
    assert [t.text for t in found] == expected.split()
    assert [t.first for t in found].count(True) == [t.last for t in found].count(True) == len(text.splitlines())


def test_the_rows_get_their_codes() -> None:
    (grid,) = grids(
        "2031年预算单位支出预算总表\n编制单位：青州市水务局 单位：元\n项目 支出预算\n功能分类科目编码\n"
        "功能分类科目名称 合计 基本支出 项目支出\n类款项\n213 农林水支出 1,250 430 820 \n21303 水利 1,250 430 820 \n"
        "2130301行政运行 430 430 0 \n2130306水利工程运行与维护 820 0 820 \n合计 1,250 430 820 "
    )
    assert body(grid)[2:4] == [
        ["2130301", "", "", "行政运行", "430", "430", "0"],
        ["2130306", "", "", "水利工程运行与维护", "820", "0", "820"],
    ]
