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


def test_parts_of_a_code_stand_under_it_where_a_tool_gives_them_last() -> None:
    (grid,) = grids("""部门项目支出明细表
单位：万元
科目编码
科目名称 项目名称 实施单位 金额 资金性质
类 款 项
213 03 05 水利工程建设 堤防加固 临江县水务局 40.25 一般公共预算
213 03 06 水利工程运行与维护 水库维修养护 临江县水务局 12.50 一般公共预算
213 03 05 水利工程建设 山塘整治 临江县水务局 8.00 政府性基金预算
""")
    assert body(grid)[1] == [
        "213", "03", "06", "水利工程运行与维护", "水库维修养护", "临江县水务局", "12.50", "一般公共预算",
    ]  # fmt: skip


def test_a_title_that_is_only_like_a_template_s_leaves_the_endings_of_heads_a_say() -> None:
    (grid,) = grids("""项目支出执行情况表
单位：万元
序号 项目名称 实施单位 预算批复数 实际支出数 结余数 执行说明
1 堤防加固 临江县水务局 40.25 38.00 2.25 正常推进
2 水库维修养护 临江县水务局 12.50 12.50 0.00 已完成
3 山塘整治 临江县水务局 8.00 7.20 0.80 结转下年实施
""")
    assert head(grid)[-3:] == [["实际支出数"], ["结余数"], ["执行说明"]]
    assert body(grid)[2] == ["3", "山塘整治", "临江县水务局", "8.00", "7.20", "0.80", "结转下年实施"]
