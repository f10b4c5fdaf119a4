"""Heads without rules whose columns stand in another order than the template's: their lowest texts tell it."""

from __future__ import annotations

import pytest

from services.extract.core.heads.column_order import in_order_of_leaves
from services.extract.core.heads.match import Match
from services.extract.core.heads.resolution import resolve
from services.extract.core.parts import Caption, part_of
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.page import GridSource
from shared.model.table import Role
from tests.unit.extract.core.table_makers import TEMPLATES, grid

VEHICLES = "公务用车购置及运行维护费"
#: 接待 before 公车 in the one order, behind it in the other
KNOWN = [
    ("上年", "合计"),
    ("上年", "公务接待费"),
    ("上年", VEHICLES, "小计"),
    ("上年", VEHICLES, "公务用车购置费"),
    ("今年", "合计"),
    ("今年", "公务接待费"),
    ("今年", VEHICLES, "小计"),
    ("今年", VEHICLES, "公务用车购置费"),
]
OTHER = [KNOWN[i] for i in (0, 2, 3, 1, 4, 6, 7, 5)]


def _match(paths: list[tuple[str, ...]]) -> Match:
    columns = tuple(ColumnTemplate(path=path, role=Role.AMOUNT, key=None) for path in paths)
    return Match(table=TEMPLATES.tables[0], head=HeadTemplate(columns=columns), score=1.0)


def _ordered(printed: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [c.path for c in in_order_of_leaves(_match(KNOWN), printed, TEMPLATES.head_words).head.columns]


def test_lowest_texts_tell_the_order_whatever_seems_to_stand_over_them() -> None:
    leaves = ["合计", "上年小计", "公务用车购置费", "公务接待费", "合计", "小计", "公务用车购置费", "公务接待费"]
    printed = [(VEHICLES, leaf) if i in (2, 3, 4) else (leaf,) for i, leaf in enumerate(leaves)]
    assert _ordered(printed) == OTHER


@pytest.mark.parametrize(
    "leaves",
    [
        ["合计", "小计", "公务用车购置费", "公务接待费", "合计", "小计", "公务用车购置费", "备注"],  # one is not known
        ["合计", "小计", "小计", "公务接待费", "合计", "小计", "公务用车购置费", "公务接待费"],  # one is there twice
        [
            "小计",
            "公务接待费",
            "合计",
            "公务用车购置费",
            "合计",
            "小计",
            "公务用车购置费",
            "公务接待费",
        ],  # group is cut
    ],
)
def test_other_heads_keep_the_known_order(leaves: list[str]) -> None:
    assert _ordered([(leaf,) for leaf in leaves]) == KNOWN


@pytest.mark.parametrize(
    "spans",
    [
        {},
        # each text is over the columns beside it as well: nothing shows where it ends
        {(0, 2): (1, 6), (0, 8): (1, 4), (1, 2): (1, 5), (1, 8): (1, 4)},
    ],
)
def test_years_of_three_public_expenses_with_the_reception_behind_the_vehicles(
    spans: dict[tuple[int, int], tuple[int, int]],
) -> None:
    abroad, reception = "因公出国（境）费", "公务接待费"
    leaves = ["合计", abroad, "小计", "公务用车购置费", "公务用车运行维护费", reception]
    over = f"||{VEHICLES}||||||{VEHICLES}|||"
    years = "||2025年预算数||||||2026年预算数|||"
    found = grid(
        years,
        over,
        "|".join(leaves * 2),
        "29.03|9.00|19.78|-|19.78|0.25|41.60|-|33.11|-|33.11|8.49",
        source=GridSource.ALIGNED,
        spans=spans,
        page=1,
    )
    columns = resolve(part_of(found, Caption(title="一般公共预算“三公”经费支出表")), TEMPLATES, 2026).columns
    assert [c.path for c in columns] == [
        path
        for year in ("2025年预算数", "2026年预算数")
        for path in (
            (year, "合计"),
            (year, abroad),
            *((year, VEHICLES, leaf) for leaf in leaves[2:5]),
            (year, reception),
        )
    ]
