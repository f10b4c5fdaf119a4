"""Figures of the prose: what they are about, what they are compared with, which list they stand in."""

from __future__ import annotations

from decimal import Decimal

from shared.model.document import Paragraph, Section
from shared.model.page import Place
from shared.model.prose import FactKind, ProseFact, facts


def found(*paragraphs: str) -> tuple[ProseFact, ...]:
    return facts([Section(title="第三部分 支出", level=1, paragraphs=tuple(Paragraph(text=t) for t in paragraphs))])


def test_amount_change_and_rate_of_one_sentence() -> None:
    amount, delta, rate = found("2026年某市某局部门预算收入4,670万元，比2025年增加257万元，增长 6 %。")
    assert (amount.kind, amount.subject, amount.amount, amount.unit, amount.decimals, amount.year) == (
        FactKind.AMOUNT, "某市某局部门预算收入", Decimal(4670), "万元", 0, 2026,
    )  # fmt: skip
    assert amount.printed == "4,670万元"
    assert (delta.kind, delta.direction, delta.base, delta.base_year, delta.year) == (
        FactKind.DELTA, "增加", "2025年", 2025, 2026,
    )  # fmt: skip
    assert (rate.kind, rate.amount, rate.direction, rate.relation, rate.base_year) == (
        FactKind.PERCENT, Decimal(6), "增长", "change", 2025,
    )  # fmt: skip
    assert {f.subject for f in (amount, delta, rate)} == {"某市某局部门预算收入"}


def test_rates_that_cannot_be_computed() -> None:
    for text in (
        "预算0万元，比2025年预算增加0万元，增长--%（基数为0，不可比）。",
        "预算0万元，比去年增加0万元，增长——（去年基数为0，不可比）。",
    ):
        *_, rate = found("2026年“三公”经费" + text)
        assert (rate.kind, rate.amount, rate.base_zero) == (FactKind.PERCENT, None, True)
        assert rate.base_year == 2025


def test_the_choice_left_in_and_a_unit_left_out() -> None:
    facts_ = found("1.甲项目188 万，用于运维。", "2026年预算比上年增加（减少）12万元。", "丙项目增长（下降）3.5％。")
    assert (facts_[0].amount, facts_[0].unit, facts_[0].printed) == (Decimal(188), "万元", "188 万")
    assert (facts_[1].direction, facts_[1].base_year) == ("增加（减少）", 2025)
    assert (facts_[2].direction, facts_[2].amount, facts_[2].decimals) == ("增长（下降）", Decimal("3.5"), 1)


def test_unchanged_is_a_change_of_nothing() -> None:
    amount, delta = found("公务接待费25.40万元，与2025年预算持平。")
    assert (delta.kind, delta.amount, delta.direction, delta.base, delta.subject) == (
        FactKind.DELTA, Decimal(0), "持平", "2025年预算", "公务接待费",
    )  # fmt: skip
    assert amount.kind is FactKind.AMOUNT


def test_lists_in_a_sentence_know_their_total() -> None:
    total, *parts = found(
        "某局预算100万元，包括人员支出60万元、公用支出30万元、对个人和家庭的补助支出10万元。其他另行说明5万元。"
    )
    assert [p.subject for p in parts] == ["人员支出", "公用支出", "对个人和家庭的补助支出", "其他另行说明"]
    assert [p.parent for p in parts] == [0, 0, 0, None]
    assert parts[0].lead == "包括"
    assert total.parent is None


def test_a_list_inside_a_list_ends_at_the_semicolon() -> None:
    facts_ = found("基本支出105万元，其中：人员经费95万元，主要包括：工资60万元、津贴35万元；公用经费10万元。")
    assert [(f.subject, f.parent) for f in facts_] == [
        ("基本支出", None), ("人员经费", 0), ("工资", 1), ("津贴", 1), ("公用经费", 0),
    ]  # fmt: skip


def test_lists_over_numbered_paragraphs() -> None:
    facts_ = found(
        "（四）项目支出300万元，具体包括：",
        "1.甲项目预算200万元，主要包括：设备150万元；维护40万元。较2025年增加20万元，增加11%。",
        "2.乙项目100万元，主要包括：",
        "调研60万元；",
        "宣传40万元。",
        "（五）其他1万元。",
    )
    assert [(f.subject, f.parent) for f in facts_ if f.kind is FactKind.AMOUNT] == [
        ("项目支出", None), ("甲项目", 0), ("设备", 1), ("维护", 1),
        ("乙项目", 0), ("调研", 6), ("宣传", 6), ("其他", None),
    ]  # fmt: skip
    assert [f.lead for f in facts_ if f.subject in ("甲项目", "设备")][:2] == ["具体包括", "主要包括"]
    assert [f.subject for f in facts_ if f.kind is FactKind.DELTA] == ["甲项目"]


def test_a_list_that_begins_inside_its_paragraph() -> None:
    facts_ = found("（四）项目支出300万元，具体包括：1.甲项目200万元，主要包括：", "设备200万元。", "2.乙项目100万元。")
    assert [(f.subject, f.parent) for f in facts_] == [("项目支出", None), ("甲项目", 0), ("设备", 1), ("乙项目", 0)]


def test_a_numbered_head_is_the_subject_of_what_follows() -> None:
    budget, final, rate = found(
        "1、教育支出（类）普通教育（款）学前教育（项）。主要用于：幼儿园。全年预算为52.00万元，支出决算为51.32万元，完成全年预算数的98.69%。"
    )
    assert {f.subject for f in (budget, final, rate)} == {"教育支出（类）普通教育（款）学前教育（项）"}
    assert (budget.measure, final.measure) == ("全年预算", "支出决算")
    assert (rate.relation, rate.base) == ("completion", "全年预算数")


def test_shares_name_what_they_are_of() -> None:
    *_, share = found("一般公共预算财政拨款支出30.00万元，占本年支出合计的96.77%。")
    assert (share.relation, share.base, share.subject) == ("share", "本年支出合计", "一般公共预算财政拨款支出")


def test_thresholds_and_bases_are_no_sums_and_zero_needs_no_unit() -> None:
    limit, other = found("单价50万元以上通用设备0台，单价100万元（含）以上设备0台。")
    assert {limit.kind, other.kind} == {FactKind.LIMIT}
    (zero,) = found("政府性基金拨款支出预算为0；其余见表。")
    assert (zero.amount, zero.unit, zero.subject) == (Decimal(0), None, "政府性基金拨款支出")
    assert found("本年基数为0，不作比较。") == ()
    assert found("下设6个部门，编制38人，2026年8月底前完成。") == ()


def test_repeated_paragraphs_places_and_sentences() -> None:
    paragraph = Paragraph(
        text="甲项目一共12万元。乙项目13万元。", place=Place(page=4), lines=((0, Place(page=4)), (9, Place(page=5)))
    )
    facts_ = facts([Section(title="", level=1, paragraphs=(paragraph, paragraph))])
    assert [f.repeated for f in facts_] == [False, False, True, True]
    assert [f.place.page for f in facts_[:2]] == [4, 5]
    assert facts_[1].sentence == "乙项目13万元。"
    assert facts_[1].start == paragraph.text.index("13")


def test_full_width_figures_and_full_width_commas() -> None:
    one, two = found("收入１２．５万元。支出1，234.50元。")
    assert (one.amount, one.printed) == (Decimal("12.5"), "１２．５万元")
    assert (two.amount, two.decimals, two.unit) == (Decimal("1234.50"), 2, "元")
