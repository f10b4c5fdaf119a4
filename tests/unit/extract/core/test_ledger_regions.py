"""Where a page holds a ledger that few figures give away: below the names of its columns, or by the words of forms."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Fill, Grid, PageContent, Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word

NAMES = ("项目名称", "预算数", "其他资金", "绩效指标")


def names(y: float = 60) -> list[Word]:
    """The names of four columns that are 100 points wide, from 50."""
    return [middle(name, 100 + 100 * i, y) for i, name in enumerate(NAMES)]


def long_text(y: float, lines: int, x: float = 355) -> list[Word]:
    return [word("时效指标按月报送", x, y + 11 * i) for i in range(lines)]


def test_a_long_text_beside_one_row_of_figures_is_a_cell() -> None:
    row = [word("设备更新", 53, 140), right("9.00", 240, 140), right("8.00", 340, 140)]
    (grid,) = grids([*names(), *row, *long_text(90, 10)])
    assert [t[4] for t in texts(grid) if t[0] == 0] == list(NAMES)
    assert [t[4] for t in texts(grid) if t[0] == 1] == ["设备更新", "9.00", "8.00", "时效指标按月报送" * 10]


def test_below_its_head_a_page_may_hold_nothing_but_the_rest_of_one_cell() -> None:
    (grid,) = grids([*names(), *long_text(85, 6)])
    assert (grid.head_rows, grid.cols) == (1, 4)
    assert [t[1] for t in texts(grid) if t[0] == 1] == [3]


def test_the_rests_of_several_cells_stand_in_their_columns() -> None:
    rests = [word("维项目", 80, 111), *long_text(85, 6, x=162), *long_text(85, 6)]
    (grid,) = grids([*names(), *rests])
    assert {(t[1], t[4]) for t in texts(grid) if t[0] > 0} == {
        (0, "维项目"),
        (1, "时效指标按月报送" * 6),
        (3, "时效指标按月报送" * 6),
    }


def test_one_figure_shows_a_table_below_a_name_for_each_column() -> None:
    words = [middle(t, x, 60) for t, x in (("项目名称", 100), ("预算数", 190), ("绩效目标", 300))]
    words += [*long_text(85, 4, x=260), word("运维项目", 80, 151), right("1141", 210, 151), *long_text(135, 4, x=260)]
    (grid,) = grids(words)
    assert {t[4] for t in texts(grid) if t[1] == 1} == {"预算数", "1141"}


def test_text_as_wide_as_the_names_above_it_is_no_cell() -> None:
    wide = [
        word("本单位按月报送各项指标，年终汇总后上报主管部门备案", 53 + 20 * (i == 0), 85 + 15 * i) for i in range(6)
    ]
    assert grids([*names(), *wide]) == []


def test_indicators_without_figures_are_found_by_the_names_of_their_levels() -> None:
    levels = [
        ("产出", "质量", "编目规范", "规范"),
        ("产出", "时效", "报送时间", "及时"),
        ("效益", "社会效益", "知晓", "提升"),
    ]
    rows = [word(t, 53 + 100 * c, 60 + 20 * r) for r, row in enumerate(levels) for c, t in enumerate(row)]
    (grid,) = grids(rows)
    assert [t[4] for t in texts(grid)] == [t for row in levels for t in row]


def test_a_long_text_goes_on_beside_its_label() -> None:
    first = "完成设备更新，保障机构运转，按时完成年度各项工作任务，提高质量和"
    goal = [word(first, 130, 100), word("年度总体目标", 53, 111), word("水平，按期上报。", 130, 111)]
    head = [middle(t, 90 + 90 * i, 140) for i, t in enumerate(("一级指标", "二级指标", "三级指标", "目标值"))]
    body = [middle(t, 90 + 90 * i, 160) for i, t in enumerate(("产出", "数量", "册数", "9册"))]
    found = grids([*goal, *head, *body])
    assert [t[4] for t in texts(found[0])] == ["年度总体目标", first + "水平，按期上报。"]


def painted_over(first: str, second: str, x: float, y: float) -> Word:
    """Two texts that a stop at the first one's end joins to one word: it hangs into the square where the second
    begins."""
    made = word(first + second, x, y)
    shift = 3.0
    edges = (*made.char_x[: len(first)], *(e - shift for e in made.char_x[len(first) :]))
    return replace(made, box=made.box._replace(x1=made.box.x1 - shift), char_x=edges, joints=(len(first),))


def test_a_stop_that_hangs_into_the_next_column_does_not_join_the_two() -> None:
    left = ["完善制度提升服", "务，提高效率快，", "共享数据。"]
    right_ = ["报送时间每月初", "送达，共十二", "期。"]
    x = 300 + 10 * len(left[1]) - 3
    rows = [word("设备更新", 53, 111), right("9.00", 180, 111), right("8.00", 240, 111)]
    for i in (0, 2):
        rows += [word(left[i], 300, 100 + 11 * i), word(right_[i], x, 100 + 11 * i)]
    head = [middle(t, at, 70) for t, at in (("名称", 80), ("预算", 165), ("拨款", 225), ("目标", 335), ("指标", 400))]
    (grid,) = grids([*head, *rows, painted_over(left[1], right_[1], 300, 111)])
    assert [t[4] for t in texts(grid) if t[0] == 1] == ["设备更新", "9.00", "8.00", "".join(left), "".join(right_)]


def test_two_tables_below_a_line_that_says_the_same_of_both_are_two() -> None:
    words: list[Word] = []
    for x in (50, 330):
        words += [middle("借阅统计表", x + 80, 40), word("填报单位：市图书馆", x, 62)]
        words += [middle(t, x + 30 + 80 * i, 84) for i, t in enumerate(("片区", "册数", "人次"))]
        for r, row in enumerate((("东部", "349", "12"), ("西部", "67", "707"), ("北部", "5", "80"))):
            words += [word(row[0], x + 10, 104 + 20 * r)]
            words += [right(t, x + 125 + 80 * i, 104 + 20 * r) for i, t in enumerate(row[1:])]
    found = grids(words)
    assert [(g.rows, g.cols) for g in found] == [(4, 3), (4, 3)]
    assert all(g.place.box is not None and g.place.box.width < 220 for g in found)


def test_a_page_may_hold_no_more_than_the_last_indicator() -> None:
    (grid,) = grids([word("其他满意度", 60, 60), word("不适用", 160, 60), word("不适用", 300, 60)])
    assert [t[:2] for t in texts(grid)] == [(0, 0), (0, 1), (0, 2)]


def test_rows_below_the_rules_of_a_head_are_its_own_though_another_head_follows() -> None:
    words, rules = [], []
    for y, row in ((100, ("设备更新", "9.00", "8.00", "7.00")), (200, ("合计",))):
        words += [*names(y), word(row[0], 60, y + 20)]
        words += [right(t, 240 + 100 * i, y + 20) for i, t in enumerate(row[1:])]
        words += [word("注：本表按实际发生数填列。", 53, y + 40), middle("另一张收支情况表", 250, y + 65)]
        rules += [level(y - 4, 50, 450), level(y + 14, 50, 450)]
    found = grids(words, *rules)
    assert [[t[4] for t in texts(g) if t[0] == 1] for g in found] == [["设备更新", "9.00", "8.00", "7.00"], ["合计"]]


def test_a_line_of_long_texts_above_the_first_figures_below_the_rules_of_a_head_is_a_row_s() -> None:
    heads = [middle(t, x, 60) for t, x in (("项目名称", 100), ("预算数", 190), ("绩效目标", 330), ("绩效指标", 430))]
    row = [word("设备更新", 53, 107), right("9.00", 210, 107), *long_text(85, 1, x=389)]
    row += [word("按月报送各项指标数据汇总上报", 240, 96), word("时效指标按月报送年终汇总上报", 389, 96)]
    row += [word("年终验收", 240, 107), *long_text(107, 2, x=389)]
    (grid,) = grids([*heads, *row], level(50, 50, 590), level(74, 50, 590))
    assert [t[4] for t in texts(grid) if t[0] == 1][2] == "按月报送各项指标数据汇总上报年终验收"


def test_cells_over_all_rows_of_a_deep_shaded_head_are_part_of_it() -> None:
    boxes = [(50, 90, 100, 190), (90, 150, 100, 190), (150, 450, 100, 130), (150, 300, 130, 190), (300, 450, 130, 190)]
    fills = tuple(Fill(box=Box(x0, top, x1, bottom), grey=0.8) for x0, x1, top, bottom in boxes)
    words = [
        middle("编号", 70, 140),
        middle("项目", 120, 140),
        middle("本年支出", 300, 110),
        middle("合计", 225, 155),
        middle("其他", 375, 155),
    ]
    for y in (200, 220, 240):
        words += [word("甲", 65, y), word("设备更新", 100, y), right("9.00", 297, y), right("8.00", 447, y)]
    page = PageContent(number=1, width=600, height=800, words=tuple(words), fills=fills)
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    assert (grid.rows, grid.cols, grid.head_rows) == (5, 4, 2)


def test_a_head_larger_than_its_figures_is_no_title() -> None:
    head = [replace(middle(name, 100 + 100 * i, 60), size=12.0) for i, name in enumerate(NAMES)]
    rows = [w for y in (90, 110, 130) for w in (word("设备", 53, y), right("9.00", 240, y), right("8.00", 340, y))]
    (grid,) = grids([replace(middle("项目情况", 250, 30), size=14.0), *head, *rows])
    assert [t[4] for t in texts(grid) if t[0] == 0] == list(NAMES)


def test_a_row_far_below_goes_on_with_the_columns_of_those_above() -> None:
    rows = []
    for y in (90, 160, 180):
        rows += [word("设备更新", 53, y), *(right("9.00", 240 + 100 * i, y) for i in range(3))]
    (grid,) = grids([*names(), *rows])
    assert grid.rows == 4
    (short,) = grids([*names(), *rows[:4], *(w for w in rows[4:] if w.box.x0 < 100)])
    assert short.rows == 2


def test_columns_of_figures_beside_long_texts_are_a_table_without_a_head() -> None:
    def row(y: float) -> list[Word]:
        return [word("设备采购", 50, y + 40), right("183.37", 170, y + 40), right("1,183.37", 240, y + 40),
                *long_text(y, 8, x=250)]  # fmt: skip

    (grid,) = grids([*row(60), *row(176), *row(292)])
    assert [c.text for c in grid.cells if c.col == 1] == ["183.37"] * 3
    justified = [
        word(t, x, 60 + 12 * i) for i in range(8) for t, x in (("较上年减少", 50), ("1.24", 108), ("万元，", 140))
    ]
    assert grids(justified) == []


def test_a_parent_alone_on_the_first_line_of_a_loose_head_is_of_the_table() -> None:
    head = [middle("科目编码", 80, 120), middle("科目名称", 180, 120), middle("本年一般公共预算支出", 410, 100)]
    head += [middle("基本支出", 410, 120), middle("合计", 260, 130), middle("项目支出", 560, 130)]
    head += [middle("小计", 340, 140), middle("人员经费", 410, 140), middle("公用经费", 480, 140)]
    rows = [
        [middle(f"20{i}", 80, 160 + 20 * i), word("教育支出", 150, 160 + 20 * i)]
        + [right("9.00", x, 160 + 20 * i) for x in (275, 355, 425, 495, 575)]
        for i in range(4)
    ]
    words = [*head, *(w for row in rows for w in row)]
    small = [Word(text=w.text, box=_flat(w.box), size=6.0, char_x=w.char_x) for w in words]
    (grid,) = grids(small)
    assert (0, 2, 1, 5, "本年一般公共预算支出") in texts(grid)


def _flat(box: Box) -> Box:
    """The box of a text of 6 points in height, on the same base line."""
    return box._replace(top=box.bottom - 6)


def test_a_line_that_says_why_a_table_is_empty_is_none_of_its_rows() -> None:
    head = [
        word("单位：万元", 400, 80),
        middle("科目编码", 100, 100),
        middle("科目名称", 200, 100),
        middle("合计", 300, 100),
    ]
    (grid,) = grids([*head, middle("项目支出", 400, 100), word("本单位没有此项支出，此表为空表。", 53, 118)])
    assert [t[4] for t in texts(grid)] == ["科目编码", "科目名称", "合计", "项目支出"]


def test_below_a_head_alone_rows_far_apart_that_are_labels_alone_keep_the_step() -> None:
    words = [middle(t, 100 + 100 * i, 85) for i, t in enumerate(("项目", "预算数", "项目", "预算数"))]
    rows = [
        ("一、财政拨款", "9.00", "一、教育支出", "9.00"), ("二、事业收入", "3.00", "二、卫生支出", "3.00"),
        ("三、上级补助",), ("四、附属上缴",), ("五、其他收入",), ("收入总计", "12.00", "支出总计", "12.00"),
    ]  # fmt: skip
    for n, row in enumerate(rows):
        y = 115 + 35 * n
        words += [right(t, 147 + 100 * i, y) if i % 2 else word(t, 53 + 100 * i, y) for i, t in enumerate(row)]
    (grid,) = grids(words, level(80), level(100))
    assert [t[4] for t in texts(grid) if t[1] == 0][1:] == [row[0] for row in rows]
    words[-1:] = [word("本部门无其他收入", 80, 350)]
    (grid,) = grids(words, level(80), level(100))
    assert "本部门无其他收入" not in {t[4] for t in texts(grid)}


def test_a_deep_shaded_head_over_shaded_rows_as_wide_is_part_of_their_table() -> None:
    boxes = [(50, 450, 100, 190, 0.8), *((50, 450, y, y + 20, 0.94) for y in (210, 250, 290))]
    fills = tuple(Fill(box=Box(x0, top, x1, bottom), grey=grey) for x0, x1, top, bottom, grey in boxes)
    words = [middle("项目", 100, 140), middle("本年支出", 350, 115), middle("合计", 300, 160), middle("其他", 400, 160)]
    for y in (195, 215, 235, 255, 275, 295):
        words += [word("设备更新", 60, y), right("9.00", 320, y), right("8.00", 420, y)]
    page = PageContent(number=1, width=600, height=800, words=tuple(words), fills=fills)
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    assert (grid.rows, grid.cols, grid.head_rows) == (8, 3, 2)


def test_the_unit_in_brackets_above_the_last_column_is_none_of_its_head() -> None:
    rows = [w for y in (90, 110, 130) for w in (word("设备", 53, y), right("9.00", 240, y), right("8.00", 340, y))]
    words = [middle(name, x, 60) for name, x in (("项目名称", 100), ("预算数", 225), ("其他资金", 325))]
    (grid,) = grids([*words, word("（单位：万元）", 285, 46), *rows])
    assert [t[4] for t in texts(grid)][:3] == ["项目名称", "预算数", "其他资金"]


def test_the_parent_of_columns_of_codes_alone_above_the_other_names_is_of_the_head() -> None:
    low = [middle(t, x, 70) for t, x in (("类", 65), ("款", 95), ("项", 125), ("科目名称", 200), ("合计", 300))]
    rows = [
        w
        for y in (95, 115, 135)
        for w in (
            word("205", 57, y),
            word("01", 90, y),
            word("02", 120, y),
            word("教育支出", 160, y),
            right("9.00", 320, y),
        )
    ]
    (grid,) = grids([middle("科目编码", 95, 50), *low, *rows])
    assert (0, 0, 1, 3, "科目编码") in texts(grid)


def test_the_number_of_the_next_table_ends_the_one_above() -> None:
    """`表 2`, its figure set a little apart as programs set it beside ideographs, or 公开02表."""
    head = [middle(n, x, 60) for n, x in (("项目", 80), ("预算数", 225), ("执行数", 325))]
    rows = [w for y in (80, 95, 110) for w in (word("办公费", 53, y), right("9.00", 240, y), right("8.00", 340, y))]
    for number in ([word("表", 53, 130), right("2", 73, 130)], [word("公开02表", 53, 130)]):
        (grid,) = grids([*head, *rows, *number])
        assert [t[4] for t in texts(grid)][-3:] == ["办公费", "9.00", "8.00"]


def test_the_first_rule_of_a_table_may_stand_over_its_caption() -> None:
    """Title and unit are rows of the head, as web pages print them again on every page; the next table below."""

    def table(y: float) -> list[Word]:
        head = [
            word("单位：万元", 390, y + 8),
            *(middle(n, x, y + 24) for n, x in (("项目", 80), ("预算数", 225), ("执行数", 325))),
        ]
        rows = [
            w
            for i in (2, 3)
            for w in (word("办公费", 53, y + 24 * i), right("9.00", 240, y + 24 * i), right("8.00", 340, y + 24 * i))
        ]
        return [*head, *rows]

    rules = [level(y) for y in (100, 140, 190, 230, 270, 320)]
    found = grids([*table(105), *table(235)], *rules)
    assert [[t[4] for t in texts(grid)] for grid in found] == [
        ["项目", "预算数", "执行数", *["办公费", "9.00", "8.00"] * 2]
    ] * 2


def test_a_long_title_below_a_table_is_no_cell_of_it() -> None:
    """As long as running text, and right of the first column; it is larger than the figures."""
    head = [middle(n, x, 60) for n, x in (("编码", 65), ("项目", 150), ("预算数", 225), ("执行数", 325))]
    rows = [
        w
        for y in (80, 95, 110)
        for w in (word("301", 53, y), word("办公费", 120, y), right("9.00", 240, y), right("8.00", 340, y))
    ]
    text = "2024年预算单位一般公共预算基本支出部门预算经济分类科目预算总表"
    title = Word(text=text, box=Box(90, 126, 470, 141), size=15)
    (grid,) = grids([*head, *rows, title])
    assert [t[4] for t in texts(grid)][-4:] == ["301", "办公费", "9.00", "8.00"]


def test_a_parent_of_codes_and_their_names_stands_alone_above_them() -> None:
    words = [
        middle("项目", 165, 90),
        middle("科目编码", 100, 117),
        middle("合计", 345, 117),
        middle("科目名称", 220, 122),
    ]
    words += [middle(t, x, 137) for t, x in (("类", 70), ("款", 100), ("项", 130))]
    for i, code in enumerate(("205", "20502", "20503")):
        words += [word(code, 60, 162 + 30 * i), word("教育支出", 180, 162 + 30 * i), right("1.00", 360, 162 + 30 * i)]
    (grid,) = grids(words)
    assert (0, 0, 1, 4, "项目") in texts(grid)


def test_high_rows_go_on_in_the_entries_of_a_balance_and_in_columns_that_are_centred() -> None:
    """The row of the fourth entry is as high as one that holds two lines."""
    head = [middle(t, x, 110) for t, x in (("项目", 110), ("金额", 220), ("项目", 320), ("金额", 430))]
    entries = ("教育支出", "卫生健康支出", "住房保障支出", "其他支出")
    heights = (130, 148, 166, 206)
    rows = [word(f"{'一二三四'[i]}、{name}", 280, y) for i, (name, y) in enumerate(zip(entries, heights, strict=True))]
    income = [word("一、财政拨款收入", 55, 130), middle("912.50", 220, 130), middle("12.50", 430, 148)]
    (grid,) = grids([*head, *rows, *income], level(105), level(125))
    assert [t[4] for t in texts(grid) if t[1] == 2 and t[0] > 0] == [
        f"{'一二三四'[i]}、{t}" for i, t in enumerate(entries)
    ]


def test_the_last_digit_of_an_amount_on_a_line_of_its_own_is_no_page_number() -> None:
    head = [middle(t, x, 110) for t, x in (("项目", 110), ("合计", 250), ("基本支出", 400))]
    amounts = [("教育支出", "33,210,959.0", "9.50"), ("卫生支出", "1,210.25", "1.25"), ("住房支出", "210.25", "2.25")]
    rows = [
        w
        for i, (name, total, basic) in enumerate(amounts)
        for w in (word(name, 55, 130 + 32 * i), right(total, 290, 130 + 32 * i), right(basic, 430, 130 + 32 * i))
    ]
    (grid,) = grids([*head, *rows, right("5", 290, 145)])
    assert [t[4] for t in texts(grid) if t[1] == 1] == ["合计", "33,210,959.05", "1,210.25", "210.25"]


def test_a_high_row_goes_on_whose_texts_in_one_column_stand_on_lines_above_and_below_the_others() -> None:
    def row(y: float, name: tuple[str, ...], value: str, count: str) -> list[Word]:
        lines = [word(t, 55, y - 5 * (len(name) - 1) + 10 * i) for i, t in enumerate(name)]
        return [*lines, word("产出指标", 180, y), word(value, 300, y), right(count, 420, y)]

    head = [middle(t, x, 110) for t, x in (("项目", 80), ("一级指标", 200), ("三级指标", 320), ("指标值", 410))]
    high = row(200, ("监测网络", "运维"), "站点数量", "30")
    (grid,) = grids([*head, *row(130, ("设备购置",), "设备数量", "12"), *high], level(105), level(120))
    assert [t[4] for t in texts(grid) if t[1] == 2] == ["三级指标", "设备数量", "站点数量"]


def test_an_entry_alone_at_the_top_of_a_page_is_of_the_balance_below() -> None:
    entries = [
        ("二十三、灾害防治及应急管理支出", 60),
        ("二十四、预备费", 88),
        ("二十五、其他支出", 104),
        ("二十六、转移性支出", 120),
    ]
    sums = [("本年收入合计", "本年支出合计", 136), ("收入总计", "支出总计", 152)]
    words = [word(t, 255, y) for t, y in entries]
    for left, name, y in sums:
        words += [word(left, 55, y), right("9.00", 240, y), word(name, 255, y), right("9.00", 440, y)]
    (grid,) = grids(words)
    assert grid.rows == 6


def test_where_people_sign_below_a_table_is_no_row_of_it() -> None:
    """Of the first text and its title a stamp has left this."""
    rows = [t for y in (80, 100, 120) for t in (word("设备更新", 53, y), right("9.00", 240, y), right("8.00", 340, y))]
    signed = [word("负责人签", 60, 140), word("审核：", 210, 140), word("填表人：", 360, 140)]
    (grid,) = grids([*names(), *rows, *signed])
    assert [t[4] for t in texts(grid) if t[0] == 3] == ["设备更新", "9.00", "8.00"]
    assert max(t[0] for t in texts(grid)) == 3
