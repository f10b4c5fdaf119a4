"""“三公” tables printed by rows and by columns are checked alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.validate.core.engine import validate
from shared.model.table import Table
from tests.unit.validate.build import codes, document, only
from tests.unit.validate.build import table as build_table

ITEMS = [
    "因公出国（境）费",
    "公务接待费",
    "公务用车购置及运行维护费",
    "其中：公务用车购置费",
    "公务用车运行维护费",
    "合计",
]
THREE = "three_public"


def by_rows(now: list[str], before: list[str]) -> Table:
    """项目 | 2022年预算数 | 2023年预算数."""
    rows = [[name, old, new] for name, old, new in zip(ITEMS, before, now, strict=True)]
    made = build_table(THREE, ["item", "amount", "amount"], rows, title="一般公共预算“三公”经费支出表")
    heads = [("项目",), ("2022年预算数",), ("2023年预算数",)]
    columns = tuple(replace(c, path=p) for c, p in zip(made.columns, heads, strict=True))
    return replace(made, columns=columns)


BEFORE = ["5.00", "3.20", "12.50", "0.00", "12.50", "20.70"]
NOW = ["0.00", "2.80", "30.00", "18.00", "12.00", "32.80"]
TEXT = "2023年“三公”经费预算32.80万元。其中：公务接待费2.80万元；公务用车运行维护费12.00万元。"


def test_a_table_that_adds_up_and_agrees_with_its_prose_is_clean() -> None:
    checked = validate(document(by_rows(NOW, BEFORE), text=[TEXT]))
    assert not {f.code for f in checked.findings if f.severity.value != "info"}
    assert next(r for r in checked.checks.rules if r.rule == "RW-07v").passed == 4


@pytest.mark.parametrize(
    ("row", "wrong", "where"),
    [(5, "33.80", "合计 / 2023年预算数"), (3, "16.00", "公务用车购置及运行维护费 / 2023年预算数")],
)
def test_a_wrong_sum_over_rows_is_found_once(row: int, wrong: str, where: str) -> None:
    now = [*NOW[:row], wrong, *NOW[row + 1 :]]
    assert only(validate(document(by_rows(now, BEFORE))), "sum_mismatch").where == where


def test_prose_is_held_against_the_column_of_its_year() -> None:
    assert "text_table_mismatch" in codes(validate(document(by_rows(NOW, BEFORE), text=[TEXT.replace("2.80", "3.20")])))


def test_last_years_column_is_held_against_last_years_report() -> None:
    heads = [("项目",), ("2021年预算数",), ("2022年预算数",)]
    table = by_rows(BEFORE, BEFORE)
    columns = tuple(replace(c, path=p) for c, p in zip(table.columns, heads, strict=True))
    former = document(replace(table, columns=columns), year=2022)
    assert "year_on_year_mismatch" not in codes(validate(document(by_rows(NOW, BEFORE)), against=[former]))
    wrong = ["5.00", "3.90", "12.50", "0.00", "12.50", "21.40"]
    found = validate(document(by_rows(NOW, wrong)), against=[former])
    assert "year_on_year_mismatch" in codes(found)


def test_a_heading_that_names_the_three_public_has_no_sum_of_its_own() -> None:
    """一、“三公”经费支出 heads a part and prints no figure, its total is （一）支出合计."""
    parts = ["0.00", "2.10", "5.00", "0.00", "5.00", "7.10"]
    made = by_rows(parts, parts)
    head, total = made.rows[0], made.rows[5]
    named = replace(
        head,
        cells=tuple(
            replace(c, text=t, value=None) for c, t in zip(head.cells, ("一、“三公”经费支出", "—", "—"), strict=True)
        ),
    )
    summed = replace(total, cells=(replace(total.cells[0], text="（一）支出合计"), *total.cells[1:]))
    checked = validate(document(replace(made, rows=(named, summed, *made.rows[:5]))))
    assert not {f.code for f in checked.findings if f.severity.value != "info"}
    assert next(r for r in checked.checks.rules if r.rule == "RW-07v").passed == 4
