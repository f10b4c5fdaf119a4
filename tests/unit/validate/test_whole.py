"""Completeness, identity, forms, other documents, settings, and that nothing raises."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.validate import rules_doc
from services.validate.core.amounts import Amount
from services.validate.core.engine import RuleSettings, validate
from services.validate.core.joint import conflicts
from services.validate.core.judging import Judged, judge
from services.validate.core.relations import Relation, Scope, Term
from services.validate.core.rules import ALL_RULES
from shared.model.codec import document_from_json, document_to_json
from shared.model.document import Document, Identity
from shared.model.finding import FINDING_CODES, CellRef, Severity
from shared.model.prose import ProseFact
from shared.model.table import RowKind, Table
from tests.unit.validate.build import COLUMNS, EXP, FUN, codes, document, form, function_table, only, table


def test_a_table_that_the_contents_list_is_missing_and_the_message_says_where_it_went() -> None:
    listed = ("支出总表", "基本支出总表", "一般公共预算支出表")
    tables = (function_table(kind=EXP, title="支出总表"), function_table())
    lost = only(validate(document(*tables, contents=listed, blank_numbers=("2",))), "missing_table")
    assert (lost.table_title, lost.severity) == ("基本支出总表", Severity.ERROR)
    assert "空白" in lost.message
    assert "丢失" in lost.message
    absent = only(validate(document(*tables, contents=listed)), "missing_table")
    assert "丢失" not in absent.message


def test_the_short_form_of_a_title_is_a_variant_not_a_missing_table() -> None:
    result = validate(document(function_table(title="2023年部门一般公共预算支出表"), contents=("一般公共预算支出表",)))
    assert "missing_table" not in codes(result)


def test_a_gap_in_the_numbers_is_a_missing_table() -> None:
    tables = [replace(function_table(title=f"支出表{n}"), number=str(n), id=f"t{n}") for n in (1, 2, 4)]
    assert only(validate(document(*tables)), "missing_table").table_title == "表3"


def test_a_gap_in_the_numbers_of_an_excerpt_is_a_missing_table() -> None:
    def numbered(*numbers: int) -> list[Table]:
        return [replace(function_table(title=f"支出表{n}"), number=str(n), id=f"t{n}") for n in numbers]

    assert only(validate(document(*numbered(15, 16, 18))), "missing_table").table_title == "表17"
    assert "missing_table" not in codes(validate(document(*numbered(1, 7, 15))))


def test_a_note_of_emptiness_under_a_filled_table() -> None:
    filled = replace(function_table(), notes=("注：本表本年无发生额。",))
    assert "text_table_mismatch" in codes(validate(document(filled)), rule="RT-13")
    assert "text_table_mismatch" not in codes(validate(document(function_table())))


def test_a_code_that_bears_its_old_name() -> None:
    made = function_table()
    rows = list(made.rows)
    cells = list(rows[6].cells)
    cells[2] = replace(cells[2], text="行政事业单位离退休")
    rows[6] = replace(rows[6], cells=tuple(cells))
    assert rows[6].code == "20805"
    assert "code_name_mismatch" in codes(validate(document(replace(made, rows=tuple(rows)), year=2023)))
    assert "code_name_mismatch" not in codes(validate(document(made, year=2023)))


def test_years_and_names_of_another_report() -> None:
    stray = replace(function_table(), year=2019, organization="某市另一局")
    found = codes(validate(document(stray)))
    assert {"year_mismatch", "organization_name_mismatch"} <= set(found)


@pytest.mark.parametrize(
    ("unit", "told"), [("某市某区统计局本级", False), ("某市某区统计局", False), ("某市某县统计局", True)]
)
def test_a_unit_row_that_names_a_part_of_the_organisation_is_of_it(unit: str, told: bool) -> None:
    made = function_table()
    first = made.rows[0]
    rows = (replace(first, cells=(replace(first.cells[0], text=unit), *first.cells[1:])), *made.rows[1:])
    table = replace(made, rows=rows, organization="某市某区统计局")
    found = codes(validate(document(table, organization="某市某区统计局")), rule="RM-02")
    assert ("organization_name_mismatch" in found) is told


@pytest.mark.parametrize(
    ("printed", "told"), [("某区统计局", False), ("统计局", False), ("某区统计局信息中心", True), ("区统计局", True)]
)
def test_a_name_without_its_province_or_city_is_the_same(printed: str, told: bool) -> None:
    table = replace(function_table(), organization=printed)
    found = codes(validate(document(table, organization="某市某区统计局")), rule="RM-02")
    assert ("organization_name_mismatch" in found) is told


def test_indicators() -> None:
    keys = ["indicator.level1", "indicator.level2", "indicator.level3", "indicator.target"]
    rows = [
        ["产出", "*数量", "巡检次数", "≥4次"],
        ["产出", "*质量", "系统响应率", "≤0.1秒"],
        ["产出", "*质量", "验收合格率", ""],
        ["满意度", "*满意度", "不适用", "不适用"],
        ["产出", "*质量", "修复率", "＞95%"],
        ["产出", "*质量", "完好率", "≥95%"],
    ]
    found = set(codes(validate(document(table("performance_indicators", keys, rows, unit=None)))))
    assert {
        "rate_with_time_value",
        "blank_indicator_cell",
        "required_indicator_not_applicable",
        "strict_comparator",
    } <= found


FORM = {"项目名称": "信息安全维护", "申请单位": "某市某局", "政策依据": "按照上年度执行", "测算依据": "按照上年度执行"}


def test_yuan_under_a_label_of_wan_yuan_is_proven_by_size_and_shape() -> None:
    made = form(**FORM, 项目总金额_万元="7,567,200.00", 本年度项目金额_万元="2,522,400.00")
    finding = only(validate(document(forms=(made,))), "unit_mismatch")
    assert (finding.expected, finding.actual, finding.form) == ("元", "万元", made.id)
    assert "252.24万元" in finding.message
    assert "identical_fields" in codes(validate(document(forms=(made,))))


def test_a_plausible_form_in_wan_yuan_is_left_alone() -> None:
    made = form(**FORM, 项目总金额_万元="756.72", 本年度项目金额_万元="252.24")
    assert not {"unit_mismatch", "unit_suspect"} & set(codes(validate(document(forms=(made,)))))


def test_size_alone_is_only_a_suspicion() -> None:
    made = form(**FORM, 项目总金额_万元="7567213", 本年度项目金额_万元="2522411")
    assert "unit_suspect" in codes(validate(document(forms=(made,))))


def test_a_total_below_its_year() -> None:
    made = form(**FORM, 项目总金额_万元="100.00", 本年度项目金额_万元="252.24")
    assert "sum_mismatch" in codes(validate(document(forms=(made,))), rule="RD-05")


def projects(amount: str) -> Document:
    spending = table(EXP, ["unit", "total", "basic", "project"], [["某市某局", "900", "500", "400"]], title="支出总表")
    listed = table("project_expenditure_summary", ["item", "amount"], [["信息安全维护", amount]], title="项目支出总表")
    return document(spending, listed)


def test_a_form_against_the_budget_of_its_year() -> None:
    made = document(forms=(form(**FORM, 本年度项目金额_万元="2,522,400.00"),))
    assert "cross_document_mismatch" not in codes(validate(made, against=[projects("252")]))
    wrong = only(validate(made, against=[projects("299")], against_ids=["01J"]), "cross_document_mismatch")
    assert wrong.document_id == "01J"


def test_an_indicator_of_a_form_against_the_whole_unit_table() -> None:
    keys = ["indicator.level1", "indicator.level2", "indicator.level3", "indicator.target"]

    def targets(name: str, value: str) -> Table:
        return table("indicator_details", keys, [["产出", "质量", name, value]], title="绩效指标", unit=None)

    whole = replace(projects("252"), tables=(*projects("252").tables, targets("验收合格率", "=100%")))
    made = document(targets("验收合格率", "100%"), forms=(form(**FORM, 本年度项目金额_万元="252.24"),))
    assert not codes(validate(made, against=[whole]), rule="RD-04")  # 100% is =100%
    other = replace(made, tables=(targets("验收合格率", "≥100%"),))
    assert codes(validate(other, against=[whole]), rule="RD-04") == ["cross_document_indicator_value_mismatch"]


def test_last_years_report_and_the_change_of_the_prose() -> None:
    def year(number: int, total: str, text: str) -> Document:
        keys = ["income.item", "income.amount", "expenditure.item", "expenditure.amount"]
        rows = [["本年收入合计", total, "本年支出合计", total], ["收入总计", total, "支出总计", total]]
        made = table("income_expenditure_summary", keys, rows, title="收支总表")
        return document(made, year=number, text=(text,))

    before = year(2022, "3,000", "概况。")
    sentence = "2023年部门预算支出3,300万元，比2022年增加{}万元。"
    right = validate(year(2023, "3,300", sentence.format("300")), against=[before])
    assert next(r for r in right.checks.rules if r.rule == "RY-01").passed == 1
    wrong = validate(year(2023, "3,300", sentence.format("420")), against=[before], against_ids=["A"])
    assert only(wrong, "year_on_year_mismatch").document_id == "A"
    other = replace(before, report=replace(before.report, organization="别的局"))
    assert "year_on_year_mismatch" not in codes(validate(year(2023, "3,300", sentence.format("420")), against=[other]))


def test_a_rule_that_is_off_or_downgraded_says_so() -> None:
    wrong = document(function_table(change={("20805", "total"): "330"}))
    result = validate(wrong, settings=RuleSettings(off=frozenset({"RH-01"}), severity={"RW-01": Severity.INFO}))
    assert "RH-01" not in {f.rule for f in result.findings}
    assert all(f.severity is Severity.INFO and "设置" in f.message for f in result.findings if f.rule == "RW-01")
    shown = {r.rule: r for r in result.checks.rules}
    assert (shown["RH-01"].setting, shown["RW-01"].setting) == ("off", "info")
    assert shown["RH-01"].not_evaluated == 1
    assert shown["RH-01"].passed == 0


def _term(name: int, value: str) -> Term:
    amount = Amount(value=Decimal(value))
    return Term(amount=amount, label=str(name), cell=CellRef(table="t", row=name, column=0), table_title="表")


def _relation(total: Term, *parts: Term) -> Judged:
    made = Relation(scope=Scope.SUM, total=total, parts=tuple((1, p) for p in parts), formula="", where="")
    return Judged(rule=ALL_RULES[0], relation=made, comparison=judge(made))


def test_relations_that_hold_singly_and_not_together_are_found_with_the_smallest_set() -> None:
    a, b, c, d, e = (_term(n, v) for n, v in enumerate(("11", "5", "5", "4", "30")))
    # a = b + c needs b + c ≥ 10.5; d = b alone says b ≤ 4.5, so b + c ≤ 10: any two with the first conflict.
    group = [_relation(a, b, c), _relation(d, b), _relation(d, c), _relation(e, e)]
    assert not any(j.fails for j in group)
    found = conflicts(group)
    assert len(found) == 1
    assert len(found[0]) == 2
    assert group[0] in found[0]
    assert not conflicts(group[:1] + group[3:])


def test_every_finding_code_is_of_the_contract_and_every_rule_has_one_id() -> None:
    ids = [r.id for r in ALL_RULES]
    assert len(ids) == len(set(ids))
    wrong = document(function_table(change={("20805", "total"): "330"}), contents=("收入总表",), text=("用于用于。。",))
    assert {f.code for f in validate(wrong).findings} <= FINDING_CODES.keys()


def test_the_page_of_rules_is_up_to_date() -> None:
    assert rules_doc.TARGET.read_text("utf-8") == rules_doc.render()


def test_the_result_survives_json() -> None:
    checked = validate(document(function_table(change={("20805", "total"): "330"})))
    identity = Identity(document_id=None, revision=1, sha256="", filename="x")
    again, _, _ = document_from_json(document_to_json(checked, identity))
    assert again.checks == checked.checks
    assert again.findings == checked.findings


NUMBERS = st.one_of(
    st.sampled_from(
        ["", "0", "-", "——", "无", "12", "3,300", "1e9", "△5", "(7)", "9" * 30, "0.005", "５０", "%", "12.5%"]
    ),
    st.decimals(-(10**40), 10**40, places=3, allow_nan=False).map(str),
)
LABELS = st.sampled_from(
    ["合计", "本年支出合计", "收入总计", "201", "20101", "一、其他", "其中：甲", "", "增减变化金额", "项目甲", "注"]
)
KINDS = st.sampled_from(
    [
        None,
        FUN,
        EXP,
        "three_public",
        "income_expenditure_summary",
        "annual_tasks",
        "final_x",
        "project_expenditure_summary",
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    tables = []
    for n in range(draw(st.integers(0, 3))):
        keys = draw(st.lists(st.sampled_from([*COLUMNS, "年度", "合计", "比例"]), min_size=1, max_size=7))
        cell = st.one_of(NUMBERS, LABELS)
        rows = draw(st.lists(st.lists(cell, min_size=len(keys), max_size=len(keys)), max_size=6))
        made = table(draw(KINDS), keys, rows, title=f"表{n}", unit=draw(st.sampled_from([None, "万元", "元", "美元"])))
        kinds = draw(st.lists(st.sampled_from(RowKind), min_size=len(rows), max_size=len(rows)))
        tables.append(
            replace(
                made,
                id=f"t{n}",
                number=draw(st.sampled_from([None, "1", "十二", "1-2", "公开3表"])),
                rows=tuple(
                    replace(r, kind=k, cells=r.cells[: draw(st.integers(0, len(r.cells)))])
                    for r, k in zip(made.rows, kinds, strict=True)
                )
                if draw(st.booleans())
                else made.rows,
            )
        )
    words = st.lists(
        st.sampled_from(
            [
                "部门预算支出",
                "3,300万元",
                "比2022年增加",
                "增长",
                "5%",
                "0",
                "，",
                "。",
                "项目支出",
                "其中：",
                "占",
                "主要原因是",
                "2023年",
            ]
        ),
        max_size=14,
    )
    text = ["".join(draw(words)) for _ in range(draw(st.integers(0, 3)))]
    return document(
        *tables,
        text=text,
        year=draw(st.sampled_from([None, 2023, 1])),
        contents=draw(st.lists(st.sampled_from(["收入总表", "", "表"]), max_size=2)),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(), documents())
def test_no_rule_raises_whatever_the_document(one: Document, other: Document) -> None:
    checked = validate(one, against=[other])
    faults = [(r.rule, r.reasons) for r in checked.checks.rules if any("规则内部错误" in w for w in r.reasons)]
    assert not faults


@pytest.mark.parametrize("field", ["relation", "parent", "repeated"])
def test_the_prose_facts_have_what_the_rules_read(field: str) -> None:
    assert field in ProseFact.__slots__


def test_the_sum_that_a_basis_names_is_that_of_its_items() -> None:
    basis = "1. 2021年度已支付80.2683万元； 2. 2022年按合同支付87.36万元； 3. 2023年支付87.36万元；以上合计{}万元。"

    def judged(total: str):  # type: ignore[no-untyped-def]
        fields = {"项目名称": "甲", "本年度项目金额_万元": "87.36", "测算依据": basis.format(total)}
        return validate(document(forms=[form(**fields)]))

    assert codes(judged("254.9883"), rule="RD-06s") == []
    found = [f for f in judged("255.9883").findings if f.rule == "RD-06s"]
    assert [(f.code, f.expected, f.delta) for f in found] == [("basis_amount_mismatch", "254.9883", Decimal(1))]


@pytest.mark.parametrize(
    ("basis", "amount", "doubted"),
    [
        ("2023年支付87.36万元。", "87.36", False),
        ("2023年支付87.36万元。", "2163.06", True),
        ("1. 合同甲2023年支付87.36万元；2. 合同乙每年2,075.7万元。", "2163.06", False),
        ("1. 合同甲2023年支付87.36万元；2. 合同乙每年2,075.7万元。", "21630600.00", False),
        ("1. 2023年预测299.6万元；2. 2024—2025年合599.2万元。", "2522400.00", True),
    ],
)
def test_one_of_several_amounts_of_a_basis_may_be_a_part_of_the_years(basis: str, amount: str, doubted: bool) -> None:
    made = form(项目名称="甲", 本年度项目金额_万元=amount, 测算依据=basis)
    found = [f for f in validate(document(forms=[made], year=2023)).findings if f.rule == "RD-06"]
    assert bool(found) is doubted
