"""Random tables drawn in every layout come back with the same cells."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reportlab.pdfgen.canvas import Canvas

from services.extract.core.geometry.layout import blocks
from services.extract.core.geometry.seen import as_seen
from services.extract.readers import pdf
from shared.model.page import Grid, GridSource, Line
from tests.unit.extract.pdf.conftest import LAYOUTS, Plan, draw_table, random_plan

if TYPE_CHECKING:
    Paper = Callable[..., tuple[Canvas, Path]]

PROSE = "The figures of this table come from the national accounts and have been revised in part this year, see below."
UNRULED = ("three_line", "horizontal", "none")


def drawn(plan: Plan) -> set[tuple[int, int, int, int, str]]:
    return {(c.row, c.col, c.row_span, c.col_span, squeezed(c.text)) for c in plan.cells}


def read(grid: Grid) -> set[tuple[int, int, int, int, str]]:
    return {(c.row, c.col, c.row_span, c.col_span, squeezed(c.text)) for c in grid.cells if c.fragments}


def squeezed(text: str) -> str:
    return text.replace(" ", "")


def one_page(paper: Paper, plan: Plan, layout: str, **options: random.Random | None) -> tuple[list[Grid], list[str]]:
    canvas, path = paper()
    canvas.setFont(plan.font, plan.size)
    canvas.drawString(50, 790, "Table 1. Results of the year")
    bottom = draw_table(canvas, plan, 50, 770, layout, **options)
    for i in range(3):
        canvas.setFont("Helvetica", plan.size)
        canvas.drawString(50, bottom - 30 - 12 * i, PROSE)
    canvas.save()
    found = blocks(pdf.read(path, media_type="application/pdf").pages[0])
    return [b for b in found if isinstance(b, Grid)], [b.text for b in found if isinstance(b, Line)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_latin_tables_come_back_cell_by_cell(layout: str, seed: int, paper: Paper) -> None:
    plan = random_plan(random.Random(f"latin {layout} {seed}"), head_levels=1 if layout in UNRULED else None)
    grids, lines = one_page(paper, plan, layout)
    assert len(grids) == 1
    assert read(grids[0]) == drawn(plan)
    assert grids[0].source is (GridSource.ALIGNED if layout in UNRULED else GridSource.RULED)
    assert lines == ["Table 1. Results of the year", PROSE, PROSE, PROSE]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_chinese_tables_come_back_cell_by_cell(layout: str, seed: int, paper: Paper, cjk_font: str) -> None:
    plan = random_plan(random.Random(f"cjk {layout} {seed}"), cjk=True)
    grids, _ = one_page(paper, plan, layout)
    assert len(grids) == 1
    assert read(grids[0]) == drawn(plan)


@pytest.mark.parametrize("seed", range(6))
def test_glyphs_painted_in_any_order_make_the_same_table(seed: int, paper: Paper) -> None:
    rng = random.Random(f"scattered {seed}")
    plan = random_plan(rng)
    grids, _ = one_page(paper, plan, "full", scatter=rng)
    assert read(grids[0]) == drawn(plan)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_with_rotate_is_read_as_it_is_seen(turn: int, paper: Paper) -> None:
    plan = random_plan(random.Random(f"rotate {turn}"))
    canvas, path = paper(size=(842.0, 595.0))
    width, height = 842.0, 595.0
    if turn == 90:
        canvas.setPageRotation(90)
        canvas.translate(height, 0)
        canvas.rotate(90)
    elif turn == 180:
        canvas.setPageRotation(180)
        canvas.translate(width, height)
        canvas.rotate(180)
    else:
        canvas.setPageRotation(270)
        canvas.translate(0, width)
        canvas.rotate(-90)
    draw_table(canvas, plan, 50, 560, "full")
    canvas.save()
    page = pdf.read(path, media_type="application/pdf").pages[0]
    assert (round(page.width), round(page.height)) == (842, 595)
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    assert read(grid) == drawn(plan)
    assert grid.place.box is not None
    assert grid.place.box.x0 == pytest.approx(50, abs=1)
    assert grid.place.box.top == pytest.approx(35, abs=1)


@pytest.mark.parametrize("turn", [90, -90])
def test_a_table_turned_inside_a_portrait_page_keeps_places_as_seen(turn: int, paper: Paper) -> None:
    plan = random_plan(random.Random(f"turned {turn}"))
    canvas, path = paper()
    if turn == 90:
        canvas.translate(595, 0)
    else:
        canvas.translate(0, 842)
    canvas.rotate(turn)
    draw_table(canvas, plan, 60, 560, "full")
    canvas.save()
    page = pdf.read(path, media_type="application/pdf").pages[0]
    assert page.notes == (f"text-turned:{270 if turn == 90 else 90}",)
    (grid,) = as_seen(tuple(b for b in blocks(page) if isinstance(b, Grid)), [page])
    assert read(grid) == drawn(plan)
    box = grid.place.box
    assert box is not None
    assert (round(box.width), round(box.height)) == (round(sum(plan.heights)), round(sum(plan.widths)))
    words = {w.text: w.box for w in page.words}
    cell = next(c for c in grid.cells if c.fragments and c.text in words)
    assert cell.fragments[0].place.box == pytest.approx(words[cell.text], abs=0.1)


def test_two_tables_side_by_side_stay_two(paper: Paper) -> None:
    for layout in ("full", "three_line", "open"):
        rng = random.Random(f"side {layout}")
        plans = [random_plan(rng, head_levels=1, wraps=False) for _ in range(2)]
        canvas, path = paper(f"{layout}.pdf", size=(1190.0, 842.0))
        for i, plan in enumerate(plans):
            draw_table(canvas, plan, 40 + 580 * i, 800, layout)
        canvas.save()
        page = pdf.read(path, media_type="application/pdf").pages[0]
        grids = [b for b in blocks(page) if isinstance(b, Grid)]
        assert [read(g) for g in grids] == [drawn(p) for p in plans], layout


def test_two_tables_under_one_another_stay_two(paper: Paper) -> None:
    for layout in ("full", "three_line", "dashed"):
        rng = random.Random(f"stacked {layout}")
        plans = [random_plan(rng, head_levels=1) for _ in range(2)]
        canvas, path = paper(f"{layout}.pdf")
        canvas.setFont("Helvetica", 9)
        canvas.drawString(50, 805, "Table 1. Costs")
        bottom = draw_table(canvas, plans[0], 50, 790, layout)
        canvas.setFont("Helvetica", 9)
        canvas.drawString(50, bottom - 40, "Table 2. Income")
        draw_table(canvas, plans[1], 50, bottom - 55, layout)
        canvas.save()
        page = pdf.read(path, media_type="application/pdf").pages[0]
        found = blocks(page)
        assert [type(b) for b in found] == [Line, Grid, Line, Grid], layout
        assert [read(b) for b in found if isinstance(b, Grid)] == [drawn(p) for p in plans], layout
