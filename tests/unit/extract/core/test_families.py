"""Families that ship: their printed tables get kind and keys, and keep their own words where the print is whole."""

from __future__ import annotations

import pytest

from services.extract.core.heads import resolution as heads
from services.extract.core.table_numbers import table_number
from services.extract.core.titles import table_of_title
from shared.model.page import GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part, paths


@pytest.mark.parametrize(
    ("family", "kinds"),
    [
        ("sichuan", 12),
        ("central", 7),
        ("shanghai", 9),
        ("final_accounts", 9),
        ("integrated", 13),
        ("yunnan", 8),
        ("hunan", 7),
        ("shaanxi", 7),
        ("chongqing", 4),
        ("guangdong", 7),
        ("beijing", 5),
        ("henan", 4),
        ("xinjiang", 5),
        ("shanxi", 4),
    ],
)
def test_a_family_names_its_tables(family: str, kinds: int) -> None:
    assert len({t.kind for t in TEMPLATES.tables if t.family == family}) == kinds


def test_other_places_words_are_kept_in_a_text_layer() -> None:
    head = grid(
        "项目||||||本年支出||",
        "科目编码|||单位代码|单位名称（科目）|合计|市级当年财政拨款安排|上年结转安排",
        "类|款|项|||||",
        "205|02|01|301|学前教育|9|8|1",
        source=GridSource.RULED,
        spans={(0, 0): (1, 5), (1, 0): (1, 3), (1, 3): (2, 1), (1, 4): (2, 1), (0, 5): (1, 3), (1, 5): (2, 1)}
        | {(1, 6): (2, 1), (1, 7): (2, 1)},
        page=1,
    )
    found = heads.resolve(part(head, "一般公共预算支出预算表"), TEMPLATES, 2024)
    assert found.template is not None
    assert found.template.kind == "general_budget_by_function"
    assert paths(found)[6][-1] == "市级当年财政拨款安排"
    assert not found.repairs


def test_a_ministrys_head_with_two_years_has_keys_of_both() -> None:
    head = grid(
        "功能分类科目||2023年执行数|2024年预算数|||2024年预算数比2023年执行数|",
        "科目编码|科目名称||小计|基本支出|项目支出|增减额|增减%",
        "205|教育支出|9|8|5|3|-1|-11.1",
        source=GridSource.RULED,
        spans={(0, 0): (1, 2), (0, 2): (2, 1), (0, 3): (1, 3), (0, 6): (1, 2)},
        page=1,
    )
    found = heads.resolve(part(head, "一般公共预算支出表"), TEMPLATES, 2024)
    keys = [column.key for column in found.columns]
    assert keys == [
        "function.code",
        "function.name",
        "previous.actual",
        "total",
        "basic",
        "project",
        "change.amount",
        "change.rate",
    ]


def test_what_was_carried_over_has_keys_of_its_own_beside_the_years_income() -> None:
    head = grid(
        "单位代码|单位名称|合计|本年收入||||||||||上年结转结余|||||",
        "|||小计|一般公共预算|政府性基金预算|国有资本经营预算|财政专户管理资金|事业收入|事业单位经营收入|上级补助收入"
        "|附属单位上缴收入|其他收入|小计|一般公共预算|政府性基金预算|国有资本经营预算|财政专户管理资金|单位资金",
        "301|霁州市水务局|9|7|7|0|0|0|0|0|0|0|0|2|2|0|0|0|0",
        source=GridSource.RULED,
        spans={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (2, 1), (0, 3): (1, 10), (0, 13): (1, 6)},
        page=1,
    )
    found = heads.resolve(part(head, "收入总表"), TEMPLATES, 2024)
    keys = [column.key for column in found.columns]
    assert keys[2:5] == ["total", "income.current", "appropriation.general"]
    assert keys[13:15] == ["carryover", "carryover.general"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2025年预算单位收入预算总表", "income_summary"),
        ("2025年部门预算收支总表", "income_expenditure_summary"),
        ("单位收入总表", "income_summary"),
        ("2024年度一般公共预算财政拨款基本支出决算明细表", "final_general_budget_basic_by_economic_class"),
        ("政府性基金预算“三公”经费支出预算表", "government_fund_three_public"),
        ("财政拨款支出预算表（部门经济分类科目）", "fiscal_appropriation_by_economic_class"),
    ],
)
def test_titles_match_with_owner_and_year_before_them(title: str, kind: str) -> None:
    found = table_of_title(title, TEMPLATES)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("text", "number"), [("公开表1-1", "1-1"), ("表3-3", "3-3"), ("公开02表", "2"), ("表十二", "12")]
)
def test_numbers_of_tables(text: str, number: str) -> None:
    assert table_number(text) == (number, "")
