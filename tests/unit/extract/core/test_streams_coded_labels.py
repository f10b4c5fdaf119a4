"""Balances whose classes begin with their codes (Xinjiang): a code is no figure of the half beside it."""

from __future__ import annotations

from services.extract.core.streams.coded_labels import joined
from services.extract.core.streams.recovery import recover
from services.extract.core.streams.tokens import tokens_of
from shared.model.page import Grid, Line
from tests.unit.extract.core.table_makers import TEMPLATES, body, printed

NAMES = {"201": "一般公共服务支出", "208": "社会保障和就业支出"}


def listed(code: str, word: str) -> bool:
    return NAMES.get(code, "").startswith(word)


def words(text: str) -> list[str]:
    lines = [b for b in printed(text) if isinstance(b, Line)]
    return [t.text for t in joined(tokens_of(lines), listed)]


def test_codes_go_with_the_names_behind_them() -> None:
    rows = (
        "财政拨款 12.00 201 一般公共服务支出 0.00",
        "其他收入 3.50208 社会保障和就业支出 15.50",
        "208社会保障和就业支出 1.00",
    )
    text = "\n".join(rows)
    assert words(text) == [
        *("财政拨款", "12.00", "201 一般公共服务支出", "0.00"),
        *("其他收入", "3.50", "208 社会保障和就业支出", "15.50"),
        *("208 社会保障和就业支出", "1.00"),
    ]


def test_a_figure_beside_one_label_stays_a_figure() -> None:
    text = "其他收入 201 一般公共服务支出 500\n事业收入 299 社会保障和就业支出 0"
    assert words(text) == text.split()


ROWS = """部门收支总体情况表
单位：万元
收入 支出
项目 预算数 功能分类 预算数
财政拨款（补助） 1,232.50 201 一般公共服务支出 0.00
专户核拨 20.30 208 社会保障和就业支出 410.60
事业收入 0.00 213 农林水支出 842.20
收入总计 1,252.80 支出总计 1,252.80
"""
EXPECTED = [
    ["财政拨款（补助）", "1,232.50", "201一般公共服务支出", "0.00"],
    ["专户核拨", "20.30", "208社会保障和就业支出", "410.60"],
    ["事业收入", "0.00", "213农林水支出", "842.20"],
    ["收入总计", "1,252.80", "支出总计", "1,252.80"],
]


def found(text: str) -> list[list[str]]:
    grids = [b for b in recover(printed(text), TEMPLATES) if isinstance(b, Grid)]
    assert len(grids) == 1
    return [["".join(cell.split()) for cell in row] for row in body(grids[0])]


def test_a_balance_with_coded_classes_in_rows() -> None:
    assert found(ROWS) == EXPECTED


def test_a_balance_with_coded_classes_a_cell_a_line() -> None:
    title, unit, head, leaves, *rows = ROWS.splitlines()
    cells = [row.replace("201 ", "201_").replace("208 ", "208_").replace("213 ", "213_").split() for row in rows]
    lines = [*head.split(), *leaves.split(), *(cell.replace("_", " ") for row in cells for cell in row)]
    assert found("\n".join([title, unit, *lines])) == EXPECTED
