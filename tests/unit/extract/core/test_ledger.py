"""Ledgers without upright rules: columns, rows, heads and doubt, from words set by hand."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from services.extract.core.ledger.rows import rows_of, span_lone_label
from services.extract.core.ledger.stacks import LedgerRow, Placed, Stack
from services.extract.core.ledger.tokens import spaced_out, token, token_lines
from shared.model.page import Box, Grid, GridSource, Line, PageContent, Rule, Word

SIZE = 10.0


def word(text: str, x: float, y: float) -> Word:
    """A word as wide as its letters: ideographs 10 points, others 5."""
    edges = [x]
    for c in text:
        edges.append(edges[-1] + (SIZE if ord(c) > 0x2E00 else SIZE / 2))
    return Word(text=text, box=Box(x, y, edges[-1], y + SIZE), size=SIZE, char_x=tuple(edges))


def right(text: str, x: float, y: float) -> Word:
    made = word(text, 0, y)
    return word(text, x - made.box.x1, y)


def middle(text: str, x: float, y: float) -> Word:
    return word(text, x - word(text, 0, y).box.x1 / 2, y)


def level(y: float, x0: float = 50, x1: float = 450) -> Rule:
    return Rule(box=Box(x0, y - 0.3, x1, y + 0.3), horizontal=True)


def grids(words: list[Word], *rules: Rule) -> list[Grid]:
    page = PageContent(number=1, width=600, height=800, words=tuple(words), rules=rules)
    return [b for b in blocks(page) if isinstance(b, Grid)]


def texts(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    """(row, column, rows, columns, text) of the cells that hold something."""
    return sorted((c.row, c.col, c.row_span, c.col_span, c.text) for c in grid.cells if c.text)


def two_level_table(y: float = 100) -> list[Word]:
    """项目 | 本年支出 over 合计 and 基本支出; names from 50, columns of 100 points that end at 350 and 450."""
    return [
        middle("项目", 150, y + 10), middle("本年支出", 350, y),
        middle("合计", 300, y + 20), middle("基本支出", 400, y + 20),
        word("一、教育支出", 53, y + 45), right("1,200.50", 347, y + 45), right("200.00", 447, y + 45),
        word("二、卫生支出", 53, y + 65), right("30.00", 347, y + 65),
        word("三、住房支出", 53, y + 85), right("7.00", 347, y + 85), right("7.00", 447, y + 85),
    ]  # fmt: skip


def test_three_lines_give_spans_and_certain_cells() -> None:
    (grid,) = grids(two_level_table(), level(95), level(140), level(205))
    assert grid.source is GridSource.ALIGNED
    assert grid.head_rows == 2
    assert texts(grid)[:4] == [
        (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "本年支出"), (1, 1, 1, 1, "合计"), (1, 2, 1, 1, "基本支出"),
    ]  # fmt: skip
    assert [t for t in texts(grid) if t[0] == 3] == [(3, 0, 1, 1, "二、卫生支出"), (3, 1, 1, 1, "30.00")]
    assert all(f.confidence == 1 for c in grid.cells for f in c.fragments)


def test_without_rules_the_line_of_unit_ends_the_caption() -> None:
    facts = [word("部门：测试局", 50, 80), right("单位：万元", 450, 80)]
    page = PageContent(number=1, width=600, height=800, words=(*facts, *two_level_table()))
    line, grid = blocks(page)
    assert isinstance(line, Line)
    assert isinstance(grid, Grid)
    assert (grid.rows, grid.cols, grid.head_rows) == (5, 3, 2)


def test_a_column_left_empty_is_known_by_its_head() -> None:
    words = [w for w in two_level_table() if not (w.box.x1 > 440 and w.box.top > 140)]
    (grid,) = grids(words, level(95), level(140), level(205))
    assert grid.cols == 3
    empty = [c for c in grid.cells if c.col == 2 and c.row >= 2]
    assert len(empty) == 3
    assert all(not c.text and c.place.box is not None for c in empty)


def test_amounts_that_touch_are_parted() -> None:
    (line,) = token_lines([word("82,096,797.4282,096,797.42", 100, 0)])
    assert [t.text for t in line] == ["82,096,797.42", "82,096,797.42"]
    assert line[0].box.x1 == line[1].box.x0


def test_spaced_out_words_are_one_and_figures_stay_apart() -> None:
    line = [token([word(t, x, 0)]) for t, x in (("合", 0), ("计", 15), ("5", 60), ("7", 70))]
    assert [t.text for t in spaced_out(line)] == ["合 计", "5", "7"]


def placed(*items: tuple[str, int, float]) -> list[Placed]:
    return [Placed(token([word(t, 100.0 * col, y)]), col, col) for t, col, y in items]


def test_an_amount_level_with_its_label_stands_for_the_rows_of_the_label() -> None:
    labels = [("绿化", 0, 9.0), ("5.00", 1, 9.0), ("道路", 0, 54.0), ("3.00", 1, 54.0)]
    rows = rows_of(placed(*labels, *((f"指标{n}", 2, 18.0 * n + 9 * (n > 1)) for n in range(4))), ())
    assert len(rows) == 4
    spans = {c.tokens[0].text: c.row_span for r in rows for c in r.cells if c.first < 2}
    assert spans == {"绿化": 2, "5.00": 2, "道路": 2, "3.00": 2}
    assert not any(r.sure for r in rows)


def row_of(*items: tuple[str, int, float]) -> LedgerRow:
    return LedgerRow([Stack(p.first, p.last, [p.token], p.token.box.top, p.token.box.bottom) for p in placed(*items)])


def test_wrapped_names_are_one_cell_and_rows_stay_rows() -> None:
    rows = rows_of(
        placed(("机关事业单位", 0, 0), ("养老保险", 0, 12), ("5.00", 1, 6), ("住房公积金", 0, 30), ("6.00", 1, 30)), ()
    )
    assert [["".join(t.text for t in c.tokens) for c in r.cells] for r in rows] == [
        ["机关事业单位养老保险", "5.00"], ["住房公积金", "6.00"],
    ]  # fmt: skip
    assert all(r.sure for r in rows)


def test_two_figures_never_share_a_cell() -> None:
    rows = rows_of(placed(("甲", 0, 0), ("1.00", 1, 0), ("乙", 0, 11), ("2.00", 1, 11)), ())
    assert [[c.tokens[0].text for c in r.cells] for r in rows] == [["甲", "1.00"], ["乙", "2.00"]]


def test_a_text_goes_on_behind_the_number_of_an_entry_at_the_end_of_its_line() -> None:
    lines = token_lines([word("安排经费；", 50, 0), word("3.", 103, 0), word("对个人补助", 50, 12)])
    placed = [Placed(t, 0, 0) for line in lines for t in line]
    (row,) = rows_of([*placed, Placed(token_lines([right("5.00", 200, 6)])[0][0], 1, 1)], ())
    assert ["".join(t.text for t in s.tokens) for s in row.cells] == ["安排经费；3.对个人补助", "5.00"]


def test_a_rule_between_lines_parts_them() -> None:
    together = placed(("教育支", 0, 0), ("出项目", 0, 12), ("甲", 1, 0), ("乙", 1, 12))
    assert len(rows_of(together, ())) == 1
    assert len(rows_of(together, [11.0])) == 2


def test_a_label_at_half_height_stands_for_all_rows() -> None:
    words = [
        middle("单位", 90, 100), middle("年度", 200, 100), middle("金额", 300, 100),
        word("测试局", 60, 140),
        *(w for i, y in enumerate((120, 140, 160)) for w in (middle(f"202{i}年", 200, y), right(f"{i}.50", 340, y))),
    ]  # fmt: skip
    (grid,) = grids(words, level(95), level(115), level(175))
    assert (1, 0, 3, 1, "测试局") in texts(grid)


def test_a_label_level_with_one_of_two_rows_is_that_rows_and_of_three_it_is_in_doubt() -> None:
    two = [row_of(("合计", 1, 0), ("9.00", 2, 0)), row_of(("代码", 0, 16), ("综合科", 1, 16), ("室", 1, 27))]
    span_lone_label(two)
    assert [len(r.cells) for r in two] == [2, 3]
    three = rows_of(placed(*((f"{n}.00", 1, 12.0 * n) for n in range(3)), ("测试局", 0, 12.0)), ())
    span_lone_label(three)
    assert three[0].cells[0].row_span == 3
    assert not any(r.sure for r in three)


def test_heads_as_many_as_columns_head_them_in_order_though_figures_stand_to_their_right() -> None:
    head = [middle(t, x, 106) for t, x in (("总计", 100), ("公务接待费", 160), ("小计", 220), ("购置费", 280))]
    parent = middle("公务用车费", 250, 92)
    figures = [right(f"{n}", x, 100 + 20 * n) for n in range(1, 4) for x in (124, 184, 244, 304)]
    names = [middle("年度", 40, 106), *(word(f"202{n}年", 20, 100 + 20 * n) for n in range(1, 4))]
    (grid,) = grids([word("单位：万元", 400, 70), parent, *head, *names, *figures])
    found = [(col, text) for _, col, _, _, text in texts(grid) if not text[0].isdigit()]
    assert {(0, "年度"), (1, "总计"), (2, "公务接待费"), (3, "小计"), (4, "购置费")} <= set(found)


def test_cells_close_to_their_neighbour_are_not_certain() -> None:
    rules = level(95), level(140), level(225)
    figure = right("123,123,456,789.000", 347, 205)
    for start, certain in ((53, True), (60, False)):
        (grid,) = grids([*two_level_table(), word("四、" + "社" * 17, start, 205), figure], *rules)
        last = [c for c in grid.cells if c.row == grid.rows - 1 and c.text]
        assert [c.col for c in last] == [0, 1]
        assert all((f.confidence >= 0.99) is certain for c in last for f in c.fragments)


def test_a_title_between_rules_starts_another_table() -> None:
    lower = two_level_table(300)
    title = word("部门支出总表", 200, 260)
    title = Word(text=title.text, box=Box(200, 255, 290, 270), size=15.0)
    found = grids(
        [*two_level_table(), title, *lower],
        *(level(y) for y in (95, 140, 205, 295, 340, 405)),
    )
    assert [g.rows for g in found] == [5, 5]


def test_a_numbered_list_below_its_introduction_is_no_table() -> None:
    """Marks are no figures, and a figure within a sentence makes no columns of it."""
    intro = [word("本部门中，行政单位", 50, 80), word("1", 145, 80), word("家，事业单位", 155, 80)]
    intro += [word("4", 220, 80), word("家，具体包括：", 230, 80)]
    entries = [
        w for i in range(6) for w in (word(f"{i + 1}.", 50, 100 + 20 * i), word("某某服务中心", 75, 100 + 20 * i))
    ]
    assert grids([*intro, *entries]) == []


def test_a_justified_line_with_figures_is_running_text() -> None:
    line = [word("某某市某某区人民政府某某街道办事处部门预算是包括本级以及下属", 50, 80), word("5", 355, 80)]
    line += [word("家预算单位的综合收支计划", 365, 80)]
    rows = [w for i in range(3) for w in (word("办公费", 50, 100 + 20 * i), right(f"{i + 3}", 350, 100 + 20 * i))]
    (grid,) = grids([*line, *rows])
    assert [t for *_, t in texts(grid)] == ["办公费", "3", "办公费", "4", "办公费", "5"]


def test_a_total_between_columns_stands_over_them() -> None:
    names = ("类", 60), ("款", 100), ("名称", 200)
    rows = [
        w
        for y, code in ((120, "201"), (140, "208"))
        for w in (word(code, 53, y), word("01", 97, y), word("教育支出", 160, y), right("5.00", 350, y))
    ]
    total = [word("合计", 130, 160), right("10.00", 350, 160)]
    (grid,) = grids(
        [*(middle(t, x, 100) for t, x in (*names, ("金额", 330))), *rows, *total], level(95), level(115), level(175)
    )
    assert grid.cols == 4
    assert [t[4] for t in texts(grid) if t[0] == 3] == ["合计", "10.00"]


def test_a_total_centred_under_the_name_of_one_column_stands_in_it_alone() -> None:
    def table(total: float) -> list[Word]:
        return [
            middle("编码", 90, 100), middle("科目名称", 230, 100), middle("金额", 400, 100),
            middle("合计", total, 125), right("15.00", 447, 125),
            middle("20502", 90, 145), word("普通教育支出", 133, 145), right("5.00", 447, 145),
            middle("20508", 90, 165), word("进修及培训支出", 133, 165), right("10.00", 447, 165),
        ]  # fmt: skip

    (alone,) = grids(table(total=230), level(95), level(115), level(185))
    assert [t for t in texts(alone) if t[4] == "合计"] == [(1, 1, 1, 1, "合计")]
    (over_both,) = grids(table(total=185), level(95), level(115), level(185))
    assert [t for t in texts(over_both) if t[4] == "合计"] == [(1, 0, 1, 2, "合计")]


def test_a_total_of_the_right_half_stands_over_its_own_columns() -> None:
    head = [
        middle(t, x, 100)
        for t, x in (("编码", 65), ("名称", 140), ("数", 220), ("编码", 265), ("名称", 340), ("数", 420))
    ]
    rows = [
        w
        for y in (120, 140, 160)
        for x in (0, 200)
        for w in (word("30101", 53 + x, y), word("基本工资补贴", 105 + x, y), right("5.00", 240 + x, y))
    ]
    total = [
        word("人员经费合计", 70, 180),
        right("15.00", 240, 180),
        word("公用经费合计", 270, 180),
        right("15.00", 440, 180),
    ]
    (grid,) = grids([*head, *rows, *total], level(95), level(115), level(195))
    assert [(t[1], t[4]) for t in texts(grid) if t[0] == 4] == [
        (0, "人员经费合计"), (2, "15.00"), (3, "公用经费合计"), (5, "15.00"),
    ]  # fmt: skip


def test_rows_that_only_rows_make_level_are_told_apart_in_a_frame() -> None:
    """A row without figures above the total's, in a frame with upright lines only."""
    words = [
        middle("项目", 120, 100), middle("金额", 300, 100), middle("项目", 420, 100),
        *(word(t, x, y) for x in (53, 353) for t, y in (("结转和结余", 120), ("资金", 132))),
        word("总计", 53, 152), right("9.00", 345, 152), word("总计", 353, 152),
    ]  # fmt: skip
    sides = [Rule(box=Box(x - 0.3, 95, x + 0.3, 170), horizontal=False) for x in (50, 250, 350, 500)]
    (grid,) = grids(words, level(95, 50, 500), level(115, 50, 500), level(170, 50, 500), *sides)
    assert [(t[0], t[1], t[4]) for t in texts(grid)][3:] == [
        (1, 0, "结转和结余资金"), (1, 2, "结转和结余资金"), (2, 0, "总计"), (2, 1, "9.00"), (2, 2, "总计"),
    ]  # fmt: skip


def test_short_texts_level_with_one_another_in_a_frame_are_rows_beside_the_label_of_all_of_them() -> None:
    """The last rows of a page: the label stands level with the middle one of them, and none has a figure."""
    heads = [middle("级别", 100, 100), middle("指标", 250, 100), middle("目标值", 400, 100)]
    rows = [("制卡数", "≥15张"), ("设备台数", "≥64台"), ("网站运维数", "1个")]
    words = [word(t, x, 122 + 16 * i) for i, row in enumerate(rows) for t, x in zip(row, (153, 353), strict=True)]
    sides = [Rule(box=Box(x - 0.3, 95, x + 0.3, 172), horizontal=False) for x in (50, 150, 350, 450)]
    (grid,) = grids([*heads, word("产出", 60, 138), *words], level(95), level(115), level(172), *sides)
    assert [t[2:] for t in texts(grid) if t[1] == 0] == [(1, 1, "级别"), (3, 1, "产出")]
    assert [[t[4] for t in texts(grid) if t[1] == c][1:] for c in (1, 2)] == [list(t) for t in zip(*rows, strict=True)]
    assert all(f.confidence < 0.99 for c in grid.cells if c.row for f in c.fragments)


def test_texts_of_two_columns_of_which_no_two_stand_on_one_line_are_a_row_between_rules() -> None:
    """The rest of a row that the page before cut: texts centred in height, three lines beside two."""
    head = [middle("项目", 100, 100), middle("金额", 195, 100), middle("目标", 270, 100), middle("指标", 390, 100)]
    rest = [word(t, 213, y) for t, y in (("建立完善体系和谐关", 128), ("完善。", 142))]
    rest += [word(t, 333, y) for t, y in (("年度指标值为全部满", 121), ("社会效益指标稳定率", 135), ("达标。", 149))]
    (grid,) = grids([*head, *rest], level(95), level(115), level(165))
    assert [t[1:] for t in texts(grid) if t[0]] == [
        (2, 1, 1, "建立完善体系和谐关完善。"), (3, 1, 1, "年度指标值为全部满社会效益指标稳定率达标。"),
    ]  # fmt: skip


def test_a_high_row_whose_cell_holds_texts_apart_is_in_doubt_though_its_cells_begin_level() -> None:
    """A page break left the figures of the second row to the next page."""
    heads = [middle("项目", 100, 100), middle("金额", 250, 100), middle("目标", 400, 100)]
    names = [word("运行维护", 53, 120), word("项目", 53, 132), word("升级改造", 53, 180), word("项目", 53, 192)]
    lines = [word("保障系统运行正常", 353, 120 + 12 * i) for i in range(8)]
    sides = [Rule(box=Box(x - 0.3, 95, x + 0.3, 220), horizontal=False) for x in (50, 150, 350, 450)]
    (grid,) = grids([*heads, *names, right("9.00", 345, 120), *lines], level(95), level(115), level(220), *sides)
    assert all(f.confidence < 0.99 for c in grid.cells if c.row for f in c.fragments)


def test_a_head_between_rules_heads_the_rows_that_the_page_cuts() -> None:
    """No rule below the rows: the table goes on over the page."""
    (grid,) = grids([*two_level_table(), word("第3页", 220, 400)], level(95), level(140))
    assert (grid.rows, grid.head_rows) == (5, 2)


def test_numbers_of_columns_in_brackets_belong_to_the_head() -> None:
    head = [middle("变量", 90, 110), middle("（1）", 250, 100), middle("（2）", 370, 100)]
    head += [middle("国有", 250, 120), middle("民营", 370, 120)]
    rows = [w for y in (145, 165) for w in (word("规模", 60, y), middle("0.12", 250, y), middle("0.45", 370, y))]
    (grid,) = grids([*head, *rows], level(95), level(135), level(185))
    assert grid.head_rows == 2
    assert [t[4] for t in texts(grid)][:4] == ["变量", "（1）", "（2）", "国有"]


def test_parents_set_at_the_left_of_their_columns_stand_over_all_of_them() -> None:
    xs = (150, 210, 270, 330)
    head = [word("地区", 53, 120), word("城镇", 150, 100), word("农村", 270, 100)]
    head += [word(t, x, 120) for t, x in zip(("均值", "比重", "均值", "比重"), xs, strict=True)]
    rows = [w for y in (145, 165) for w in (word("山东", 53, y), *(word("5.12", x, y) for x in xs))]
    (grid,) = grids([*head, *rows], level(95), level(135), level(185))
    assert [t for t in texts(grid) if t[0] == 0 and t[3] > 1] == [(0, 1, 1, 2, "城镇"), (0, 3, 1, 2, "农村")]


def test_a_line_drawn_under_a_parent_says_what_it_stands_over_though_its_left_is_that_of_its_first_column() -> None:
    xs = (180, 240, 300, 360, 420)
    head = [
        word("地区", 53, 110),
        middle("城镇居民收入", 210, 100),
        middle("乡村居民收入", 390, 100),
        middle("合计", 300, 115),
    ]
    head += [
        middle(t, x, 120) for t, x in zip(("均值一项", "比重", "均值一项", "比重"), (200, 240, 380, 420), strict=True)
    ]
    rows = [w for y in (145, 165) for w in (word("山东", 53, y), *(right("5.12", x + 10, y) for x in xs))]
    (grid,) = grids([*head, *rows], level(95), level(114, 170, 250), level(114, 350, 450), level(135), level(185))
    assert [t for t in texts(grid) if t[0] == 0 and t[3] > 1] == [
        (0, 1, 1, 2, "城镇居民收入"), (0, 4, 1, 2, "乡村居民收入"),
    ]  # fmt: skip


def test_a_caption_with_a_gap_behind_its_number_parts_tables_between_rules() -> None:
    caption = [word("表2", 150, 255), word("分地区支出", 190, 255)]
    note = [word("注：数据来自年鉴，部分年份缺失。", 53, 215)]
    found = grids(
        [*two_level_table(), *note, *caption, *two_level_table(300)], *(level(y) for y in (95, 140, 205, 295, 340, 405))
    )
    assert [g.rows for g in found] == [5, 5]


def test_texts_without_figures_between_rules_are_a_table() -> None:
    words = [middle(t, x, 100) for t, x in (("名称", 90), ("符号", 200), ("定义", 330))]
    words += [w for y in (125, 145) for w in (word("规模", 60, y), word("Size", 190, y), word("资产的对数", 280, y))]
    (grid,) = grids(words, level(95), level(115), level(165))
    assert (grid.rows, grid.cols, grid.head_rows) == (3, 3, 1)


def test_a_wrapped_label_beside_rules_that_part_its_rows_is_one_and_leaves_them_in_doubt() -> None:
    """The rule between the rows that a label stands for begins behind it: the label goes on across its height."""
    marks = [word("类型", 55, 103), word("名称", 125, 103), word("金额", 240, 103)]
    for i, (name, amount) in enumerate([("甲厂", "1.25"), ("乙厂", "2.50"), ("丙厂", "3.75"), ("丁厂", "4.00")]):
        marks += [word(name, 125, 127 + 24 * i), right(amount, 300, 127 + 24 * i)]
    marks += [word("解释变", 55, 132), word("量一", 55, 146), word("控制变", 55, 180), word("量二", 55, 194)]
    rules = [level(y, 50, 310) for y in (98, 120, 168, 216)] + [level(y, 110, 310) for y in (144, 192)]
    (grid,) = grids(marks, *rules)
    labels = [(c.row, c.row_span, c.text) for c in grid.cells if c.col == 0 and c.row > 0]
    assert labels == [(1, 2, "解释变量一"), (3, 2, "控制变量二")]
    assert all(f.confidence < 0.99 for c in grid.cells if c.row > 0 for f in c.fragments)


def test_words_spread_over_their_cells_are_one_however_far() -> None:
    (line,) = token_lines([word("收", 60, 0), word("入", 90, 0), word("支", 260, 0), word("出", 300, 0)])
    assert [t.text.replace(" ", "") for t in line] == ["收入", "支出"]
    (codes,) = token_lines([word("类", 60, 0), word("款", 90, 0), word("项", 120, 0)])
    assert len(codes) == 3


def test_a_year_that_a_word_processor_set_off_belongs_to_its_text() -> None:
    (line,) = token_lines([word("比", 60, 0), word("2023", 72.5, 0), word("年增减", 95, 0), word("120", 160, 0)])
    assert len(line) == 2
    (apart,) = token_lines([word("合计", 60, 0), word("2023", 100, 0)])
    assert len(apart) == 2


def test_names_without_figures_at_the_end_of_a_wide_set_list_belong_to_it() -> None:
    rows = [w for i in range(5) for w in wide_set_row(100 + 30 * i, f"名称{i}", f"类别{i}")]
    tail = [word("类别五", 250, 250), word("类别六", 250, 280)]
    (grid,) = grids([word("单位：万元", 400, 70), *rows, *tail])
    assert {c.text for c in grid.cells if c.col == 2} >= {"类别五", "类别六"}
    away = [word("二、其他说明", 50, 250)]
    (grid,) = grids([word("单位：万元", 400, 70), *rows, *away])
    assert all(c.text != "二、其他说明" for c in grid.cells)


def wide_set_row(y: float, left: str, right_name: str) -> list[Word]:
    """A row of two names with their figures, each row two lines and a half below the one above."""
    return [word(left, 50, y), right("1,200.50", 240, y), word(right_name, 250, y), right("30.00", 440, y)]


def test_a_letter_spaced_title_with_its_year_is_one_text() -> None:
    letters = [word("2", 150, 50)]
    for c in "024年收支总表":
        letters.append(word(c, letters[-1].box.x1 + 4, 50))
    (line,) = token_lines(letters)
    assert [t.text.replace(" ", "") for t in line] == ["2024年收支总表"]
    figures = [word(c, 150 + 14 * i, 50) for i, c in enumerate("项2024")]
    assert len(token_lines(figures)[0]) > 1


def test_a_figure_misread_far_too_wide_beside_a_total_is_no_fault() -> None:
    page = [
        Word(text=text, box=Box(*box), size=size)
        for text, box, size in (
            ("–", (54, 434, 61, 442), 7.6),
            ("\ufffd", (408, 433, 415, 440), 0.0),
            ("任房必积台", (271, 470, 312, 478), 7.6),
            ("8.875.05", (240, 501, 269, 509), 7.6),
            ("本年之启合计", (276, 501, 320, 508), 7.6),
            ("8.89107", (239, 529, 273, 542), 12.9),
            ("是入名任", (49, 532, 82, 539), 7.6),
        )
    ]
    assert {word for grid in grids(page) for *_, text in texts(grid) for word in text.split()} <= {w.text for w in page}


def test_heads_set_loosely_at_the_top_of_their_cells() -> None:
    """As Writer sets them: lines 1.6 font sizes apart, every text at the top of its cell, empty columns between."""
    head = [
        middle("项目", 100, 100), middle("年初结转和结余", 250, 100), middle("本年收入", 400, 100),
        middle("功能分", 75, 126), middle("类编码", 75, 142), middle("名称", 125, 126),
        middle("合计", 200, 126), middle("基本支", 250, 126), middle("出结转", 250, 142), middle("结余", 300, 126),
        middle("合计", 350, 126), middle("基本", 400, 126), middle("支出", 400, 142), middle("其他", 450, 126),
    ]  # fmt: skip
    rows = [
        w
        for y, code in ((170, "205"), (190, "208"), (210, "221"))
        for w in (middle(code, 75, y), word("教育", 103, y), right("5.00", 222, y), right("7.00", 372, y))
    ]
    (grid,) = grids([*head, *rows], level(95, x1=475), level(160, x1=475), level(225, x1=475))
    assert [t for t in texts(grid) if t[0] < 2] == [
        (0, 0, 1, 2, "项目"), (0, 2, 1, 3, "年初结转和结余"), (0, 5, 1, 3, "本年收入"),
        (1, 0, 1, 1, "功能分类编码"), (1, 1, 1, 1, "名称"), (1, 2, 1, 1, "合计"), (1, 3, 1, 1, "基本支出结转"),
        (1, 4, 1, 1, "结余"), (1, 5, 1, 1, "合计"), (1, 6, 1, 1, "基本支出"), (1, 7, 1, 1, "其他"),
    ]  # fmt: skip


def test_a_parent_as_wide_as_its_middle_column_is_centred_over_all() -> None:
    head = [middle("人员经费", 150, 100), middle("公用经费", 350, 100)]
    head += [middle(t, x, 120) for x, t in ((80, "编码"), (150, "科目名称"), (220, "金额"))]
    head += [middle(t, x, 120) for x, t in ((280, "编码"), (350, "科目名称"), (420, "金额"))]
    rows = [
        w
        for y in (145, 165, 185)
        for x in (0, 200)
        for w in (middle("30101", 80 + x, y), word("基本工资", 117 + x, y), right("5.00", 248 + x, y))
    ]
    (grid,) = grids([*head, *rows], level(95), level(135), level(200))
    assert [t for t in texts(grid) if t[0] == 0] == [(0, 0, 1, 3, "人员经费"), (0, 3, 1, 3, "公用经费")]


def test_a_line_of_a_name_set_loosely_leaves_its_row_in_doubt() -> None:
    rows = [
        word("一、教育支出", 53, 125), right("1,200.50", 347, 125),
        word("二、社会保障", 53, 150), right("30.00", 347, 150), word("和就业支出", 53, 166),
        word("三、住房支出", 53, 200), right("7.00", 347, 200),
        word("四、其他支出", 53, 225), right("8.00", 347, 225),
    ]  # fmt: skip
    (grid,) = grids([middle("项目", 150, 100), middle("金额", 320, 100), *rows], level(95), level(115), level(245))
    least = {c.text: min(f.confidence for f in c.fragments) for c in grid.cells if c.text}
    assert least["二、社会保障和就业支出"] < 0.99
    assert least["三、住房支出"] == least["8.00"] == 1


def test_a_figure_set_off_evenly_within_a_text_parts_nothing() -> None:
    set_off = [word("用车", 100, 60), word("2", 122, 60), word("辆", 129, 60)]
    (line,) = token_lines(set_off)
    assert [t.text.replace(" ", "") for t in line] == ["用车2辆"]
    (line,) = token_lines([*set_off[:2], word("辆", 131, 60)])
    assert len(line) == 3


def test_a_lone_text_right_of_the_labels_at_the_top_may_end_a_row_of_the_page_before() -> None:
    rows = [word("支出", 110, 125)]
    for i in range(3):
        rows += [word("208", 53, 150 + 30 * i), word("住房支出", 110, 150 + 30 * i), right("30.00", 347, 150 + 30 * i)]
    head = [middle("编码", 65, 100), middle("项目", 130, 100), middle("金额", 320, 100)]
    (grid,) = grids([*head, *rows], level(95), level(115), level(245))
    least = {c.text: min(f.confidence for f in c.fragments) for c in grid.cells if c.text}
    assert least["支出"] < 0.99
    assert least["30.00"] == 1


def test_a_part_of_a_table_with_nothing_but_figures_has_rows() -> None:
    figures = [(f"{n}.00", column, 18.0 * n) for n in range(4) for column in range(3)]
    assert len(rows_of(placed(*figures), ())) == 4


def test_a_name_of_which_one_line_stands_above_and_one_below_its_figures_is_one() -> None:
    lines = [("教育支出", 0.0), ("社会保障和就", 17.0), ("业支出", 34.0), ("卫生支出", 51.0), ("住房", 68.0)]
    figures = [(f"{n}.00", 1, y) for n, y in enumerate((0.0, 25.5, 51.0, 68.0))]
    rows = rows_of(placed(*((t, 0, y) for t, y in lines), *figures), ())
    assert ["".join(t.text for t in r.cells[0].tokens) for r in rows] == [
        "教育支出",
        "社会保障和就业支出",
        "卫生支出",
        "住房",
    ]
    assert [r.sure for r in rows] == [True, False, True, True]


def test_lines_of_a_head_set_loosely_are_one_text_unless_they_may_be_a_parent_and_its_middle_column() -> None:
    left = [middle("编码", 70, 109), middle("资金列入", 150, 100), middle("项目", 150, 118), middle("合计", 230, 109)]
    parent = [
        middle("本年支出", 400, 100),
        *(middle(t, x, 118) for t, x in (("小计", 330), ("基本", 400), ("其他", 470))),
    ]
    rows = [right("9.00", x + 15, 150 + 20 * i) for i in range(3) for x in (70, 150, 230, 330, 400, 470)]
    (grid,) = grids([*left, *parent, *rows])
    assert [t[4] for t in texts(grid) if t[0] < 2] == [
        "编码", "资金列入项目", "合计", "本年支出", "小计", "基本", "其他",
    ]  # fmt: skip


def test_the_last_line_of_a_head_begins_no_row_though_it_stands_over_the_first_code() -> None:
    head = [
        word("经济分类", 55, 100),
        middle("科目名称", 180, 106),
        middle("决算数", 300, 106),
        word("科目编码", 55, 113),
    ]
    rows = [w for i, code in enumerate(("301", "30101")) for w in _coded(code, 127 + 14 * i)]
    for rules in ((level(95), level(121), level(134), level(148)), ()):
        (grid,) = grids([*head, *rows], *rules)
        assert texts(grid)[:3] == [(0, 0, 1, 1, "经济分类科目编码"), (0, 1, 1, 1, "科目名称"), (0, 2, 1, 1, "决算数")]
        assert grid.rows == 3


def _coded(code: str, y: float) -> list[Word]:
    return [word(code, 55, y), word("工资福利支出", 155, y), right("95.36", 320, y)]


def test_a_line_that_introduces_a_table_is_no_part_of_its_head() -> None:
    head = [middle("序号", 80, 120), middle("单位名称", 200, 120), middle("编制数", 330, 120)]
    rows = [w for i in (1, 2, 3) for w in _list_row(i, 120 + 16 * i)]
    words = [word("部门决算编制范围的单位包括：", 55, 104), *head, *rows]
    line, grid = blocks(PageContent(number=1, width=600, height=800, words=tuple(words)))
    assert isinstance(line, Line)
    assert isinstance(grid, Grid)
    assert [t[4] for t in texts(grid)[:3]] == ["序号", "单位名称", "编制数"]


def _list_row(i: int, y: float) -> list[Word]:
    return [middle(str(i), 80, y), middle("下属单位" * 2, 200, y), right(f"{i}2", 340, y)]


def test_a_note_below_codes_is_no_cell_though_it_begins_behind_them() -> None:
    head = [middle("科目编码", 75, 100), middle("科目名称", 240, 100), middle("决算数", 400, 100)]
    rows = [
        w
        for i, c in enumerate(("301", "30101", "30102"))
        for w in (word(c, 55, 120 + 16 * i), word("工资福利支出", 205, 120 + 16 * i), right("9.00", 420, 120 + 16 * i))
    ]
    note = word("注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。", 85, 168)
    grid, line = blocks(PageContent(number=1, width=600, height=800, words=(*head, *rows, note)))
    assert isinstance(grid, Grid)
    assert grid.rows == 4
    assert isinstance(line, Line)
