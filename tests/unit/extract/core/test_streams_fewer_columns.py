"""Heads that leave out columns of their family, or word them otherwise; which words and codes of a row are whose."""

from __future__ import annotations

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers.text_blocks import text_blocks
from shared.model.page import Grid, PageContent, Reader, Source
from tests.unit.extract.core.stream_makers import cells_alone
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
    (grid,) = grids(cells_alone(BY_LINES.format(goods=f"{word}商品和服 务支出")))
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


TWO_CLASSES = """支出经济分类汇总表
编制单位：青州市水务局 单位：万元
部门预算经济分类 政府预算经济分类 一般公共预算
科目编码 科目编码 总计 政府性基金 上年结转结余
科目名称 科目名称 小计 其中：财政拨款
类 款 类 款
合计 160.00 160.00 160.00 0.00 0.00
301 工资福利支出 501 机关工资福利支出 160.00 160.00 160.00 0.00 0.00
301 01 基本工资 501 01 工资奖金津补贴 85.00 85.00 85.00 0.00 0.00
301 02 津贴补贴 501 01 工资奖金津补贴 75.00 75.00 75.00 0.00 0.00
"""


@pytest.mark.parametrize("text", [TWO_CLASSES, cells_alone(TWO_CLASSES)])
def test_each_of_two_names_has_a_code_in_parts(text: str) -> None:
    (grid,) = grids(text)
    assert [row[:7] for row in body(grid)[1:3]] == [
        ["301", "", "工资福利支出", "501", "", "机关工资福利支出", "160.00"],
        ["301", "01", "基本工资", "501", "01", "工资奖金津补贴", "85.00"],
    ]


PROJECTS = """项目支出情况表
编制单位：青州市水务局 单位：万元
功能分类科目编码 功能分类科目名称 项目名称 项目支出合计 工资福利支出
商品和服务支出 对个人和家庭的补助 资本性支出 对企业补助 其他支出
类 款 项
合计 450.71 450.71
201 38 04 经营主体管理 集市巡查 325.80 325.80
201 38 99 其他市场监督管理事务 消费提示 124.91 124.91
"""


@pytest.mark.parametrize("text", [PROJECTS, cells_alone(PROJECTS)])
def test_the_name_of_a_code_and_that_of_a_project_are_two(text: str) -> None:
    (grid,) = grids(text)
    assert [row[3:6] for row in body(grid)[1:]] == [
        ["经营主体管理", "集市巡查", "325.80"],
        ["其他市场监督管理事务", "消费提示", "124.91"],
    ]


THREE_PUBLIC = """一般公共预算“三公”经费支出情况统计表
编制单位：青州市水务局 单位：万元
项目 2030年预算数 2031年预算数 2031年预算数比2030年预算数增减%
因公出国（境）费
公务接待费 5.65 6.07 7.43%
公务用车购置及运行维护费 9.43 10.14 7.53%
①公务用车购置费
②公务用车运行维护费 9.43 10.14 7.53%
合计 15.08 16.21 7.49%
"""


@pytest.mark.parametrize("text", [THREE_PUBLIC, cells_alone(THREE_PUBLIC)])
def test_labels_of_the_table_without_figures_are_rows(text: str) -> None:
    (grid,) = grids(text)
    assert body(grid)[:5] == [
        ["因公出国（境）费", "", "", ""],
        ["公务接待费", "5.65", "6.07", "7.43%"],
        ["公务用车购置及运行维护费", "9.43", "10.14", "7.53%"],
        ["①公务用车购置费", "", "", ""],
        ["②公务用车运行维护费", "9.43", "10.14", "7.53%"],
    ]
