"""Heads that a page break cut."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.geometry.layout import blocks
from services.extract.core.joining import heads_cut
from services.extract.core.pipeline import reconstruct
from shared.model.page import Box, Grid, Line, PageContent, Reader, Rule, Source, Word

UPPER = ([50.0, 250.0, 450.0], [760.0, 780.0])
LOWER = ([50.0, 150.0, 250.0, 350.0, 450.0], [40.0, 60.0, 80.0, 100.0])


def page(number: int, lines: tuple[list[float], list[float]], *texts: tuple[str, float, float]) -> PageContent:
    xs, ys = lines
    rules = [Rule(box=Box(xs[0], y - 0.3, xs[-1], y + 0.3), horizontal=True) for y in ys]
    rules += [Rule(box=Box(x - 0.3, ys[0], x + 0.3, ys[-1]), horizontal=False) for x in xs]
    words = tuple(Word(text=t, box=Box(x, y, x + 8.0 * len(t), y + 8), size=8.0) for t, x, y in texts)
    return PageContent(number=number, width=595, height=842, words=words, rules=tuple(rules))


FIRST = page(1, UPPER, ("支出情况表", 200, 730), ("项目", 140, 766), ("支出预算", 330, 766))
SECOND = page(
    2, LOWER,
    ("编码", 60, 46), ("名称", 160, 46), ("基本支出", 260, 46), ("项目支出", 360, 46),
    ("205", 60, 66), ("教育", 160, 66), ("3.00", 260, 66), ("1.00", 360, 66),
    ("206", 60, 86), ("科学", 160, 86), ("2.00", 260, 86), ("4.00", 360, 86),
)  # fmt: skip


def test_its_upper_rows_stand_over_the_columns_of_the_next_page() -> None:
    source = Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=(FIRST, SECOND))
    (table,) = reconstruct(source).tables
    assert table.title == "支出情况表"
    assert [c.path for c in table.columns] == [
        ("项目", "编码"), ("项目", "名称"), ("支出预算", "基本支出"), ("支出预算", "项目支出"),
    ]  # fmt: skip
    assert [r.cells[2].text for r in table.rows] == ["3.00", "2.00"]


def test_a_row_of_two_cells_that_goes_on_nowhere_is_a_line() -> None:
    found = heads_cut.joined(blocks(FIRST))
    assert [b.text for b in found if isinstance(b, Line)] == ["支出情况表", "项目 支出预算"]
    other = page(
        2, ([60.0, 150.0, 250.0], LOWER[1]), ("编码", 70, 46), ("名称", 160, 46), ("205", 70, 66), ("教育", 160, 66)
    )
    assert [type(b) for b in heads_cut.joined([*blocks(FIRST), *blocks(other)])] == [Line, Line, Grid]


def test_rows_with_figures_and_heads_printed_again_are_joined_with_nothing() -> None:
    rows = page(2, LOWER, ("205", 60, 46), ("教育", 160, 46), ("3.00", 260, 46), ("1.00", 360, 46))
    assert len([b for b in heads_cut.joined([*blocks(FIRST), *blocks(rows)]) if isinstance(b, Grid)]) == 1
    again = page(2, LOWER, ("项目", 60, 46), ("支出预算", 260, 46), ("x", 160, 46), ("205", 60, 66), ("3.00", 260, 66))
    (grid,) = (b for b in heads_cut.joined([*blocks(FIRST), *blocks(again)]) if isinstance(b, Grid))
    assert grid.rows == 3


def test_the_blank_piece_of_the_row_that_was_cut_is_no_row() -> None:
    sliver = page(
        1, (UPPER[0], [730.0, 750.0, 770.0]), ("支出情况表", 200, 700), ("项目", 140, 736), ("支出预算", 330, 736)
    )
    source = Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=(sliver, SECOND))
    (table,) = reconstruct(source).tables
    assert [c.path for c in table.columns][::3] == [("项目", "编码"), ("支出预算", "项目支出")]
    assert len(table.rows) == 2


def test_a_cell_over_its_own_column_alone_above_the_cut_goes_on_below_it() -> None:
    first = page(
        1, ([50.0, 250.0, 350.0, 450.0], [760.0, 780.0]),
        ("支出情况表", 200, 730), ("科目", 140, 766), ("政府性", 260, 766), ("国有资", 360, 766),
    )  # fmt: skip
    second = page(
        2, LOWER,
        ("编码", 60, 46), ("名称", 160, 46), ("基金预算", 260, 46), ("本经营预算", 360, 46),
        ("205", 60, 66), ("教育", 160, 66), ("3.00", 260, 66), ("1.00", 360, 66),
    )  # fmt: skip
    (grid,) = (b for b in heads_cut.joined([*blocks(first), *blocks(second)]) if isinstance(b, Grid))
    assert [(c.row, c.row_span, c.text) for c in grid.cells if c.row < 2] == [
        (0, 1, "科目"), (0, 2, "政府性基金预算"), (0, 2, "国有资本经营预算"), (1, 1, "编码"), (1, 1, "名称"),
    ]  # fmt: skip


def test_a_text_over_several_columns_that_had_room_to_go_on_is_the_head_of_what_stands_below_the_cut() -> None:
    # 报告期 takes 24 of 200 points: 在校学生, over the same two columns on the next page, is no rest of it.
    first = page(1, UPPER, ("统计表", 200, 730), ("学校", 140, 766), ("报告期", 338, 766))
    second = page(
        2, LOWER,
        ("编码", 60, 66), ("名称", 160, 66), ("在校学生", 334, 46), ("小学", 290, 66), ("初中", 390, 66),
        ("205", 60, 86), ("东城", 160, 86), ("3.00", 260, 86), ("1.00", 360, 86),
    )  # fmt: skip
    upright = [r for r in second.rules if not r.horizontal and r.box.x0 != 349.7]
    second = replace(
        second,
        rules=(
            *(r for r in second.rules if r.horizontal),
            *upright,
            Rule(box=Box(349.7, 60, 350.3, 100), horizontal=False),
        ),
    )
    (grid,) = (b for b in heads_cut.joined([*blocks(first), *blocks(second)]) if isinstance(b, Grid))
    heads = [(c.row, c.col, c.col_span, c.text) for c in grid.cells if c.row < 2 and c.text]
    assert heads == [(0, 0, 2, "学校"), (0, 2, 2, "报告期"), (1, 2, 2, "在校学生")]


def test_rows_of_texts_at_the_foot_of_a_page_leave_the_table_on_the_next_in_doubt_where_no_columns_are_drawn() -> None:
    # Level lines alone: 收入 and 支出 may stand over any of the columns of the next page.
    first = replace(
        page(1, UPPER, ("收支情况表", 200, 730), ("收入", 100, 766), ("支出", 250, 766), ("结余", 380, 766)),
        rules=tuple(Rule(box=Box(50, y, 450, y + 0.5), horizontal=True) for y in (760.0, 780.0)),
    )
    second = replace(
        SECOND, rules=tuple(Rule(box=Box(50, y, 450, y + 0.5), horizontal=True) for y in (40.0, 60.0, 80.0, 100.0))
    )
    (lower,) = (b for b in heads_cut.joined([*blocks(first), *blocks(second)]) if isinstance(b, Grid))
    assert all(f.confidence < 0.99 for c in lower.cells for f in c.fragments)
    assert all(f.confidence == 1.0 for b in blocks(second) if isinstance(b, Grid) for c in b.cells for f in c.fragments)


def test_a_line_of_unit_and_organisation_at_the_foot_of_a_page_leaves_the_table_on_the_next_sure() -> None:
    facts = (("编制单位：某局", 60, 766), ("2031年度", 200, 766), ("单位：万元", 380, 766))
    first = replace(page(1, UPPER, ("收支情况表", 200, 730), *facts), rules=())
    (lower,) = (b for b in heads_cut.joined([*blocks(first), *blocks(SECOND)]) if isinstance(b, Grid))
    assert all(f.confidence == 1.0 for c in lower.cells for f in c.fragments)
