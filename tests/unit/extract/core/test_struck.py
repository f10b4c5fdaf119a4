"""Printed tracked changes: what is struck through is left out of its cell, told, and leaves nothing there sure."""

from __future__ import annotations

from services.extract.core.geometry import struck
from services.extract.core.geometry.layout import blocks
from services.extract.core.parts import slot_of
from services.extract.core.pipeline import reconstruct
from services.extract.core.repair import cell_of
from shared.model.page import Box, Grid, GridCell, PageContent, Reader, Rule, Source, Word

STEP = 5.0


def word(text: str, x: float, y: float) -> Word:
    edges = tuple(x + STEP * i for i in range(len(text) + 1))
    return Word(text=text, box=Box(x, y, edges[-1], y + 10), size=10, char_x=edges, joints=())


def level(x0: float, x1: float, y: float) -> Rule:
    return Rule(box=Box(x0, y - 0.2, x1, y + 0.2), horizontal=True)


def upright(x: float, top: float, bottom: float) -> Rule:
    return Rule(box=Box(x - 0.2, top, x + 0.2, bottom), horizontal=False)


def page(words: list[Word], rules: list[Rule]) -> PageContent:
    return PageContent(number=1, width=400, height=600, words=tuple(words), rules=tuple(rules))


def table(*more: Rule) -> PageContent:
    """Three rows of a name and a figure; the middle one is three lines high, and its 9,999 is struck through."""
    frame = [level(20, 220, y) for y in (100, 120, 160, 180)] + [upright(x, 100, 180) for x in (20, 120, 220)]
    texts = [("Name", 25, 105), ("Sum", 125, 105), ("Roads", 25, 122), ("9,9990.00", 170, 122), ("All", 25, 165)]
    change = [level(170, 195, 127), level(195, 215, 131.5)]  # the second one is below what was put in
    return page([word(t, x, y) for t, x, y in (*texts, ("0.00", 195, 165))], [*frame, *change, *more])


def test_what_is_struck_through_is_parted_from_its_word() -> None:
    strike, below = level(100, 120, 55), level(100, 125, 81)
    through = level(80, 300, 75)  # a table's line, printed over by chance
    words, rules = struck.parted([word("9,9990.00", 100, 50), word("12.00", 100, 70)], [strike, below, through])
    assert [(w.text, w.struck, w.confidence) for w in words] == [
        ("9,99", True, struck.STRUCK), ("90.00", False, struck.STRUCK), ("12.00", False, 1.0),
    ]  # fmt: skip
    assert rules == [below, through]


def test_a_line_below_letters_is_a_rule_only_where_an_upright_one_meets_it() -> None:
    words = [word("12.00", 100, 50)]
    line = level(100, 125, 59)
    assert struck.parted(words, [line])[1] == []
    longer = level(90, 125, 59)
    assert struck.parted(words, [longer])[1] == [longer]
    side = upright(100, 40, 59)
    assert struck.parted(words, [line, side])[1] == [line, side]


def cells(content: PageContent) -> dict[tuple[int, int], GridCell]:
    (grid,) = (b for b in blocks(content) if isinstance(b, Grid))
    assert (grid.rows, grid.cols) == (3, 2)
    return {(c.row, c.col): c for c in grid.cells}


def test_a_cell_is_what_was_put_in_with_the_rest_logged() -> None:
    cell = cell_of(slot_of(cells(table())[1, 1]))
    assert (cell.text, cell.raw, cell.confidence) == ("0.00", ("9,9990.00",), struck.STRUCK)
    assert [(r.code, r.before, r.after) for r in cell.repairs] == [("struck_out", "9,9990.00", "0.00")]


def test_a_cell_whose_text_is_deleted_whole_is_empty_and_not_sure() -> None:
    content = table(level(195, 215, 170))
    cell = cell_of(slot_of(cells(content)[2, 1]))
    assert (cell.text, cell.value, cell.raw) == ("", None, ("0.00",))
    assert cell.confidence == struck.STRUCK
    assert [r.code for r in cell.repairs] == ["struck_out"]


def test_the_bar_in_the_margin_that_marks_a_change_parts_no_row() -> None:
    assert cells(table(upright(18, 120, 134)))[1, 0].text == "Roads"


def test_text_that_is_left_out_of_a_page_is_told() -> None:
    source = Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=(table(),))
    told = [f for f in reconstruct(source).findings if f.rule == "EX-01"]
    assert [(f.code, f.severity.value, f.page, f.actual) for f in told] == [("garbled_source", "info", 1, "9,999")]
