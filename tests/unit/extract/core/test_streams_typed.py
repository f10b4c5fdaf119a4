"""Tables of indicators, projects and procurement in bare lines: their columns are known by what they hold."""

from __future__ import annotations

from services.extract.core.streams.typed.tables import recover
from shared.model.page import Grid
from tests.unit.extract.core.table_makers import TEMPLATES, body, printed


def grids(text: str) -> list[Grid]:
    return [b for b in recover(printed(text), TEMPLATES) if isinstance(b, Grid)]


def head(grid: Grid) -> list[list[str]]:
    """The path of each column."""
    paths: list[list[str]] = [[] for _ in range(grid.cols)]
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.col)):
        if cell.row < (grid.head_rows or 0):
            for column in range(cell.col, cell.col + cell.col_span):
                paths[column].append("".join(cell.text.split()))
    return paths


INDICATORS = """项目绩效指标表
部门：辰溪县林业局
项目名称 一级指标 二级指标 三级指标 指标性质 指标值 度量单位 权重
松材线虫病防治
产出指标 数量指标 清理枯死松树株数 ≥ 1200 株 20
防治面积 ≥ 3 万亩 10
质量指标 除治合格率 = 100 % 10
效益指标 生态效益指标 森林资源保护情况 定性 有所改善 15
满意度指标 服务对象满意度指
标
林农满意度 ≥ 90 % 10
"""


def test_levels_and_projects_over_several_rows_are_printed_once() -> None:
    rows = body(grids(INDICATORS)[0])
    name = "松材线虫病防治"
    assert rows == [
        [name, "产出指标", "数量指标", "清理枯死松树株数", "≥", "1200", "株", "20"],
        [name, "产出指标", "数量指标", "防治面积", "≥", "3", "万亩", "10"],
        [name, "产出指标", "质量指标", "除治合格率", "=", "100", "%", "10"],
        [name, "效益指标", "生态效益指标", "森林资源保护情况", "定性", "有所改善", "", "15"],
        [name, "满意度指标", "服务对象满意度指标", "林农满意度", "≥", "90", "%", "10"],
    ]


def test_a_cell_a_line_with_goals_before_the_levels() -> None:
    text = """部门预算项目绩效目标表
单位：万元
单位名称
项目名称
预算金额
年度绩效目标
绩效指标
一级指标
二级指标
三级指标
指标值
辰溪县国有林
场
森林防火物资
储备项目
36.50
配齐扑火机具，开展防火宣传，全
年不发生重大森林火灾。
产出指标
数量指标
购置风力灭火机
≥20台
时效指标
物资到位时间
6月底前
效益指标
社会效益指标群众防火意识
有所提高
"""
    grid = grids(text)[0]
    assert head(grid)[4:] == [["绩效指标", text] for text in ("一级指标", "二级指标", "三级指标", "指标值")]
    common = ["辰溪县国有林场", "森林防火物资储备项目", "36.50", "配齐扑火机具，开展防火宣传，全年不发生重大森林火灾。"]
    assert body(grid) == [
        [*common, "产出指标", "数量指标", "购置风力灭火机", "≥20台"],
        [*common, "产出指标", "时效指标", "物资到位时间", "6月底前"],
        [*common, "效益指标", "社会效益指标", "群众防火意识", "有所提高"],
    ]


PROCUREMENT = """政府采购预算表
单位名称：辰溪县林业局 单位：元
序号 采购项目 采购目录 采购方式
资金来源
备注
总计 一般公共预算 其他资金
合计 93,600.00 73,600.00 20,000.00
1 森林防火物资储备项
目
A02010104便携式计
算机
公开招标 53,600.00 53,600.00
2 松材线虫病防治 C23090101印刷服务 竞争性磋商 40,000.00 20,000.00 20,000.00 面向中小企业
"""


def test_amounts_under_their_sources_before_the_notes() -> None:
    grid = grids(PROCUREMENT)[0]
    sources = [["资金来源", text] for text in ("总计", "一般公共预算", "其他资金")]
    assert head(grid) == [["序号"], ["采购项目"], ["采购目录"], ["采购方式"], *sources, ["备注"]]
    assert body(grid) == [
        ["合计", "", "", "", "93,600.00", "73,600.00", "20,000.00", ""],
        ["1", "森林防火物资储备项目", "A02010104便携式计算机", "公开招标", "53,600.00", "53,600.00", "", ""],
        [
            "2",
            "松材线虫病防治",
            "C23090101印刷服务",
            "竞争性磋商",
            "40,000.00",
            "20,000.00",
            "20,000.00",
            "面向中小企业",
        ],
    ]


def test_no_cell_of_words_is_certain() -> None:
    cells = [cell for grid in grids(PROCUREMENT) for cell in grid.cells]
    assert cells
    assert all(f.confidence < 0.99 for cell in cells for f in cell.fragments)


WRAPPED_AROUND = """采购预算明细表
部门：辰溪县林业局
项目名称 采购品目 数量 计量单位 采购预算金额
森林防火物资储 A02010104便携
2 台 6,400.00
备项目 式计算机
松材线虫病防 A05010201办公
5 张 4,000.00
治 桌
"""


def test_lines_of_two_cells_above_and_below_the_others_of_their_row() -> None:
    assert body(grids(WRAPPED_AROUND)[0]) == [
        ["森林防火物资储备项目", "A02010104便携式计算机", "2", "台", "6,400.00"],
        ["松材线虫病防治", "A05010201办公桌", "5", "张", "4,000.00"],
    ]


def test_rows_with_words_that_hardly_fit_are_doubted() -> None:
    uneven = WRAPPED_AROUND.replace("治 桌", "治").replace("防 A05010201办公\n5", "防 A05010201办公桌\n5")
    cells = [cell for grid in grids(uneven) for cell in grid.cells if cell.row >= (grid.head_rows or 0)]
    assert all(f.confidence <= 0.5 for cell in cells for f in cell.fragments)


def test_a_total_has_no_price() -> None:
    text = """采购预算明细表
部门：辰溪县林业局
项目名称 采购品目 数量 计量单位 单价 采购预算金额
松材线虫病防治 A02061804空调机 2 台 3,200.00 6,400.00
森林防火物资储备项目 A05010201办公桌 5 张 800.00 4,000.00
合计 10,400.00
"""
    assert body(grids(text)[0])[-1] == ["合计", "", "", "", "", "10,400.00"]


def test_a_short_text_that_reads_like_a_title_ends_no_table() -> None:
    text = """绩效指标表
部门：辰溪县林业局
一级指标 二级指标 三级指标 指标值 指标说明 分值
产出指标 数量指标 防治面积 ≥3万亩
反映任务完成情况
10
质量指标 除治合格率 =100%
反映任务完成情况
20
"""
    rows = body(grids(text)[0])
    assert [row[3:] for row in rows] == [["≥3万亩", "反映任务完成情况", "10"], ["=100%", "反映任务完成情况", "20"]]


def test_tables_by_codes_are_left_to_their_templates() -> None:
    text = """支出预算表
部门：辰溪县林业局 单位：万元
科目编码 科目名称 合计 基本支出 项目支出
213 农林水支出 30.00 10.00 20.00
21302 林业和草原 30.00 10.00 20.00
"""
    assert grids(text) == []


def test_texts_of_a_head_that_ran_into_each_other_and_those_that_are_one_only_together() -> None:
    text = """政府采购预算表
单位：元
项目名称
采购品目
指标值单位
一般公共预算政府性基金
森林防火物资储备
A02061804空调机
台
6,400.00
0.00
松材线虫病防治
C23090101印刷服务
批
4,000.00
300.50
"""
    grid = grids(text)[0]
    assert head(grid) == [["项目名称"], ["采购品目"], ["指标值单位"], ["一般公共预算"], ["政府性基金"]]
    assert body(grid) == [
        ["森林防火物资储备", "A02061804空调机", "台", "6,400.00", "0.00"],
        ["松材线虫病防治", "C23090101印刷服务", "批", "4,000.00", "300.50"],
    ]


def test_a_goal_with_spaces_beside_its_figures_is_one_cell() -> None:
    text = """项目绩效目标表
部门：辰溪县林业局
单位名称 项目名称 年度绩效目标 一级指标 二级指标 三级指标 指标值
辰溪县林业科技推广
中心站
油茶低产林改造示
范项目
目标 1：完成低产林改造面积任务，带动
农户增收；目标 2：推广实用技术，提高
油茶产量。
产出指标 数量指标 改造面积 ≥500 亩
效益指标 经济效益指标 户均增收 ≥800 元
"""
    goal = "目标1：完成低产林改造面积任务，带动农户增收；目标2：推广实用技术，提高油茶产量。"
    common = ["辰溪县林业科技推广中心站", "油茶低产林改造示范项目", goal]
    assert body(grids(text)[0]) == [
        [*common, "产出指标", "数量指标", "改造面积", "≥500亩"],
        [*common, "效益指标", "经济效益指标", "户均增收", "≥800元"],
    ]


def test_a_percent_sign_in_a_column_of_measures_is_no_piece_of_the_value() -> None:
    text = """项目绩效指标表
部门：辰溪县林业局
项目名称
一级指标
二级指标
三级指标
指标性质
指标值
度量单位
指标属性
松材线虫病防治
产出指标
数量指标
清理枯死松树株数
≥
1200
株
定量指标
质量指标
除治合格率
=
100
%
定量指标
满意度指标
服务对象满意度指标
林农满意度
≥
90
%
定量指标
"""
    rows = body(grids(text)[0])
    assert [row[4:] for row in rows] == [
        ["≥", "1200", "株", "定量指标"],
        ["=", "100", "%", "定量指标"],
        ["≥", "90", "%", "定量指标"],
    ]


def test_the_first_word_of_the_first_row_is_none_of_the_head() -> None:
    """特定目标 is no text of a head, and 类 below it would be one."""
    text = """部门项目支出预算表
单位：万元
项目分类
项目代码
项目名称
合计
本年拨款
单位资金
小计
一般公共预算
特定目标
类
3300037210000
办公用房租赁
178.37
178.37
178.37
0.00
特定目标
类
3300074210000
林区道路养护
176.67
176.67
176.67
0.00
"""
    (grid,) = grids(text)
    assert [path[-1] for path in head(grid)] == [
        *("项目分类", "项目代码", "项目名称", "合计", "小计", "一般公共预算", "单位资金")
    ]
    assert body(grid)[1] == ["特定目标类", "3300074210000", "林区道路养护", "176.67", "176.67", "176.67", "0.00"]


def test_a_text_that_ends_like_those_over_amounts_is_of_the_head() -> None:
    text = """项目支出明细表
单位：元
序号 项目名称 项目金额
资金来源
一般公共预算拨
款
政府性基金拨款 财政专户拨款
1 公益性公墓建设 2246942.12 2246942.12 0.00 0.00
2 应急物资储备 1309423.75 1300000.00 9423.75 0.00
"""
    (grid,) = grids(text)
    assert head(grid)[3:] == [
        ["资金来源", "一般公共预算拨款"],
        ["资金来源", "政府性基金拨款"],
        ["资金来源", "财政专户拨款"],
    ]
    assert body(grid)[1] == ["2", "应急物资储备", "1309423.75", "1300000.00", "9423.75", "0.00"]


PAGE_LINES = """部门项目支出绩效目标表
绩效指标
项目名称 年度绩效目标
一级指标 二级指标 三级指标 指标值
数量指标 巡查河道长度 ≥48公里
产出指标 质量指标 隐患整改完成率 ≥95%
成本指标 设备单价 ≤2万元
通过项目实施，改善河道行洪条件，全
河道管护及小型水库 村民对防汛知识的知晓程度及自
年巡查不少于12次，隐患整改率达到 社会效益指标 显著提高
日常巡查 救互救能力
95%以上。 效益指标
生态效益指标 水环境改善情况 明显改善
服务对象满意度指
满意度指标 受益对象满意度 ≥98%
标
数量指标 培训农民人数 ≥160人
产出指标
时效指标 资金拨付及时率 ≥95%
数字乡村运维 保障平台稳定运行。
成本指标 人均补助标准 ≤300元/人
满意度指标 服务对象满意度指标 参训学员满意度 ≥90%
"""


def test_lines_of_the_page_hold_cells_broken_around_their_rows_and_levels_in_the_middle_of_theirs() -> None:
    """A name is broken around its target, and what covers rows stands beside whatever they have there."""
    (grid,) = grids(PAGE_LINES)
    assert head(grid)[1:4] == [["年度绩效目标"], ["绩效指标", "一级指标"], ["绩效指标", "二级指标"]]
    goal = "通过项目实施，改善河道行洪条件，全年巡查不少于12次，隐患整改率达到95%以上。"
    first = ["河道管护及小型水库日常巡查", goal]
    second = ["数字乡村运维", "保障平台稳定运行。"]
    satisfied = "服务对象满意度指标"
    assert body(grid) == [
        [*first, "产出指标", "数量指标", "巡查河道长度", "≥48公里"],
        [*first, "产出指标", "质量指标", "隐患整改完成率", "≥95%"],
        [*first, "产出指标", "成本指标", "设备单价", "≤2万元"],
        [*first, "效益指标", "社会效益指标", "村民对防汛知识的知晓程度及自救互救能力", "显著提高"],
        [*first, "效益指标", "生态效益指标", "水环境改善情况", "明显改善"],
        [*first, "满意度指标", satisfied, "受益对象满意度", "≥98%"],
        [*second, "产出指标", "数量指标", "培训农民人数", "≥160人"],
        [*second, "产出指标", "时效指标", "资金拨付及时率", "≥95%"],
        [*second, "产出指标", "成本指标", "人均补助标准", "≤300元/人"],
        [*second, "满意度指标", satisfied, "参训学员满意度", "≥90%"],
    ]


def test_what_covers_rows_over_a_page_break_stands_in_the_middle_of_those_on_one_page() -> None:
    text = """项目支出绩效目标表
编制单位：辰溪县林业局
项目名称 一级指标 二级指标 三级指标 指标性质 指标值 度量单位
数量指标 抚育面积 ≥ 300 亩
松材线虫病防治 产出指标 质量指标 除治合格率 = 100 %
时效指标 完成时限 ≤ 12 月
森林防火物资 产出指标 数量指标 购置灭火机 ≥ 20 台
储备 效益指标 社会效益指标 应急保障能力 = 有所提升 无
项目名称 一级指标 二级指标 三级指标 指标性质 指标值 度量单位
受益群众覆盖面 ≥ 85 %
生态效益指标 森林资源保护情况 = 明显改善 无
可持续影响指标 政策发挥作用期限 ≥ 4 年
满意度指标 服务对象满意度指标 林农满意度 ≥ 95 %
数量指标 开展活动场次 ≥ 13 场次
林业有害生物普查 产出指标 质量指标 验收合格率 = 100 %
时效指标 拨付及时率 ≥ 90 %
"""
    (grid,) = grids(text)
    assert [row[0] for row in body(grid)] == [
        *["松材线虫病防治"] * 3,
        *["森林防火物资储备"] * 6,
        *["林业有害生物普查"] * 3,
    ]


def test_a_long_code_is_no_end_of_a_word_also_where_it_touches_it_and_noughts_alone_are_none() -> None:
    text = """部门项目支出预算表
单位：万元
项目分类
项目代码
项目名称
项目单位
合计
单位资金
特定目标
类
53300037210000
000
林区防火道路养护及护林
点维修
辰溪县林业局（本
级）
327.41
0.00
特定目标类53300074210000
000
办公用房租赁
辰溪县国有林场服务
中心
101.40
0.00
"""
    assert body(grids(text)[0]) == [
        ["特定目标类", "53300037210000000", "林区防火道路养护及护林点维修", "辰溪县林业局（本级）", "327.41", "0.00"],
        ["特定目标类", "53300074210000000", "办公用房租赁", "辰溪县国有林场服务中心", "101.40", "0.00"],
    ]


def test_a_count_beside_an_amount_is_none_of_its_thousands() -> None:
    text = """部门政府采购预算表
单位：万元
项目名称 采购项目 采购目录 计量单位 数量 合计 单位资金
林区巡护 物业管理服务 物业管理服务 年 4 245.77 0.00
林区巡护 复印纸 复印纸 箱 13 168.28 0.00
林区巡护 打印机 打印机 台 2 150.30 0.00
"""
    assert [row[4:] for row in body(grids(text)[0])] == [
        ["4", "245.77", "0.00"],
        ["13", "168.28", "0.00"],
        ["2", "150.30", "0.00"],
    ]
