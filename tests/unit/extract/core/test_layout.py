"""Layout from words and rules alone, as OCR pages give them: no sizes, no character edges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.geometry.layout import blocks
from services.extract.core.geometry.word_cuts import amounts_of, cut, parted_amounts
from services.extract.core.geometry.words import line_block
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
        ("4607.204607.20", 75.0, ["4607.20", "4607.20"]),  # thousands that nothing groups
    ],
)
def test_words_are_cut_where_two_cells_touch(text: str, at: float, parts: list[str]) -> None:
    edges = tuple(10.0 * i for i in range(len(text) + 1))
    whole = Word(text=text, box=Box(0, 0, edges[-1], 10), size=10, char_x=edges)
    assert [w.text for w in cut(whole, [at])] == parts


@pytest.mark.parametrize(
    ("text", "joints", "at", "parts"),
    [
        ("逐步提升，≥40家", (5,), 46.0, ["逐步提升，", "≥40家"]),  # the stop hangs over the line
        ("逐步提升，按时完成", (4, 5), 41.0, ["逐步提升，", "按时完成"]),  # no text begins with a stop
        ("设施更新改造3号", (), 60.0, ["设施更新改造3号"]),  # painted in one piece
        ("设施更新改造3号", (6,), 60.0, ["设施更新改造", "3号"]),
        ("设施更新改造3号", (6,), 30.0, ["设施更新改造3号"]),
        ("合计1.002.00", (2, 6), 60.0, ["合计1.00", "2.00"]),
        ("210.8830201办公费", (11,), 61.0, ["210.88", "30201办公费"]),  # an amount and a code in one piece
        ("210.8830201办公费", (11,), 45.0, ["210.8830201办公费"]),
        ("—312,240", (), 10.0, ["—", "312,240"]),  # no figure in the one cell, a figure in the next
        ("—312,240", (), 34.0, ["—312,240"]),
        ("拨款4,588", (4,), 20.0, ["拨款", "4,588"]),  # set right up to the line, the amount left up to it
        ("拨款4,588", (4,), 23.0, ["拨款4,588"]),
        ("4,588一、社会", (), 50.0, ["4,588", "一、社会"]),
        ("4,588支出总计", (), 49.0, ["4,588", "支出总计"]),  # set right up to the line and right from it on
        ("4588支出总计", (), 39.0, ["4588支出总计"]),
        ("88543一、社会", (), 50.2, ["88543", "一、社会"]),  # longer than a year
        ("88543一、社会", (), 51.0, ["88543一、社会"]),
        ("4,588支出总计", (), 48.0, ["4,588支出总计"]),
        ("拨款4,588支出", (7,), 20.0, ["拨款", "4,588支出"]),
        ("更新2023", (), 20.0, ["更新2023"]),
        ("12个月", (), 20.0, ["12个月"]),
        ("26,225.55", (), 70.5, ["26,225.55"]),  # a figure runs over the line, wherever that passes between digits
        ("26225", (), 31.0, ["26225"]),
        ("26225", (), 30.0, ["262", "25"]),  # two figures meet there, or one runs over it: `fill` has a doubt
        ("２６，２２５．５５", (), 71.0, ["２６，２２５．５５"]),
        ("２６．１０２５．５５", (), 42.0, ["２６．１０", "２５．５５"]),
        ("合计１９７", (2,), 29.0, ["合计", "１９７"]),  # a digit of it hangs over the line
        ("9.64-0.0918", (2, 5, 10), 41.0, ["9.64", "-0.0918"]),  # a sign is of the figure behind it
        ("-12036.85", (1,), 11.0, ["-", "12036.85"]),  # and a dash at the beginning says that there is none
        ("149.1030201", (4,), 60.5, ["149.10", "30201"]),  # a code behind an amount whose point stands unevenly
    ],
)
def test_a_word_is_cut_at_a_line_where_another_text_begins(
    text: str, joints: tuple[int, ...], at: float, parts: list[str]
) -> None:
    edges = tuple(10.0 * i for i in range(len(text) + 1))
    whole = Word(text=text, box=Box(0, 0, edges[-1], 10), size=10, char_x=edges, joints=joints)
    assert [w.text for w in cut(whole, [at])] == parts


def test_joints_of_the_pieces_count_from_their_own_first_character() -> None:
    edges = tuple(10.0 * i for i in range(7))
    whole = Word(text="甲乙丙丁戊己", box=Box(0, 0, 60, 10), size=10, char_x=edges, joints=(2, 4))
    assert [w.text for w in cut(whole, [20, 40])] == ["甲乙", "丙丁", "戊己"]


def test_a_stop_that_hangs_over_a_line_does_not_draw_the_next_cell_to_it() -> None:
    words = [word("改善服务，", 52, 105, 52), word("满意", 105, 105), word("按时", 12, 125), word("完成", 62, 125)]
    (grid,) = blocks(page(words, lattice([10, 50, 100, 150], [100, 120, 140])))
    assert isinstance(grid, Grid)
    assert [(c.row, c.col, c.text) for c in grid.cells if c.text] == [
        (0, 1, "改善服务，"), (0, 2, "满意"), (1, 0, "按时"), (1, 1, "完成"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "width", "sure"),
    [
        (85, 60, True),  # hangs over the line at the right of its cell, most of it inside
        (96, 60, True),
        (50, 95, False),  # up to the right line of its cell, and over that at its left
    ],
)
def test_a_figure_that_runs_over_a_line_is_whole_in_the_cell_that_has_the_most_of_it_or_that_it_is_set_up_to(
    left: float, width: float, sure: bool
) -> None:
    figure = Word(text="26,225.55", box=Box(left, 105, left + width, 115), size=10, joints=(),
                  char_x=tuple(left + i * width / 9 for i in range(10)))  # fmt: skip
    words = [word("甲", 12, 105), figure, word("乙", 12, 125), word("1.00", 110, 125), word("2.00", 200, 125)]
    (grid,) = blocks(page(words, lattice([10, 80, 150, 260], [100, 120, 140])))
    assert isinstance(grid, Grid)
    ((col, confidence),) = ((c.col, f.confidence) for c in grid.cells for f in c.fragments if f.text == "26,225.55")
    assert (col, confidence >= 0.99) == (1, sure)


def test_a_row_with_one_text_opens_a_page_as_the_rest_of_a_row_and_is_running_text_elsewhere() -> None:
    rest = word("和群众满意度。", 112, 105)
    head = word("某市档案馆预算", 200, 20)
    frame = lattice([10, 60, 110, 260], [100, 120])
    (line, grid) = blocks(page([head, rest], frame))
    assert isinstance(line, Line)
    assert isinstance(grid, Grid)
    assert [(c.col, c.text) for c in grid.cells if c.text] == [(2, "和群众满意度。")]
    above = [word(f"第{n}段。", 20, 20 + 15 * n) for n in range(4)]
    assert not any(isinstance(b, Grid) for b in blocks(page([*above, rest], frame)))


def test_heads_whose_upright_lines_begin_at_three_heights_have_three_rows() -> None:
    """Nothing but the ends of upright lines parts the rows of the head."""
    level = [Rule(box=Box(10, y - 0.3, 190, y + 0.3), horizontal=True) for y in (100, 160, 200)]
    tops = {10: 100, 40: 140, 70: 120, 130: 100, 190: 100}
    down = [Rule(box=Box(x - 0.3, top, x + 0.3, 200), horizontal=False) for x, top in tops.items()]
    head = [word("项目", 60, 105), word("编码", 30, 125), word("类", 20, 145, 8), word("款", 50, 145, 8)]
    body = [
        word("名称", 90, 125),
        word("金额", 150, 105),
        word("205", 15, 175),
        word("甲", 90, 175),
        word("3", 150, 175),
    ]
    (grid,) = blocks(page([*head, *body], (*level, *down)))
    assert isinstance(grid, Grid)
    heads = sorted((c.row, c.col, c.col_span, c.text) for c in grid.cells if c.text and c.row < 3)
    assert heads == [
        (0, 0, 3, "项目"),
        (0, 3, 1, "金额"),
        (1, 0, 2, "编码"),
        (1, 2, 1, "名称"),
        (2, 0, 1, "类"),
        (2, 1, 1, "款"),
    ]


def test_columns_that_the_head_alone_rules_go_on_in_the_frame_below_it() -> None:
    level = [Rule(box=Box(10, y - 0.3, 260, y + 0.3), horizontal=True) for y in (100, 120, 180)]
    tops = {10: 180, 110: 120, 160: 120, 210: 120, 260: 180}
    down = [Rule(box=Box(x - 0.3, 100, x + 0.3, bottom), horizontal=False) for x, bottom in tops.items()]
    head = [word(t, x, 105) for t, x in (("名称", 50), ("代码", 125), ("金额", 175), ("备注", 225))]
    rows = [[word(f"第{n}所", 15, 125 + 18 * n, 30), word(f"{n}.50", 185, 125 + 18 * n, 20)] for n in range(3)]
    (grid,) = blocks(page([*head, *(w for row in rows for w in row)], (*level, *down)))
    assert isinstance(grid, Grid)
    found = sorted((c.row, c.col, c.text) for c in grid.cells if c.row and c.text)
    assert found == [(r, c, t) for r in (1, 2, 3) for c, t in ((0, f"第{r - 1}所"), (2, f"{r - 1}.50"))]


#: a page-high row without rules inside: amounts beside the end of one text, a name in the middle of another text
_END = [word("4.5", 115, 122), word("九、按期完成，", 165, 115, 70), word("准时率百分百。", 165, 127, 70)]
_NEXT = [word("甲项目", 15, 186), word("完成改造。", 115, 186, 40)]
_RUN = [word("一、改造工程量", 165, 150 + 12 * n, 72) for n in range(7)]


def test_the_end_of_a_row_and_the_row_below_it_are_two_where_cells_stand_level_in_each_alone() -> None:
    (grid,) = blocks(page([*_END, *_NEXT, *_RUN], lattice([10, 110, 160, 240], [110, 240])))
    assert isinstance(grid, Grid)
    found = sorted((c.row, c.col, c.text) for c in grid.cells if c.text)
    assert found[:2] == [(0, 1, "4.5"), (0, 2, "九、按期完成，准时率百分百。")]
    assert [(row, col) for row, col, _ in found[2:]] == [(1, 0), (1, 1), (1, 2)]
    assert max(f.confidence for c in grid.cells for f in c.fragments) < 0.99


def test_one_cell_alone_may_be_the_end_of_the_row_that_the_page_before_begins() -> None:
    (grid,) = blocks(page([*_END[1:], *_NEXT, *_RUN], lattice([10, 110, 160, 240], [110, 240])))
    assert isinstance(grid, Grid)
    found = sorted((c.row, c.col, c.text) for c in grid.cells if c.text)
    assert found[0] == (0, 2, "九、按期完成，准时率百分百。")
    assert [(row, col) for row, col, _ in found[1:]] == [(1, 0), (1, 1), (1, 2)]
    assert max(f.confidence for c in grid.cells for f in c.fragments) < 0.99


def test_a_name_over_three_lines_and_the_figures_at_the_foot_of_its_row_are_one_row() -> None:
    name = [word(t, 15, 112 + 12 * i, 70) for i, t in enumerate(("霁州市人力资源", "和社会保障数据", "服务中心"))]
    words = [*name, word("4,402.83", 115, 136), word("4,402.83", 165, 136)]
    (grid,) = blocks(page(words, lattice([10, 110, 160, 240], [90, 110, 150])))
    assert isinstance(grid, Grid)
    assert {c.row for c in grid.cells if c.text} == {1}


def test_figures_level_with_the_last_line_of_loosely_set_names_are_of_their_row() -> None:
    """Cells set at the foot of their row, as spreadsheets set them."""
    words = [word("机关单位养老保险", 15, 112, 90), word("费", 15, 127, 10), word("151", 115, 127), word("0", 165, 127)]
    (grid,) = blocks(page(words, lattice([10, 110, 160, 240], [90, 110, 140])))
    assert isinstance(grid, Grid)
    assert [(c.row, c.text) for c in grid.cells if c.text] == [(1, "机关单位养老保险费"), (1, "151"), (1, "0")]
    assert min(f.confidence for c in grid.cells for f in c.fragments) == 1.0


def test_short_lines_of_a_high_head_cell_that_follow_one_another_closely_are_one_text() -> None:
    lines = [word(t, 35, 103 + 15.2 * n, 20) for n, t in enumerate(("国有", "资本", "经营", "预算"))]
    head = [word("收入", 105, 105), word("小计", 105, 135)]
    body = [word("1.0", 35, 175), word("2.0", 105, 175)]
    rules = [r for r in lattice([10, 90, 160], [100, 130, 170, 190]) if r.box.top < 129 or r.box.top > 131]
    under = Rule(box=Box(90, 129.7, 160, 130.3), horizontal=True)
    (grid,) = blocks(page([*lines, *head, *body], (*rules, under)))
    assert isinstance(grid, Grid)
    assert grid.cells[0].text == "国有资本经营预算"
    assert (grid.cells[0].row_span, min(f.confidence for f in grid.cells[0].fragments)) == (2, 1.0)


def test_a_row_as_high_as_its_lines_is_no_two_rows_among_ruled_ones() -> None:
    """Lines set so far apart that another would have room between them, the figures at the foot."""
    names = [word("平台升级改造和等级", 15, 112, 90), word("保护测评", 15, 136, 40)]
    goals = [word("完成维护与更新，不发生", 165, 112, 70), word("责任事故。", 165, 136, 50)]
    rows = [
        w for y in (155, 175) for w in (word("业务经费", 15, y, 40), word("5.86", 115, y), word("无。", 165, y, 20))
    ]
    rules = lattice([10, 110, 160, 240], [90, 110, 150, 170, 190])
    (grid,) = blocks(page([*names, word("130.69", 115, 136), *goals, *rows], rules))
    assert isinstance(grid, Grid)
    found = [c.text for c in grid.cells if c.row == 1]
    assert found == ["平台升级改造和等级保护测评", "130.69", "完成维护与更新，不发生责任事故。"]


def test_lines_of_a_high_head_cell_set_apart_are_one_text_unless_each_has_a_row() -> None:
    def texts_of(*lines: tuple[str, float]) -> list[str]:
        rules = [r for r in lattice([10, 90, 160], [100, 120, 140, 200, 220]) if not 119 < r.box.top < 141]
        under = [Rule(box=Box(90, y - 0.3, 160, y + 0.3), horizontal=True) for y in (120, 140)]
        beside = [word(t, 105, y) for t, y in (("收入", 105), ("小计", 125), ("其中", 165), ("1.0", 205))]
        (grid,) = blocks(page([*(word(t, 30, y, 24) for t, y in lines), *beside], (*rules, *under)))
        assert isinstance(grid, Grid)
        return [c.text for c in grid.cells if c.col == 0 and c.text]

    assert texts_of(("国有", 104), ("资本", 123), ("经营", 142), ("预算", 161)) == ["国有资本经营预算"]
    assert texts_of(("国有", 104), ("资本", 124), ("经营", 165)) == ["国有", "资本", "经营"]


def test_letters_drawn_apart_from_side_to_side_of_a_cell_are_one_text() -> None:
    """A justified line that a break ends, over a line that another row alone has."""
    drawn = [word(t, 15 + 40 * i, 124, 10) for i, t in enumerate("科技成果")]
    words = [word("甲", 15, 105), word("乙", 95, 105), *drawn, word("转化", 15, 136, 20), word("3.15", 185, 136)]
    rules = [r for r in lattice([10, 80, 170, 240], [100, 120, 150]) if r.horizontal or not 79 < r.box.x0 < 81]
    (grid,) = blocks(page(words, (*rules, Rule(box=Box(79.7, 100, 80.3, 120), horizontal=False))))
    assert isinstance(grid, Grid)
    assert [(c.col, c.col_span, c.text.replace(" ", "")) for c in grid.cells if c.row == 1] == [
        (0, 2, "科技成果转化"), (2, 1, "3.15"),
    ]  # fmt: skip


def test_letters_set_apart_over_an_edge_that_a_caption_alone_has_are_one_text() -> None:
    """A name of two letters set from side to side of its cell, below a caption that is cut in the middle."""
    rows = [r for r in lattice([10, 80, 170, 240], [100, 120, 140, 160]) if r.horizontal or not 79 < r.box.x0 < 81]
    words = [word("部门：甲", 15, 105), word("单位：元", 95, 105), word("文", 15, 125, 10), word("物", 150, 125, 10)]
    words += [word("3.15", 185, 125), word("乙丙", 15, 145), word("2.15", 185, 145)]
    (grid,) = blocks(page(words, (*rows, Rule(box=Box(79.7, 100, 80.3, 120), horizontal=False))))
    assert isinstance(grid, Grid)
    assert [(c.col, c.col_span, c.text) for c in grid.cells if c.row == 1] == [(0, 2, "文 物"), (2, 1, "3.15")]


def test_two_letters_drawn_apart_in_a_cell_over_two_columns_are_one_text() -> None:
    """As many letters as columns, from side to side; letters that stand each in a column of its own are two texts."""

    def head(*at: float) -> list[str]:
        words = [
            *(word(t, x, 105, 10) for t, x in zip("收入", at, strict=True)),
            word("甲", 15, 125),
            word("3", 85, 125),
        ]
        rules = [r for r in lattice([10, 80, 150, 220], [100, 120, 140]) if r.horizontal or not 79 < r.box.x0 < 81]
        words.append(word("乙", 155, 125))
        (grid,) = blocks(page(words, (*rules, Rule(box=Box(79.7, 120, 80.3, 140), horizontal=False))))
        assert isinstance(grid, Grid)
        return [c.text.replace(" ", "") for c in grid.cells if c.row == 0 and c.text]

    assert head(13, 137) == ["收入"]
    assert head(40, 110) == ["收", "入"]


def test_a_row_that_takes_the_page_whose_cells_are_not_level_is_never_certain() -> None:
    """The lines of both texts follow at one distance: nothing says where the second begins."""
    run = [replace(w, box=Box(w.box.x0, w.box.top - 11, w.box.x1, w.box.bottom - 11)) for w in _RUN]
    (grid,) = blocks(page([*_END, *_NEXT, *run], lattice([10, 110, 160, 240], [110, 240])))
    assert isinstance(grid, Grid)
    assert max(f.confidence for c in grid.cells for f in c.fragments) < 0.99


def test_cells_alone_on_a_page_that_all_have_two_lines_may_be_two_rows() -> None:
    def sure(*lines: str) -> bool:
        cells = [
            word(t, 20 + 80 * c, 103 + 12 * i, 40) for i, row in enumerate(lines) for c, t in enumerate(row.split())
        ]
        (grid,) = blocks(page(cells, lattice([10, 90, 170, 250], [100, 128])))
        assert isinstance(grid, Grid)
        return max(f.confidence for c in grid.cells for f in c.fragments) >= 0.99

    assert not sure("对象满意 学员满意 九成以上", "其他满意 无需填写 无需填写")
    assert sure("对象满意 学员满意 九成以上", "程度")


def test_sentences_with_figures_set_off_are_no_table() -> None:
    words = [
        word("本部门预算包括本部以及下属", 50, 100, 130), word("5", 190, 100, 5), word("家预算单位。", 205, 100, 60),
        word("其中，行政单位", 50, 112, 70), word("1", 130, 112, 5), word("家，事业单位", 145, 112, 60),
        word("4", 215, 112, 5), word("家，具体包括：", 230, 112, 70),
        *(word(f"{n}.", 50, 112 + 12 * n, 10) for n in range(1, 6)),
        *(word("某市某区社区事务服务中心。", 75, 112 + 12 * n, 130) for n in range(1, 6)),
    ]  # fmt: skip
    assert not any(isinstance(b, Grid) for b in blocks(page(words)))


def test_upright_lines_in_every_second_row_rule_the_rows_between_as_well() -> None:
    xs, ys = [10.0, 60, 160, 220, 280], [100.0, 120, 140, 160, 180]
    rules = [r for r in lattice(xs, ys) if r.horizontal or r.box.x0 < 10 or r.box.x1 > 280]
    for top, bottom in ((100, 120), (140, 160)):
        rules += [Rule(box=Box(x - 0.3, top, x + 0.3, bottom), horizontal=False) for x in xs[1:-1]]
    words = [word(t, x, 105) for t, x in (("编码", 15), ("名称", 65), ("合计", 165), ("其中", 225))]
    for y, first, second in ((125, "15.00", "3.50"), (145, "108.20", "108.20"), (165, "7.00", "")):
        words += [word("205", 15, y, 18), word("教育支出", 65, y, 40), word(first, 218 - 6 * len(first), y)]
        words += [word(second, 278 - 6 * len(second), y)] if second else []
    (grid,) = blocks(page(words, tuple(rules)))
    assert isinstance(grid, Grid)
    rows = [[c.text for c in sorted(grid.cells, key=lambda c: c.col) if c.row == r] for r in range(1, 4)]
    assert rows == [
        ["205", "教育支出", "15.00", "3.50"], ["205", "教育支出", "108.20", "108.20"], ["205", "教育支出", "7.00", ""],
    ]  # fmt: skip


def test_a_head_over_two_rows_is_one_text_where_a_stop_takes_its_letter_to_the_next_line() -> None:
    """Loose lines of a narrow head: 结 stands alone on its line, for 余、 begins the next."""
    rules = [r for r in lattice([10, 50, 90, 130], [100, 125, 220, 240]) if 124.7 not in r.box and 89.7 not in r.box]
    rules.append(Rule(box=Box(50, 124.7, 130, 125.3), horizontal=True))
    rules.append(Rule(box=Box(89.7, 125, 90.3, 240), horizontal=False))
    lines = ("上年", "结", "余、", "结转")
    words = [word(t, 15, 104 + 24 * i, 10.0 * len(t)) for i, t in enumerate(lines)]
    words += [word("单位资金", 70, 107, 40), word("事业", 55, 130, 20), word("其他", 95, 130, 20)]
    words += [word("1", 15, 225), word("2", 55, 225), word("3", 95, 225)]
    (grid,) = blocks(page(words, tuple(rules)))
    assert isinstance(grid, Grid)
    assert [(c.row, c.row_span, c.text) for c in grid.cells if c.col == 0] == [(0, 2, "上年结余、结转"), (2, 1, "1")]


def test_a_note_under_the_last_row_without_a_line_between_is_none_of_its_texts() -> None:
    rules = lattice([40, 140, 240, 340], [100, 120, 160])
    row = [word("项目", 45, 105), word("基本", 145, 105), word("支出", 245, 105)]
    row += [word("水利", 45, 125), word("7", 145, 125), word("8", 245, 125)]
    noted = [word("注：本表无其他数据。", 45, 143, 90)]
    grid, line = blocks(page([*row, *noted], rules))
    assert isinstance(grid, Grid)
    assert [c.text for c in grid.cells if c.row == 1] == ["水利", "7", "8"]
    assert isinstance(line, Line)
    assert line.text == "注：本表无其他数据。"


def test_what_begins_like_a_note_beside_figures_is_a_row() -> None:
    rules = lattice([40, 140, 240, 340], [100, 120, 160])
    row = [word("项目", 45, 105), word("基本", 145, 105), word("支出", 245, 105)]
    row += [word("水利", 45, 125), word("7", 145, 125), word("8", 245, 125)]
    noted = [word("注：其他", 45, 143), word("3", 145, 143), word("4", 245, 143)]
    (grid,) = blocks(page([*row, *noted], rules))
    assert isinstance(grid, Grid)
    assert "注：其他" in [c.text for c in grid.cells]


def test_figures_in_the_middle_of_a_row_between_the_lines_of_its_texts_make_no_rows() -> None:
    texts = [word("信息系统", 15, 112, 40), word("运行维护", 15, 140, 40)]
    goals = [word("保障业务正常", 115, 112, 60), word("开展。", 115, 140, 30)]
    figures = [word("842", 205, 126), word("632", 255, 126)]
    rules = lattice([10, 110, 200, 250, 300], [90, 108, 154])
    (grid,) = blocks(page([*texts, *goals, *figures], rules))
    assert isinstance(grid, Grid)
    assert [c.text for c in grid.cells if c.row == 1] == ["信息系统运行维护", "保障业务正常开展。", "842", "632"]


def test_a_line_in_the_middle_of_its_page_is_set_there() -> None:
    found = blocks(
        page([word("部门：测试局", 50, 60, 60), word("巡查路线", 280, 90, 40), word("巡查路线", 260, 120, 40)])
    )
    assert [b.centred for b in found if isinstance(b, Line)] == [False, True, False]
    assert [b.centred for b in blocks(page([word("巡查路线", 280, 90, 40)])) if isinstance(b, Line)] == [False]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12.5088.71", ["12.50", "88.71"]),
        ("１２．５０８８．７１", ["１２．５０", "８８．７１"]),
        ("90.0807.91", ["90.0807.91"]),  # no amount begins with a nought before a digit
    ],
)
def test_touching_amounts_are_parted_by_their_decimals(text: str, parts: list[str]) -> None:
    whole = replace(word(text, 0, 0), char_x=tuple(10.0 * i for i in range(len(text) + 1)))
    assert [w.text for w in amounts_of(whole)] == parts


def test_figures_that_touch_one_another_or_a_name_are_never_sure() -> None:
    def confidence(text: str) -> float:
        return line_block([word(text, 0, 0)], 1).fragments[0].confidence

    assert [confidence(t) for t in ("90.0807.91", "9.64-", "２，６６６．３６总计")] == [0.5] * 3
    assert [confidence(t) for t in ("2024.10.15", "-9.64", "2,666.36万元", "2.1总体目标")] == [1.0] * 4


@pytest.mark.parametrize(("beside", "sure"), [("7.25", True), ("7.2", False)])
def test_touching_amounts_are_in_doubt_where_others_have_one_decimal(beside: str, sure: bool) -> None:
    both = replace(word("12.5088.71", 0, 0), char_x=tuple(10.0 * i for i in range(11)))
    found = parted_amounts([both, word(beside, 200, 0)])
    assert [(w.text, w.confidence == 1.0) for w in found] == [("12.50", sure), ("88.71", sure), (beside, True)]


def test_dashes_of_blank_amounts_are_parted_from_the_names_behind_them_where_several_stand_so() -> None:
    def read(*texts: str) -> list[tuple[str, bool]]:
        xs = [tuple(100 * i + 10.0 * k for k in range(len(t) + 1)) for i, t in enumerate(texts)]
        words = [replace(word(t, 100 * i, 0), char_x=x) for i, (t, x) in enumerate(zip(texts, xs, strict=True))]
        return [(w.text, w.confidence == 1.0) for w in parted_amounts(words)]

    names = ("-培训支出", "-体育", "-文化活动")
    assert read(*names) == [x for name in names for x in (("-", False), (name[1:], False))]
    assert read(*names[:2]) == [(name, True) for name in names[:2]]


def test_what_stands_above_and_below_a_framed_table_is_no_table() -> None:
    """Captions of two tables, in columns under one another, with one of the tables between them."""
    captions = [word(t, x, y) for y in (80, 160) for t, x in (("部门名称：甲局", 10), ("单位：元", 170))]
    titles = [word("支出预算总表", 90, y) for y in (65, 145)]
    inner = [word(t, 20 + 80 * c, 103 + 12 * r, 20) for r in range(3) for c, t in enumerate(("甲", "12", "7"))]
    found = blocks(page([*titles, *captions, *inner], lattice([10, 90, 170, 220], [100, 112, 124, 136])))
    assert [b.text if isinstance(b, Line) else (b.rows, b.cols) for b in found] == [
        "支出预算总表", "部门名称：甲局 单位：元", (3, 3), "支出预算总表", "部门名称：甲局 单位：元",
    ]  # fmt: skip


def columns_of(*columns: list[str], figures: float = 80) -> list[list[str]]:
    """What is read of columns whose lines stand under one another at the bottom, with no level line between them; all
    but the first are as wide as `figures` need to be (points)."""
    most = max(map(len, columns))
    xs = [10, *(90 + figures * c for c in range(len(columns)))]
    cells = [
        word(t, x + 5, 103 + 12 * (i + most - len(lines)), 7 * len(t))
        for x, lines in zip(xs, columns, strict=False)
        for i, t in enumerate(lines)
    ]
    (grid,) = blocks(page(cells, lattice(xs, [100, 104 + 12 * most])))
    assert isinstance(grid, Grid)
    return [[c.text for c in sorted(grid.cells, key=lambda c: c.col) if c.row == r] for r in range(grid.rows)]


def test_entries_of_a_balance_in_one_cell_are_rows_with_the_figures_of_the_last_alone() -> None:
    read = columns_of(["二、事业收入", "三、经营收入", "四、其他收入", "收入总计"], ["4,537"], ["支出总计"], ["4,537"])
    assert [row[0] for row in read] == ["二、事业收入", "三、经营收入", "四、其他收入", "收入总计"]
    assert read[-1] == ["收入总计", "4,537", "支出总计", "4,537"]


def test_noughts_under_one_another_are_figures_of_several_rows() -> None:
    read = columns_of(["2031年", "2032年", "增减"], ["0", "0", "0"], ["0", "23", "23"], figures=24)
    assert [row[1:] for row in read] == [["0", "0"], ["0", "23"], ["0", "23"]]


def test_a_figure_parted_from_the_name_behind_it_ends_with_its_last_digit() -> None:
    """The gap between the two is no part of it: it may lie over the edge of its column."""
    edges = (100.0, 106.0, 112.0, 115.0, 121.0, 128.5, 138.5, 148.5, 158.5)
    touching = Word(text="64.38结转下", box=Box(100, 10, 158.5, 20), size=10, char_x=edges, joints=(5,))
    figure, name = cut(touching, [127.8])
    assert (figure.text, figure.box.x1, figure.char_x[-1]) == ("64.38", 127.0, 127.0)
    assert (name.text, name.box.x0) == ("结转下", 128.5)


def test_a_high_last_row_without_any_text_is_a_row() -> None:
    """The place for signature and seal under a short table."""
    words = [word("Item", 15, 105), word("Plan", 115, 105), word("Roads", 15, 125), word("12.5", 115, 125)]
    (grid,) = blocks(page(words, lattice([10, 100, 200], [100, 120, 140, 400])))
    assert isinstance(grid, Grid)
    assert (grid.rows, grid.cols) == (3, 2)


def test_a_text_above_a_row_that_is_all_a_page_has_of_a_table_leaves_it_in_doubt() -> None:
    """It may be the rest of a name that the page before began."""
    words = [
        word("结转", 15, 105, 20), word("收入总计", 15, 117, 40), word("3,407", 115, 117, 30),
        word("支出总计", 215, 117, 40), word("3,407", 315, 117, 30),
    ]  # fmt: skip
    (grid,) = blocks(page(words, lattice([10, 100, 200, 300, 400], [100, 130])))
    assert isinstance(grid, Grid)
    assert all(f.confidence < 0.99 for c in grid.cells for f in c.fragments)


@pytest.mark.parametrize(("second", "sure"), [(118.0, False), (131.7, True)])
def test_a_figure_that_may_be_two_which_touch_at_its_line_is_never_sure(second: float, sure: bool) -> None:
    """52 beside 7,253.54: the two read as one. Where the line is at no letter's edge it is one that has no room."""
    edges = tuple(second - 18.0 + (9.0 * k if k < 3 else 18.0 + 4.0 * (k - 2)) for k in range(11))
    figure = Word(text="527,253.54", box=Box(edges[0], 125, edges[-1], 135), size=10, char_x=edges, joints=())
    words = [word("Item", 15, 105), word("Plan", 125, 105), word("Roads", 15, 125), figure]
    (grid,) = blocks(page(words, lattice([10, 60, 118.2, 200], [100, 120, 140])))
    assert isinstance(grid, Grid)
    (found,) = (f for c in grid.cells for f in c.fragments if f.text == "527,253.54")
    assert (found.confidence >= 0.99) == sure


def test_a_head_that_reads_upwards_in_two_words_is_read_in_their_order() -> None:
    """`2026年预算数` turned, its figures set a little apart: they stand lowest and are read first."""
    turned = [
        Word(text="2026", box=Box(120, 140, 128, 158), size=8),
        Word(text="年预算数", box=Box(120, 106, 128, 138), size=8),
    ]
    words = [word("项目", 15, 130), *turned, word("办公费", 15, 165), word("9.00", 115, 165)]
    (grid,) = blocks(page(words, lattice([10, 100, 200], [100, 160, 180])))
    assert isinstance(grid, Grid)
    assert [c.text.replace(" ", "") for c in grid.cells if c.row == 0] == ["项目", "2026年预算数"]


def test_an_amount_painted_behind_a_name_runs_over_the_rule_from_its_own_cell() -> None:
    """Letters are 10 wide, digits 5: the amount, painted for itself, stands from 60 to 105 behind the rule at 75."""
    edges = (*range(0, 60, 10), *range(60, 110, 5))
    word = Word(
        text="公共预算资金" + "123456.78",
        box=Box(0, 0, 105, 10),
        size=10.0,
        char_x=tuple(map(float, edges)),
        joints=(6,),
    )
    assert [w.text for w in cut(word, [75.0])] == ["公共预算资金", "123456.78"]
    assert [w.text for w in cut(word, [90.0])] == [word.text]
    assert [w.text for w in cut(replace(word, joints=()), [75.0])] == [word.text]
