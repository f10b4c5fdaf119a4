"""Application forms as PDF tools lay them out with spaces: what is wrapped stands in the middle of its row."""

from __future__ import annotations

from services.extract.core.forms import lines as form_lines
from services.extract.core.pipeline import reconstruct
from shared.model.page import Block, Fragment, Grid, Line, PageContent, Place, Reader, Source

FORM = """二级项目支出绩效目标申报表

项目编码：              99020623106010000505001   项目名称：              供水管网改造
申请单位：              青州市水务局              一级预算单位：          青州市住房和城乡
                                                                          建设委员会（本级）
项目总金额（中期规划，  5,211,428.00              本年度项目金额（元）：  1,737,142.00
元）：
                        改造老旧管网二十公里，降低漏损
年度目标：              ，保障居民用水，按期完成水质监
                        测并公布结果。
一级指标  二级指标         三级指标          指标值     指标解释
                           改造管网长度      ≥20公里    反映改造进度
          *数量
                           监测水质次数      12次       反映监测频次
产出                       城市供水管网水质             反映水质合格
          *质量            综合合格率        ≥98%       的程度
          *时效            按期完成率        100%       反映及时程度
效益      生态效益         不适用            不适用
满意度    *服务对象满意度  用水单位满意度    ≥90%       反映满意程度
"""


def blocks(form: str = FORM) -> tuple[Block, ...]:
    placed = [(Place(line=n), text) for n, text in enumerate(form.split("\n"), start=1) if text.strip()]
    return tuple(Line(fragments=(Fragment(text=text, place=place),), place=place) for place, text in placed)


def test_a_wrapped_value_is_of_the_label_in_its_middle() -> None:
    document = reconstruct(_source())
    (form,) = document.forms
    fields = {name: cell.text for name, cell in form.fields}
    assert fields["一级预算单位"] == "青州市住房和城乡建设委员会（本级）"
    assert fields["项目总金额（中期规划，元）"] == "5,211,428.00"
    assert fields["年度目标"] == "改造老旧管网二十公里，降低漏损，保障居民用水，按期完成水质监测并公布结果。"


def test_indicators_take_their_rows_and_levels_from_their_places() -> None:
    (table,) = reconstruct(_source()).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["产出", "*数量", "改造管网长度", "≥20公里", "反映改造进度"],
        ["产出", "*数量", "监测水质次数", "12次", "反映监测频次"],
        ["产出", "*质量", "城市供水管网水质综合合格率", "≥98%", "反映水质合格的程度"],
        ["产出", "*时效", "按期完成率", "100%", "反映及时程度"],
        ["效益", "生态效益", "不适用", "不适用", ""],
        ["满意度", "*服务对象满意度", "用水单位满意度", "≥90%", "反映满意程度"],
    ]


def test_what_no_delimiter_proves_is_never_sure() -> None:
    (table,) = reconstruct(_source()).tables
    assert all(cell.confidence < 0.99 for row in table.rows for cell in row.cells if cell.text)


def test_the_form_becomes_one_grid_below_its_title() -> None:
    title, grid = form_lines.recover(blocks())
    assert isinstance(title, Line)
    assert isinstance(grid, Grid)


def _source() -> Source:
    page = PageContent(number=1, width=0, height=0, blocks=blocks())
    return Source(pages=(page,), paged=False, reader=Reader.TEXT, media_type="text/plain")


def test_labels_without_colons() -> None:
    bare = FORM.replace("：", "  ")
    page = PageContent(number=1, blocks=blocks(bare))
    document = reconstruct(Source(pages=(page,), paged=False, reader=Reader.TEXT, media_type="text/plain"))
    (form,) = document.forms
    fields = {name: cell.text for name, cell in form.fields}
    assert fields["申请单位"] == "青州市水务局"
    assert fields["项目编码"] == "99020623106010000505001"
    assert [row.cells[2].text for row in document.tables[0].rows][:2] == ["改造管网长度", "监测水质次数"]


def test_labels_without_colons_one_cell_a_line() -> None:
    cells = (
        "项目支出绩效目标申报表", "项目编码", "99020623106010000505001", "项目名称", "供水管网改造", "申请单位",
        "青州市水务局", "年度目标", "改造老旧管网。", "一级指标", "二级指标", "三级指标", "指标值", "指标解释",
        "产出", "*数量", "改造管网长度", "≥20公里", "反映改造进度",
        "满意度", "*服务对象满意度", "用水单位满意度", "≥90%", "反映满意程度",
    )  # fmt: skip
    page = PageContent(number=1, blocks=blocks("\n".join(cells)))
    document = reconstruct(Source(pages=(page,), paged=False, reader=Reader.TEXT, media_type="text/plain"))
    (form,) = document.forms
    assert {name: cell.text for name, cell in form.fields}["年度目标"] == "改造老旧管网。"
    assert [[c.text for c in row.cells] for row in document.tables[0].rows] == [
        ["产出", "*数量", "改造管网长度", "≥20公里", "反映改造进度"],
        ["满意度", "*服务对象满意度", "用水单位满意度", "≥90%", "反映满意程度"],
    ]


def test_indicators_of_one_level_on_one_line() -> None:
    texts = (
        "项目支出绩效目标申报表", "项目编码：99020623106010000505001 项目名称：供水管网改造", "申请单位：青州市水务局",
        "年度目标：改造老旧管网。", "一级指标 二级指标 三级指标 指标值 指标解释",
        "产出 *数量 改造管网长度 ≥20公里 反映改造进度 监测水质次数 ≥12次 反映监测频次",
        "满意度 *服务对象满意度 用水单位满意度 ≥90% 反映满意程度",
    )  # fmt: skip
    page = PageContent(number=1, blocks=blocks("\n".join(texts)))
    (table,) = reconstruct(Source(pages=(page,), paged=False, reader=Reader.TEXT, media_type="text/plain")).tables
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["产出", "*数量", "改造管网长度", "≥20公里", "反映改造进度"],
        ["产出", "*数量", "监测水质次数", "≥12次", "反映监测频次"],
        ["满意度", "*服务对象满意度", "用水单位满意度", "≥90%", "反映满意程度"],
    ]


WEIGHTS = """项目支出绩效目标申报表
项目名称   供水管网改造            项目编码   3707812410001
主管部门   青州市水务局            项目类型   经常性项目
项目资金   1,737,142.00      联系人    李建国
绩效目标   改造老旧管网，保障用水
      一级指标   二级指标     三级指标       指标值      分值   评分标准
                       改造管网长度     ≥20公里    20   按完成比例计
             数量指标                            分
                       监测水质次数     ≥12次     10   全部完成得分
      产出指标
             质量指标     管网水质综合     ≥98%     20   按完成比例计
绩效                     合格率                 分
指标            时效指标     按期完成率      =100%    10   全部完成得分
      效益指标   生态效益指标   管网漏损率      ≤9%      20   全部完成得分
             服务对象满意
      满意度指标            用水单位满意度    ≥90%     10   按完成比例计
             度指标                             分
"""


def test_indicators_with_weights_beside_a_label_that_covers_them() -> None:
    grid = next(b for b in form_lines.recover(blocks(WEIGHTS), lambda _: False) if isinstance(b, Grid))
    rows: list[list[str]] = [["" for _ in range(6)] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = "".join(cell.text.split())
    share, full = "按完成比例计分", "全部完成得分"
    assert rows[-7:] == [
        ["一级指标", "二级指标", "三级指标", "指标值", "分值", "评分标准"],
        ["产出指标", "数量指标", "改造管网长度", "≥20公里", "20", share],
        ["产出指标", "数量指标", "监测水质次数", "≥12次", "10", full],
        ["产出指标", "质量指标", "管网水质综合合格率", "≥98%", "20", share],
        ["产出指标", "时效指标", "按期完成率", "=100%", "10", full],
        ["效益指标", "生态效益指标", "管网漏损率", "≤9%", "20", full],
        ["满意度指标", "服务对象满意度指标", "用水单位满意度", "≥90%", "10", share],
    ]
