"""Tables of several texts beside their figures in bare lines, by how the texts of their heads end and by their rows."""

from __future__ import annotations

from tests.unit.extract.core.table_makers import body
from tests.unit.extract.core.test_streams_typed import grids, head

ASSETS = """闲置资产处置计划表
单位：元
资产编号
资产名称
规格等级
台套数量
折旧比例（%）
评估价值
处置方式
SB-0017
柴油发电机组
二级
2
81.50
12,400.00
公开拍卖
SB-0029
移动式排涝泵车
一级
3
64.00
96,000.00
调剂使用
SB-0104
雨量自动监测站
二级
11
90.25
3,300.00
报废
合计
16
111,700.00
"""


def test_texts_of_a_head_are_known_by_their_endings_and_units() -> None:
    (grid,) = grids(ASSETS)
    names = ["资产编号", "资产名称", "规格等级", "台套数量", "折旧比例（%）", "评估价值", "处置方式"]
    assert head(grid) == [[name] for name in names]
    assert body(grid)[0] == ["SB-0017", "柴油发电机组", "二级", "2", "81.50", "12,400.00", "公开拍卖"]


def test_the_figures_of_a_total_are_counts_and_amounts_but_no_rates() -> None:
    assert body(grids(ASSETS)[0])[-1] == ["合计", "", "", "16", "", "111,700.00", ""]


def test_texts_that_say_nothing_are_told_by_the_first_row() -> None:
    text = """水库移民安置情况表
单位：万元
安置地点 结对帮扶单位 搬迁方式 已兑付 尚欠
桃源片 县农业农村局 集中 318.40 21.60
李庄片 县自然资源局 分散 205.00 0.75
柳林片 县水务集团 集中 96.35 4.15
合计 619.75 26.50
"""
    (grid,) = grids(text)
    assert head(grid) == [["安置地点"], ["结对帮扶单位"], ["搬迁方式"], ["已兑付"], ["尚欠"]]
    assert body(grid)[1] == ["李庄片", "县自然资源局", "分散", "205.00", "0.75"]
    assert body(grid)[-1] == ["合计", "", "", "619.75", "26.50"]


def test_what_ends_like_a_text_of_a_head_may_be_a_cell_of_the_first_row() -> None:
    text = """专项债券资金投向表
单位：万元
投向领域
债券类型
下达金额
城区雨污分流改造项目
专项债券
5,200.00
第三中学扩建
一般债券
1,850.00
乡镇敬老院改造
一般债券
640.00
"""
    assert body(grids(text.replace("投向领域", "投向领域\n批准机构").replace("债券\n", "债券\n省财政厅\n"))[0])[0] == [
        "城区雨污分流改造项目",
        "专项债券",
        "省财政厅",
        "5,200.00",
    ]


WOVEN = """专项设备租赁情况表
单位：万元
月租标准
设备名称 承租机构 租赁数量 全年租金
（元/台）
喷灌机 河湾灌区管理所 4 1500 7.20
柴油水泵 北坡抽水站 10 600 7.20
合计 14 14.40
"""


def test_a_text_over_more_lines_than_its_neighbours_stands_where_the_rows_have_room_for_it() -> None:
    """1500 yuan a month for 4 sets come to 7.20 万元 a year: only the third figure is an amount."""
    text = WOVEN.replace("合计", "潜水泵 南坡抽水站 5 400 2.40\n合计").replace("14 14.40", "19 16.80")
    (grid,) = grids(text)
    assert head(grid) == [["设备名称"], ["承租机构"], ["租赁数量"], ["月租标准（元/台）"], ["全年租金"]]
    assert body(grid)[-1] == ["合计", "", "19", "", "16.80"]


def test_lines_above_and_below_the_figures_are_those_of_one_column() -> None:
    text = """水毁工程修复计划表
单位：万元
序号 责任单位 修复项目 资金渠道 计划金额
1 东沟村 石拱桥护坡 县级 12.50
西河干渠三号渡槽槽身加固及
2 西河管理站 省级 208.40
进出口段衬砌
3 东沟村 提水站屋面 县级 6.10
合计 227.00
"""
    assert body(grids(text)[0])[1] == ["2", "西河管理站", "西河干渠三号渡槽槽身加固及进出口段衬砌", "省级", "208.40"]


def test_a_count_beside_an_amount_is_no_beginning_of_it() -> None:
    text = """库存物资盘点表
单位：万元
物资名称 行次 库存数量 账面价值
编织袋 1 37 269.10
救生衣 2 16 105.34
铁锹 3 41 177.79
帐篷 4 22 279.63
"""
    assert body(grids(text)[0])[0] == ["编织袋", "1", "37", "269.10"]
