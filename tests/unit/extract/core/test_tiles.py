"""Tables whose cells are painted rather than ruled, and rows whose upright lines a style leaves out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from services.extract.core.geometry.layout import blocks
from services.extract.core.geometry.tiles import rules_of
from shared.model.page import Box, Fill, Grid, GridSource, Legibility, Line, PageContent, Rule, Word

#: the columns of all tables here, and the height of a row
XS = (50.0, 150.0, 250.0, 350.0, 450.0)
HIGH = 20.0
TOP = 100.0


def centred(text: str, row: float, first: int, last: int | None = None, size: float = 10.0) -> Word:
    """A text of one line in the middle of its cell; `row` counts rows of the table from its top."""
    width = size * sum(1.0 if ord(c) > 0x2000 else 0.5 for c in text)
    x, y = (XS[first] + XS[(first if last is None else last) + 1]) / 2, TOP + (row + 0.5) * HIGH
    return Word(text=text, box=Box(x - width / 2, y - size / 2, x + width / 2, y + size / 2), size=size)


def painted(
    row: int, grey: float = 0.8, spans: tuple[tuple[int, int], ...] = ((0, 0), (1, 1), (2, 2), (3, 3))
) -> list[Fill]:
    y = TOP + row * HIGH
    return [Fill(box=Box(XS[a], y, XS[b + 1], y + HIGH), grey=grey) for a, b in spans]


def across(row: float, first: int = 0, last: int = 3) -> Rule:
    y = TOP + row * HIGH
    return Rule(box=Box(XS[first], y - 0.25, XS[last + 1], y + 0.25), horizontal=True)


def body(first: int, count: int) -> list[Word]:
    """Rows of a code, a name and two amounts, in the middle of their cells."""
    rows = [
        ("20501", "行政管理", "12.50", "7.25"),
        ("20502", "普通教育", "310.00", "4.75"),
        ("20508", "培训", "9.00", ""),
    ]
    return [centred(text, first + i, c) for i in range(count) for c, text in enumerate(rows[i % 3]) if text]


HEAD = [
    centred("项目", 0, 0, 1), centred("编码", 1, 0), centred("名称", 1, 1),
    centred("本年支出", 0, 2, 3), centred("基本支出", 1, 2), centred("项目支出", 1, 3),
]  # fmt: skip


def page(words: list[Word], fills: list[Fill], rules: list[Rule] | None = None) -> PageContent:
    return PageContent(
        number=1, width=600, height=800, words=tuple(words), rules=tuple(rules or ()), fills=tuple(fills),
        legibility=Legibility.CLEAR,
    )  # fmt: skip


def only_grid(content: PageContent) -> Grid:
    found = [b for b in blocks(content) if isinstance(b, Grid)]
    assert len(found) == 1, found
    return found[0]


def texts(grid: Grid) -> list[list[str]]:
    out = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        out[cell.row][cell.col] = cell.text
    return out


def test_a_painted_head_with_every_second_row_painted_is_a_grid_of_all_rows() -> None:
    head = [*painted(0, 0.2, ((0, 1), (2, 3))), *painted(1, 0.2)]
    grid = only_grid(page([*HEAD, *body(2, 4)], [*head, *painted(3), *painted(5)]))
    assert grid.source is GridSource.RULED
    assert texts(grid) == [
        ["项目", "", "本年支出", ""],
        ["编码", "名称", "基本支出", "项目支出"],
        ["20501", "行政管理", "12.50", "7.25"],
        ["20502", "普通教育", "310.00", "4.75"],
        ["20508", "培训", "9.00", ""],
        ["20501", "行政管理", "12.50", "7.25"],
    ]
    assert [(c.col, c.col_span) for c in grid.cells if c.row == 0 and c.text] == [(0, 2), (2, 2)]


def test_an_unpainted_row_under_the_last_painted_one_is_part_of_the_table_and_a_note_is_not() -> None:
    note = Word(text="注：本表反映部门本年度的支出情况，以万元为单位列示。", box=Box(50, 202, 310, 212), size=10)
    fills = [*painted(0, 0.2, ((0, 1), (2, 3))), *painted(1, 0.2), *painted(2)]
    found = blocks(page([*HEAD, *body(2, 2), replace(note, box=Box(50, 184, 310, 194))], fills))
    grid = next(b for b in found if isinstance(b, Grid))
    assert texts(grid)[2:] == [["20501", "行政管理", "12.50", "7.25"], ["20502", "普通教育", "310.00", "4.75"]]
    assert [b.text for b in found if isinstance(b, Line)] == [note.text]


def test_the_caption_of_the_next_table_under_the_last_painted_row_is_no_row_of_this_one() -> None:
    fills = [*painted(0, spans=((0, 1), (2, 3))), *painted(1), *painted(2, 0.95), *painted(4, 0.95)]
    caption = [centred("部门：江浦县档案馆", 5, 0), centred("决", 5, 1), centred("算", 5, 2), centred("单位：元", 5, 3)]
    grid = only_grid(page([*HEAD, *body(2, 3), *caption], fills))
    assert grid.rows == 5


def test_the_number_of_the_next_table_above_its_first_rule_is_no_line_of_the_last_row() -> None:
    fills = [*painted(0, spans=((0, 1), (2, 3))), *painted(1), *painted(2, 0.95)]
    found = blocks(page([*HEAD, *body(2, 2), centred("表5", 4, 0)], fills, [across(5)]))
    assert "20502表5" not in [c.text for b in found if isinstance(b, Grid) for c in b.cells]


def test_the_cells_of_an_unpainted_head_are_known_by_what_its_texts_are_centred_over() -> None:
    grid = only_grid(page([*HEAD, *body(2, 4)], [*painted(2), *painted(4)]))
    assert texts(grid)[:2] == [["项目", "", "本年支出", ""], ["编码", "名称", "基本支出", "项目支出"]]
    assert [(c.col, c.col_span) for c in grid.cells if c.row == 0 and c.text] == [(0, 2), (2, 2)]
    assert texts(grid)[5] == ["20501", "行政管理", "12.50", "7.25"]


def test_a_head_text_over_one_column_alone_reaches_down_to_the_body() -> None:
    head = [*HEAD[:3], centred("合计", 0.5, 2), centred("备注", 0.5, 3)]
    grid = only_grid(page([*head, *body(2, 4)], [*painted(2), *painted(4)]))
    spans = {c.text: (c.row, c.row_span, c.col, c.col_span) for c in grid.cells if c.row < 2 and c.text}
    assert spans == {
        "项目": (0, 1, 0, 2), "编码": (1, 1, 0, 1), "名称": (1, 1, 1, 1), "合计": (0, 2, 2, 1), "备注": (0, 2, 3, 1),
    }  # fmt: skip


def test_rows_that_level_rules_part_go_on_below_a_painted_head() -> None:
    head = [*painted(0, 0.2, ((0, 1), (2, 3))), *painted(1, 0.2)]
    rules = [across(r) for r in (3, 4, 5)]
    grid = only_grid(page([*HEAD, *body(2, 3)], head, rules))
    assert texts(grid)[2:] == [
        ["20501", "行政管理", "12.50", "7.25"], ["20502", "普通教育", "310.00", "4.75"], ["20508", "培训", "9.00", ""],
    ]  # fmt: skip


def test_a_row_of_one_label_goes_on_below_a_painted_head_and_a_note_between_rules_does_not() -> None:
    head = [*painted(0, 0.2, ((0, 1), (2, 3))), *painted(1, 0.2)]

    words = [*HEAD, *body(2, 1), centred("教育支出", 3, 1), *body(4, 1), centred("注：略", 5, 1)]
    grid = next(b for b in blocks(page(words, head, [across(r) for r in (3, 4, 5, 6)])) if isinstance(b, Grid))
    assert grid.source is GridSource.RULED
    assert texts(grid)[2:] == [
        ["20501", "行政管理", "12.50", "7.25"], ["", "教育支出", "", ""], ["20501", "行政管理", "12.50", "7.25"],
    ]  # fmt: skip


def test_a_lone_label_below_a_painted_head_may_run_over_one_edge() -> None:
    head = [*painted(0, 0.2, ((0, 1), (2, 3))), *painted(1, 0.2)]
    label = centred("资源勘探工业信息等支出", 3, 1)
    label = replace(label, box=label.box._replace(x0=152.0, x1=262.0))
    words = [*HEAD, *body(2, 1), label, *body(4, 1)]
    grid = next(b for b in blocks(page(words, head, [across(r) for r in (3, 4, 5)])) if isinstance(b, Grid))
    assert grid.source is GridSource.RULED
    assert [[t for t in row if t] for row in texts(grid)[3:]] == [
        ["资源勘探工业信息等支出"], ["20501", "行政管理", "12.50", "7.25"],
    ]  # fmt: skip


@pytest.mark.parametrize("rules", [(3, 4, 5), (2.02, 3, 4, 5)], ids=["rows", "the head's own lower line, too"])
def test_labels_below_a_painted_head_may_run_over_several_edges_of_blank_columns(rules: tuple[float, ...]) -> None:
    head = [*painted(0, 0.2, ((0, 1), (2, 3))), *painted(1, 0.2)]
    long = [centred("使用非财政拨款结余和专用结余及其他资金", y, 1) for y in (2, 4)]
    long = [replace(w, box=w.box._replace(x0=152.0, x1=368.0)) for w in long]
    words = [*HEAD, long[0], *body(3, 1), long[1]]
    grid = next(b for b in blocks(page(words, head, [across(r) for r in rules])) if isinstance(b, Grid))
    assert grid.source is GridSource.RULED
    assert [[t for t in row if t] for row in texts(grid)[2:]] == [
        [long[0].text], ["20501", "行政管理", "12.50", "7.25"], [long[1].text],
    ]  # fmt: skip


def test_fills_behind_the_letters_of_a_text_are_no_cells() -> None:
    words = [centred("本年收入", 0, 0), centred("比上年增加", 0, 1), centred("主要原因是", 0, 2)]
    marked, x = [], 50.0
    for w in words:
        marked.append(replace(w, box=Box(x, 105, x + w.box.width, 115)))
        x += w.box.width
    fills = [Fill(box=Box(w.box.x0, 104, w.box.x1, 116), grey=0.9) for w in marked]
    assert all(isinstance(b, Line) for b in blocks(page(marked, fills)))


def test_painted_cells_that_their_texts_fill_from_side_to_side_are_cells_where_they_are_higher() -> None:
    words = [
        Word(text=t, box=Box(XS[c], y + 4, XS[c + 1], y + 14), size=10.0)
        for y, row in (
            (100, ("本年收入合计数", "本年支出合计数", "年末结余合计数", "上年结余合计数")),
            (120, ("1,234.50",) * 4),
            (140, ("7,654.25",) * 4),
        )
        for c, t in enumerate(row)
    ]
    fills = [fill for row in range(3) for fill in painted(row, grey=1.0)]
    assert texts(only_grid(page(words, fills)))[1:] == [["1,234.50"] * 4, ["7,654.25"] * 4]


def test_painted_rows_beside_cells_that_stand_for_several_make_no_grid_of_their_own() -> None:
    """Where the cells at the left are not painted, nothing tells where they end."""
    right = ((1, 1), (2, 2), (3, 3))
    names = [centred("灌区改造", 2, 0)]
    rows = [centred(t, r, c) for r in range(1, 4) for c, t in ((1, "数量指标"), (2, "渠道长度"), (3, "18公里"))]
    head = [centred(t, 0, c) for c, t in enumerate(("项目名称", "指标", "内容", "指标值"))]
    found = blocks(page([*head, *names, *rows], [*painted(0, 0.2), *painted(2, 0.9, right)]))
    assert not any(isinstance(b, Grid) and b.source is GridSource.RULED for b in found)


def banded(open_rows: set[int], rows: int) -> list[Rule]:
    """Level rules under every row, upright ones in the rows that are not open."""
    out = [across(r) for r in range(rows + 1)]
    for r in range(rows):
        xs = (XS[0], XS[-1]) if r in open_rows else XS
        y = TOP + r * HIGH
        out += [Rule(box=Box(x - 0.25, y, x + 0.25, y + HIGH), horizontal=False) for x in xs]
    return out


def test_rows_without_upright_lines_have_the_columns_of_the_rows_beside_them() -> None:
    head = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "基本支出", "项目支出"))]
    grid = only_grid(page([*head, *body(1, 4)], [], banded({2, 4}, 5)))
    assert texts(grid)[1:] == [
        ["20501", "行政管理", "12.50", "7.25"],
        ["20502", "普通教育", "310.00", "4.75"],
        ["20508", "培训", "9.00", ""],
        ["20501", "行政管理", "12.50", "7.25"],
    ]


def test_a_text_over_a_line_that_its_row_lacks_stays_whole() -> None:
    head = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "基本支出", "项目支出"))]
    total = [centred("合计", 2, 0, 1), centred("331.50", 2, 2), centred("12.00", 2, 3)]
    grid = only_grid(page([*head, *body(1, 1), *total], [], banded({2}, 3)))
    assert texts(grid)[2] == ["合计", "", "331.50", "12.00"]
    assert [c.col_span for c in grid.cells if c.text == "合计"] == [2]


def test_a_line_of_signatures_in_a_merged_row_is_not_parted() -> None:
    head = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "基本支出", "项目支出"))]
    signed = [centred("填表人：", 4, 0), centred("审核人：", 4, 2)]
    grid = only_grid(page([*head, *body(1, 3), *signed], [], banded({4}, 5)))
    assert [c.col_span for c in grid.cells if c.row == 4] == [4]


def test_texts_far_apart_in_one_cell_are_never_sure() -> None:
    head = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "基本支出", "项目支出"))]
    apart = [centred("满意度指标", 4, 1), centred("群众满意度", 4, 3)]
    grid = only_grid(page([*head, *body(1, 3), *apart], [], banded({4}, 5)))
    (cell,) = [c for c in grid.cells if c.row == 4]
    assert max(f.confidence for f in cell.fragments) < 0.99


def test_rules_beside_a_cell_that_stands_for_several_rows_part_them_below_a_painted_head() -> None:
    head = [centred(t, 0, c) for c, t in enumerate(("项目名称", "预算金额", "三级指标", "指标值"))]
    rows = [centred("灌区改造", 2, 0), centred("128.50", 2, 1)]
    rows += [centred(t, r, c) for r in (1, 2, 3) for c, t in ((2, f"指标{'甲乙丙丁'[r]}"), (3, f"{r}公里"))]
    grid = only_grid(page([*head, *rows], painted(0, 0.2), [across(2, 2), across(3, 2), across(4)]))
    assert [(c.row_span, c.text) for c in grid.cells if c.col == 0] == [(1, "项目名称"), (3, "灌区改造")]
    assert [row[2:] for row in texts(grid)[1:]] == [["指标乙", "1公里"], ["指标丙", "2公里"], ["指标丁", "3公里"]]


def test_rows_beside_a_cell_that_lost_a_line_of_its_own_are_never_sure() -> None:
    """Two labels stand apart in a cell over several rows: which rows each stands for is not drawn."""
    rows = [centred(t, r, c) for r in range(4) for c, t in ((1, f"指标{'甲乙丙丁'[r]}"), (2, f"{r + 3}公里"))]
    labels = [centred("效益指标", 1, 0), centred("满意指标", 3, 0)]
    rules = [across(0), across(4), *(across(r, 1) for r in (1, 2, 3))]
    rules += [Rule(box=Box(x - 0.25, TOP, x + 0.25, TOP + 4 * HIGH), horizontal=False) for x in XS]
    grid = only_grid(page([*rows, *labels], [], rules))
    assert all(f.confidence < 0.99 for c in grid.cells for f in c.fragments)


def test_a_painted_row_as_high_as_its_page_goes_on_with_the_columns_above_it() -> None:
    high = [Fill(box=f.box._replace(bottom=f.box.top + 30 * HIGH), grey=f.grey) for f in painted(2)]
    long_text = [centred("报送指标", 2 + 0.6 * i, 3) for i in range(40)]
    words = [*(centred(t, 0, c) for c, t in enumerate(("编码", "名称", "金额", "说明"))), *body(1, 2)[:6], *long_text]
    grid = only_grid(page(words, [*painted(0), *painted(1), *high]))
    assert grid.source is GridSource.RULED
    assert texts(grid)[2][3].count("报送指标") == 40


def test_the_label_of_a_total_that_may_stand_over_two_columns_leaves_the_row_below_a_painted_head_open() -> None:
    def rules(label_at: float) -> list[Rule]:
        stops = (50.0, 110.0, 250.0, 350.0)
        fills = [Fill(box=Box(a, 100, b, 120), grey=0.8) for a, b in pairwise(stops)]
        texts = [
            ("编码", 70, 105),
            ("名称", 170, 105),
            ("支出", 290, 105),
            ("合计", label_at, 123),
            ("12.50", 315, 123),
        ]
        words = [Word(text=t, box=Box(x, y, x + 20, y + 10), size=10) for t, x, y in texts]
        return rules_of(fills, (), words)

    assert rules(label_at=115)  # at the left of the second column
    assert not rules(label_at=140)  # in the middle of the first two


def test_the_label_of_a_total_over_two_columns_leaves_a_table_of_painted_rows_closed() -> None:
    """Below a head of two painted rows; every second row is painted. What it covers, the whole table tells."""
    words = [*(centred(t, 1, c) for c, t in enumerate(("编码", "名称", "合计", "项目支出")))]
    words += [centred("合计", 2, 0, 1), centred("331.50", 2, 2), centred("12.00", 2, 3), *body(3, 5)]
    fills = [*painted(0, spans=((0, 1), (2, 3))), *(f for row in (1, 3, 5, 7) for f in painted(row, grey=0.9))]
    grid = only_grid(page([*words, centred("科目", 0, 0, 1), centred("支出", 0, 2, 3)], fills))
    assert (grid.source, grid.rows, grid.cols) == (GridSource.RULED, 8, 4)
    assert texts(grid)[2][2:] == ["331.50", "12.00"]


@pytest.mark.parametrize(
    "caption",
    [
        replace(centred("资本预算表", 4.2, 1, 2), size=16.0),
        Word(text="部门名称：档案馆", box=Box(50, 190, 130, 200), size=10.0),
        Word(text="霁州市档案馆", box=Box(20, 190, 80, 200), size=10.0),
    ],
)
def test_a_caption_between_painted_tables_of_the_same_columns_is_no_row(caption: Word) -> None:
    head = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "基本支出", "项目支出"))]
    low = [
        replace(w, box=Box(w.box.x0, w.box.top + 6 * HIGH, w.box.x1, w.box.bottom + 6 * HIGH))
        for w in (*head, *body(1, 2))
    ]
    fills = [fill for row in (0, 1, 2, 6, 7, 8) for fill in painted(row, grey=1.0)]
    found = blocks(page([*head, *body(1, 2), caption, *low], fills))
    grids = [texts(b) for b in found if isinstance(b, Grid)]
    assert (
        grids
        == [
            [
                ["编码", "名称", "基本支出", "项目支出"],
                ["20501", "行政管理", "12.50", "7.25"],
                ["20502", "普通教育", "310.00", "4.75"],
            ]
        ]
        * 2
    )
    assert [b.text for b in found if isinstance(b, Line)] == [caption.text]


def test_a_caption_in_two_columns_above_the_frame_of_the_next_painted_table_is_no_row() -> None:
    head = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "基本支出", "项目支出"))]
    total = [centred("合计", 2, 0, 1), centred("12.50", 2, 2), centred("7.25", 2, 3)]
    caption = [
        Word(text="部门名称：档案馆", box=Box(50, 186, 130, 196), size=10.0),
        Word(text="单位：元", box=Box(410, 186, 450, 196), size=10.0),
    ]
    fills = [*painted(0, 1.0), *painted(1, 1.0), *painted(2, 1.0, ((0, 1), (2, 2), (3, 3)))]
    assert rules_of(fills, [across(3), across(5)], [*head, *body(1, 1), *total, *caption]) == rules_of(
        fills, [across(3)], [*head, *body(1, 1), *total]
    )


def test_a_rule_below_several_unpainted_rows_makes_no_row_of_them() -> None:
    head = [*painted(0, 0.2, ((0, 1), (2, 3))), *painted(1, 0.2)]
    assert rules_of(head, [across(2), across(3)], [*HEAD, *body(2, 1)])
    assert rules_of(head, [across(2), across(5)], [*HEAD, *body(2, 3)]) == []


def test_the_note_of_a_table_and_the_title_of_the_next_as_wide_are_no_row() -> None:
    note = Word(text="注：本表反映部门本年度的支出情况，以万元为单位列示。", box=Box(50, 185, 310, 195), size=10)
    title = Word(text="第二张本年支出决算情况表", box=Box(190, 210, 310, 220), size=10)
    first = [*painted(0, 0.2, ((0, 1), (2, 3))), *painted(1, 0.2), *painted(2), *painted(3)]
    second = [replace(f, box=f.box._replace(top=f.box.top + 140, bottom=f.box.bottom + 140)) for f in first]
    words = [*HEAD, *body(2, 2)]
    below = [replace(w, box=w.box._replace(top=w.box.top + 140, bottom=w.box.bottom + 140)) for w in words]
    found = [b for b in blocks(page([*words, note, title, *below], [*first, *second])) if isinstance(b, Grid)]
    assert [(g.rows, g.cols) for g in found] == [(4, 4), (4, 4)]


def test_a_total_alone_below_a_painted_head_is_a_row_over_the_columns_it_is_centred_over() -> None:
    head = [*painted(0, 0.2, ((0, 1), (2, 3))), *painted(1, 0.2)]
    grid = only_grid(page([*HEAD, centred("合计", 2, 0, 1)], head, [across(2), across(3)]))
    assert [(c.row, c.col, c.col_span) for c in grid.cells if c.text == "合计"] == [(2, 0, 2)]


def at(text: str, x: float, row: float, joints: tuple[int, ...] = ()) -> Word:
    """A text from `x` on, its ideographs 10 points wide and other letters 5; `joints`: where the next text begins."""
    edges = [x]
    for c in text:
        edges.append(edges[-1] + (10.0 if ord(c) > 0x2000 else 5.0))
    y = TOP + (row + 0.5) * HIGH
    box = Box(x, y - 5, edges[-1], y + 5)
    return Word(text=text, box=box, size=10.0, char_x=tuple(edges), joints=joints)


def test_texts_that_touch_below_a_painted_head_are_parted_at_the_edge_between_their_columns() -> None:
    heads = [centred(t, 0, c) for c, t in enumerate(("项目", "预算数", "支出", "决算数"))]
    rows = [at("拨款", 60, 1), at("4,588教育支出", 226, 1, (5,)), at("4,242", 424, 1)]
    rows += [at("收入", 60, 2), at("0运行", 246, 2, (1,)), at("879", 434, 2)]
    grid = only_grid(page([*heads, *rows], painted(0), [across(0), across(1), across(2), across(3)]))
    assert texts(grid)[1:] == [["拨款", "4,588", "教育支出", "4,242"], ["收入", "0", "运行", "879"]]


def test_a_stop_that_hangs_over_its_edge_and_a_high_row_leave_the_columns_below_a_painted_head() -> None:
    heads = [centred(t, 0, c) for c, t in enumerate(("项目", "目标", "预算数", "决算数"))]
    lines = [at("保障网站等各系统运行、", 150, 1 + 0.6 * i) for i in range(16)]
    row = [at("运行维护", 60, 5.5), *lines, at("4,094", 325, 5.5), at("70", 440, 5.5)]
    grid = only_grid(page([*heads, *row], painted(0), [across(0), across(1), across(11)]))
    assert [len(t) for t in texts(grid)[1]] == [4, 176, 5, 2]


def test_the_number_of_a_page_close_below_a_painted_head_is_no_row() -> None:
    number = [centred("—", 2.2, 1), centred("9", 2.2, 1, 2), centred("—", 2.2, 2)]
    head = [*painted(0, 0.8, ((0, 1), (2, 3))), *painted(1)]
    assert only_grid(page([*HEAD, *number], head)).rows == 2


def test_the_rest_of_a_text_between_a_painted_head_and_the_last_rule_is_a_row_and_a_note_is_not() -> None:
    names = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "金额", "绩效目标"))]

    def rows(first: int) -> list[list[str]]:
        rest = [centred("提升服务水平", 1, first), centred("逐步实现共享。", 2, first)]
        return texts(only_grid(page([*names, *rest], painted(0), [across(0), across(3)])))

    assert rows(3) == [["编码", "名称", "金额", "绩效目标"], ["", "", "", "提升服务水平逐步实现共享。"]]
    assert rows(0) == [["编码", "名称", "金额", "绩效目标"]]


def test_a_note_whose_letters_end_at_the_edges_of_columns_is_no_row_below_painted_cells() -> None:
    heads = [centred(t, 0, c) for c, t in enumerate(("项目", "目标", "预算数", "决算数"))]
    rows = [at("拨款", 60, 1), at("4,588", 325, 1), at("4,242", 424, 1)]
    note = replace(at("注：本表是收入和支出情况。", 60, 2), joints=None)  # a letter ends at 150
    grid = only_grid(page([*heads, *rows, note], [*painted(0), *painted(1, 1.0)]))
    assert grid.rows == 2


def test_lines_of_a_long_text_below_a_painted_head_are_of_a_row_and_leave_it_open() -> None:
    heads = [centred(t, 0, c) for c, t in enumerate(("项目", "预算数", "绩效目标", "绩效指标"))]
    lines = [at("产出指标及时", 355, 1 + 0.6 * i) for i in range(3)]
    assert rules_of(painted(0), [], [*heads, *lines]) == []
    assert rules_of(painted(0), [], heads) != []


def test_the_sides_of_a_frame_part_no_head_above_the_first_painted_row() -> None:
    sides = [Rule(box=Box(x - 0.25, TOP, x + 0.25, TOP + 6 * HIGH), horizontal=False) for x in (XS[0], XS[-1])]
    frame = [across(0), across(6), *sides]
    grid = only_grid(page([*HEAD, *body(2, 4)], painted(3) + painted(5), frame))
    assert texts(grid)[:3] == [
        ["项目", "", "本年支出", ""],
        ["编码", "名称", "基本支出", "项目支出"],
        ["20501", "行政管理", "12.50", "7.25"],
    ]


def test_a_head_that_is_ruled_alone_goes_down_to_the_row_above_the_first_painted_one() -> None:
    lines = [across(0), across(1, 0, 3), across(2)]
    for x in XS:
        top = TOP + (HIGH if x in (XS[1], XS[3]) else 0)
        lines.append(Rule(box=Box(x - 0.25, top, x + 0.25, TOP + 2 * HIGH), horizontal=False))
    grid = only_grid(page([*HEAD, *body(2, 4)], painted(3) + painted(5), lines))
    assert texts(grid)[:3] == [
        ["项目", "", "本年支出", ""],
        ["编码", "名称", "基本支出", "项目支出"],
        ["20501", "行政管理", "12.50", "7.25"],
    ]


def test_a_painted_row_without_figures_below_one_with_figures_is_no_head() -> None:
    blank = [centred("20503", 3, 0), centred("职业教育", 3, 1)]
    words = [*HEAD, *body(2, 1), *blank, *body(4, 2)]
    grid = only_grid(page(words, painted(3) + painted(5)))
    assert texts(grid)[:2] == [["项目", "", "本年支出", ""], ["编码", "名称", "基本支出", "项目支出"]]


def test_the_ground_of_a_field_in_a_painted_cell_is_no_cell() -> None:
    uprights = [Rule(box=Box(x - 0.25, TOP, x + 0.25, TOP + 3 * HIGH), horizontal=False) for x in XS]
    levels = [across(row) for row in range(4)]
    words = [centred(t, 0, c) for c, t in enumerate(("编码", "项目", "合计", "基本支出"))] + body(1, 2)
    fields = [Fill(box=Box(x - 60, TOP + 24, x - 1, TOP + 36), grey=0.85) for x in XS[3:]]
    page = PageContent(
        number=1, width=600, height=800, words=tuple(words), rules=(*uprights, *levels), fills=(*painted(1), *fields)
    )
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    assert (grid.rows, grid.cols) == (3, 4)


def test_grounds_of_fields_that_meet_by_chance_in_ruled_cells_are_no_cells() -> None:
    uprights = [Rule(box=Box(x - 0.25, TOP, x + 0.25, TOP + 3 * HIGH), horizontal=False) for x in XS]
    levels = [across(row) for row in range(4)]
    words = [centred(t, 0, c) for c, t in enumerate(("编码", "项目", "合计", "基本支出"))] + body(1, 2)
    fields = [Fill(box=Box(XS[2], TOP + 24, XS[3], TOP + 36), grey=0.85)]
    fields += [Fill(box=Box(XS[3], TOP + 24, XS[4] - 30, TOP + 36), grey=0.85)]
    assert rules_of(fields, [*uprights, *levels], words) == []


def test_painted_rows_below_a_running_head_go_on_from_the_page_before_and_below_a_text_of_their_columns_do_not() -> (
    None
):
    fills = [f for row in range(3) for f in painted(row, grey=1.0)]
    above = Word(text="某市统计局部门预算", box=Box(50, 40, 140, 50), size=10.0)
    assert (only_grid(page([above, *body(0, 3)], fills))).rows == 3
    near = [centred(t, -1, c) for c, t in enumerate(("编码", "名称", "合计"))]
    assert rules_of(fills, [], [*near, *body(0, 3)]) == []


def test_a_total_centred_over_two_columns_leaves_the_rows_above_it_parted_below_a_ruled_head() -> None:
    frame = [Rule(box=Box(x - 0.25, TOP, x + 0.25, TOP + 5 * HIGH), horizontal=False) for x in (XS[0], XS[-1])]
    inner = [Rule(box=Box(x - 0.25, TOP, x + 0.25, TOP + HIGH), horizontal=False) for x in XS[1:-1]]
    words = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "合计", "基本支出"))] + body(1, 3)
    words += [centred("合计", 4, 0, 1), centred("331.50", 4, 2), centred("12.00", 4, 3)]
    grid = only_grid(page(words, [], [*frame, *inner, across(0), across(1), across(5)]))
    assert [row[:2] for row in texts(grid)][1:4] == [["20501", "行政管理"], ["20502", "普通教育"], ["20508", "培训"]]


def test_a_figure_that_runs_over_its_column_by_a_letter_hides_no_line_in_a_row_that_lacks_all() -> None:
    head = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "基本支出", "项目支出"))]
    width, y = 104.0, TOP + 2.5 * HIGH
    long = Word(text="12,447,064,447,064.95", box=Box(251.0, y - 5, 251.0 + width, y + 5), size=10)
    last = Word(text="12,447,064,447,064.95", box=Box(356.0, y - 5, 446.0, y + 5), size=10)
    rows = [centred("20501", 2, 0), centred("行政管理", 2, 1), long, last]
    grid = only_grid(page([*head, *body(1, 1), *rows], [], banded({2}, 3)))
    assert texts(grid)[2] == ["20501", "行政管理", "12,447,064,447,064.95", "12,447,064,447,064.95"]


def test_a_figure_that_touches_the_name_in_the_next_column_hides_no_line_in_a_row_that_lacks_all() -> None:
    head = [centred(t, 0, c) for c, t in enumerate(("项目", "预算数", "项目", "预算数"))]
    text, y = "12.50教育支出", TOP + 2.5 * HIGH
    edges = (*(250.0 - 5.0 * (5 - k) for k in range(5)), *(250.0 + 10.0 * k for k in range(5)))
    touching = Word(text=text, box=Box(225, y - 5, 290, y + 5), size=10, char_x=edges, joints=())
    rows = [centred("事业收入", 2, 0), touching, centred("7.25", 2, 3)]
    grid = only_grid(page([*head, *body(1, 1), *rows], [], banded({2}, 3)))
    assert texts(grid)[2] == ["事业收入", "12.50", "教育支出", "7.25"]


def test_painted_cells_beside_a_column_that_is_not_painted_make_no_table_without_it() -> None:
    spans = ((1, 1), (2, 2), (3, 3))
    head = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "基本支出", "项目支出"))]
    fills = [fill for row in range(4) for fill in painted(row, 1.0, spans)]
    grid = only_grid(page([*head, *body(1, 3)], fills))
    assert texts(grid)[1] == ["20501", "行政管理", "12.50", "7.25"]


def test_cells_with_white_between_them_are_a_grid() -> None:
    """`border-spacing` of a web page: all cells are painted, all as far apart."""
    white = 1.5
    fills = [
        replace(f, box=Box(f.box.x0 + white, f.box.top + white, f.box.x1 - white, f.box.bottom - white))
        for r in range(4)
        for f in painted(r, 0.8 if r == 0 else 0.94)
    ]
    head = [centred(t, 0, c) for c, t in enumerate(("编码", "名称", "基本支出", "项目支出"))]
    grid = only_grid(page([*head, *body(1, 3)], fills))
    assert texts(grid)[3] == ["20508", "培训", "9.00", ""]


def test_a_painted_head_over_rows_that_are_not_painted_makes_no_table_of_the_first_of_them() -> None:
    """A row that others follow, further off than lines are, is not the table's last."""
    words = [*HEAD[1:3], *HEAD[4:], *(centred(t, 2.2 + 1.6 * i, c) for i in range(4) for c, t in enumerate(ROW))]
    assert rules_of(painted(1), [], words) == []
    assert rules_of(painted(1), [], words[: len(words) - 12]) != []


ROW = ("甲", "乙", "丙", "丁")


def test_quantities_under_one_another_between_two_rules_are_rows() -> None:
    rows = [
        centred(t, 2.5 + i, c) for i in range(2) for c, t in enumerate(("产出", "数量", "期数", ("12期", "≥98%")[i]))
    ]
    words = [*HEAD[1:3], *HEAD[4:], *rows]
    assert rules_of(painted(1), [across(4.0)], words) == []
