"""Heads that distances alone tell: certain where a template has the very same one, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.aligned.doubts import settled
from services.extract.core.heads.doubts import SETTLED
from services.extract.core.heads.resolution import resolve
from services.extract.core.parts import Caption, Part, part_of
from shared.model.page import Box, Grid, GridSource, Place
from tests.unit.extract.core.table_makers import TEMPLATES, grid, line

BALANCE = ("收入 | | 支出 | ", "项目 | 2023年预算数 | 项目 | 2023年预算数", "一、事业收入 | 7 | 一、教育支出 | 7")
SPANS = {(0, 0): (1, 2), (0, 2): (1, 2)}


def guessed(*rows: str, spans: dict[tuple[int, int], tuple[int, int]] | None = None) -> Grid:
    return replace(grid(*rows, source=GridSource.ALIGNED, spans=spans, page=1), guessed=True, head_rows=len(rows) - 1)


def resolved(found: Grid, title: str) -> Part:
    return resolve(part_of(found, Caption(title=title)), TEMPLATES, 2023)


def test_the_very_head_of_a_template_is_certain() -> None:
    part = resolved(guessed(*BALANCE, spans=SPANS), "收支总表")
    assert part.columns[1].path == ("收入", "2023年预算数")
    assert min(part.certainty, default=1.0) == 1.0


def test_a_head_that_lacks_one_of_the_templates_texts_is_not() -> None:
    rows = ("收入 | | | ", *BALANCE[1:])
    part = resolved(guessed(*rows, spans={(0, 0): (1, 2)}), "收支总表")
    assert max(part.certainty) <= 0.9


def test_a_head_that_no_template_has_is_not() -> None:
    rows = ("岗位 | 工资 | ", " | 基本 | 绩效", "保洁员 | 5 | 6")
    part = resolved(guessed(*rows, spans={(0, 0): (2, 1), (0, 1): (1, 2)}), "人员经费测算表")
    assert max(part.certainty) <= 0.9


def test_for_a_form_no_cell_of_a_guessed_grid_is_certain() -> None:
    found = guessed(*BALANCE, spans=SPANS)
    (lowered, text, plain) = settled((found, line("注"), replace(found, guessed=False)))
    assert isinstance(lowered, Grid)
    assert isinstance(plain, Grid)
    assert all(f.confidence <= 0.9 for c in lowered.cells for f in c.fragments)
    assert all(f.confidence == 1 for c in plain.cells for f in c.fragments)
    assert text == line("注")


@pytest.mark.parametrize(("width", "worth"), [(150.0, 1.0), (60.0, SETTLED)])
def test_a_shorter_wording_is_certain_in_a_cell_that_has_room_for_the_whole(width: float, worth: float) -> None:
    """`{Y}年基本支出` is the template's; where a cell's lines are too short for it, one may be hidden."""
    head = (
        "经济分类科目 | | 基本支出 | | ",
        "科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费",
        "301 | 工资 | 7 | 7 | 0",
    )
    found = grid(*head, source=GridSource.RULED, spans={(0, 0): (1, 2), (0, 2): (1, 3)}, page=1)
    cells = []
    for cell in found.cells:
        box = Box(100, 100, 100 + width, 120)
        own = tuple(
            replace(f, place=Place(page=1, box=Box(102, 102, 102 + 10 * len(f.text), 112))) for f in cell.fragments
        )
        cells.append(replace(cell, fragments=own, place=Place(page=1, box=box)))
    part = resolved(replace(found, cells=tuple(cells)), "一般公共预算基本支出表")
    assert part.columns[2].path == ("基本支出", "合计")
    assert min(part.certainty, default=1.0) == worth


def test_a_fund_that_is_printed_without_its_budget_is_no_cut_head() -> None:
    rows = ("收入 | | 支出 | | | ", "项目 | 2023年预算 | 项目 | 合计 | 一般公共预算 | 政府性基金")
    body = "一、本年收入 | 5.00 | 一、本年支出 | 5.00 | 5.00 | "
    part = resolved(guessed(*rows, body, spans={(0, 0): (1, 2), (0, 2): (1, 4)}), "财政拨款收支总表")
    assert [c.path for c in part.columns[4:]] == [("支出", "一般公共预算"), ("支出", "政府性基金")]
