"""What looks like a table and is none: contents, prose in columns, letters, lists, frames. And text at rules."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from services.extract.core.geometry.layout import blocks
from services.extract.readers import pdf
from shared.model.page import Block, Grid, Line
from tests.unit.extract.pdf.conftest import Plan, TrueCell, draw_table, random_plan

Paper = Callable[..., tuple[Canvas, Path]]
WORDS = tuple(
    re.findall(
        r"\w+",
        "the economic growth of member states has been slower than expected during last year because demand for "
        "exports fell while domestic consumption remained stable and public investment increased in most regions",
    )
)


def found(path: Path) -> tuple[Block, ...]:
    return blocks(pdf.read(path, media_type="application/pdf").pages[0])


def grids(path: Path) -> list[Grid]:
    return [b for b in found(path) if isinstance(b, Grid)]


def prose(canvas: Canvas, rng: random.Random, x: float, y: float, width: float, lines: int) -> None:
    """Justified lines of random words."""
    for i in range(lines):
        words: list[str] = []
        while pdfmetrics.stringWidth(" ".join(words), "Helvetica", 9) < width - 40:
            words.append(rng.choice(WORDS))
        spare = width - sum(pdfmetrics.stringWidth(w, "Helvetica", 9) for w in words)
        at = x
        for word in words:
            canvas.setFont("Helvetica", 9)
            canvas.drawString(at, y - 11 * i, word)
            at += pdfmetrics.stringWidth(word, "Helvetica", 9) + spare / (len(words) - 1)


@pytest.mark.parametrize("leaders", [True, False])
def test_a_contents_page_is_no_table(leaders: bool, paper: Paper) -> None:
    canvas, path = paper()
    canvas.drawString(270, 800, "Contents")
    for i, title in enumerate(("Introduction", "Methods", "Data", "Results", "By region", "Conclusions")):
        canvas.drawString(60, 760 - 18 * i, title + (" " + "." * 70 if leaders else ""))
        canvas.drawRightString(540, 760 - 18 * i, str(1 + 4 * i))
    canvas.save()
    assert grids(path) == []


def test_a_chinese_contents_page_is_no_table(paper: Paper, cjk_font: str) -> None:
    canvas, path = paper()
    canvas.setFont(cjk_font, 12)
    for i, title in enumerate(("一、单位主要职能", "二、单位机构设置", "三、名词解释", "四、收支总表", "五、支出总表")):
        canvas.drawString(60, 760 - 20 * i, title + "…" * 25)
        canvas.drawRightString(540, 760 - 20 * i, str(2 + 3 * i))
    canvas.save()
    assert grids(path) == []


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shift", [0, 5.5])
def test_prose_in_two_columns_is_read_column_by_column(seed: int, shift: float, paper: Paper) -> None:
    rng = random.Random(seed)
    canvas, path = paper()
    prose(canvas, rng, 50, 780, 235, 40)
    prose(canvas, rng, 310, 780 - shift, 235, 40)
    canvas.save()
    lines = found(path)
    assert all(isinstance(b, Line) for b in lines)
    assert len(lines) == 80
    assert all(b.place.box is not None and b.place.box.x1 < 300 for b in lines[:40])
    assert all(b.place.box is not None and b.place.box.x0 > 300 for b in lines[40:])


@pytest.mark.parametrize("layout", ["three_line", "full", "none"])
def test_a_table_in_one_of_two_columns_is_found_alone(layout: str, paper: Paper) -> None:
    rng = random.Random(f"column {layout}")
    cells = [TrueCell(row=0, col=c, text=t) for c, t in enumerate(("Country", "2009", "2010"))]
    for r in range(1, 6):
        cells += [TrueCell(row=r, col=c, text=t) for c, t in enumerate((f"Land {r}", f"{r}.25", f"-{r}.5"))]
    plan = Plan(cells=cells, widths=[80, 70, 70], heights=[16] * 6, head=1)
    canvas, path = paper()
    prose(canvas, rng, 50, 780, 235, 25)
    bottom = draw_table(canvas, plan, 55, 490, layout)
    prose(canvas, rng, 50, bottom - 30, 235, 12)
    prose(canvas, rng, 310, 780, 235, 48)
    canvas.save()
    (grid,) = grids(path)
    assert {(c.row, c.col, c.text) for c in grid.cells} == {(c.row, c.col, c.text) for c in cells}


def test_a_letter_and_a_numbered_list_are_no_tables(paper: Paper) -> None:
    rng = random.Random(3)
    canvas, path = paper()
    canvas.setFont("Helvetica", 10)
    for i, (a, b) in enumerate((("Ministry of Finance", "Date: 12 March"), ("Main street 12", "Our ref: 2012/33"))):
        canvas.drawString(60, 790 - 13 * i, a)
        canvas.drawString(380, 790 - 13 * i, b)
    prose(canvas, rng, 60, 720, 470, 9)
    canvas.setFont("Helvetica", 10)
    for i in range(6):
        canvas.drawString(60, 580 - 26 * i, f"{i + 1}.")
        canvas.drawString(90, 580 - 26 * i, " ".join(rng.choice(WORDS) for _ in range(9)))
        canvas.drawString(90, 568 - 26 * i, " ".join(rng.choice(WORDS) for _ in range(6)))
    canvas.drawString(60, 380, "John Smith")
    canvas.drawString(380, 380, "Mary Jones")
    canvas.drawString(60, 367, "Director")
    canvas.drawString(380, 367, "Head of unit")
    canvas.save()
    assert grids(path) == []


def test_a_frame_around_the_page_is_no_table_and_hides_none(paper: Paper) -> None:
    plan = random_plan(random.Random("framed"))
    canvas, path = paper()
    canvas.rect(20, 20, 555, 802)
    canvas.drawString(50, 800, "A report")
    draw_table(canvas, plan, 50, 770, "full")
    canvas.save()
    (grid,) = grids(path)
    assert (grid.rows, grid.cols) == (plan.rows, plan.cols)
    assert isinstance(found(path)[0], Line)


def test_rules_of_the_page_head_and_foot_make_no_table(paper: Paper) -> None:
    canvas, path = paper()
    canvas.drawString(50, 806, "Annual report")
    canvas.line(50, 800, 545, 800)
    prose(canvas, random.Random(1), 50, 780, 495, 30)
    canvas.line(50, 60, 545, 60)
    canvas.drawString(50, 45, "Page 12")
    canvas.save()
    assert grids(path) == []


def row_of(paper: Paper, texts: tuple[str, str, str], starts: tuple[float, float, float]) -> list[str]:
    """Three cells of 80 points each in the second row of a ruled table, their texts drawn where `starts` says."""
    canvas, path = paper()
    canvas.setFont("Helvetica", 10)
    for y in (700, 680, 660):
        canvas.line(50, y, 290, y)
    for x in (50, 130, 210, 290):
        canvas.line(x, 700, x, 660)
    for i, head in enumerate(("Name", "Plan", "Actual")):
        canvas.drawString(55 + 80 * i, 686, head)
    for text, x in zip(texts, starts, strict=True):
        canvas.drawString(x, 666, text)
    canvas.save()
    (grid,) = grids(path)
    return ["".join(f.text for f in c.fragments) for c in sorted(grid.cells, key=lambda c: c.col) if c.row == 1]


def test_amounts_that_touch_at_a_rule_are_cut_there(paper: Paper) -> None:
    amount = "82,096,797.42"
    width = pdfmetrics.stringWidth(amount, "Helvetica", 10)
    assert row_of(paper, ("Total", amount, amount), (55, 210 - width, 210)) == ["Total", amount, amount]


def test_one_run_of_text_over_two_cells_is_cut_at_the_rule(paper: Paper) -> None:
    width = pdfmetrics.stringWidth("1234567", "Helvetica", 10)
    assert row_of(paper, ("Total", "12345677654321", ""), (55, 210 - width, 0)) == ["Total", "1234567", "7654321"]


def test_text_that_runs_over_a_rule_stays_in_its_cell(paper: Paper) -> None:
    name = "Maintenances and operation of roads"
    assert row_of(paper, (name, "", "5.00"), (53, 0, 250)) == [name, "", "5.00"]
