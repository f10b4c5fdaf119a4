"""Families as data: what ships loads whole, a made-up family works, a malformed file names itself."""

from __future__ import annotations

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.core.templates import Templates, head_key, title_key
from services.extract.core.titles import looks_like_title, table_of_title, tables_of_title
from services.extract.templates import load, parse
from shared.model.table import Role
from tests.unit.extract.core.table_makers import TEMPLATES, flowing, grid, line, paths


def test_every_head_has_columns_and_every_key_a_role() -> None:
    shipped = load()
    assert {t.family for t in shipped.tables} >= {"shenzhen", "shanghai", "general", "final_accounts", "performance"}
    for table in shipped.tables:
        for head in table.heads:
            assert head.columns, table
            assert all(column.key in shipped.keys.roles and all(column.path) for column in head.columns)


@pytest.mark.parametrize(
    ("kind", "leaves"),
    [
        ("income_summary", 16),
        ("basic_expenditure_summary", 13),
        ("project_expenditure_summary", 15),
        ("three_public", 8),
    ],
)
def test_shenzhens_tables_have_their_leaves(kind: str, leaves: int) -> None:
    (table,) = [t for t in TEMPLATES.tables if t.family == "shenzhen" and t.kind == kind]
    assert len(table.heads[0].columns) == leaves


def test_kinds_of_final_accounts_carry_the_prefix() -> None:
    assert all(t.kind.startswith("final_") for t in TEMPLATES.tables if t.family == "final_accounts")


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("2025年预算单位支出预算总表", "支出预算总表"),
        ("部门收支总表", "收支总表"),
        ("一般公共预算支出表（按功能分类）", "一般公共预算支出表(按功能分类)"),
        ("收 支 总 表", "收支总表"),
    ],
)
def test_titles_are_compared_without_year_and_owner(title: str, key: str) -> None:
    assert title_key(title) == key


def test_a_misread_title_is_known_and_an_account_is_no_budget() -> None:
    misread = table_of_title("国有资本经営预算支出表", TEMPLATES)
    assert misread is not None
    assert misread.kind == "state_capital_expenditure"
    account = table_of_title("一般公共预算财政拨款支出决算表", TEMPLATES)
    assert account is not None
    assert account.kind == "final_general_budget_by_function"
    assert tables_of_title("职工食堂采购明细表", TEMPLATES) == ()


def test_sentences_and_numbered_headings_are_no_titles() -> None:
    assert looks_like_title("城建资金安排明细表", TEMPLATES)
    assert not looks_like_title("2024年，本单位收入情况如下。", TEMPLATES)
    assert not looks_like_title("三、国有资产占用情况", TEMPLATES)
    assert not looks_like_title("率情况", TEMPLATES)


def test_head_words_are_compared_without_year_unit_and_leading_of_which() -> None:
    assert head_key("其中：2024年预算数（万元）") == "预算数"


MADE_UP = """
family = "moon"
[[table]]
kind = "crater_budget"
titles = ["环形山经费表"]
heads = [[["item", "环形山"], ["basic", "经费", "日常"], ["project", "经费", "{Y}年探测"]]]
"""


def test_a_made_up_family_works() -> None:
    tables = tuple(parse(MADE_UP, "moon.toml", TEMPLATES.keys))
    templates = Templates(tables=tables, keys=TEMPLATES.keys)
    blocks = (line("环形山经费表"), line("单位：万元"), grid("环形山|经费|", "|日λ|2031年探测", "甲坑|3|4", "乙坑|5|6"))
    (table,) = reconstruct(flowing(*blocks), templates).tables
    assert table.kind == "crater_budget"
    assert paths(table) == [("环形山",), ("经费", "日常"), ("经费", "2031年探测")]
    assert [c.role for c in table.columns] == [Role.LABEL, Role.AMOUNT, Role.AMOUNT]


@pytest.mark.parametrize("text", ["family = 3", 'family = "x"\n[[table]]\nkind = "y"', "not toml"])
def test_a_malformed_family_names_its_file(text: str) -> None:
    with pytest.raises(ValueError, match=r"broken\.toml"):
        parse(text, "broken.toml", TEMPLATES.keys)


def test_a_title_behind_the_name_of_an_organisation_is_known() -> None:
    found = table_of_title("某县乡村振兴局2024年部门收支总表", TEMPLATES)
    assert found is not None
    assert found.kind == "income_expenditure_summary"
    assert tables_of_title("某县乡村振兴局食堂采购明细表", TEMPLATES) == ()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某市交通运输局2024年一般公共预算“三公”经费表", "three_public"),
        ("某县教育局一般公共预算财政拨款支出表", "general_budget_by_function"),
        ("财政拨款（含一般公共预算和政府性基金预算）“三公”经费支出情况表", "three_public"),
        ("一般公共预算“三公”经费、会议费、培训费支出表", "three_public"),
        ("部门预算基本支出预算表", "basic_expenditure_summary"),
        ("部门预算项目支出及其他支出预算表", "project_expenditure_summary"),
    ],
)
def test_titles_of_other_provinces(title: str, kind: str) -> None:
    found = table_of_title(title, TEMPLATES)
    assert found is not None
    assert found.kind == kind


def test_what_stands_behind_an_owner_is_no_table_of_another_kind() -> None:
    assert table_of_title("某市财政局2024年政府购买服务预算明细表", TEMPLATES) is None


def test_words_between_bars_are_one_or_the_other_all_over_a_head() -> None:
    text = """
family = "moon"
[[table]]
kind = "x"
titles = ["收支表"]
heads = [[
  ["income.item", "收入", "项目"],
  ["income.amount", "收入", "决算数|金额"],
  ["expenditure.item", "支出", "项目"],
  ["expenditure.amount", "支出", "决算数|金额"],
]]
"""
    vocabulary = load().keys
    (table,) = parse(text, "moon.toml", vocabulary)
    assert [[c.path[-1] for c in head.columns] for head in table.heads] == [
        ["项目", "决算数", "项目", "决算数"],
        ["项目", "金额", "项目", "金额"],
    ]
