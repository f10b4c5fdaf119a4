"""Rows of which every second one is painted from side to side, with labels that stand for several of them."""

from __future__ import annotations

from itertools import pairwise

from services.extract.core.geometry.layout import blocks
from services.extract.core.pipeline import reconstruct
from shared.model.page import Box, Fill, Grid, GridSource, Legibility, PageContent, Reader, Source, Word

XS = (50.0, 130.0, 230.0, 400.0, 500.0)
TOP, HIGH = 100.0, 26.0
HEAD = ("一级指标", "二级指标", "三级指标", "目标值")
ROWS = [
    ("培训期数", "≥12期"), ("设备数量", "≥30台"), ("河道长度", "≥85公里"), ("宣传场次", "10场"),
    ("验收合格率", "100%"), ("群众满意度", "≥85%"),
]  # fmt: skip


def word(text: str, row: float, col: int) -> Word:
    """A text in the middle of its cell; `row` counts rows below the head."""
    width = sum(10.0 if ord(c) > 0x2000 else 5.0 for c in text)
    x, y = (XS[col] + XS[col + 1]) / 2, TOP + (row + 1.5) * HIGH
    return Word(text=text, box=Box(x - width / 2, y - 5, x + width / 2, y + 5), size=10.0)


def page(*labels: Word, head_cells: bool = False) -> PageContent:
    words = [word(t, -1, c) for c, t in enumerate(HEAD)]
    words += [word(t, i, 2 + c) for i, row in enumerate(ROWS) for c, t in enumerate(row)]
    cells = [*pairwise(XS)] if head_cells else [(XS[0], XS[-1])]
    fills = [Fill(box=Box(a, TOP, b, TOP + HIGH), grey=0.8) for a, b in cells]
    fills += [Fill(box=Box(XS[0], TOP + (i + 1) * HIGH, XS[-1], TOP + (i + 2) * HIGH), grey=0.95) for i in (1, 3, 5)]
    title = Word(text="绩效指标情况表", box=Box(240, 70, 324, 82), size=12.0)
    return PageContent(
        number=1, width=595, height=842, words=(title, *words, *labels), fills=tuple(fills), rules=(),
        legibility=Legibility.CLEAR,
    )  # fmt: skip


LABELS = [
    word("产出", 2, 0),
    word("数量", 1.5, 1),
    word("质量", 4, 1),
    word("满意度", 5, 0),
    word("服务对象", 5, 1),
]


def test_a_label_on_the_edge_of_a_painted_row_stands_for_the_rows_around_it() -> None:
    # 数量 is in the middle of four rows, 产出 of five: the one stands on an edge, the other in a row.
    (grid,) = (b for b in blocks(page(*LABELS)) if isinstance(b, Grid))
    found = [(c.row - 1, c.row_span, c.text) for c in grid.cells if c.col < 2 and c.row > 0 and c.text]
    assert sorted(found) == [(0, 4, "数量"), (0, 5, "产出"), (4, 1, "质量"), (5, 1, "服务对象"), (5, 1, "满意度")]
    assert all(f.confidence < 0.99 for c in grid.cells if c.row > 0 for f in c.fragments)


def test_what_stands_on_an_edge_and_in_the_middle_of_no_rows_leaves_no_cell_sure() -> None:
    labels = [
        word("产出", 0, 0),
        word("数量", 2.5, 1),
        word("质量", 3, 1),
        word("满意度", 5, 0),
        word("服务对象", 4, 1),
    ]
    (grid,) = (b for b in blocks(page(*labels)) if isinstance(b, Grid))
    assert all(f.confidence < 0.99 for c in grid.cells if c.row > 0 for f in c.fragments)


def test_the_row_under_a_head_of_painted_cells_is_none_of_its_frame_where_painted_rows_follow() -> None:
    found = page(*LABELS, head_cells=True)
    assert [b.rows for b in blocks(found) if isinstance(b, Grid) and b.source is GridSource.RULED] == [1]
    source = Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=(found,))
    (table,) = reconstruct(source).tables
    assert [tuple(c.text for c in r.cells[:2]) for r in table.rows] == [
        *[("产出", "数量")] * 4, ("产出", "质量"), ("满意度", "服务对象"),
    ]  # fmt: skip
