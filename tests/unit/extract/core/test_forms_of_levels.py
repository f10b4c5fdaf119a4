"""Application forms of two levels, a name and a target, in bare lines: their indicators are known by what may be a
target, their levels by the frame."""

from __future__ import annotations

from services.extract.core.forms.words import word_key
from services.extract.core.pipeline import reconstruct
from shared.model.document import Document
from shared.model.page import Line, PageContent, Reader, Source
from tests.unit.extract.core.stream_makers import lines


def document(text: str) -> Document:
    blocks = tuple(b for b in lines(text) if isinstance(b, Line))
    page = PageContent(number=1, blocks=blocks)
    return reconstruct(Source(pages=(page,), paged=False, reader=Reader.TEXT, media_type="text/plain"))


def indicators(text: str) -> tuple[list[str], list[list[str]]]:
    """The last texts of the heads, and the rows, of the only table."""
    (table,) = document(text).tables
    return [c.path[-1] for c in table.columns], [[cell.text for cell in row.cells] for row in table.rows]


CENTRED = """项目绩效目标表
（2023年度）
项目名称 渠道清淤整治
灌溉渠管理
预算单位 预算金额（万元） 58.20
站
年度绩效目标 完成年度清淤任务。
指标值（包含数字
一级指标 二级指标 三级指标
及文字描述）
清淤渠道长度 ≥30公里
数量指标
整治渠系建筑物 =12座
产出指标
质量指标 工程验收合格率 =100%
绩效指标
时效指标 工程按期完工率 ≥95%
效益指标 社会效益指标 灌溉用水保障程度 明显提高
服务对象满意度 受益农户对清淤整治工作的
满意度指标 ≥90%
指标 满意度
"""


def test_levels_centred_on_their_rows_and_a_head_wrapped_around_its_line() -> None:
    head, rows = indicators(CENTRED)
    assert head == ["一级指标", "二级指标", "三级指标", "指标值（包含数字及文字描述）"]
    assert rows == [
        ["产出指标", "数量指标", "清淤渠道长度", "≥30公里"],
        ["产出指标", "数量指标", "整治渠系建筑物", "=12座"],
        ["产出指标", "质量指标", "工程验收合格率", "=100%"],
        ["产出指标", "时效指标", "工程按期完工率", "≥95%"],
        ["效益指标", "社会效益指标", "灌溉用水保障程度", "明显提高"],
        ["满意度指标", "服务对象满意度指标", "受益农户对清淤整治工作的满意度", "≥90%"],
    ]


FEW = """项目绩效目标表
项目名称
渠道清淤整治
预算单位
灌溉渠管理站
预算金额（万元）
58.20
年度绩效目标
完成年度清淤任务。
绩效指标
一级指标
二级指标
三级指标
指标值
产出指标
数量指标
配备清淤设备的台（套）
数量
≥6台（套）
质量指标
工程验收合格率
=100%
效益指标
社会效益指标
灌溉用水保障程度
明显提高
"""


def test_few_labels_with_their_values_above_indicators_are_a_form() -> None:
    fields = dict(document(FEW).forms[0].fields)
    assert {name: cell.text for name, cell in fields.items()} == {
        "项目名称": "渠道清淤整治",
        "预算单位": "灌溉渠管理站",
        "预算金额（万元）": "58.20",
        "年度绩效目标": "完成年度清淤任务。",
    }


def test_a_bare_word_of_a_level_is_of_a_name_where_levels_end_otherwise() -> None:
    _, rows = indicators(FEW)
    assert rows[0] == ["产出指标", "数量指标", "配备清淤设备的台（套）数量", "≥6台（套）"]
    assert [row[1] for row in rows] == ["数量指标", "质量指标", "社会效益指标"]


ATOP = """项目支出绩效目标申报表
项目名称 渠道清淤整治
主管部门及代 311-青州市水利局 实施单位 灌溉渠管理站
码
项目属性 延续项目 项目期限 1年
总体目标 完成年度清淤任务。
绩效指标 一级指标 二级指标 三级指标 年度指标值
产出指标 数量指标 清淤渠道长度 ≥30公里
质量指标 渠系建筑物整治达到设计规定的 ≥98%
要求
时效指标 工程按期完工率 ≥95%
效益指标 社会效益指标 受益村组对灌溉用水秩序的认同程 明显提高
度
满意度指标 服务对象满意 受益农户满意度 ≥90%
度指标
"""


def test_names_that_begin_beside_their_targets_go_on_below_them() -> None:
    _, rows = indicators(ATOP)
    assert [row[2:] for row in rows] == [
        ["清淤渠道长度", "≥30公里"],
        ["渠系建筑物整治达到设计规定的要求", "≥98%"],
        ["工程按期完工率", "≥95%"],
        ["受益村组对灌溉用水秩序的认同程度", "明显提高"],
        ["受益农户满意度", "≥90%"],
    ]


def test_a_label_wrapped_in_its_column_is_whole_and_its_value_its_own() -> None:
    fields = dict(document(ATOP).forms[0].fields)
    assert fields["主管部门及代码"].text == "311-青州市水利局"
    assert fields["实施单位"].text == "灌溉渠管理站"
    assert fields["项目名称"].text == "渠道清淤整治"
    assert fields["总体目标"].text == "完成年度清淤任务。"


def test_labels_at_different_places_of_a_layout_are_read_by_their_words() -> None:
    (form,) = document(
        "                    项目支出绩效目标表\n"
        "  项目名称     渠道清淤整治\n"
        "主管部门及代码    311-青州市水利局            实施单位       灌溉渠管理站\n"
        "   项目属性          延续项目               项目期限         1年\n"
        "   总体目标     完成年度清淤任务。\n"
        "   绩效指标        一级指标        二级指标      三级指标        指标值\n"
        "               产出指标        数量指标    清淤渠道长度      ≥30公里\n"
        "                           质量指标    工程验收合格率     =100%\n"
        "               效益指标       社会效益指标   灌溉用水保障程度    明显提高\n"
    ).forms
    assert [cell.text for _, cell in form.fields] == [
        "渠道清淤整治",
        "311-青州市水利局",
        "灌溉渠管理站",
        "延续项目",
        "1年",
        "完成年度清淤任务。",
    ]


def test_a_head_of_labels_without_values_is_a_table() -> None:
    found = document(
        "部门预算项目绩效目标表\n"
        "项目名称 预算金额 年度绩效目标 一级指标 二级指标 三级指标 指标值\n"
        "渠道清淤整治 58.20 完成年度清淤任务。 产出指标 数量指标 清淤渠道长度 ≥30公里\n"
        "质量指标 工程验收合格率 =100%\n"
    )
    assert not found.forms


def test_levels_alone_without_names_and_targets_are_no_rows() -> None:
    labels = "项目名称\n渠道清淤整治\n实施单位\n灌溉渠管理站\n预算金额\n58.20\n年度目标\n完成清淤。\n项目属性\n延续\n"
    levels = "一级指标\n二级指标\n产出指标\n数量指标\n质量指标\n效益指标\n社会效益指标\n经济效益指标\n"
    assert not document(f"项目支出绩效目标申报表\n{labels}项目期限\n1年\n{levels}").tables


def test_levels_in_other_words_are_heads_of_levels() -> None:
    assert [word_key(text) for text in ("一级绩效指标", "二级指标名称")] == ["一级指标", "二级指标"]
    assert word_key("绩效指标名称") == "绩效指标名称"


def test_words_below_the_title_of_another_table_are_no_labels() -> None:
    found = document(
        "目 录\n1. 政府采购预算表\n2. 项目支出绩效目标表\n"
        "政府采购预算表\n单位名称：灌溉渠管理站 单位：元\n"
        "单位名称 项目名称 项目类别 采购品目 数量 单价 预算金额 备注\n合计 7,400.00\n"
        "灌溉渠管理站 渠道清淤整治 特定目标类 A02061804空调机 2 3,200.00 6,400.00\n"
        "灌溉渠管理站 泵站改造 特定目标类 A05010201办公桌 1 1,000.00 1,000.00\n"
        "项目支出绩效目标表\n项目名称 年度绩效目标 一级指标 二级指标 三级指标 指标值\n"
        "渠道清淤整治 完成年度清淤任务。 产出指标 数量指标 清淤渠道长度 ≥30公里\n质量指标 工程验收合格率 =100%\n"
        "泵站改造 完成改造。 产出指标 数量指标 改造泵站 ≥2座\n"
    )
    assert not found.forms
    assert [table.title for table in found.tables] == ["政府采购预算表", "项目支出绩效目标表"]
