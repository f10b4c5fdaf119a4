"""Tables that print the parts of a code and the whole code behind them (湖南), the lists of that province, and chapters
that end as titles do."""

from __future__ import annotations

from services.extract.core.streams.recovery import recover
from services.extract.core.streams.typed import tables as typed_tables
from shared.model.page import Grid
from tests.unit.extract.core.stream_makers import cells_alone
from tests.unit.extract.core.table_makers import TEMPLATES, body, printed

TABLE = """支出总表
单位：万元
科目 科目编码 科目名称 合计 基本支出 项目支出 事业单位经营支出 上缴上级支出 对附属单位补助支出
类 款 项
合计 36.50 12.00 24.50 0.00 0.00 0.00
201 201 一般公共服务支出 36.50 12.00 24.50 0.00 0.00 0.00
201 06 20106 财政事务 36.50 12.00 24.50 0.00 0.00 0.00
201 06 01 2010601 行政运行 12.00 12.00 0.00 0.00 0.00 0.00
201 06 02 2010602 一般行政管理事务 24.50 0.00 24.50 0.00 0.00 0.00"""


def grids(text: str) -> list[Grid]:
    return [block for block in recover(printed(text), TEMPLATES) if isinstance(block, Grid)]


def typed_grids(text: str) -> list[Grid]:
    return [block for block in typed_tables.recover(printed(text), TEMPLATES) if isinstance(block, Grid)]


def test_the_whole_code_stands_behind_its_parts() -> None:
    for text in (TABLE, cells_alone(TABLE)):
        (found,) = grids(text)
        rows = body(found)
        assert [row[:5] for row in rows[1:]] == [
            ["201", "", "", "201", "一般公共服务支出"],
            ["201", "06", "", "20106", "财政事务"],
            ["201", "06", "01", "2010601", "行政运行"],
            ["201", "06", "02", "2010602", "一般行政管理事务"],
        ]
        assert rows[2][5:] == ["36.50", "12.00", "24.50", "0.00", "0.00", "0.00"]


def test_three_lists_side_by_side() -> None:
    (found,) = grids(
        """收支总表
单位：万元
收入 支出
项目 本年预算数 项目（按功能分类） 本年预算数 项目（按部门预算经济分类） 本年预算数
一、一般公共预算拨款收入 36.50 一、一般公共服务支出 20.00 一、基本支出 12.00
经费拨款 36.50 二、教育支出 16.50 工资福利支出 12.00
二、政府性基金拨款收入 0.00 三、国防支出 0.00 二、项目支出 24.50
本年收入合计 36.50 本年支出合计 36.50 本年支出合计 36.50
收入总计 36.50 支出总计 36.50 支出总计 36.50"""
    )
    rows = body(found)
    assert rows[1] == ["经费拨款", "36.50", "二、教育支出", "16.50", "工资福利支出", "12.00"]
    assert rows[-1] == ["收入总计", "36.50", "支出总计", "36.50", "支出总计", "36.50"]


def test_a_chapter_above_a_title_of_two_words_takes_nothing_of_it() -> None:
    (found,) = grids(
        """第二部分 部门预算表
2031 年预算单位财务收支预算总表
单位：元
本年收入 本年支出
项目 预算数 项目 预算数
一、财政拨款收入 36一、一般公共服务支出 20
1、一般公共预算 36二、教育支出 16
收入总计 36支出总计 36"""
    )
    assert body(found)[1] == ["1、一般公共预算", "36", "二、教育支出", "16"]


def test_a_head_without_a_second_list_is_no_table_of_two_lists() -> None:
    (found,) = grids(
        """一般公共预算财政拨款基本支出决算表
单位：万元
项目
合计 人员经费 公用经费
经济分类科目编码 科目名称
合计 36.50 12.00 24.50
301 工资福利支出 12.00 12.00
30101 基本工资 12.00 12.00
302 商品和服务支出 24.50 24.50
30201 办公费 24.50 24.50"""
    )
    assert found.cols == 5
    assert body(found)[3:5] == [
        ["302", "商品和服务支出", "24.50", "", "24.50"],
        ["30201", "办公费", "24.50", "", "24.50"],
    ]


def test_a_table_of_procurement_by_kind_and_organisation() -> None:
    (found,) = typed_grids(
        """政府采购支出表
单位：万元
采购品目大类 专项名称 经济科目 采购组织形式 资金来源
总计 一般公共预算资金 其他资金
合计 60.00 50.00 10.00
服务 课题研究经费 委托业务费 分散采购 20.00 20.00 0.00
货物 专用设备更新 办公费 集中采购 30.00 20.00 10.00
工程 宣传工作经费 其他商品和服务支出 分散采购 10.00 10.00 0.00"""
    )
    assert body(found)[1] == ["服务", "课题研究经费", "委托业务费", "分散采购", "20.00", "20.00", "0.00"]
