"""Rows whose cells that were broken over lines, or set in two scripts, stand behind all others of their page."""

from __future__ import annotations

from tests.unit.extract.core.table_makers import body
from tests.unit.extract.core.test_streams_typed import grids, head

INDICATORS = """项目支出绩效目标表
编制单位：辰溪县林业局
项目名称 年度绩效目标 一级指标 二级指标 三级指标 指标性质 指标值 度量单位
松材线虫病防治 产出指标 数量指标 清理枯死松树株数 ≥ 1200 株
成本指标 人均补助标准 ≤ 2231
满意度指标 林农满意度 ≥ 90 %
受益对象满意度 ≥ 98 %
森林防火 产出指标 数量指标 ≥ 15 台
效益指标 社会效益指标 应急能力 = 有所提升
全年完成防治任务，资金使用规范，
林农满意度不低于90%。
元/人
服务对象满意度指
标
按时配齐扑火机具，保障林区群众
基本安全。
更新GPS巡护终端
"""


def test_late_cells_are_those_that_rows_lack_in_their_order() -> None:
    (grid,) = grids(INDICATORS)
    first = ["松材线虫病防治", "全年完成防治任务，资金使用规范，林农满意度不低于90%。"]
    second = ["森林防火", "按时配齐扑火机具，保障林区群众基本安全。"]
    satisfied = ["满意度指标", "服务对象满意度指标"]
    assert body(grid) == [
        [*first, "产出指标", "数量指标", "清理枯死松树株数", "≥", "1200", "株"],
        [*first, "产出指标", "成本指标", "人均补助标准", "≤", "2231", "元/人"],
        [*first, *satisfied, "林农满意度", "≥", "90", "%"],
        [*first, *satisfied, "受益对象满意度", "≥", "98", "%"],
        [*second, "产出指标", "数量指标", "更新GPS巡护终端", "≥", "15", "台"],
        [*second, "效益指标", "社会效益指标", "应急能力", "=", "有所提升", ""],
    ]


PROJECTS = """部门项目支出预算表
单位：万元
项目分类
项目代码
项目名称
项目单位
合计
一般公共预算
政府性基金
特定目标类
林区道路养护
183.96
183.96
特定目标类
办公用房租赁
55.97
55.97
合计
239.93
239.93
53700037210000
000
辰溪县林业局（本
级）
53700074210000
000
辰溪县国有林场服务
中心
"""


def test_the_row_of_a_total_lacks_no_cell_and_amounts_that_no_row_has_are_none() -> None:
    (grid,) = grids(PROJECTS)
    assert head(grid)[-1] == ["政府性基金"]
    assert body(grid) == [
        ["特定目标类", "53700037210000000", "林区道路养护", "辰溪县林业局（本级）", "183.96", "183.96", ""],
        ["特定目标类", "53700074210000000", "办公用房租赁", "辰溪县国有林场服务中心", "55.97", "55.97", ""],
        ["合计", "", "", "", "239.93", "239.93", ""],
    ]
