"""Bars of diagrams: neither their outlines nor their labels make a table; shaded cells are none."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Fill, Grid, Line, PageContent, Rule, Word
from tests.unit.extract.core.test_aligned import right, words

HEIGHTS = (40.0, 75.0, 22.0, 61.0)


def outline(box: Box) -> list[Rule]:
    ends = [(box.x0, box.top, box.x1, box.top), (box.x0, box.bottom, box.x1, box.bottom)]
    sides = [(box.x0, box.top, box.x0, box.bottom), (box.x1, box.top, box.x1, box.bottom)]
    return [Rule(box=Box(*e), horizontal=True) for e in ends] + [Rule(box=Box(*s), horizontal=False) for s in sides]


def page(found: list[Word], boxes: list[Box], rules: list[Rule]) -> tuple[list[Grid], list[str]]:
    content = PageContent(
        number=1, width=600, height=800, words=tuple(found), rules=tuple(rules),
        fills=tuple(Fill(box=b, grey=0.4) for b in boxes),
    )  # fmt: skip
    made = blocks(content)
    lines = [b.text for b in made if isinstance(b, Line)]
    return [b for b in made if isinstance(b, Grid)], lines


def test_bars_with_labels_are_no_table_and_nothing_written_is_lost() -> None:
    boxes = [Box(100 + 40 * i, 300 - h, 120 + 40 * i, 300) for i, h in enumerate(HEIGHTS)]
    rules = [r for b in boxes for r in outline(b)] + [Rule(box=Box(90, 300, 270, 300.5), horizontal=True)]
    found = [w for i in range(4) for w in words(str(1990 + i), 100 + 40 * i, 304)]
    found += [w for i, h in enumerate(HEIGHTS) for w in words(f"{h:.0f}", 100 + 40 * i, 288 - h)]
    grids, lines = page(found, boxes, rules)
    assert grids == []
    assert sorted(" ".join(lines).split()) == sorted(w.text for w in found)


def test_bars_that_lie_are_no_table() -> None:
    boxes = [Box(150, 100 + 20 * i, 150 + 2 * h, 112 + 20 * i) for i, h in enumerate(HEIGHTS)]
    found = [w for i, t in enumerate(("Fish", "Meat", "Milk", "Wine")) for w in right(t, 145, 101 + 20 * i)]
    found += [w for i, h in enumerate(HEIGHTS) for w in words(f"{h:.0f}", 153 + 2 * h, 101 + 20 * i)]
    grids, _ = page(found, boxes, [r for b in boxes for r in outline(b)])
    assert grids == []


def test_shaded_cells_of_several_widths_with_their_texts_stay_a_table() -> None:
    boxes = [Box(100, 100 + 20 * i, 180 + 60 * i, 120 + 20 * i) for i in range(3)]
    found = [w for i in range(3) for x in (105, 185, 245) for w in words(f"{i}{x}", x, 104 + 20 * i)]
    rules = [r for i in range(3) for x0, x1 in ((100, 180), (180, 240), (240, 300)) for r in outline(
        Box(x0, 100 + 20 * i, x1, 120 + 20 * i)
    )]  # fmt: skip
    grids, _ = page(found, boxes, rules)
    assert [(g.rows, g.cols) for g in grids] == [(3, 3)]
