"""What a report says it is, and how sure that is."""

from __future__ import annotations

import pytest

from services.extract.core import report
from shared.model.document import ReportType
from shared.model.table import Cell, Column, Form, Role, Row, Table
from tests.unit.extract.core.form_makers import lines


def table(
    title: str, *, year: int | None = None, texts: tuple[str, ...] = (), organization: str | None = None
) -> Table:
    return Table(
        id="t1",
        title=title,
        columns=(Column(path=("项目名称",), role=Role.LABEL),),
        rows=tuple(Row(cells=(Cell(text=t),)) for t in texts),
        year=year,
        organization=organization,
    )


def test_the_cover_decides() -> None:
    found = report.identify(
        lines("# 2026 年某市档案馆", "部门预算", "目录", "一、文字部分", "一、文字部分", "部门名称：某市委办公室"),
        [table("收支总表")],
        [],
    )
    assert found.type is ReportType.DEPARTMENT_BUDGET
    assert found.title == "2026年某市档案馆部门预算"
    assert found.organization == "某市档案馆"
    assert (found.year, found.year_source) == (2026, "printed")


def test_a_label_on_the_cover_names_the_organisation() -> None:
    found = report.identify(
        lines("某市2025年市级单位预算", "预算单位：某市水务局", "目录", "一、职能", "一、职能", "负责。"),
        [table("收支预算总表")],
        [],
    )
    assert (found.title, found.organization) == ("某市2025年市级单位预算", "某市水务局")


def test_a_title_may_say_that_it_is_published() -> None:
    found = report.identify(lines("某市水务局2025年部门预算信息公开", "目录", "第一部分 概况"), [table("收支总表")], [])
    assert found.title == "某市水务局2025年部门预算信息公开"


def test_the_unit_in_brackets_ends_the_name_of_the_organisation() -> None:
    found = report.identify(lines("支出表", "单位名称：某市水文站  （单位：万元）"), [table("支出表")], [])
    assert found.organization == "某市水文站"


def test_final_accounts() -> None:
    found = report.identify(
        lines("某区司法局", "2024年度部门决算", "目录", "第一部分 概况"), [table("收入支出决算总表")], []
    )
    assert found.type is ReportType.FINAL_ACCOUNTS
    assert (found.title, found.organization, found.year) == ("某区司法局2024年度部门决算", "某区司法局", 2024)


def test_without_a_cover_there_is_no_title() -> None:
    found = report.identify(
        lines(
            "一、文字部分",
            "第一部分 概况",
            "2026 年某中心部门预算收入 12 万元，比 2025 年增加 1 万元。",
            "部门名称：某中心 单位：万元",
        ),
        [table("收支总表")],
        [],
    )
    assert found.title is None
    assert (found.organization, found.year, found.year_source) == ("某中心", 2026, "printed")


def form(**fields: str) -> Form:
    return Form(id="f1", title="项目支出绩效目标申报表", fields=tuple((k, Cell(text=v)) for k, v in fields.items()))


def test_forms_alone_are_an_application_whose_year_is_inferred() -> None:
    forms = [
        form(项目编码="440999251060100000001", 申请单位="某中心"),
        form(项目编码="440999261060100000002", 申请单位="某中心"),
    ]  # fmt: skip
    found = report.identify(lines("项目支出绩效目标申报表"), [table("项目支出绩效目标申报表·绩效指标")], forms)
    assert found.type is ReportType.PROJECT_APPLICATION
    assert found.title == "项目支出绩效目标申报表"
    assert found.organization == "某中心"
    assert (found.year, found.year_source) == (2026, "inferred")


def test_target_tables_alone() -> None:
    found = report.identify(
        lines("项目支出绩效目标表", "单位名称：某中心", "单位：万元"),
        [table("项目支出绩效目标表", texts=("2024年-2025年运维项目", "2025-2026年运维项目", "20265.62万元的项目"))],
        [],
    )
    assert found.type is ReportType.PERFORMANCE_TARGETS
    assert found.organization == "某中心"
    assert (found.year, found.year_source) == (2025, "inferred")


@pytest.mark.parametrize("text", ["今天天气很好。", "金额20235.60万元"])
def test_what_is_not_printed_stays_none(text: str) -> None:
    found = report.identify(lines(text), [], [])
    assert (found.type, found.title, found.organization, found.year) == (ReportType.UNKNOWN, None, None, None)
