"""Heads that distances alone tell: certain where a template has the very same one, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.aligned.doubts import settled
from services.extract.core.heads.resolution import resolve
from services.extract.core.parts import Caption, Part, part_of
from shared.model.page import Grid, GridSource
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
