"""Papers of unknown kind: everything in the truth is on paper, whoever prints it."""

from __future__ import annotations

import io
import re

import pdfplumber
import pytest

from samples.official import draw, markup, papers, plain
from samples.official.model import Paper


def _printed(paper: Paper) -> str:
    with pdfplumber.open(io.BytesIO(draw.render(paper))) as document:
        return re.sub(r"\s+", "", "".join(c["text"] for p in document.pages for c in p.chars))


@pytest.mark.parametrize("kind", papers.KINDS)
def test_every_cell_is_drawn_and_no_two_share_a_place(kind: str) -> None:
    paper = papers.paper(kind, 11)
    text = _printed(paper).replace("–", "−")
    assert paper.tables
    for table in paper.tables:
        spots = [
            (r, c)
            for cell in table.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.col, cell.col + cell.col_span)
        ]
        assert len(spots) == len(set(spots))
        assert max(spots) <= (table.rows - 1, table.cols - 1)
        for cell in table.cells:
            assert re.sub(r"\s+", "", cell.text).replace("–", "−") in text


@pytest.mark.parametrize("kind", plain.KINDS)
def test_papers_without_tables_have_text(kind: str) -> None:
    paper = papers.paper(kind, 12)
    assert not paper.tables
    assert len(_printed(paper)) > 100


def test_a_seed_stands_for_one_paper() -> None:
    assert papers.paper("report", 5) == papers.paper("report", 5)
    assert papers.paper("report", 5) != papers.paper("report", 6)


def test_the_browser_gets_every_cell_with_its_spans() -> None:
    paper = papers.paper("statistics", 3)
    page = markup.page(paper)
    (table,) = paper.tables
    spans = sum(c.col_span > 1 for c in table.cells)
    assert page.count("colspan=") == spans
    assert page.count("<tr") == table.rows
