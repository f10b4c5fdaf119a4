"""Captions: what stands above and below a grid, and in its first rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core import caption_facts, captions
from services.extract.core.parts import Segment
from services.extract.core.table_numbers import table_number
from services.extract.core.titles import without_continued
from shared.model.page import Block, Box, Fragment, Grid, GridSource, Line, Place
from shared.model.table import UnitSource
from tests.unit.extract.core.form_makers import printed
from tests.unit.extract.core.table_makers import TEMPLATES, grid, line


def segments(*blocks: Block) -> list[Segment]:
    return [i for i in captions.segment(blocks, TEMPLATES) if isinstance(i, Segment)]


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("表 12", "12", ""),
        ("表十二：整体支出绩效目标表", "12", "整体支出绩效目标表"),
        ("公开01表", "1", ""),
        ("预算02表", "2", ""),
        ("表１", "1", ""),
        ("表 1-2", "1-2", ""),
        ("收支总表", None, "收支总表"),
        ("附表42031年收支预算总表", "4", "2031年收支预算总表"),
        ("表四一般公共预算支出表", "4", "一般公共预算支出表"),
        ("表十一般公共预算支出表", "10", "一般公共预算支出表"),
        ("表三三公经费支出表", "3", "三公经费支出表"),
        ("表二十一收入总表", "21", "收入总表"),
        ("表一二", "12", ""),
        ("预算公开表3", "3", ""),
        ("部门公开表01", "1", ""),
        ("部门预算公开03表", "3", ""),
        ("表一般公共预算", None, "表一般公共预算"),
    ],
)
def test_numbers_of_tables(text: str, number: str | None, rest: str) -> None:
    assert table_number(text) == (number, rest)


def test_number_title_organisation_and_unit_are_read_upwards() -> None:
    (segment,) = segments(
        line("这是一段正文，与表格无关。"),
        line("表 4"),
        line("收入总表"),
        line("部门名称：霁州市档案馆 单位：万元"),
        grid("预算单位|收入总计", "霁州市档案馆|12"),
    )
    caption = segment.caption
    assert (caption.number, caption.title, caption.organization) == ("4", "收入总表", "霁州市档案馆")
    assert (caption.unit, caption.unit_source) == ("万元", UnitSource.PRINTED)


def test_a_unit_beside_the_number_of_a_table_below_its_title_is_no_title() -> None:
    found = segments(line("收支总表"), line("表1 单位：万元"), grid("项目|预算数", "经费|12"))[0].caption
    assert (found.number, found.title, found.unit) == ("1", "收支总表", "万元")


@pytest.mark.parametrize(
    "above",
    [
        ("附表2（续）", "收入决算表", "单位：元"),
        ("附表2", "收入决算表（续表）", "单位：元"),
        ("附表2", "收入决算表", "（续表）", "单位：元"),
        ("附表2", "收入决算表", "续表1 单位：元"),
    ],
)
def test_the_mark_of_a_table_that_goes_on_is_no_part_of_its_caption(above: tuple[str, ...]) -> None:
    (segment,) = segments(*map(line, above), grid("项目|金额", "甲|1"))
    caption = segment.caption
    assert (caption.number, caption.title, caption.unit) == ("2", "收入决算表", "元")


def test_a_grid_below_nothing_but_the_mark_goes_on_with_the_one_before() -> None:
    first, second = grid("项目|金额", "甲|1"), grid("项目|金额", "乙|2")
    (segment,) = segments(line("收入决算表"), first, line("接上表"), second)
    assert segment.blocks == (first, second)


def test_words_that_hold_the_letters_of_the_mark_are_left_whole() -> None:
    for text in ("后续表彰经费", "项目（续建）", "手续费"):
        assert without_continued(text) == text


def test_the_caption_is_taken_out_of_the_prose_and_the_prose_left() -> None:
    items = captions.segment(
        (line("正文第一段。"), line("收入总表"), line("单位：元"), grid("项目|金额", "甲|1")), TEMPLATES
    )
    assert [i.text for i in items if isinstance(i, Line)] == ["正文第一段。"]


def test_a_sentence_gives_the_title_where_none_is_printed() -> None:
    (segment,) = segments(line("2024年，本单位重点课题经费安排情况如下："), grid("课题|金额", "甲|1"))
    assert segment.caption.title == "重点课题经费安排情况"
    assert segment.caption.title_inferred
    assert segment.caption.year == 2024


def test_first_rows_of_a_workbook_are_its_caption() -> None:
    sheet = grid(
        "支出总表||", "编制单位：霁州市档案馆||单位：元", "科目|基本支出|项目支出", "甲|1|2",
        source=GridSource.MARKED, spans={(0, 0): (1, 3)},
    )  # fmt: skip
    (segment,) = segments(sheet)
    assert (segment.caption.title, segment.caption.unit) == ("支出总表", "元")
    assert isinstance(segment.blocks[0], Grid)
    assert segment.blocks[0].rows == 2


def test_a_first_row_that_has_the_end_of_the_captions_line_again_is_no_head() -> None:
    rows = ("门名称：青州市|水务局|单位：万元", "项目|合计|基本支出", "教育支出|70|70", "住房支出|80|80")
    (segment,) = segments(line("支出总表"), line("部门名称：青州市水务局"), grid(*rows))
    assert (segment.caption.organization, segment.caption.unit) == ("青州市水务局", "万元")
    (found,) = segment.blocks
    assert isinstance(found, Grid)
    assert found.rows == 3
    (other,) = segments(
        line("支出总表"), line("部门名称：青州市水务局"), grid(rows[0].replace("青", "青山"), *rows[1:])
    )
    assert isinstance(other.blocks[0], Grid)
    assert other.blocks[0].rows == 4


def test_edges_that_only_a_caption_row_has_make_no_column() -> None:
    """The row with organisation and unit is cut in its middle, through the head below it."""
    spans = {(0, 0): (1, 2), (0, 2): (1, 2), (1, 1): (1, 2), (2, 1): (1, 2)}
    (segment,) = segments(
        line("支出总表"),
        grid(
            "部门名称：霁州市档案馆||单位：万元|",
            "项目|支出总计||结余",
            "甲|12||3",
            source=GridSource.RULED,
            spans=spans,
        ),
    )
    (table,) = segment.blocks
    assert isinstance(table, Grid)
    assert (table.rows, table.cols, segment.caption.unit) == (2, 3, "万元")
    assert [(c.col, c.col_span, c.text) for c in table.cells if c.row == 1] == [(0, 1, "甲"), (1, 1, "12"), (2, 1, "3")]


def test_a_spanning_head_row_under_a_printed_title_is_no_title() -> None:
    table = grid("“三公”经费预算数|", "合计|公务接待费", "3|3", source=GridSource.RULED, spans={(0, 0): (1, 2)}, page=1)
    (segment,) = segments(line("“三公”经费和机关运行经费预算表", page=1), line("单位：万元", page=1), table)
    assert isinstance(segment.blocks[0], Grid)
    assert segment.blocks[0].rows == 3


def test_notes_below_belong_to_the_table_and_run_on() -> None:
    items = captions.segment(
        (
            line("收入总表"),
            grid("项目|金额", "甲|1"),
            line("注：本表含上年结转。"),
            line("尾数因四舍五入略有差异。"),
            line("第二部分 其他情况"),
        ),
        TEMPLATES,
    )
    (segment,) = [i for i in items if isinstance(i, Segment)]
    assert [b.text for b in segment.blocks if isinstance(b, Line)] == [
        "注：本表含上年结转。",
        "尾数因四舍五入略有差异。",
    ]
    assert [i.text for i in items if isinstance(i, Line)] == ["第二部分 其他情况"]


def test_notes_between_title_and_grid_are_those_of_the_table() -> None:
    """Some tools give all lines of a page before its tables."""
    early = ("注：本表含上年结转。", "没有此类收入的，仍保留本表，并作下述说明：", "说明：本单位没有此类收入。")
    (segment,) = segments(line("收入总表"), line("单位：万元"), *map(line, early), grid("项目|金额", "甲|1"))
    assert (segment.caption.title, segment.caption.unit) == ("收入总表", "万元")
    assert [b.text for b in segment.blocks if isinstance(b, Line)] == list(early)


def test_notes_of_the_table_above_name_no_other() -> None:
    first, second = segments(
        line("收入总表"),
        grid("项目|金额", "甲|1"),
        line("注：本表含上年结转。"),
        line("第二部分"),
        grid("姓名|年龄", "甲|9"),
    )
    assert second.caption.title is None
    assert [b.text for b in first.blocks if isinstance(b, Line)] == ["注：本表含上年结转。"]


def test_a_note_broken_within_a_sentence_is_one_note() -> None:
    first, second = "说明：本年“三公”经费预算32.80万元，比上年增加12.10万元，主要是公务用车", "购置增加18.00万元，增长"
    items = captions.segment(
        (
            line("收入总表"),
            grid("项目|金额", "甲|1"),
            line(first),
            line(second + "58.45%。"),
            line("第二部分 其他情况"),
        ),
        TEMPLATES,
    )
    (segment,) = [i for i in items if isinstance(i, Segment)]
    assert [b.text for b in segment.blocks if isinstance(b, Line)] == [first + second + "58.45%。"]
    assert [i.text for i in items if isinstance(i, Line)] == ["第二部分 其他情况"]


def test_a_title_in_two_lines_is_one() -> None:
    (segment,) = segments(
        line("一般公共预算基本支出部门预算"), line("经济分类预算表"), line("单位：元"), grid("项目|合计", "甲|1")
    )
    assert segment.caption.title == "一般公共预算基本支出部门预算经济分类预算表"


def test_a_grid_without_caption_continues_the_one_before_unless_prose_stands_between() -> None:
    table, more = grid("项目|金额", "甲|1"), grid("乙|2")
    assert len(segments(line("收入总表"), table, more)) == 1
    assert len(segments(line("收入总表"), table, line("以下是另一段文字，说明另一件事情。"), more)) == 2


def test_title_and_facts_run_together_on_one_line_are_taken_apart() -> None:
    text = "以上为第一部分。 表 2 收入总表 部门名称：霁州市档案馆 单位：万元"
    items = captions.segment((line(text), grid("项目|金额", "甲|1")), TEMPLATES)
    (segment,) = [i for i in items if isinstance(i, Segment)]
    caption = segment.caption
    assert (caption.number, caption.title, caption.organization, caption.unit) == (
        "2",
        "收入总表",
        "霁州市档案馆",
        "万元",
    )
    assert [i.text for i in items if isinstance(i, Line)] == ["以上为第一部分。"]


def test_a_line_that_leads_from_one_note_to_the_next_is_a_note() -> None:
    (segment,) = segments(
        line("收入决算表"),
        grid("科目编码|科目名称|合计", "201|一般公共服务支出|5"),
        line("注：本表反映收入情况。"),
        line("无收入的，仍保留该表格式，并在本表下方作下述说明："),
        line("说明：本部门没有收入，故本表无数据。"),
        line("具体如下："),
    )
    assert [b.text for b in segment.blocks if isinstance(b, Line)] == [
        "注：本表反映收入情况。",
        "无收入的，仍保留该表格式，并在本表下方作下述说明：",
        "说明：本部门没有收入，故本表无数据。",
    ]


def test_a_sentence_wrapped_over_lines_names_the_list_below_it() -> None:
    items = captions.segment(
        (
            line("二、部门决算单位构成"),
            line("从单位构成看，霁州市档案局决算包括本级决算和下属单位决算。"),
            line("纳入霁州市档案与地方志编纂工作局二〇二四年度部门决算编制范"),
            line("围的单位包括："),
            grid("序号|单位名称|备注", "1|霁州市档案馆|"),
        ),
        TEMPLATES,
    )
    (segment,) = (i for i in items if isinstance(i, Segment))
    assert segment.caption.title == "纳入霁州市档案与地方志编纂工作局二〇二四年度部门决算编制范围的单位"
    assert [i.text for i in items if isinstance(i, Line)][-1] == "围的单位包括："


def test_a_table_without_title_keeps_the_heading_it_stands_under() -> None:
    (segment,) = segments(line("二、机构设置"), line("本单位设三个科室。"), grid("序号|单位名称", "1|霁州市档案馆"))
    assert (segment.caption.title, segment.caption.heading) == (None, "机构设置")


def test_the_title_in_the_frame_is_nearer_than_the_heading_above_it() -> None:
    sheet = grid(
        "2024年部门支出预算总表||", "编制部门：霁州市档案馆||单位：元", "科目|基本支出|项目支出", "甲|1|2",
        source=GridSource.RULED, spans={(0, 0): (1, 3)},
    )  # fmt: skip
    items = captions.segment((line("霁州市档案馆2024年度部门预算表"), line("公开03表"), sheet), TEMPLATES)
    (segment,) = (i for i in items if isinstance(i, Segment))
    assert (segment.caption.title, segment.caption.number) == ("2024年部门支出预算总表", "3")
    assert [i.text for i in items if isinstance(i, Line)] == ["霁州市档案馆2024年度部门预算表"]


def test_an_organisation_wrapped_beside_the_unit_is_read_whole() -> None:
    table = grid("项目|金额", "甲|1", page=1)
    (segment,) = segments(
        printed("支出决算表", x0=200, x1=300, top=20),
        printed("部门：澜海市栖江区教师发展中", x0=60, x1=200, top=50),
        printed("单位：万元", x0=300, x1=360, top=56),
        printed("心", x0=60, x1=72, top=62),
        table,
    )
    caption = segment.caption
    assert (caption.title, caption.organization) == ("支出决算表", "澜海市栖江区教师发展中心")
    assert caption.unit == "万元"


@pytest.mark.parametrize(
    "text",
    [
        "单位：某市第三中学 2023年度 金额单位：万元",
        "2023年度 部门：某市第三中学 单位：万元",
        "编制单位：某市第三中学（2023年） 单位：万元",
    ],
)
def test_the_year_beside_the_organisation_is_no_part_of_its_name(text: str) -> None:
    facts = caption_facts.read_facts(text)
    assert facts is not None
    assert (facts.organization, facts.year, facts.unit) == ("某市第三中学", 2023, "万元")


def test_brackets_around_the_unit_are_no_part_of_the_organisation() -> None:
    facts = caption_facts.read_facts("编制单位：某市水文站  （单位：万元）")
    assert facts is not None
    assert (facts.organization, facts.unit) == ("某市水文站", "万元")


@pytest.mark.parametrize("text", ["某市档案馆（单位：万元）", "某市档案馆 计量单位：万元"])
def test_an_organisation_without_a_label_may_stand_beside_the_unit(text: str) -> None:
    facts = caption_facts.read_facts(text)
    assert facts is not None
    assert (facts.organization, facts.unit) == ("某市档案馆", "万元")


def test_the_organisation_alone_may_stand_between_title_and_unit() -> None:
    (segment,) = segments(line("收支总表"), line("霁州市档案馆"), line("单位：万元"), grid("项目|金额", "甲|3"))
    caption = segment.caption
    assert (caption.title, caption.organization, caption.unit) == ("收支总表", "霁州市档案馆", "万元")
    prose = captions.segment([line("霁州市档案馆"), line("单位：万元"), grid("项目|金额", "甲|3")], TEMPLATES)
    assert [type(item).__name__ for item in prose] == ["Line", "Segment"]


@pytest.mark.parametrize("text", ["经费按季拨付，报市档案馆（单位：万元）", "馆舍修缮计划（单位：万元）"])
def test_what_stands_beside_the_unit_may_be_no_organisation(text: str) -> None:
    assert caption_facts.read_facts(text) is None


def test_a_head_text_whose_letter_was_misread_does_not_hide_the_title() -> None:
    (segment,) = segments(line("收支总表"), line("部门名称：霁州市档案馆"), line("女入"), grid("项目|金额", "甲|3"))
    assert segment.caption.title == "收支总表"
    assert segment.caption.head_lines == ("女入",)


def test_a_title_read_in_doubt_throughout_is_no_prose_between_two_tables() -> None:
    head = grid("科目|合计", "办公费|3", source=GridSource.RULED, page=1)
    doubted = replace(line("部门收情表本情记", page=2), fragments=(Fragment(text="部门收情表本情记", confidence=0.5),))
    below = grid("科目|合计", "差旅费|4", source=GridSource.RULED, page=2)
    assert not segments(line("支出总表", page=1), head, doubted, below)[1].after_prose
    assert segments(line("支出总表", page=1), head, line("以上数字均为决算数。", page=2), below)[1].after_prose


def test_a_title_in_the_first_of_many_unmerged_cells_is_the_caption() -> None:
    """A sheet printed with its grid lines; a text that no title ends as stays in the table."""
    rows = ("表2||", "收入总表||", "部门名称：霁州市档案馆||单位：万元", "预算单位|收入|结余", "甲|1|2")
    (segment,) = segments(grid(*rows, source=GridSource.RULED, spans={(2, 0): (1, 2)}))
    caption = segment.caption
    assert (caption.number, caption.title, caption.organization) == ("2", "收入总表", "霁州市档案馆")
    (table,) = segment.blocks
    assert isinstance(table, Grid)
    assert table.rows == 2
    (other,) = segments(grid("支出情况||", "项目|收入|结余", "甲|1|2", source=GridSource.RULED))
    assert (other.caption.title, other.blocks[0].rows if isinstance(other.blocks[0], Grid) else 0) == (None, 3)


def test_lines_of_one_cell_above_the_head_that_no_rule_parts_are_the_caption() -> None:
    def of(*texts: str) -> Segment:
        table = grid("x|", "项目|金额", "甲|1", source=GridSource.RULED, spans={(0, 0): (1, 2)})
        first = replace(table.cells[0], fragments=tuple(Fragment(text=t) for t in texts))
        return segments(replace(table, cells=(first, *table.cells[1:])))[0]

    caption = of("公开02表", "收入决算表", "部门：霁州市档案馆 单位：万元").caption
    assert (caption.number, caption.title, caption.organization) == ("2", "收入决算表", "霁州市档案馆")
    assert caption.unit == "万元"
    other = of("收入决算表", "部门：霁州市档案馆", "本年度无此项收支。")
    assert (other.caption.title, other.blocks[0].rows if isinstance(other.blocks[0], Grid) else 0) == (None, 3)


def test_the_rest_of_a_text_alone_in_the_last_column_is_no_title() -> None:
    above = grid("指标|目标值|指标解释", "满意度|≥90%|反映参训人员满", source=GridSource.ALIGNED, page=1)
    below = grid("||意度情况", "其他满意度|不适用|", source=GridSource.ALIGNED, page=2)
    (segment,) = segments(line("绩效指标情况", page=1), above, below)
    assert segment.blocks == (above, below)


def test_facts_side_by_side_in_one_cell_may_be_broken_over_lines() -> None:
    def at(text: str, x: float, top: float) -> Fragment:
        return Fragment(text=text, place=Place(page=1, box=Box(x, top, x + 8 * len(text), top + 8)))

    table = grid("x|", "项目|金额", "甲|1", source=GridSource.RULED, spans={(0, 0): (1, 2)})
    lines = (
        at("道路巡查明细表", 120, 10),
        at("单位：万", 300, 20),
        at("填报单位：霁州市档案馆", 10, 25),
        at("元", 300, 30),
    )
    caption = segments(replace(table, cells=(replace(table.cells[0], fragments=lines), *table.cells[1:])))[0].caption
    assert (caption.title, caption.unit, caption.organization) == ("道路巡查明细表", "万元", "霁州市档案馆")


def test_two_tables_of_one_frame_with_their_captions_in_it_are_two() -> None:
    rows = ("a|", "项目|金额", "甲|1", "b|", "项目|结余", "乙|2")
    table = grid(*rows, source=GridSource.RULED, spans={(0, 0): (1, 2), (3, 0): (1, 2)})
    texts = {"a": ("树木养护统计表", "填报单位：霁州市档案馆"), "b": ("道路巡查统计表", "填报单位：霁州市档案馆")}
    cells = [replace(c, fragments=tuple(Fragment(text=t) for t in texts.get(c.text, (c.text,)))) for c in table.cells]
    found = segments(replace(table, cells=tuple(cells)))
    assert [(s.caption.title, s.blocks[0].rows) for s in found if isinstance(s.blocks[0], Grid)] == [
        ("树木养护统计表", 2), ("道路巡查统计表", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(("confidence", "is_stray"), [(0.5, True), (0.99, False)])
def test_a_doubted_character_apart_from_a_sure_title_is_none_of_it(confidence: float, is_stray: bool) -> None:
    printed = line("收入总表")
    stray = replace(printed.fragments[0], text=" 1", confidence=confidence)
    (segment,) = segments(
        replace(printed, fragments=(*printed.fragments, stray)), grid("预算单位|收入总计", "霁州市档案馆|12")
    )
    assert (segment.caption.title == "收入总表") == is_stray


@pytest.mark.parametrize("title", ["收支总表（单位：万元）", "收支总表(万元)", "收支总表 （金额单位：万元）"])
def test_the_unit_in_brackets_behind_a_title_is_the_unit(title: str) -> None:
    (segment,) = segments(line(title), grid("收入|支出", "1|2"))
    assert (segment.caption.title, segment.caption.unit) == ("收支总表", "万元")


def test_a_printed_unit_goes_before_the_one_behind_the_title() -> None:
    (segment,) = segments(line("收支总表（万元）"), line("单位：元"), grid("收入|支出", "1|2"))
    assert (segment.caption.title, segment.caption.unit) == ("收支总表", "元")


def test_the_first_field_of_a_form_is_no_line_between_it_and_its_title() -> None:
    above = (line("部门（单位）整体支出绩效目标表"), line("部门（单位）名称 霁州市档案馆"))
    (segment,) = segments(*above, grid("任务名称|主要内容", "甲|乙"))
    assert segment.caption.title == "部门（单位）整体支出绩效目标表"
    assert segment.caption.organization == "霁州市档案馆"


def test_a_title_in_the_frame_over_its_unit_is_the_tables_and_not_the_heading_above() -> None:
    frame = grid(
        "渠系维护情况汇总表||", "部门名称：甲局||单位：元", "渠系|长度|金额", "东渠|3|7",
        source=GridSource.MARKED, spans={(0, 0): (1, 3), (1, 0): (1, 2)},
    )  # fmt: skip
    (table,) = segments(line("第二部分 部门预算表"), frame)
    assert (table.caption.title, table.caption.unit) == ("渠系维护情况汇总表", "元")
    (first,) = (b for b in table.blocks if isinstance(b, Grid))
    assert first.rows == 2


@pytest.mark.parametrize("number", ["（一）", "3.", "二、", ""])
def test_the_number_of_a_known_table_in_the_list_of_them_is_no_part_of_its_title(number: str) -> None:
    (table,) = segments(line(f"{number}收支总表"), grid("项目|金额", "拨款|7"))
    assert table.caption.title == "收支总表"
