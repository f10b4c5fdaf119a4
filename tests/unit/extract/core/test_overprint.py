"""Texts that run over their cells, as spreadsheets print them where rows are too low: they keep their rows."""

from __future__ import annotations

import pytest

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Grid, PageContent, Rule, Word

_ROW, _PITCH, _SIZE, _XS = 15.0, 13.0, 9.0, (50.0, 140.0, 200.0)
CELLS = (
    ("名称", "预算数"),
    ("城市管理综合行政执法队|伍经费", "12"),
    ("教育", "30"),
    ("基本养老保险缴费支出与|补助", "4"),
)


def printed(*cells: tuple[str, str], top: bool, ordered: bool = True) -> Grid:
    """The table of these rows; `|` breaks a text, whose first line (`top`) or last line stands as others do."""
    singles, wrapped, rules = [], [], []
    for i in range(len(cells) + 1):
        y = 100 + _ROW * i
        rules.append(Rule(box=Box(_XS[0], y - 0.3, _XS[-1], y + 0.3), horizontal=True))
    for x in _XS:
        rules.append(Rule(box=Box(x - 0.3, 100, x + 0.3, 100 + _ROW * len(cells)), horizontal=False))
    for i, row in enumerate(cells):
        for x, text in zip(_XS, row, strict=False):
            lines = text.split("|")
            for k, line in enumerate(lines):
                y = 103 + _ROW * i + _PITCH * (k if top else k - len(lines) + 1)
                width = _SIZE * len(line) if not line.isdigit() else 5.0 * len(line)
                x0 = x + 2 if not line.isdigit() else 198 - width
                word = Word(text=line, box=Box(x0, y, min(x0 + width, x + 88), y + 9), size=_SIZE, joints=())
                (wrapped if len(lines) > 1 else singles).append(word)
    words = [*singles, *wrapped]
    if not ordered:
        words.sort(key=lambda w: (w.box.top, w.box.x0))
    page = PageContent(number=1, width=595, height=842, words=tuple(words), rules=tuple(rules))
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    return grid


def texts(grid: Grid) -> list[tuple[str, str]]:
    table = [["", ""] for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return [(a, b) for a, b in table]


@pytest.mark.parametrize("top", [True, False])
def test_a_text_keeps_its_row_whichever_of_its_lines_stands_in_it(top: bool) -> None:
    assert texts(printed(*CELLS, top=top)) == [(a.replace("|", ""), b) for a, b in CELLS]


@pytest.mark.parametrize("top", [True, False])
def test_what_such_texts_touch_is_in_doubt_and_other_cells_are_not(top: bool) -> None:
    grid = printed(*CELLS, ("其他", "7"), top=top)
    sure = {c.text: min(f.confidence for f in c.fragments) for c in grid.cells if c.fragments}
    assert sure["城市管理综合行政执法队伍经费"] < 0.99
    assert sure["12"] == sure["30"] == 1.0
    assert sure["教育" if top else "名称"] < 0.99


def test_rows_as_far_apart_as_their_rules_are_rows() -> None:
    """Painted column by column, every text as long as its cell is wide."""
    names = ("城市管理综合行政执法队", "基本养老保险缴费支出与", "机关事业单位基本养老保")
    cells = (("名称", "预算数"), *((name, str(i)) for i, name in enumerate(names)))
    grid = printed(*cells, top=True)
    assert texts(grid) == list(cells)
    assert all(f.confidence == 1 for c in grid.cells for f in c.fragments)


def test_texts_that_stand_in_each_other_s_way_are_in_doubt() -> None:
    rules = [Rule(box=Box(50, y - 0.3, 200, y + 0.3), horizontal=True) for y in (100, 120, 140)]
    rules += [Rule(box=Box(x - 0.3, 100, x + 0.3, 140), horizontal=False) for x in (50, 140, 200)]
    places = [("名称", 52, 105), ("数量", 150, 105), ("教育", 52, 125), ("12", 150, 125), ("公开", 56, 128)]
    words = tuple(Word(text=t, box=Box(x, y, x + 18, y + 9), size=9.0) for t, x, y in places)
    (grid,) = blocks(PageContent(number=1, width=595, height=842, words=words, rules=tuple(rules)))
    assert isinstance(grid, Grid)
    doubted = {(c.row, c.col) for c in grid.cells if any(f.confidence < 0.99 for f in c.fragments)}
    assert doubted == {(1, 0)}


def test_running_text_and_heads_set_downwards_are_no_rows() -> None:
    """A row of a ruled table, its lines level with one another in three cells."""
    rules = [Rule(box=Box(50, y - 0.3, 200, y + 0.3), horizontal=True) for y in (100, 170, 190)]
    rules += [Rule(box=Box(x - 0.3, 100, x + 0.3, 190), horizontal=False) for x in (50, 70, 136, 200)]
    columns = ((52, tuple("其他资金")), (72, ("道路养护巡查", "保持路面平整", "方便市民出行", "安全。")),
               (140, ("东区", "西区全部", "南区全部", "北区")))  # fmt: skip
    words = [
        Word(text=line, box=Box(x, 104 + 15 * k, x + 10 * len(line), 114 + 15 * k), size=10.0)
        for x, lines in columns
        for k, line in enumerate(lines)
    ]
    words += [Word(text=t, box=Box(x, 175, x + 20, 185), size=10.0) for t, x in (("一", 52), ("二", 72), ("三", 140))]
    (grid,) = blocks(PageContent(number=1, width=595, height=842, words=tuple(words), rules=tuple(rules)))
    assert isinstance(grid, Grid)
    assert grid.rows == 2


def test_the_lines_of_one_head_over_two_rows_of_heads_are_one_text() -> None:
    """Wide line spacing in a narrow column: a word processor's head of 财政专户管理资金 beside a group of two heads."""
    rules = [Rule(box=Box(50, y - 0.3, 210, y + 0.3), horizontal=True) for y in (100, 200, 220)]
    rules.append(Rule(box=Box(90, 129.7, 210, 130.3), horizontal=True))
    rules += [Rule(box=Box(x - 0.3, 100, x + 0.3, 220), horizontal=False) for x in (50, 90, 210)]
    rules.append(Rule(box=Box(149.7, 130, 150.3, 220), horizontal=False))
    words = [
        Word(text=line, box=Box(54, 104 + 18 * k, 54 + 10 * len(line), 114 + 18 * k), size=10.0)
        for k, line in enumerate(("财政", "专户管", "理资金"))
    ]
    places = [
        ("收入", 140, 110),
        ("小计", 110, 160),
        ("其他", 170, 160),
        ("5", 82, 205),
        ("3", 142, 205),
        ("2", 202, 205),
    ]
    words += [Word(text=t, box=Box(x, y, x + 10 * len(t), y + 10), size=10.0) for t, x, y in places]
    (grid,) = blocks(PageContent(number=1, width=595, height=842, words=tuple(words), rules=tuple(rules)))
    assert isinstance(grid, Grid)
    assert [(c.row, c.row_span) for c in grid.cells if c.text == "财政专户管理资金"] == [(0, 2)]


def _table(words: list[tuple[str, float, float]], ys: tuple[float, ...], xs: tuple[float, ...]) -> Grid:
    """The table with these edges; each word is given with its middle and top."""
    rules = [Rule(box=Box(xs[0], y - 0.3, xs[-1], y + 0.3), horizontal=True) for y in ys]
    rules += [Rule(box=Box(x - 0.3, ys[0], x + 0.3, ys[-1]), horizontal=False) for x in xs]
    at = [(t, Box(x - 5 * len(t), y, x + 5 * len(t), y + 10)) for t, x, y in words]
    page = PageContent(
        number=1, width=595, height=842, rules=tuple(rules),
        words=tuple(Word(text=t, box=b, size=10.0, joints=()) for t, b in at),
    )  # fmt: skip
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    return grid


def test_the_lines_of_a_head_in_a_row_too_low_for_them_stand_on_its_edges() -> None:
    """Three lines set in the middle of their cell, over the upper edge of the table and into an empty cell below."""
    rows = [("合计", 147.0), ("教育", 162.0), ("科技", 177.0), ("农业", 192.0), ("其他", 207.0)]
    words = [("名称", 100.0, 127.0), ("政府经济", 175.0, 112.0), ("分类科目", 175.0, 127.0), ("编码", 175.0, 142.0)]
    words += [(t, 100.0, y + 2) for t, y in rows] + [("50299", 175.0, y + 2) for _, y in rows[1:]]
    grid = _table(words, (117.0, *(y for _, y in rows), 222.0), (50.0, 150.0, 200.0))
    assert texts(grid)[:3] == [("名称", "政府经济分类科目编码"), ("合计", ""), ("教育", "50299")]


def test_where_all_texts_stand_on_edges_they_keep_their_rows() -> None:
    names = ("名称", "教育支出", "科技支出", "农业支出", "其他支出")
    words = [(t, 100.0, 93.0 + 15 * i) for i, t in enumerate(names, start=1)]
    grid = _table(
        words + [("9", 175.0, 94.0 + 15 * i) for i in range(1, 6)],
        tuple(100.0 + 15 * i for i in range(6)),
        (50.0, 150.0, 200.0),
    )
    assert [a for a, _ in texts(grid)] == list(names)


def test_long_texts_of_one_column_over_the_edges_of_their_rows_are_told_though_they_are_many() -> None:
    """Cells of a goal's column, each of two lines in a row of one: more than a quarter of the table's texts."""
    goals = ("完成年度任务建", "设"), ("按时支付各项费", "用"), ("组织开展宣传活", "动")
    words = [("名称", 100.0, 102.0), ("目标", 175.0, 102.0), ("其他", 100.0, 117.0), ("节约", 175.0, 117.0)]
    words += [(name, 100.0, 132.0 + 15 * i) for i, name in enumerate(("教育", "科技", "农业"))]
    words += [(t, 175 - 30 * k, 126.4 + 15 * i + 14.4 * k) for i in range(3) for k, t in enumerate(goals[i])]
    grid = _table(words, tuple(100.0 + 15 * i for i in range(6)), (50.0, 138.0, 212.0))
    assert [b for _, b in texts(grid)][2:] == ["".join(lines) for lines in goals]


def test_a_second_line_left_of_the_first_whose_blanks_indent_it_goes_on_in_its_cell() -> None:
    """Set at the foot of a cell too low for two lines, the first of them over its upper edge."""
    rows = [("合计", 117.0), ("教育", 132.0), ("科技", 147.0), ("农业", 162.0), ("其他", 177.0)]
    words = [("名称", 100.0, 102.0), ("数", 175.0, 102.0)] + [(t, 100.0, y) for t, y in rows if t != "科技"]
    words += [("12", 175.0, y) for _, y in rows] + [("市科学技术局经费", 107.5, 139.9), ("出", 57.0, 151.5)]
    words[-2] = ("学技术局及经费", 113.0, 139.9)
    grid = _table(words, (100.0, 115.0, 130.0, 145.0, 160.0, 175.0, 190.0), (50.0, 150.0, 200.0))
    assert texts(grid)[3] == ("学技术局及经费出", "12")


@pytest.mark.parametrize(("code_end", "sure"), [(82.0, False), (79.0, True)])
def test_a_line_that_reaches_a_little_into_another_one_half_a_line_off_is_in_its_way(
    *, code_end: float, sure: bool
) -> None:
    """The last line of a head that is too long for its cell stands in the first row, and begins at 80."""
    rules = [Rule(box=Box(40, y - 0.3, 300, y + 0.3), horizontal=True) for y in (100, 140, 160, 180)]
    rules += [Rule(box=Box(x - 0.3, 100, x + 0.3, 180), horizontal=False) for x in (40, 120, 300)]
    items = [("分类科目", 60, 96, 113), ("名称", 150, 170, 113), ("编码", 80, 100, 142), ("教育支出", 150, 190, 147)]
    items += [("2101102", code_end - 35, code_end, 147), ("210", 47, 62, 167), ("卫生支出", 150, 190, 167)]
    words = tuple(Word(text=t, box=Box(x0, y, x1, y + 10), size=10.0, joints=()) for t, x0, x1, y in items)
    page = PageContent(number=1, width=595, height=842, words=words, rules=tuple(rules))
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    (cell,) = (c for c in grid.cells if "2101102" in c.text)
    assert all(f.confidence == 1 for f in cell.fragments) is sure
