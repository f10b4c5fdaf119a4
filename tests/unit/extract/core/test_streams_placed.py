"""Tables of indicators, projects and procurement in lines that keep the page's layout (pdftotext -layout)."""

from __future__ import annotations

from services.extract.core.streams.placed.lines import by_line
from services.extract.core.streams.placed.unspaced import unspaced_lines
from services.extract.core.streams.tokens import tokens_of
from services.extract.core.streams.typed.tables import recover
from services.extract.core.streams.typed.words import Holds
from services.extract.templates import forms as form_data
from shared.model.page import Grid, Line
from tests.unit.extract.core.table_makers import TEMPLATES, body, printed
from tests.unit.extract.core.test_streams_typed import head


def grid_of(text: str) -> Grid:
    found = [b for b in recover(printed(text), TEMPLATES) if isinstance(b, Grid)]
    assert len(found) == 1
    return found[0]


CENTRED = """项目绩效目标表
部门：辰溪县林业局
                                  绩效指标
  项目名称        年度目标
                          一级指标    二级指标      三级指标         指标值
                                 数量指标   清理枯死松树株数     ≥1200株
          清理枯死松树，控制疫情，   产出指标
松材线虫病防                     质量指标   除治合格率        =100%
          林农满意度达到九成以
治
          上。                    服务对象
                          满意度指标 满意度指标  林农满意度        ≥90%
                                 数量指标   购置风力灭火机      ≥20台
                          产出指标
森林防火物资储备  配齐扑火机具。                时效指标   物资到位时间       6月底前
                          效益指标   社会效益   群众防火意识提高      明显提升
                                 指标     程度
"""


def test_cells_over_several_rows_stand_in_the_middle_of_them() -> None:
    grid = grid_of(CENTRED)
    first = ["松材线虫病防治", "清理枯死松树，控制疫情，林农满意度达到九成以上。"]
    second = ["森林防火物资储备", "配齐扑火机具。"]
    assert head(grid)[1:4] == [["年度目标"], ["绩效指标", "一级指标"], ["绩效指标", "二级指标"]]
    assert body(grid) == [
        [*first, "产出指标", "数量指标", "清理枯死松树株数", "≥1200株"],
        [*first, "产出指标", "质量指标", "除治合格率", "=100%"],
        [*first, "满意度指标", "服务对象满意度指标", "林农满意度", "≥90%"],
        [*second, "产出指标", "数量指标", "购置风力灭火机", "≥20台"],
        [*second, "产出指标", "时效指标", "物资到位时间", "6月底前"],
        [*second, "效益指标", "社会效益指标", "群众防火意识提高程度", "明显提升"],
    ]


ATOP = """项目支出绩效目标表
部门：辰溪县林业局
序号  项目名称      一级指标    二级指标      三级指标        指标值      权重
1   森林防火物资    产出指标    数量指标     购置风力灭火机     ≥20台      20
    储备
                                   物资储备库维修间    ≥3间       10
                                   数
                        时效指标     物资到位时间      6月底前      10
              满意度指标   服务对象满意度  林农满意度       ≥90%      10
                       指标
2   松材线虫病防治   产出指标    质量指标     除治合格率       =100%     30
"""


def test_cells_over_several_rows_stand_at_their_top() -> None:
    assert body(grid_of(ATOP)) == [
        ["1", "森林防火物资储备", "产出指标", "数量指标", "购置风力灭火机", "≥20台", "20"],
        ["1", "森林防火物资储备", "产出指标", "数量指标", "物资储备库维修间数", "≥3间", "10"],
        ["1", "森林防火物资储备", "产出指标", "时效指标", "物资到位时间", "6月底前", "10"],
        ["1", "森林防火物资储备", "满意度指标", "服务对象满意度指标", "林农满意度", "≥90%", "10"],
        ["2", "松材线虫病防治", "产出指标", "质量指标", "除治合格率", "=100%", "30"],
    ]


PROCUREMENT = """政府采购预算表
单位：万元
                                             采购    采购资金来源      是否面
   采购单位       采购项目名称       采购品目                              向中小
                                             数量   小计    财政拨款   企业
合计                                                142.37  142.37
辰溪县国有林场     森林防火物资储      A02061804空调机     12    23.51   23.51   是
               备项目

辰溪县林业科学     松材线虫病防治      C08050000监测服务    1   118.86  118.86   否
研究所
"""


def test_texts_of_the_head_are_wrapped_and_stand_over_others() -> None:
    grid = grid_of(PROCUREMENT)
    assert head(grid)[3:] == [
        ["采购数量"],
        ["采购资金来源", "小计"],
        ["采购资金来源", "财政拨款"],
        ["是否面向中小企业"],
    ]
    assert body(grid) == [
        ["合计", "", "", "", "142.37", "142.37", ""],
        ["辰溪县国有林场", "森林防火物资储备项目", "A02061804空调机", "12", "23.51", "23.51", "是"],
        ["辰溪县林业科学研究所", "松材线虫病防治", "C08050000监测服务", "1", "118.86", "118.86", "否"],
    ]


def test_a_column_of_units_covers_several_projects() -> None:
    text = """项目绩效目标公开表
单位：元
 单位名称     项目名称     预算金额     一级指标    二级指标    三级指标      指标值
          防火物资储备   50,534.00  产出指标    数量指标   购置灭火机     ≥20台
辰溪县国有林场
          护林员巡护    80,200.00  产出指标    数量指标   巡护里程      ≥900公里
辰溪县种苗站   良种繁育     20,110.00  产出指标    数量指标   育苗面积      ≥30亩
"""
    assert [row[:3] for row in body(grid_of(text))] == [
        ["辰溪县国有林场", "防火物资储备", "50,534.00"],
        ["辰溪县国有林场", "护林员巡护", "80,200.00"],
        ["辰溪县种苗站", "良种繁育", "20,110.00"],
    ]


def test_a_line_of_many_words_left_of_the_levels_is_parted_at_once() -> None:
    """Its words stand in columns in order: few ways, however many words there are."""
    words = " ".join(["巡护"] * 24)
    blocks = printed(f"{words} 产出指标 数量指标 面积 ≥3亩")
    lines = by_line(tokens_of([block for block in blocks if isinstance(block, Line)]))
    columns = (Holds.NAME, Holds.NAME, Holds.TEXT, Holds.LEVEL1, Holds.LEVEL2, Holds.NAME, Holds.TARGET)
    (found,) = unspaced_lines(lines, columns, form_data.load_columns())
    assert [[t.text for t in found[c]] for c in (3, 4, 5, 6)] == [["产出指标"], ["数量指标"], ["面积"], ["≥3亩"]]
