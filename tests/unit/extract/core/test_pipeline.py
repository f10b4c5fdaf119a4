"""The whole way from blocks to a document, on reports made up here."""

from __future__ import annotations

from services.extract.core.pipeline import reconstruct
from shared.model.codec import document_from_json, document_to_json
from shared.model.document import Identity
from shared.model.page import Block, Reader
from shared.model.table import UnitSource
from tests.unit.extract.core.table_makers import flowing, grid, line, paths, texts

LEAVES = "项 目|2031 年预算数|项 目|2031 年预算数"
HEAD = "预算单位|科目编码|科目名称|支出总计|基本支出|项目支出"


def report() -> tuple[Block, ...]:
    """A small budget: 收支总表 without codes over two pages, and the coded table that explains it."""
    return (
        line("2031年霁州市档案馆部门预算", heading=1),
        line("第一部分 单位概况", heading=2),
        line("霁州市档案馆负责档案的收集和利用。"),
        line("表 1"),
        line("收支总表"),
        line("部门名称：霁州市档案馆 单位：万元"),
        grid(
            "收 λ||支 出|", LEAVES, "一、政府预算拨款|1, 205|一、教育支出|1,200", "二、单位资金|0|进修及培训|1,200",
        ),
        line("表 1"),
        line("收支总表"),
        line("部门名称：霁州市档案馆 单位：万元"),
        grid(
            "收 入||支 出|", LEAVES, "||培训支出|1,200", "||二、住房保障支出|5",
            "本年收入合计|1,205|本年支出合计|1,205", "上年结余、结转|0|结转下年|0", "收入总计|1,205|支出总计|1,205",
            at=60,
        ),
        line("注：数据来源于部门预算批复。"),
        line("表 7"),
        line("一般公共预算支出表（按功能分类）"),
        line("部门名称：霁州市档案馆"),
        grid(
            HEAD, "霁州市档案馆|||1,205|5|1,200", "|205|教育支出|1,200|0|1,200", "|20508|进修及培训|1,200|0|1,200",
            "|2050803|培训支出|1,200|0|1,200", "|221|住房保障支出|5|5|0", at=90,
        ),
    )  # fmt: skip


def test_tables_titles_units_and_numbers() -> None:
    document = reconstruct(flowing(*report()))
    summary, function = document.tables
    assert [(t.id, t.number, t.title, t.kind) for t in document.tables] == [
        ("t1", "1", "收支总表", "income_expenditure_summary"),
        ("t2", "7", "一般公共预算支出表（按功能分类）", "general_budget_by_function"),
    ]
    assert (summary.unit, summary.unit_source) == ("万元", UnitSource.PRINTED)
    assert (function.unit, function.unit_source) == ("万元", UnitSource.INFERRED)
    assert document.pages is None
    assert summary.pages == ()


def test_head_rows_and_repairs_of_the_joined_table() -> None:
    summary = reconstruct(flowing(*report())).tables[0]
    assert paths(summary) == [("收入", "项目"), ("收入", "2031年预算数"), ("支出", "项目"), ("支出", "2031年预算数")]
    assert texts(summary)[0] == ["一、政府预算拨款", "1,205", "一、教育支出", "1,200"]
    assert len(summary.rows) == 7
    assert {r.code for r in summary.repairs} == {"head_read_again", "parts_joined"}
    assert summary.notes == ("注：数据来源于部门预算批复。",)


def test_codes_of_uncoded_rows_are_proved_by_the_coded_table() -> None:
    summary = reconstruct(flowing(*report())).tables[0]
    assert [r.code for r in summary.rows[:4]] == ["205", "20508", "2050803", "221"]


def test_codes_are_not_given_where_the_names_differ() -> None:
    blocks = tuple(b for b in report())
    changed = grid(
        HEAD, "|205|教育支出|1,200|0|1,200", "|20502|普通教育|1,200|0|1,200", "|221|住房保障支出|5|5|0", at=90
    )
    summary = reconstruct(flowing(*blocks[:-1], changed)).tables[0]
    assert all(r.code is None for r in summary.rows)


def test_a_value_lost_in_extraction_is_flagged_and_proposed_not_filled_in() -> None:
    blocks = list(report())
    blocks[10] = grid(
        "收 入||支 出|", LEAVES, "||培训支出|1,200", "||二、住房保障支出|5", "本年收入合计|1,200|本年支出合计|1,205",
        "上年结余、结转||结转下年|0", "收入总计|1,205|支出总计|1,205",
            at=60,
    )  # fmt: skip
    document = reconstruct(flowing(*blocks))
    (missing,) = [f for f in document.findings if f.code == "missing_value"]
    assert (missing.proposal, missing.table) == ("5", "t1")
    assert texts(document.tables[0])[5][1] == ""


def test_an_empty_cell_of_a_digital_print_is_no_lost_value() -> None:
    blocks = list(report())
    document = reconstruct(flowing(*blocks, reader=Reader.DOCX))
    assert not [f for f in document.findings if f.code == "missing_value"]


def test_noise_is_left_out_and_reported() -> None:
    blocks = list(report())
    blocks.insert(5, line("木 竌 ì コ缶", at=40))
    document = reconstruct(flowing(*blocks))
    assert document.tables[0].title == "收支总表"
    assert [(f.code, f.line) for f in document.findings if f.code == "garbled_source"] == [("garbled_source", 40)]


def test_a_name_that_breaks_off_is_reported() -> None:
    rows = [f"霁州市第{n}期库房改造和设备更新项目|{n}" for n in "123"]
    document = reconstruct(
        flowing(line("课题经费表"), grid("项目名称|金额", *rows, "霁州市第4期库房改造和设备更新项|4"))
    )
    (cut,) = [f for f in document.findings if f.code == "truncated_name"]
    assert cut.proposal == "霁州市第4期库房改造和设备更新项目"


def test_the_sum_of_what_a_reader_gives_is_nothing_lost_and_nothing_found_twice() -> None:
    document = reconstruct(flowing(*report()))
    prose = "".join(s.text for s in document.sections)
    assert "收支总表" not in prose
    assert "负责档案的收集和利用" in prose


def test_an_empty_source_and_prose_alone_give_an_empty_document() -> None:
    assert reconstruct(flowing()).tables == ()
    assert reconstruct(flowing(line("从前有座山，山里有座庙。"), line("庙里有个老和尚。"))).tables == ()


def test_the_result_survives_its_json_form() -> None:
    document = reconstruct(flowing(*report()))
    identity = Identity(document_id=None, revision=1, sha256="0" * 64, filename="a.txt")
    assert document_from_json(document_to_json(document, identity))[0] == document


def test_a_table_that_prints_no_organisation_and_year_has_the_reports_and_its_units_row() -> None:
    document = reconstruct(
        flowing(
            line("2031年霁州市档案馆部门预算", heading=1),
            line("基本支出总表"),
            line("部门名称：霁州市档案馆 单位：万元"),
            grid("支出项目类别|总计", "霁州市档案馆|9", "工资福利支出|9", "基本工资|5", "津贴补贴|4"),
            line("项目支出明细情况"),
            grid("项目名称|金额", "档案数字化|4", "设备购置|3"),
        )
    )
    first, second = document.tables
    assert [(r.kind, r.parent) for r in first.rows][:3] == [("unit", None), ("class", 0), ("item", 1)]
    assert (second.organization, second.year) == ("霁州市档案馆", 2031)


def test_indicators_below_a_goal_without_a_frame_are_of_the_form_above() -> None:
    document = reconstruct(
        flowing(
            line("部门（单位）整体支出绩效目标表"),
            grid("年度主要任务|任务名称|主要内容|预算金额（万元）", "|档案保管|防潮|5", "|金额合计||5"),
            line("年度总体目标 保证档案馆运行，改善服务，全年无事故。"),
            grid("年度绩效指标|一级指标|二级指标|三级指标|目标值", "|产出|数量|接收档案|≥300卷", "||质量|修复率|≥90%"),
        )
    )
    assert [t.title.partition("·")[2] for t in document.tables] == ["年度主要任务", "年度绩效指标"]
    assert texts(document.tables[1])[1] == ["产出", "质量", "修复率", "≥90%"]
