"""What heads and labels say that their numbers measure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from shared.facts import facts_of
from shared.model.measures import OTHER, measure_of_head, measure_of_label
from shared.model.table import Cell, Column, Role, Row
from tests.unit.api.conftest import report


@pytest.mark.parametrize(
    ("path", "measure"),
    [
        (("采购", "数量"), OTHER),
        (("面积（平方米）",), OTHER),
        (("联系电话",), OTHER),
        (("执行率",), OTHER),
        (("增减％",), OTHER),
        (("数量", "金额（元）"), "元"),
        (("合同金额（单位：亿元）",), "亿元"),
        (("2031年预算数",), None),
        (("支出功能分类科目", "行政运行（项）"), None),
        (("利率补贴",), None),
    ],
)
def test_heads(path: tuple[str, ...], measure: str | None) -> None:
    assert measure_of_head(path) == measure


@pytest.mark.parametrize(
    ("label", "measure"),
    [
        ("其中：公务用车保有量（辆）", OTHER),
        ("国内公务接待批次", OTHER),
        ("公务用车运行维护费", None),
        ("教育支出（类）", None),
        ("机关运行经费（万元）", "万元"),
    ],
)
def test_labels(label: str, measure: str | None) -> None:
    assert measure_of_label(label) == measure


def test_facts_are_money_alone_each_in_the_unit_that_its_words_name() -> None:
    heads = (("项目", Role.LABEL), ("数量", Role.AMOUNT), ("金额", Role.AMOUNT), ("其中：国债（元）", Role.AMOUNT))
    columns = tuple(Column(path=(text,), role=role) for text, role in heads)

    def row(label: str, *numbers: str) -> Row:
        return Row(cells=(Cell(text=label), *(Cell(text=n, value=Decimal(n)) for n in numbers)))

    document = report()
    table = replace(
        document.tables[0],
        unit="万元",
        columns=columns,
        rows=(row("泵站", "3", "2", "500"), row("车辆（辆）", "1", "7", "7")),
    )
    facts = list(facts_of(replace(document, tables=(table,), findings=())))
    assert [(f.column_path, f.value, f.unit) for f in facts] == [
        (("金额",), Decimal(20_000), "万元"),
        (("其中：国债（元）",), Decimal(500), "元"),
    ]
