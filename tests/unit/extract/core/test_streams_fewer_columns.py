"""Heads that leave out columns of their family, or word them otherwise, and codes printed again beside their parts."""

from __future__ import annotations

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers.text_blocks import text_blocks
from shared.model.page import Grid, PageContent, Reader, Source
from tests.unit.extract.core.test_streams import FUNCTION_STREAM, body, grids

BY_CLASS = """支出预算分类汇总表（按政府预算经济分类）
编制单位：青州市水务局 单位：万元
功能科目
机关工资福利支 机关商品和服务 对个人和家庭的
科目编码 单位代码 功能科目名称 总计 其他支出
出 支出 补助
类 款 项
合计 1,250.00 430.00 820.00
319001 青州市水务局 1,250.00 430.00 820.00
213 213 农林水支出 1,250.00 430.00 820.00
213 03 21303 水利 1,250.00 430.00 820.00
213 03 01 319001 行政运行 430.00 430.00
213 03 06 319001 水利工程运行与维护 820.00 820.00
"""


def leaves(grid: Grid) -> list[str]:
    last = max(c.row + c.row_span for c in grid.cells if c.row < (grid.head_rows or 0))
    found = [c for c in grid.cells if c.row < (grid.head_rows or 0) and c.row + c.row_span == last]
    return [c.text for c in sorted(found, key=lambda c: c.col)]


def test_columns_of_the_family_that_are_not_printed_are_none() -> None:
    (grid,) = grids(BY_CLASS)
    assert leaves(grid) == [
        "类", "款", "项", "单位代码", "功能科目名称", "总计",
        "机关工资福利支出", "机关商品和服务支出", "对个人和家庭的补助", "其他支出",
    ]  # fmt: skip


def test_a_whole_code_behind_its_parts_stands_where_units_have_theirs() -> None:
    (grid,) = grids(BY_CLASS)
    assert body(grid)[2:5] == [
        ["213", "", "", "213", "农林水支出", "1,250.00", "430.00", "820.00", "", ""],
        ["213", "03", "", "21303", "水利", "1,250.00", "430.00", "820.00", "", ""],
        ["213", "03", "01", "319001", "行政运行", "430.00", "430.00", "", "", ""],
    ]


def one_a_line(text: str) -> str:
    title, caption, *others = text.splitlines()
    return "\n".join([title, caption, *(word for line in others for word in line.split())])


BY_LINES = """支出预算分类汇总表（按部门预算经济分类）
编制单位：青州市水务局 单位：万元
功能科目 单位代码 功能科目名称 总计 基本支出 项目支出 事业单位经营 支出 科目编码
小计 工资福利支出 {goods} 对个人和家庭 的补助 小计 按项目管理的 商品和服务支 出 资本性支出 类 款 项
合计 1,250.00 430.00 400.00 30.00 820.00 820.00
213 213 农林水支出 1,250.00 430.00 400.00 30.00 820.00 820.00
213 03 21303 水利 1,250.00 430.00 400.00 30.00 820.00 820.00
213 03 01 319001 行政运行 430.00 430.00 400.00 30.00
213 03 06 319001 水利工程运行与维护 820.00 820.00 820.00
"""


@pytest.mark.parametrize("word", ["", "一般"])
def test_pieces_one_below_another_are_one_text_also_with_a_word_more(word: str) -> None:
    (grid,) = grids(one_a_line(BY_LINES.format(goods=f"{word}商品和服 务支出")))
    assert leaves(grid)[6:] == [
        "小计", "工资福利支出", f"{word}商品和服务支出", "对个人和家庭的补助",
        "小计", "按项目管理的商品和服务支出", "资本性支出", "事业单位经营支出",
    ]  # fmt: skip
    assert body(grid)[1][3:6] == ["213", "农林水支出", "1,250.00"]


def test_a_text_that_is_put_in_whole_is_told() -> None:
    text = FUNCTION_STREAM.replace("基本支出 项目支出", "基本支出 项目支")
    page = PageContent(number=1, blocks=text_blocks(text).blocks)
    document = reconstruct(Source(pages=(page,), paged=False, reader=Reader.TEXT, media_type="text/plain"))
    (table,) = document.tables
    assert table.columns[-1].path == ("项目支出",)
    (repair,) = [r for r in table.repairs if r.code == "head_rebuilt"]
    assert (repair.before, repair.after) == ("项目支", "项目支出")
