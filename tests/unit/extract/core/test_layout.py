"""Layout from words and rules alone, as OCR pages give them: no sizes, no character edges."""

from __future__ import annotations

import pytest

from services.extract.core.layout import blocks
from services.extract.core.words import cut
from shared.model.page import Box, Grid, GridSource, Legibility, Line, PageContent, Rule, Word


def word(text: str, x: float, y: float, width: float | None = None, confidence: float = 1.0) -> Word:
    box = Box(x, y, x + (width if width is not None else 6.0 * len(text)), y + 10)
    return Word(text=text, box=box, confidence=confidence)


def lattice(xs: list[float], ys: list[float]) -> tuple[Rule, ...]:
    rules = [Rule(box=Box(xs[0], y - 0.3, xs[-1], y + 0.3), horizontal=True) for y in ys]
    rules += [Rule(box=Box(x - 0.3, ys[0], x + 0.3, ys[-1]), horizontal=False) for x in xs]
    return tuple(rules)


def page(words: list[Word], rules: tuple[Rule, ...] = ()) -> PageContent:
    return PageContent(number=3, width=600, height=800, words=tuple(words), rules=rules, legibility=Legibility.OCR)


def test_a_ruled_page_of_ocr_words_gives_cells_with_places_and_confidence() -> None:
    words = [word("Item", 15, 105), word("Plan", 115, 105), word("Roads", 15, 125), word("12.5", 115, 125, 24, 0.7)]
    found = blocks(page([word("Costs", 20, 50), *words], lattice([10, 100, 200], [100, 120, 140])))
    line, grid = found
    assert isinstance(line, Line)
    assert line.text == "Costs"
    assert isinstance(grid, Grid)
    assert grid.source is GridSource.RULED
    assert [(c.row, c.col, c.text) for c in grid.cells] == [
        (0, 0, "Item"), (0, 1, "Plan"), (1, 0, "Roads"), (1, 1, "12.5"),
    ]  # fmt: skip
    (fragment,) = grid.cells[3].fragments
    assert fragment.confidence == 0.7
    assert fragment.place.page == 3
    assert fragment.place.box == Box(115, 125, 139, 135)
    assert grid.cells[3].place.box == pytest.approx((100, 120, 200, 140))


def test_cells_never_overlap_where_lines_are_missing_at_random() -> None:
    rules = [r for i, r in enumerate(lattice([10, 60, 110, 160, 210], [100, 120, 140, 160, 180])) if i != 2]
    rules[5] = Rule(box=Box(59.7, 100, 60.3, 141), horizontal=False)
    rules[6] = Rule(box=Box(109.7, 119, 110.3, 180), horizontal=False)
    words = [word("a", 20 + 50 * c, 105 + 20 * r) for r in range(4) for c in range(4)]
    (grid,) = blocks(page(words, tuple(rules)))
    assert isinstance(grid, Grid)
    seen = [
        (r, c)
        for cell in grid.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.col, cell.col + cell.col_span)
    ]
    assert len(seen) == len(set(seen)) == grid.rows * grid.cols
    assert sum(len(c.text.replace(" ", "")) for c in grid.cells) == 16


def test_one_line_of_text_is_one_line_whatever_the_gaps() -> None:
    (line,) = blocks(page([word("编制部门：某局", 40, 90, 80), word("单位：万元", 480, 91, 60)]))
    assert isinstance(line, Line)
    assert [f.text for f in line.fragments] == ["编制部门：某局", " 单位：万元"]


def test_flowing_pages_and_blank_pages_pass() -> None:
    line = Line(fragments=())
    assert blocks(PageContent(number=1, blocks=(line,))) == (line,)
    assert blocks(PageContent(number=1)) == ()


def test_sideways_labels_join_no_line() -> None:
    label = Word(text="Revenue", box=Box(20, 100, 30, 150), size=10)
    found = blocks(page([label, word("First", 60, 100), word("Second", 60, 120)]))
    assert [b.text for b in found if isinstance(b, Line)] == ["First", "Second", "Revenue"]


@pytest.mark.parametrize(
    ("text", "at", "parts"),
    [
        ("82,096,797.4282,096,797.42", 130.0, ["82,096,797.42", "82,096,797.42"]),
        ("82,096,797.4282,096,797.42", 126.0, ["82,096,797.42", "82,096,797.42"]),
        ("基本支出1,234.00", 41.0, ["基本支出", "1,234.00"]),
        ("机关事业单位养老", 44.0, ["机关事业单位养老"]),
        ("123456", 33.0, ["123456"]),
    ],
)
def test_words_are_cut_where_two_cells_touch(text: str, at: float, parts: list[str]) -> None:
    edges = tuple(10.0 * i for i in range(len(text) + 1))
    whole = Word(text=text, box=Box(0, 0, edges[-1], 10), size=10, char_x=edges)
    assert [w.text for w in cut(whole, [at])] == parts
