"""Columns printed on further pages: which pages are one sheet, and what it holds once they lie side by side."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from services.extract.core.geometry import layout, pasting, sheets
from services.extract.core.pipeline import blocks_of
from shared.model.page import Box, Fill, Grid, Line, PageContent, Reader, Rule, Source, Word

_WIDTH, _HEIGHT, _COLUMN, _ROW, _LEFT, _TOP = 595.0, 842.0, 90.0, 16.0, 50.0, 120.0


def _word(text: str, x0: float, top: float) -> Word:
    edges = tuple(x0 + 9.0 * i for i in range(len(text) + 1))
    return Word(text=text, box=Box(x0, top, edges[-1], top + 9), size=9.0, char_x=edges, joints=())


def page(
    number: int,
    *rows: str,
    above: str = "",
    above_x: float = _LEFT,
    top: float = _TOP,
    column: float = _COLUMN,
    foot: str = "",
) -> PageContent:
    """A page with a ruled table; a text of `*` is a cell that the cut opened at its left, `>` one open at its right."""
    words, rules = [], []
    cells = [r.split("|") for r in rows]
    right = _LEFT + column * len(cells[0])
    for i in range(len(cells) + 1):
        y = top + _ROW * i
        rules.append(Rule(box=Box(_LEFT, y - 0.3, right, y + 0.3), horizontal=True))
    for i, row in enumerate(cells):
        y0, y1 = top + _ROW * i, top + _ROW * (i + 1)
        for k, text in enumerate(row):
            x = _LEFT + column * k
            if not text.startswith("*"):
                rules.append(Rule(box=Box(x - 0.3, y0, x + 0.3, y1), horizontal=False))
            if plain := text.strip("*>"):
                words.append(_word(plain, x + 3, y0 + 3))
        if not row[-1].endswith(">"):
            rules.append(Rule(box=Box(right - 0.3, y0, right + 0.3, y1), horizontal=False))
    if above:
        words.append(_word(above, above_x, top - 30))
    if foot:
        words.append(_word(foot, 280, 800))
    return PageContent(number=number, width=_WIDTH, height=_HEIGHT, words=tuple(words), rules=tuple(rules))


LEFT = ("编码|名称|合计", "205|教育支出|9", "206|科学支出|7")
RIGHT = ("基本支出|项目支出", "4|5", "3|4")


def numbers(pages: list[PageContent]) -> list[list[int]]:
    """The page numbers of every sheet, a page alone as a sheet of one."""
    return [
        [p.number for p in item.pages] if isinstance(item, sheets.Sheet) else [item.number]
        for item in sheets.gather(pages)
    ]


def grids(*pages: PageContent) -> list[Grid]:
    source = Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=pages)
    return [b for b in blocks_of(source) if isinstance(b, Grid)]


def texts(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return table


def test_columns_below_a_blank_stand_beside_those_below_the_title() -> None:
    (grid,) = grids(page(1, *LEFT, above="支出总表"), page(2, *RIGHT))
    assert texts(grid) == [
        ["编码", "名称", "合计", "基本支出", "项目支出"],
        ["205", "教育支出", "9", "4", "5"],
        ["206", "科学支出", "7", "3", "4"],
    ]


def test_cells_are_placed_on_their_own_pages_and_none_is_certain() -> None:
    (grid,) = grids(page(1, *LEFT, above="支出总表"), page(2, *RIGHT))
    (cell,) = (c for c in grid.cells if c.text == "5")
    (fragment,) = cell.fragments
    assert (cell.place.page, fragment.place.page) == (2, 2)
    assert cell.place.box is not None
    assert fragment.place.box is not None
    assert abs(cell.place.box.x0 - (_LEFT + _COLUMN)) < 1
    assert abs(fragment.place.box.x0 - (_LEFT + _COLUMN + 3)) < 0.01
    assert max(f.confidence for c in grid.cells for f in c.fragments) < 0.99


def test_a_merged_cell_that_the_cut_opened_is_one_and_so_is_a_text_printed_on_both_pages() -> None:
    left = page(1, "项目|其中：>", "名称|基本支出", "教育|4", above="支出总表")
    right = page(2, "*|*", "项目支出|其他", "5|6")
    across = _word("其中：", _LEFT + _COLUMN + 70, _TOP + 3)
    moved = _word("其中：", _LEFT - _COLUMN + 70, _TOP + 3)
    left = PageContent(
        number=1, width=_WIDTH, height=_HEIGHT, rules=left.rules,
        words=tuple(across if w.text == "其中：" else w for w in left.words),
    )  # fmt: skip
    right = PageContent(number=2, width=_WIDTH, height=_HEIGHT, rules=right.rules, words=(*right.words, moved))
    (grid,) = grids(left, right)
    (cell,) = (c for c in grid.cells if c.text == "其中：")
    assert (cell.col, cell.col_span) == (1, 3)


def test_one_column_alone_on_a_page_is_a_column_too() -> None:
    (grid,) = grids(page(1, *LEFT, above="支出总表"), page(2, "备注", "无", "无"))
    assert [row[-1] for row in texts(grid)] == ["备注", "无", "无"]


def test_columns_printed_again_on_every_page_are_taken_once() -> None:
    again = page(2, "编码|名称|基本支出|项目支出", "205|教育支出|4|5", "206|科学支出|3|4", above="支出总表")
    (grid,) = grids(page(1, *LEFT, above="支出总表"), again)
    assert texts(grid)[0] == ["编码", "名称", "合计", "基本支出", "项目支出"]
    assert texts(grid)[2] == ["206", "科学支出", "7", "3", "4"]


def test_pages_go_down_first_or_across_first() -> None:
    a, b = page(1, *LEFT, above="支出总表"), page(2, "20601|管理|2", "20602|研究|5", top=60)
    c, d = page(3, *RIGHT), page(4, "1|1", "2|3", top=60)
    assert numbers([a, b, c, d]) == [[1, 3], [2, 4]]
    assert numbers([a, c, b, d]) == [[1, 3], [2, 4]]
    assert [len(row) for g in grids(a, b, c, d) for row in texts(g)] == [5] * 5


def test_a_foot_that_every_page_has_stays_on_its_page() -> None:
    source = (page(1, *LEFT, above="支出总表", foot="第1页"), page(2, *RIGHT, foot="第2页"))
    found = blocks_of(Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=source))
    assert [(b.text, b.place.page) for b in found if isinstance(b, Line)] == [
        ("支出总表", 1), ("第1页", 1), ("第2页", 2),
    ]  # fmt: skip


def test_the_unit_stands_above_the_last_columns() -> None:
    pages = [page(1, *LEFT, above="支出总表"), page(2, *RIGHT, above="单位：万元", above_x=150)]
    assert numbers(pages) == [[1, 2]]


def test_further_rows_and_other_tables_are_no_columns() -> None:
    first = page(1, *LEFT, above="支出总表")
    assert numbers([first, page(2, "20601|管理|2", "20602|研究|5", "20603|应用|1")]) == [[1], [2]], "no head"
    assert numbers([first, page(2, *LEFT, above="支出总表")]) == [[1], [2]], "head and title again"
    assert numbers([first, page(2, *RIGHT, above="收入总表")]) == [[1], [2]], "another title"
    assert numbers([first, page(2, *RIGHT[:2])]) == [[1], [2]], "fewer rows"
    assert numbers([first, page(2, *RIGHT, top=60)]) == [[1], [2]], "at other heights"
    assert numbers([page(1, *LEFT), page(2, *LEFT)]) == [[1], [2]], "the head again, no title"


def test_pasting_gives_back_what_stands_on_the_first_page_as_it_is() -> None:
    pages = (page(1, *LEFT, above="支出总表"), page(2, *RIGHT))
    pasted = pasting.paste(sheets.Sheet(pages))
    alone = {c.text: c.place for b in layout.blocks(pages[0]) if isinstance(b, Grid) for c in b.cells}
    (grid,) = (pasted.block(b) for b in layout.blocks(pasted.whole) if isinstance(b, Grid))
    assert isinstance(grid, Grid)
    for cell in grid.cells:
        if cell.text in ("205", "名称"):
            assert cell.place == alone[cell.text]


def test_tables_with_their_titles_in_the_frame_are_tables_of_their_own() -> None:
    pages = [page(1, "支出总表>|*", "名称|合计", "教育|9"), page(2, "收入总表>|*|*", "来源|小计|其他", "拨款|9|1")]
    pages = [
        PageContent(
            number=p.number, width=p.width, height=p.height, words=p.words,
            rules=tuple(r for r in p.rules if r.horizontal or r.box.top > _TOP + 1 or r.box.x0 < _LEFT + 1),
        )
        for p in pages
    ]  # fmt: skip
    assert numbers(pages) == [[1], [2]]


def _titled(of: PageContent, text: str, x0: float, edges: tuple[float, ...]) -> PageContent:
    """The page with a title in letters of 16 points, its characters between `edges` (from `x0` on)."""
    xs = tuple(x0 + x for x in edges)
    title = Word(text=text, box=Box(xs[0], _TOP - 60, xs[-1], _TOP - 44), size=16.0, char_x=xs, joints=())
    return PageContent(number=of.number, width=_WIDTH, height=_HEIGHT, words=(*of.words, title), rules=of.rules)


def test_a_title_that_the_cut_runs_through_is_whole_again() -> None:
    """Each page draws all of it and shows what is on its side of the cut, where no more than a part of a letter is."""
    right = _LEFT + 3 * _COLUMN
    left = _titled(page(1, *LEFT, above="表2"), "收入决算表", right - 40, (0, 16, 32, 40, 40, 40))
    other = _titled(page(2, *RIGHT), "收入决算表", _LEFT, (0, 0, 0, 8, 24, 40))
    assert numbers([left, other]) == [[1, 2]]
    found = blocks_of(Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=(left, other)))
    assert [b.text for b in found if isinstance(b, Line)] == ["收入决算表", "表2"]


def test_a_title_cut_between_two_letters_is_whole_again() -> None:
    left = _titled(page(1, *LEFT), "收入决", _LEFT + 3 * _COLUMN - 48, (0, 16, 32, 48))
    other = _titled(page(2, *RIGHT), "算表", _LEFT, (0, 16, 32))
    assert numbers([left, other]) == [[1, 2]]


def test_titles_as_wide_as_their_tables_are_two() -> None:
    left = _titled(page(1, *LEFT), "收入决算表", _LEFT + 3 * _COLUMN - 75, (0, 16, 32, 48, 64, 80))
    other = _titled(page(2, *RIGHT), "支出决算表", _LEFT - 5, (0, 16, 32, 48, 64, 80))
    assert numbers([left, other]) == [[1], [2]]


def test_titles_that_reach_from_side_to_side_of_their_tables_are_two() -> None:
    right = _LEFT + 3 * _COLUMN
    left = _titled(page(1, *LEFT), "收入决算表", right - 82, (0, 16, 32, 48, 64, 80))
    other = _titled(page(2, *RIGHT), "支出决算表", _LEFT + 1, (0, 16, 32, 48, 64, 80))
    assert numbers([left, other]) == [[1], [2]]


def test_a_table_of_as_many_rows_with_the_next_number_is_another() -> None:
    pages = [page(1, *LEFT, above="表2"), page(2, *RIGHT), page(3, "科目|项目", "5|6", "7|8", above="表3")]
    assert numbers(pages) == [[1, 2], [3]]


def test_further_rows_under_the_same_heads_are_no_columns_though_their_caption_is_printed_otherwise() -> None:
    first = page(1, *LEFT, above="部门名称：教师中心 单位：万元")
    second = page(2, "编码|名称|合计", "208|社保支出|6", "221|住房支出|2", above="部门名称：教师中心（本级）单位：万元")
    assert numbers([first, second]) == [[1], [2]]


def test_further_rows_of_a_scan_are_no_columns_though_a_head_was_misread_and_others_stand_aside() -> None:
    heads = "编码|名称|合计|基本支出"
    first = page(1, heads, "205|教育支出|9|9", "206|科学支出|7|7", above="部门名称：教师中心")
    second = page(2, heads.replace("称", "你"), "208|社保支出|6|6", "221|住房支出|2|2", above="部门名称：教师中心")
    unit = _word("单位：万元", _LEFT + 4 * _COLUMN - 45, _TOP - 30)
    first, second = (replace(p, words=(*p.words, unit)) for p in (first, second))
    aside = [
        replace(w, box=Box(w.box.x0 + 1.6, w.box.top, w.box.x1 + 1.6, w.box.bottom), confidence=0.99)
        if w.box.top > _TOP
        else w
        for w in second.words
    ]
    assert numbers([first, replace(second, words=tuple(aside))]) == [[1], [2]]


def test_a_short_word_over_all_columns_of_a_page_is_their_parent_and_no_title_in_the_frame() -> None:
    """收入 stands over the columns of the first page, 支出 over those of the second, the title above the second."""
    first, second = page(1, "收入>|*", "项目|合计", "拨款|9"), page(2, "支出>|*|*", "项目|小计|其他", "教育|9|1")
    title = replace(second, words=(*second.words, _word("财政拨款收支总表", 90, _TOP - 40)))
    unit = replace(first, words=(*first.words, _word("编制单位：某局", 53, _TOP - 20)))
    assert numbers([unit, title]) == [[1, 2]]


def test_a_title_cut_through_says_that_the_next_page_stands_beside_though_one_text_is_its_whole_first_row() -> None:
    """All columns stand at the same places on both, and each page shows its part of the title."""
    right = _LEFT + 3 * _COLUMN
    a, b = (
        ("编码|名称|合计", "205|教育支出|9", "206|科学支出|7"),
        ("编码|名称|预算数", "205|教育支出|4", "206|科学支出|3"),
    )
    first = _titled(page(1, *a), "支出总表", right - 40, (0, 16, 32, 40, 40))
    second = _titled(page(2, *b), "支出总表", _LEFT + 2 * _COLUMN, (0, 0, 0, 8, 24))
    assert numbers([first, second]) == [[1, 2]]
    assert numbers([page(1, *a, above="支出总表"), page(2, *b, above="支出总表")]) == [[1], [2]]


def test_a_head_cell_goes_on_beside_columns_that_are_printed_again() -> None:
    """Neither their right side nor what shades them ends it."""
    a = page(1, "编码|预算数>", "205|9", "206|7")
    b = page(2, "编码|*", "205|4", "206|3")
    b = replace(
        b,
        rules=(*b.rules, Rule(box=Box(139.7, 120, 140.3, 168), horizontal=False)),
        fills=(Fill(box=Box(50, 120, 140, 136), grey=0.8),),
    )
    a = replace(a, words=(*a.words, _word("收入总表", 100, 80)), fills=(Fill(box=Box(50, 120, 230, 136), grey=0.8),))
    (grid,) = grids(a, b)
    assert (grid.rows, grid.cols) == (3, 3)
    assert [(c.col, c.col_span, c.text) for c in grid.cells if c.row == 0] == [(0, 1, "编码"), (1, 2, "预算数")]


def test_pages_whose_lines_with_the_unit_name_other_organisations_stand_below_one_another() -> None:
    def named(number: int, organisation: str, *rows: str) -> PageContent:
        of = page(number, *rows, above="支出总表")
        line = f"部门名称：{organisation}单位：万元"
        return replace(of, words=(*of.words, _word(line, _LEFT, _TOP - 15)))

    first, second = (
        ("项目|预算|项目", "教育|9|科学", "体育|7|文化"),
        ("项目|预算|项目|备注", "卫生|4|国防|乙", "住房|3|外交|丙"),
    )
    assert numbers([named(1, "科技局", *first), named(2, "科技局机关", *second)]) == [[1], [2]]


def test_a_title_with_the_unit_behind_it_tells_the_next_table_from_further_columns() -> None:
    first, second = (page(k, *LEFT, above=f"{title}（单位：元）") for k, title in ((1, "支出总表"), (2, "决算总表")))
    assert numbers([first, page(2, *RIGHT, above="支出表（单位：元）")]) == [[1], [2]]
    assert numbers([first, second]) == [[1], [2]]
    assert numbers([first, page(2, *RIGHT, above="单位：元")]) == [[1, 2]]


def test_a_row_that_each_page_paints_in_one_piece_is_painted_in_one() -> None:
    def painted(of: PageContent, *ends: float) -> PageContent:
        fills = [Fill(box=Box(a, _TOP + _ROW, b, _TOP + 2 * _ROW), grey=0.9) for a, b in pairwise(ends)]
        return replace(of, fills=tuple(fills))

    left, right = page(1, *LEFT, above="支出总表"), page(2, *RIGHT)
    (sheet,) = sheets.gather([painted(left, 50, 320), painted(right, 50, 230)])
    assert isinstance(sheet, sheets.Sheet)
    (fill,) = pasting.paste(sheet).whole.fills
    assert (round(fill.box.x0), round(fill.box.x1)) == (50, 500)
    (sheet,) = sheets.gather([painted(left, 50, 140, 230, 320), painted(right, 50, 140, 230)])
    assert isinstance(sheet, sheets.Sheet)
    assert len(pasting.paste(sheet).whole.fills) == 5


def test_a_letter_that_shows_whole_before_the_cut_and_in_part_behind_it_is_one() -> None:
    """The page before draws over its last rule: all of the letter that the cut runs through."""
    left, right = page(1, "项目|>", "名称|基本支出", "教育|4", above="支出总表"), page(2, "*|", "项目支出|其他", "5|6")
    cut, y = _LEFT + 2 * _COLUMN, _TOP + 3
    begun = replace(_word("比上年", cut - 22, y), char_x=(cut - 22, cut - 13, cut - 4, cut + 5))
    rest = replace(
        _word("比上年增减", _LEFT, y), char_x=(_LEFT, _LEFT, _LEFT, _LEFT + 5, _LEFT + 14, _LEFT + 23),
        box=Box(_LEFT, y, _LEFT + 23, y + 9),
    )  # fmt: skip
    found = grids(replace(left, words=(*left.words, begun)), replace(right, words=(*right.words, rest)))
    assert "比上年增减" in [c.text for c in found[0].cells]


def without_levels(of: PageContent, *rows: int) -> PageContent:
    """The page without the level rules below these rows, as where merged cells cover them."""
    gone = {round(_TOP + _ROW * (row + 1) - 0.3, 3) for row in rows}
    return replace(of, rules=tuple(r for r in of.rules if not r.horizontal or round(r.box.top, 3) not in gone))


def test_labels_merged_over_most_rows_stand_beside_the_columns_behind_them() -> None:
    names = ("项目名称|一级指标", *("|" for _ in range(8)))
    values = ("三级指标|指标值", *(f"指标{i}|≥{i}" for i in "甲乙丙丁戊己庚辛"))
    left = without_levels(page(1, *names, above="绩效目标表"), 1, 2, 3, 5, 6, 7)
    assert numbers([left, page(2, *values)]) == [[1, 2]]


def test_a_merged_cell_that_the_page_cuts_leaves_the_upright_rules_to_say_where_it_ends() -> None:
    names = ("项目名称|一级指标", *("|" for _ in range(5)))
    values = ("三级指标|指标值", *(f"指标{i}|≥{i}" for i in "甲乙丙丁戊"))
    left = without_levels(page(1, *names, above="绩效目标表"), 3, 5)
    assert numbers([left, page(2, *values)]) == [[1, 2]]


def test_a_title_of_which_each_page_hides_what_the_other_shows_is_cut_through() -> None:
    """Each page's file has the whole title; the characters beyond its edge have no width."""

    def titled(of: PageContent, x0: float, first: int, last: int) -> PageContent:
        text = "附表项目支出绩效目标表"[0 if first == 0 else 2 :]
        first, last = (first, last) if first == 0 else (first - 2, last - 2)
        edges = tuple(x0 + 9.0 * (min(max(i, first), last) - first) for i in range(len(text) + 1))
        title = Word(text=text, box=Box(x0, _TOP - 30, edges[-1], _TOP - 21), size=9.0, char_x=edges, joints=())
        return replace(of, words=(*of.words, title))

    right = _LEFT + 3 * _COLUMN
    left = titled(page(1, *LEFT), right - 36, 0, 4)
    assert numbers([left, titled(page(2, *RIGHT), _LEFT, 4, 11)]) == [[1, 2]]


def test_a_cell_that_covers_all_rows_of_a_page_leaves_its_side_to_upright_rules() -> None:
    """The second page down has level rules from its second column on alone."""
    rows = ("甲项目|一级指标", *("|" for _ in range(3)))
    down = page(2, *("|" for _ in range(4)))
    cut = tuple(replace(r, box=r.box._replace(x0=_LEFT + _COLUMN)) if r.horizontal else r for r in down.rules)
    values = ("三级指标|指标值", *(f"指标{i}|≥{i}" for i in "甲乙丙"))
    more = page(4, *(f"指标{i}|≥{i}" for i in "丁戊己庚"))
    pages = [page(1, *rows, above="绩效目标表"), replace(down, rules=cut), page(3, *values), more]
    assert numbers(pages) == [[1, 3], [2, 4]]


def test_a_merged_cell_cut_at_the_top_of_a_page_ends_where_its_upright_rules_do() -> None:
    """Of eight rows, cells over several of them leave the left page three level rules, none of them at its top."""
    first = page(1, "项目名称|一级指标", *("|" for _ in range(3)), above="绩效目标表")
    down = without_levels(page(2, *("|" for _ in range(8))), -1, 0, 1, 3, 4, 6)
    values = page(3, "三级指标|指标值", *(f"指标{i}|≥{i}" for i in "甲乙丙"))
    more = page(4, *(f"指标{i}|≥{i}" for i in "丁戊己庚辛壬癸子"))
    assert numbers([first, down, values, more]) == [[1, 3], [2, 4]]
