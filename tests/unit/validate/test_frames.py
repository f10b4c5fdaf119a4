"""Frames of indicators, codes of projects, families of codes, required tables, tasks as projects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.validate.core.engine import validate
from shared.model.document import Document
from shared.model.finding import Severity
from tests.unit.validate.build import EXP, FUN, SUM, codes, document, form, function_table, only, table

TARGETS = ["indicator.level1", "indicator.level2", "indicator.level3", "indicator.target"]
FRAME = [
    ["产出", "数量", "系统巡检次数", "≥4次"],
    ["产出", "质量", "系统故障率", "≤2%"],
    ["效益", "社会效益", "保障机构稳定运转", "显著"],
    ["满意度", "服务对象满意度", "服务对象满意度", "≥95%"],
]


def _passed(checked: Document, rule: str) -> int:
    return next(r.passed for r in checked.checks.rules if r.rule == rule)


def _frame(rows: list[list[str]], *text: str) -> Document:
    return validate(document(table("performance_indicators", TARGETS, rows), text=text))


@pytest.mark.parametrize(("row", "lacks"), [(0, "数量"), (2, "效益"), (3, "满意度")])
def test_a_level_without_an_indicator(row: int, lacks: str) -> None:
    assert not codes(_frame(FRAME), rule="RI-03f")
    assert _passed(_frame(FRAME), "RI-03f") == 3
    without = [r for i, r in enumerate(FRAME) if i != row] + [["产出", "时效", "完成及时率", "100%"]]
    found = only(_frame(without), "blank_indicator_cell")
    assert lacks in (found.expected or "")
    assert "（产出、效益、满意度）" in found.message


def test_the_frame_is_told_by_where_it_has_its_costs() -> None:
    costs = [["成本指标", "经济成本指标", "总成本", "≤10万元"], *FRAME[:2], *FRAME[3:], *FRAME[:1]]
    found = only(_frame(costs), "blank_indicator_cell")
    assert (found.expected, "财预〔2021〕101号" in found.message) == ("效益指标", True)


def test_a_level_that_does_not_apply_is_there() -> None:
    rows = [*FRAME[:3], ["满意度", "服务对象满意度", "不适用", "不适用"]]
    assert not codes(_frame(rows), rule="RI-03f")


def _details(second: str, numbers: tuple[str, str, str]) -> Document:
    keys = ["item", "序号", *TARGETS]
    rows = [
        ["甲项目", numbers[0], "1-产出指标", "11-数量指标", "次数", "4次"],
        ["甲项目", numbers[1], "1-产出指标", second, "合格率", "95%"],
        ["乙项目", numbers[2], "2-效益指标", "22-社会效益", "使用率", "95%"],
    ]
    return validate(document(table("indicator_details", keys, rows)))


def test_codes_and_numbers_of_indicators() -> None:
    right = _details("12-质量指标", ("1", "2", "1"))
    assert (_passed(right, "RI-01"), _passed(right, "RI-02")) == (3, 3)
    assert codes(_details("22-质量指标", ("1", "2", "1")), rule="RI-01") == ["suspicious_value"]
    assert codes(_details("12-质量指标", ("1", "3", "1")), rule="RI-02") == ["missing_value"]
    assert codes(_details("12-质量指标", ("1", "2", "3")), rule="RI-02") == ["missing_value"]


def test_the_value_that_the_prose_gives_an_indicator() -> None:
    assert _passed(_frame(FRAME, "全年系统巡检次数4次，系统故障率1.5%。"), "RI-08") == 2
    assert only(_frame(FRAME, "全年系统巡检次数达到3次。"), "suspicious_value").expected == "≥4次"
    for other in ("2021年系统巡检次数3次。", "上年实际完成系统巡检次数3次。", "系统巡检次数3个月内增加。"):
        assert not codes(_frame(FRAME, other), rule="RI-08")


def _forms(*changed: str) -> list[str]:
    own = ["440304231060100505005", "440304231060100505003", "440304221061500000032"]
    types = ["01其他项目", "01其他项目", "15其他经费"]
    made = [
        form(项目编码=code, 项目名称=f"项目{n}", 项目类型=kind, 实施期限="3")
        for n, (code, kind) in enumerate(zip([*changed, *own[len(changed) :]], types, strict=True))
    ]
    return codes(validate(document(forms=made)), rule="RD-07")


@pytest.mark.parametrize(
    "code", ["440305231060100505005", "440304201060100505005", "440304241060100505005", "440304231061500505005"]
)
def test_the_code_of_a_project(code: str) -> None:
    assert not _forms()
    assert _forms(code) == ["suspicious_value"]


def test_a_code_of_another_shape_is_not_evaluated() -> None:
    assert not _forms("XM-2023-1")


def test_a_parent_and_a_child_that_a_list_lacks() -> None:
    whole = function_table()
    assert not codes(validate(document(whole)), rule="RH-03h")
    rows = [["", f"2080{n}{m}"[: 5 + len(m)], "", "10", "10", "0"] for n in "123" for m in ("", "01")]
    rows = [["", "208", "社会保障和就业支出", "40", "40", "0"], *rows, ["", "20805", "", "10", "10", "0"]]
    keys = ["unit", "function.code", "function.name", "total", "basic", "project"]
    for row in rows:
        row[2] = row[2] or "名称"
    checked = validate(document(table(FUN, keys, rows)))
    assert [
        f.expected for f in checked.findings if f.rule == "RH-03h"
    ] == []  # three of four have children: no rule yet
    more = [*rows, ["", "20807", "名称", "10", "10", "0"], ["", "2080701", "名称", "10", "10", "0"]]
    checked = validate(document(table(FUN, keys, more)))
    assert [f.expected for f in checked.findings if f.rule == "RH-03h"] == ["20805…"]
    orphan = [r for r in more if r[1] not in {"20803", "20805"}]
    checked = validate(document(table(FUN, keys, orphan)))
    assert [f.expected for f in checked.findings if f.rule == "RH-03h"] == ["20803"]


def test_a_list_of_items_alone_has_no_parents() -> None:
    keys = ["unit", "function.code", "function.name", "total", "basic", "project"]
    rows = [["", f"20805{n:02}", "名称", "10", "10", "0"] for n in range(1, 7)]
    assert not codes(validate(document(table(FUN, keys, rows))), rule="RH-03h")


CONTENTS = [
    "收支总表", "收入总表", "支出总表", "财政拨款收支总表", "一般公共预算支出表", "基本支出表", "“三公”经费表",
    "政府性基金预算支出表",
]  # fmt: skip


@pytest.mark.parametrize("lost", CONTENTS)
def test_a_table_that_the_law_asks_for_and_no_contents_page_lists(lost: str) -> None:
    assert not codes(validate(document(function_table(), contents=CONTENTS)), rule="RM-05")
    checked = validate(document(function_table(kind="other"), contents=[c for c in CONTENTS if c != lost]))
    told = [f for f in checked.findings if f.rule == "RM-05"]
    # 一般公共预算支出表 is the title of the table that is there.
    assert [f.expected for f in told] == ([] if lost == "一般公共预算支出表" else [lost])
    assert all(f.severity is Severity.INFO for f in told)
    assert not codes(validate(document(function_table())), rule="RM-05")


def test_the_budget_of_a_year_that_is_neither_this_nor_the_last() -> None:
    assert codes(validate(document(text=["2021年部门预算支出3,300万元。"])), rule="RM-03p") == ["year_mismatch"]
    for right in ("2022年部门预算支出3,300万元。", "根据2021年部门预算安排的要求。", "2021-2023年预算安排。"):
        assert not codes(validate(document(text=[right])), rule="RM-03p")


def _tasks(amount: str, *projects: str) -> Document:
    keys = ["item", "amount"]
    tasks = [["基本支出事项", "2,300"], ["系统运行", amount], ["人员培训", "300"], ["金额合计", "3,300"]]
    named = [[f"系统项目{n}", a] for n, a in enumerate(projects)]
    return validate(
        document(
            function_table(kind=EXP, title="支出总表"),
            table("annual_tasks", keys, tasks, title="年度主要任务"),
            table("key_project_targets", keys, [*named, ["培训项目", "300"]], title="重点项目"),
        )
    )


def test_tasks_are_the_projects_and_a_task_may_hold_several() -> None:
    assert not codes(_tasks("700", "400", "300"), rule="RT-12p")
    assert codes(_tasks("700", "401", "298"), rule="RT-12p") == ["sum_rounding"]
    assert codes(_tasks("700", "401", "200"), rule="RT-12p") == []  # which projects a task holds is not printed
    assert "cross_table_mismatch" in codes(_tasks("770", "400", "300"), rule="RT-12p")


def _balance(year: int, carried: str, left: str) -> Document:
    keys = ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]
    rows = [
        ["本年收入合计", "500", "本年支出合计", "500"],
        ["上年结余、结转", carried, "结转下年", left],
        ["收入总计", "500", "支出总计", "500"],
    ]
    return replace(document(table(SUM, keys, rows, title="收支总表"), year=year))


def test_what_last_year_left_over() -> None:
    now = _balance(2023, "30", "0")
    told = validate(now, against=[_balance(2022, "0", "0")])
    assert only(told, "includes_carryover").severity is Severity.INFO
    assert not codes(validate(now, against=[_balance(2022, "0", "30")]), rule="RY-04")
