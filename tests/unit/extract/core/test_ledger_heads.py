"""Heads of ledgers: which lines are one text, and which stand over which columns."""

from __future__ import annotations

from services.extract.core.ledger.columns import Column, with_heads
from services.extract.core.ledger.stacks import Stack
from services.extract.core.ledger.tokens import spaced_out, token
from shared.model.page import Rule, Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word


def figures(y: float, *ends: float) -> list[Word]:
    return [right("1.00", x, y + 20 * i) for i in range(3) for x in ends]


def head_of(words: list[Word], top: float = 104, bottom: float = 131) -> list[tuple[int, int, int, int, str]]:
    (grid,) = grids(words, level(top), level(bottom), level(215))
    return [t for t in texts(grid) if t[0] < (grid.head_rows or 0)]


def test_a_parent_as_near_to_its_middle_column_as_loose_lines_is_told_by_the_cells_beside_it() -> None:
    """合计 is set at half height: nothing but 基本支出 can stand over the low ones."""
    alone = [middle("项目", 90, 112.5), middle("合计", 180, 112.5), middle("其他支出", 440, 112.5)]
    low = [middle(t, x, 119.3) for t, x in (("小计", 250), ("人员经费", 310), ("公用经费", 370))]
    rows = [*(word("教育支出", 60, 150 + 20 * i) for i in range(3)), *figures(150, 195, 265, 325, 385, 455)]
    found = head_of([*alone, middle("基本支出", 310, 105.7), *low, *rows])
    assert (0, 2, 1, 3, "基本支出") in found
    assert [t[4] for t in found if t[0] == 1] == ["小计", "人员经费", "公用经费"]


def test_the_middle_line_of_three_beside_single_ones_is_no_column_of_a_parent() -> None:
    alone = [middle("项目", 90, 113), middle("合计", 180, 113), middle("其他支出", 380, 113)]
    lines = [middle("因公出国", 250, 101), middle("（境）经费", 250, 113), middle("预算", 250, 125)]
    two = [middle("公务接待", 310, 107), middle("费", 310, 119)]
    rows = [*(word("教育支出", 60, 150 + 20 * i) for i in range(3)), *figures(150, 195, 265, 325, 395)]
    assert [t[4] for t in head_of([*alone, *lines, *two, *rows], 95, 140)] == [
        "项目", "合计", "因公出国（境）经费预算", "公务接待费", "其他支出",
    ]  # fmt: skip


def test_lines_further_apart_than_those_of_a_wrapped_text_of_the_head_are_two_texts() -> None:
    alone = [middle("项目", 90, 112.5), middle("合计", 180, 112.5)]
    alone += [middle("年末结转", 440, 107.5), middle("和结余", 440, 117.5)]
    low = [middle(t, x, 119.3) for t, x in (("小计", 250), ("人员经费", 310), ("公用经费", 370))]
    rows = [*(word("教育支出", 60, 150 + 20 * i) for i in range(3)), *figures(150, 195, 265, 325, 385, 455)]
    found = head_of([*alone, middle("基本支出", 310, 105.7), *low, *rows])
    assert (0, 2, 1, 3, "基本支出") in found
    assert (0, 5, 2, 1, "年末结转和结余") in found


def test_a_text_over_another_that_had_room_beside_it_may_be_a_parent_and_is_in_doubt() -> None:
    alone = [middle("项目", 90, 112.5), middle("合计", 180, 119.3), middle("其他", 440, 119.3)]
    rows = [*(word("教育支出", 60, 150 + 20 * i) for i in range(3)), *figures(150, 195, 265, 325, 385, 455)]

    def sure(upper: str, lower: str) -> bool:
        low = [middle(t, x, 119.3) for t, x in (("小计", 250), (lower, 310), ("公用", 370))]
        words = [*alone, middle(upper, 310, 109.3), *low, *rows]
        (found,) = grids(words, level(100), level(131), level(215))
        assert upper + lower in [c.text for c in found.cells]
        return all(f.confidence == 1.0 for c in found.cells for f in c.fragments)

    assert not sure("人数", "人员")
    assert sure("对个人和家庭", "的补助")


def test_parents_that_begin_with_columns_but_would_cut_another_parent_are_centred() -> None:
    """2022年 begins where 用车购置费 does, the second of the two columns of 用车."""
    low = [middle("小计", 157.5, 127), middle("用车购置费", 212.5, 127)]
    single = [middle("合计", 70, 120), middle("出国", 110, 120), middle("接待", 297, 120)]
    single += [middle("甲", 365, 120), middle("公务接待费", 412.5, 120)]
    parents = [middle("用车", 185, 113), middle("2022年", 202.5, 99), middle("2023年", 402.5, 99)]
    found = head_of([*parents, *single, *low, *figures(150, 85, 125, 172, 225, 312, 373, 440)], 95, 142)
    _, first, _, columns, _ = next(t for t in found if t[4] == "2022年")
    assert (1, 2, 1, 2, "用车") in found
    assert first <= 2 < 3 < first + columns


def test_names_as_far_apart_as_rows_are_rows_where_wrapped_lines_are_nearer() -> None:
    rows = [
        word("其他支出", 60, 150), right("7.00", 265, 150),
        word("彩票公益金安排", 60, 164), word("的支出", 60, 174), right("8.00", 265, 169),
        word("残疾人事业", 60, 197), right("9.00", 265, 197),
    ]  # fmt: skip
    (grid,) = grids([middle("项目", 90, 113), middle("合计", 250, 113), *rows], level(95), level(140), level(215))
    assert [t[4] for t in texts(grid) if t[1] == 0][1:] == ["其他支出", "彩票公益金安排的支出", "残疾人事业"]


def test_a_line_that_ends_in_texts_set_at_the_bottom_beside_others_of_one_line_is_no_level() -> None:
    """Each text of the upper line goes on below, as far off as a parent; most would stand over one column."""
    upper = [("功能分类科目编", 53), ("上缴上级", 290), ("经营支", 350), ("对附属单位", 400)]
    lower = [("码", 53), ("科目名称", 130), ("支出合计", 210), ("支出", 290), ("出", 350), ("补助支出", 400)]
    rows = [w for i in range(3) for w in (word("20405", 53, 150 + 20 * i), word("法院办案", 130, 150 + 20 * i))]
    words = [*(word(t, x, 106) for t, x in upper), *(word(t, x, 122.5) for t, x in lower), *rows]
    (grid,) = grids([*words, *figures(150, 250, 330, 385, 450)], level(98), level(140), level(215))
    assert [t[4] for t in texts(grid) if t[0] == 0] == [
        "功能分类科目编码", "科目名称", "支出合计", "上缴上级支出", "经营支出", "对附属单位补助支出",
    ]  # fmt: skip
    assert max(f.confidence for c in grid.cells if c.row for f in c.fragments) < 0.99


def test_a_line_drawn_from_the_left_side_of_a_parent_ends_where_its_columns_do() -> None:
    parents = [word("经济分类科目", 53, 103), word("基本支出", 323, 103)]
    low = [("编码", 53), ("名称", 110), ("政府科目编码", 240), ("合计", 323), ("人员经费", 390)]
    rows = [
        word(t, x, 150 + 20 * i)
        for i in range(3)
        for t, x in (("30101", 53), (("基本工资", "津贴补贴", "奖金")[i], 110), ("50502", 240))
    ]
    words = [*parents, *(word(t, x, 122) for t, x in low), *rows, *figures(150, 350, 445)]
    drawn = (level(117, 50, 235), level(117, 320, 450))
    (grid,) = grids(words, level(98), level(140), level(215), *drawn)
    assert [t for t in texts(grid) if t[0] == 0] == [
        (0, 0, 1, 2, "经济分类科目"), (0, 2, 2, 1, "政府科目编码"), (0, 3, 1, 2, "基本支出"),
    ]  # fmt: skip


def test_letters_of_a_spaced_out_parent_over_a_column_each_are_one_text_over_its_rule() -> None:
    codes = [word(code, 60, 150 + 20 * i) for i, code in enumerate(("2080106", "2080150", "2210201"))]
    names = [word("就业管理事务", 108, 150 + 20 * i) for i in range(3)]
    low = [
        middle("科目编码", 78, 122),
        middle("科目名称", 138, 122),
        middle("合计", 250, 112),
        middle("结转", 320, 112),
    ]
    parent = [middle("科", 92, 106), middle("目", 114, 106)]
    words = [*parent, *low, *codes, *names, *figures(150, 265, 335)]
    (grid,) = grids(words, level(95), level(215), level(140), level(114, 58, 172))
    assert (0, 0, 1, 2, "科目") in [(r, c, rs, cs, t.replace(" ", "")) for r, c, rs, cs, t in texts(grid)]
    assert [t[4] for t in texts(grid) if t[0] == 1] == ["科目编码", "科目名称"]


def test_a_word_spread_over_two_columns_of_which_both_letters_stand_over_one_is_whole() -> None:
    """收 over the names of the first column, 入 over the figures of the second: the word is the parent of both."""
    head = [word("收", 100, 100), word("入", 116, 100), word("支", 300, 100), word("出", 316, 100)]
    names = (("项目", 82), ("预算数", 140), ("项目", 280), ("预算数", 340))
    head += [middle(t, x, 116) for t, x in names]
    rows = [
        [
            word("一、本年收入", 53, y),
            right("4,138.92", 155, y),
            word("一、本年支出", 250, y),
            right("4,138.92", 360, y),
        ]
        for y in (140, 156, 172)
    ]
    (grid,) = grids([*head, *(w for row in rows for w in row)])
    assert [t for t in texts(grid) if t[0] == 0] == [(0, 0, 1, 2, "收 入"), (0, 2, 1, 2, "支 出")]


def test_a_table_whose_head_stands_over_a_rule_and_names_no_column_is_in_doubt() -> None:
    letters = (("片", 190), ("区", 205), ("结", 271), ("存", 284), ("人", 297), ("次", 310))
    spread = [middle(t, x, 105) for t, x in letters]
    names = [word("高新片区", 60, 130 + 20 * i) for i in range(4)]
    amounts = [right("31,578", 300, 130 + 20 * i) for i in range(4)] + [
        right("2,512", 325, 130 + 20 * i) for i in range(4)
    ]
    (grid,) = grids([*spread, *names, *amounts], level(95), level(120), level(215))
    assert not grid.head_rows
    assert max(f.confidence for c in grid.cells for f in c.fragments) < 0.99


def test_a_head_cell_as_high_as_that_beside_the_parent_stands_under_none() -> None:
    head = [middle("公务用车费", 250, 100)]
    head += [middle(t, x, 121) for t, x in (("小计", 200), ("购置费", 250), ("运行费", 300))]
    head += [middle(t, x, 113) for t, x in (("合计", 50), ("接待费", 400))]
    head += [middle("因公出国", 120, 107), middle("境费", 120, 119)]
    rows = [right("5.00", x + 20, y) for y in (150, 170) for x in (50, 120, 200, 250, 300, 400)]
    (grid,) = grids([*head, *rows])
    assert [t for t in texts(grid) if t[4] == "公务用车费"] == [(0, 2, 1, 3, "公务用车费")]


def test_what_is_spent_is_the_parent_of_its_parts_however_near_they_stand() -> None:
    head = [middle("本年公共预算支出", 250, 100), middle("基本支出", 250, 113), middle("项目支出", 400, 125)]
    head += [middle(t, x, 126) for t, x in (("小计", 180), ("人员经费", 250), ("公用经费", 320))]
    head += [middle("合计", 100, 119), middle("编码", 60, 113)]
    rows = [right("5.00", x + 20, y) for y in (150, 170) for x in (100, 180, 250, 320, 400)]
    (grid,) = grids([*head, *rows, word("201", 50, 150), word("203", 50, 170)])
    assert {"本年公共预算支出", "基本支出"} <= {t[4] for t in texts(grid)}


def test_one_line_of_as_many_names_as_columns_over_a_rule_is_the_head_though_the_first_row_lacks_its_figure() -> None:
    names = [middle("事项", 110, 100), middle("站点", 320, 100), middle("按来源分", 410, 100)]
    rows = [("库房修缮", "东部片区", ""), ("设备更新", "中心片区", "32.00"), ("安全检查", "新城片区", "7.00")]
    words = list(names)
    for i, (name, place, figure) in enumerate(rows):
        y = 120 + 20 * i
        words += [word(name, 52, y), word(place, 230, y), *([right(figure, 450, y)] if figure else [])]
    (grid,) = grids(words, level(95), *(level(115 + 20 * i) for i in range(4)))
    assert grid.head_rows == 1
    assert [t[4] for t in sorted(texts(grid))][:5] == ["事项", "站点", "按来源分", "库房修缮", "东部片区"]


def under_two_parents(*lines: Rule) -> list[tuple[int, int, int, int, str]]:
    """全市 over 其中 over four columns; 其中 stands over none of their figures."""
    head = [middle("名称", 80, 112), middle("全市", 258, 100), middle("其中", 258, 112)]
    columns = (170, 226, 306, 350)
    head += [middle(t, x, 124) for t, x in zip(("一季度", "二季度", "三季度", "四季度"), columns, strict=True)]
    rows = [word("河道", 60, 150 + 20 * i) for i in range(3)]
    rows += [right("5.00", x + 15, 150 + 20 * i) for i in range(3) for x in columns]
    (grid,) = grids([*head, *rows], *lines, *(level(y, 50, 376) for y in (95, 140, 215)))
    return [t for t in texts(grid) if t[4] in ("全市", "其中")]


def test_a_text_between_two_lines_over_several_columns_is_their_parent() -> None:
    found = under_two_parents(level(111, 140, 376), level(123, 140, 376))
    assert found == [(0, 1, 1, 4, "全市"), (1, 1, 1, 4, "其中")]


def test_a_text_between_two_columns_that_may_be_a_parent_or_head_an_empty_one_leaves_the_head_in_doubt() -> None:
    def read(y: float) -> tuple[list[str], float]:
        columns = (170, 230, 300, 360)
        names = [middle("名称", 80, 113), middle("其中", 265, 113)]
        names += [middle(f"{n}季度", x, y) for n, x in zip("一二三四", columns, strict=True)]
        rows = [word("河道", 60, 150 + 20 * i) for i in range(3)]
        rows += [right("5.00", x + 12, 150 + 20 * i) for i in range(3) for x in columns]
        (grid,) = grids([*names, *rows], *(level(y, 50, 390) for y in (95, 140, 215)))
        found = sorted((t for t in texts(grid) if t[0] == 0), key=lambda t: t[1])
        return [t[4] for t in found], max(f.confidence for c in grid.cells for f in c.fragments)

    level_with_it = read(113)
    assert level_with_it == (["名称", "一季度", "二季度", "其中", "三季度", "四季度"], 1.0)
    assert read(126)[1] < 0.99


def test_two_lines_of_which_neither_is_level_with_another_text_are_one_text() -> None:
    """Four columns at either side of one: parents over lines, and between them a text that is centred in its cell."""
    columns = [170 + 55 * i for i in range(9)]
    sides = [c for i, c in enumerate(columns) if i != 4]
    head = [middle("名称", 80, 115), middle("财政安排", 252, 105), middle("计划", 528, 105)]
    head += [middle(f"{n}季度", x, 125) for n, x in zip("一二三四一二三四", sides, strict=True)]
    head += [middle("按类型分", columns[4], 109), middle("合计", columns[4], 121)]
    rows = [word("河道", 60, 150 + 20 * i) for i in range(3)]
    rows += [right("5.00", x + 25, 150 + 20 * i) for i in range(3) for x in columns]
    own = [level(120, 144, 360), level(120, 420, 636)]
    (grid,) = grids([*head, *rows], *own, *(level(y, 50, 638) for y in (99, 137, 215)))
    assert [t[1:] for t in texts(grid) if t[4].startswith("按类型分")] == [(5, 2, 1, "按类型分合计")]


def test_heads_of_columns_of_codes_are_no_letters_of_one_text() -> None:
    line = [token([word(t, x, 100)]) for t, x in (("类", 50), ("款", 68), ("项", 86), ("项", 150), ("目", 168))]
    assert [t.text for t in spaced_out(line)] == ["类", "款", "项", "项 目"]


def test_a_parent_over_one_column_alone_leaves_the_table_in_doubt() -> None:
    """人员经费 and 公用经费 stand over the first of their columns, as in a sheet with a head unmerged; the second in
    the middle of all but the first."""
    xs = (90, 160, 230, 300, 370, 440)
    words = [middle("人员经费", xs[0], 98), middle("公用经费", xs[3], 98)]
    words += [middle(t, x, 118) for t, x in zip(("编码", "名称", "金额") * 2, xs, strict=True)]
    for y in (140, 160, 180):
        for x, name in ((90, "301"), (300, "302")):
            words += [middle(name, x, y), middle("教育", x + 70, y), right("9.00", x + 155, y)]
    (grid,) = grids(words, level(90, 60, 470), level(132, 60, 470), level(205, 60, 470))
    assert grid.guessed


def test_heads_centred_over_wide_columns_of_short_codes_are_theirs_and_what_stands_higher_is_a_parent() -> None:
    """功能分类科目编码 stands beside 款, and over the codes of the third column, set to the left, by chance."""
    columns = [Column(*x) for x in ((43, 58), (192, 202), (284, 294), (525, 638), (806, 856), (912, 967))]
    at = [("功能分类科目编码", 283, 131), ("科目名称", 635, 139), ("合计", 802, 139), ("基本支出", 912, 139)]
    at += [("类", 117, 147), ("款", 237, 147), ("项", 403, 147)]
    stacks = [Stack(0, 0, [token([middle(t, x, y)])], y, y + 9.0) for t, x, y in at]
    found, sure = with_heads(columns, stacks, (111.0, 156.0))
    assert ["".join(t.text for t in c.leaf.tokens) for c in found if c.leaf] == [
        "类", "款", "项", "科目名称", "合计", "基本支出",
    ]  # fmt: skip
    assert not sure


def test_a_parent_over_figures_does_not_reach_over_the_names_and_remarks_beside_them_but_may() -> None:
    """All four texts are set at the bottom of the head, the parent is over the middle of them."""
    low = [middle(t, x, 124) for t, x in (("地区", 90), ("房屋", 170), ("车辆", 230), ("备注", 310))]
    rows = [*(word("东城街道", 70, 150 + 20 * i) for i in range(3)), *figures(150, 185, 245)]
    rows += [word("新增设备", 290, 150 + 20 * i) for i in range(3)]
    (found,) = grids([middle("人员情况", 200, 108), *low, *rows], level(100), level(136), level(215))
    assert (0, 1, 1, 2, "人员情况") in texts(found) or (0, 1, 2, 1, "人员情况") in texts(found)
    assert found.guessed


def test_a_parent_as_centred_over_more_columns_has_the_one_named_as_its_total_at_its_side() -> None:
    heads = (("合计", 150), ("补助", 210), ("小计", 270), ("教育收费", 330), ("经营收入", 390), ("其他", 450))
    low = [middle(t, x, 124) for t, x in heads]
    rows = [*(word("教育", 60, 150 + 20 * i) for i in range(3)), *figures(150, 165, 225, 285, 345, 405, 465)]
    words = [middle("项目", 80, 124), middle("事业收入", 300, 108), *low, *rows]
    (found,) = grids(words, *(level(y, 50, 480) for y in (100, 136, 215)))
    assert (0, 3, 1, 2, "事业收入") in texts(found)


def test_parents_over_columns_that_come_again_are_over_one_turn_each() -> None:
    """The second 科目编码 is as near to the middle of the first parent as the first one."""
    heads = (("编码", 75), ("科目名称", 150), ("决算数", 215), ("编码", 265), ("科目名称", 340), ("决算数", 420))
    rows = []
    for i in range(3):
        y = 150 + 20 * i
        rows += [word(f"3010{i}", 62, y), word("奖金", 130, y), right("9.00", 232, y)]
        rows += [word(f"3020{i}", 250, y), word("办公费", 300, y), right("8.00", 440, y)]
    words = [middle("人员经费", 170, 108), middle("公用经费", 350, 108), *(middle(t, x, 124) for t, x in heads), *rows]
    (found,) = grids(words, level(100), level(136), level(215))
    assert [t for t in texts(found) if t[0] == 0] == [(0, 0, 1, 3, "人员经费"), (0, 3, 1, 3, "公用经费")]


def test_a_spaced_total_stands_at_the_side_of_its_parts_too() -> None:
    heads = (("合计", 150), ("补助", 210), ("教育收费", 330), ("经营收入", 390), ("其他", 450))
    low = [*(middle(t, x, 124) for t, x in heads), word("小", 257, 124), word("计", 273, 124)]
    rows = [*(word("教育", 60, 150 + 20 * i) for i in range(3)), *figures(150, 165, 225, 285, 345, 405, 465)]
    words = [middle("项目", 80, 124), middle("事业收入", 300, 108), *low, *rows]
    (found,) = grids(words, *(level(y, 50, 480) for y in (100, 136, 215)))
    assert (0, 3, 1, 2, "事业收入") in texts(found)


def test_a_letter_set_downwards_is_no_beginning_of_a_spaced_out_text_beside_it() -> None:
    head = [middle("项目", 90, 118), middle("行", 160, 106), middle("次", 160, 118), word("金", 182, 118)]
    head += [word("额", 197, 118), middle("支出", 280, 118)]
    rows = [word("教育支出", 60, 150 + 20 * i) for i in range(3)]
    rows += [middle(str(i + 1), 160, 150 + 20 * i) for i in range(3)] + figures(150, 208, 290)
    assert [t[4] for t in head_of([*head, *rows], 100, 136)] == ["项目", "行次", "金 额", "支出"]


def test_parents_that_begin_with_columns_are_centred_where_else_they_would_be_over_names_and_figures() -> None:
    """编码 and 收入 begin where 类 and 金额 do, and are centred over two columns each."""
    low = [word("类", 60, 124), word("款", 80, 124), middle("名称", 140, 124), middle("合计", 195, 124)]
    low += [word("甲", 270, 124), word("乙", 290, 124), middle("其他", 345, 124)]
    rows = [word(t, x, 150 + 20 * i) for i in range(3) for t, x in (("20", 60), ("01", 80), ("教育支出", 120))]
    rows += figures(150, 210, 282, 302, 360)
    words = [word("编码甲", 60, 108), word("收入甲", 270, 108), *low, *rows]
    (found,) = grids(words, *(level(y, 50, 370) for y in (100, 136, 215)))
    assert [t[1:4] for t in texts(found) if t[4] in ("编码甲", "收入甲")] == [(0, 1, 2), (4, 1, 2)]


def test_the_letters_of_a_parent_over_two_columns_with_texts_of_their_own_are_one_text() -> None:
    """It is spread so that each of its letters stands over one of its columns."""
    low = [middle(t, x, 124) for t, x in (("项目", 90), ("占比", 200), ("金额", 232), ("其他", 320))]
    rows = [*(word("教育支出", 60, 150 + 20 * i) for i in range(3)), *figures(150, 212, 242, 330)]
    words = [word("退", 204, 108), word("休", 219, 108), *low, *rows]
    assert (0, 1, 1, 2, "退 休") in head_of(words, 100, 136)


def test_letters_that_head_columns_of_codes_are_of_the_head_of_a_table_without_codes() -> None:
    """Its only row is the total, its label over one of them."""
    high = [
        middle("科目编码", 105, 104),
        middle("科目名称", 200, 110),
        middle("合计", 300, 110),
        middle("基本支出", 380, 110),
    ]
    low = [middle("类", 70, 124), middle("款", 105, 124), middle("项", 140, 124)]
    row = [middle("合计", 140, 150), right("0", 305, 150), right("0", 390, 150)]
    (found,) = grids([*high, *low, *row], level(95), level(165))
    assert [t[4] for t in texts(found) if t[0] < (found.head_rows or 0)] == [
        "科目编码", "科目名称", "合计", "基本支出", "类", "款", "项",
    ]  # fmt: skip


def test_columns_of_two_names_are_two_where_one_is_in_two_lines_set_at_the_bottom() -> None:
    """The unit stands in a row of its own, above those of the codes."""
    head = [middle("预算单位", 100, 118), middle("科目编", 175, 106), middle("码", 175, 118)]
    head += [middle("科目名称", 250, 118), middle("合计", 330, 118), middle("基本支出", 390, 118)]
    rows = [word("某市水务局", 60, 150), right("9.00", 345, 150)]
    for i in (1, 2, 3):
        rows += [
            word("20501", 162, 150 + 20 * i),
            word("教育支出", 225, 150 + 20 * i),
            right("3.00", 345, 150 + 20 * i),
        ]
    (found,) = grids([*head, *rows], *(level(y, 50, 420) for y in (100, 132, 235)))
    assert [t[4] for t in texts(found) if t[0] == 0] == ["预算单位", "科目编码", "科目名称", "合计", "基本支出"]


def test_the_parent_of_codes_is_over_all_their_levels_though_nearer_to_one() -> None:
    low = [middle(t, x, 124) for t, x in (("类", 62), ("款", 86), ("项", 130), ("名称", 190), ("合计", 300))]
    texts_ = (("205", 55), ("01", 81), ("02", 125), ("教育", 150))
    rows = [word(t, x, 150 + 20 * i) for i in range(3) for t, x in texts_]
    words = [middle("科目编码", 86, 108), *low, *rows, *figures(150, 320)]
    (found,) = grids(words, *(level(y, 50, 330) for y in (100, 136, 215)))
    assert (0, 0, 1, 3, "科目编码") in texts(found)


def test_a_parent_near_the_middle_of_one_of_its_columns_is_over_several_in_doubt() -> None:
    heads = (("合计", 180), ("在职", 215), ("其他来源", 275), ("车辆", 325))
    rows = [*(word("教育", 60, 150 + 20 * i) for i in range(3)), *figures(150, 195, 225, 290, 345)]
    words = [middle("项目", 80, 124), middle("资金", 275, 108), *(middle(t, x, 124) for t, x in heads), *rows]
    (found,) = grids(words, *(level(y, 50, 368) for y in (100, 136, 215)))
    assert (0, 2, 1, 3, "资金") in texts(found)
    assert found.guessed


def test_two_spread_texts_as_close_as_their_letters_head_a_column_of_figures_each() -> None:
    head = [word(t, x, 110) for t, x in (("片", 125), ("区", 140), ("面", 200), ("积", 215), ("投", 230), ("入", 245))]
    rows = [word("东部片区", 60, 150 + 20 * i) for i in range(3)]
    rows += [right("10.00", x, 150 + 20 * i) for i in range(3) for x in (227.5, 257.5)]
    assert [t[4] for t in head_of([*head, *rows], 100, 132)] == ["片 区", "面 积", "投 入"]


def test_a_parent_as_centred_over_more_columns_ends_with_the_part_that_says_of_what_it_is_one() -> None:
    heads = (("合计", 150), ("补助", 210), ("金额", 270), ("其中：教育", 330), ("经营收入", 390), ("其他", 450))
    low = [middle(t, x, 124) for t, x in heads]
    rows = [*(word("教育", 60, 150 + 20 * i) for i in range(3)), *figures(150, 165, 225, 285, 345, 405, 465)]
    words = [middle("项目", 80, 124), middle("事业收入", 300, 108), *low, *rows]
    (found,) = grids(words, *(level(y, 50, 480) for y in (100, 136, 215)))
    assert (0, 3, 1, 2, "事业收入") in texts(found)


def test_parents_over_no_text_below_a_rule_do_not_name_the_figures_at_their_right() -> None:
    """The names of wide columns are in the middle, the labels at the left: 收入 stands over neither."""
    upper = [middle("收入", 190, 105), middle("支出", 390, 105)]
    lower = [middle(t, x, 125) for t, x in (("项目", 140), ("金额", 240), ("项目", 340), ("金额", 440))]
    rows = [
        w
        for i, (left, other) in enumerate(
            (("拨款收入", "教育支出"), ("事业收入", "卫生支出"), ("其他收入", "其他支出"))
        )
        for w in (
            word(left, 52, 150 + 20 * i),
            middle("1.00", 240, 150 + 20 * i),
            word(other, 252, 150 + 20 * i),
            middle("1.00", 440, 150 + 20 * i),
        )
    ]
    (grid,) = grids([*upper, *lower, *rows], level(100), level(120), level(140), level(215))
    assert (grid.cols, grid.head_rows) == (4, 2)
    assert [t[4] for t in texts(grid) if t[0] == 1] == ["项目", "金额", "项目", "金额"]


def test_one_line_under_several_parents_is_none_of_theirs_alone() -> None:
    """Lines under the cells of three parents meet; the middle of all is that of the second, over four columns."""
    single = [middle("项目", 80, 120)]
    high = [middle("期初", 160, 105), middle("增减变动", 280, 105), middle("期末", 400, 105)]
    mid = [middle(t, x, 120) for t, x in (("增加", 240), ("减少", 320))]
    low = [middle(t, x, 127.5) for t, x in (("数量", 140), ("原值", 180), ("数量", 380), ("原值", 420))]
    low += [middle(t, x, 135) for t, x in (("数量", 220), ("原值", 260), ("数量", 300), ("原值", 340))]
    ends = (150, 190, 230, 270, 310, 350, 390, 430)
    rows = [*(word("教育支出", 60, 155 + 20 * i) for i in range(3)), *figures(155, *ends)]
    lines = [level(100), level(116.5, 120, 440), level(131.5, 200, 360), level(149), level(220)]
    (grid,) = grids([*single, *high, *mid, *low, *rows], *lines)
    found = texts(grid)
    assert grid.head_rows == 3
    assert {(0, 1, 1, 2, "期初"), (0, 3, 1, 4, "增减变动"), (0, 7, 1, 2, "期末")} <= set(found)
    assert {(1, 3, 1, 2, "增加"), (1, 5, 1, 2, "减少"), (2, 4, 1, 1, "原值")} <= set(found)


def test_a_line_under_parents_set_at_the_top_says_which_columns_they_share() -> None:
    """Every text has one line, so that none shows that cells are set at the top."""
    top = [middle(t, x, 104) for t, x in (("地区", 80), ("余额", 160), ("新增债券", 280), ("还本", 380))]
    mid = [middle(t, x, 120) for t, x in (("合计", 140), ("专项", 180), ("一般债券", 240), ("专项债券", 320))]
    low = [middle(t, x, 136) for t, x in (("发行", 220), ("利率", 260), ("发行", 300), ("利率", 340))]
    rows = [*(word("河东街道", 60, 175 + 20 * i) for i in range(3)), *figures(175, 150, 190, 230, 270, 310, 350, 390)]
    lines = [level(100, x1=410), level(117, 120, 360), level(133, 200, 360), level(165, x1=410), level(240, x1=410)]
    (grid,) = grids([*top, *mid, *low, *rows], *lines)
    found = set(texts(grid))
    assert {(0, 1, 1, 2, "余额"), (0, 3, 1, 4, "新增债券"), (1, 3, 1, 2, "一般债券"), (1, 5, 1, 2, "专项债券")} <= found


def test_a_bracket_far_below_a_text_is_of_it_and_heads_no_column() -> None:
    single = [middle("项目", 80, 112), middle("备注", 360, 112)]
    two = [middle("支付进度", 300, 104), middle("（%）", 300, 120)]
    rest = [middle("预算", 210, 104), middle("年初", 180, 120), middle("调整", 240, 120)]
    rows = [*(word("教育支出", 60, 150 + 20 * i) for i in range(3)), *figures(150, 190, 250, 310, 370)]
    (grid,) = grids([*single, *two, *rest, *rows], level(100), level(116, 165, 255), level(132), level(215))
    assert (0, 3, 2, 1, "支付进度（%）") in texts(grid)


def test_lines_that_no_rule_parts_are_of_one_text_where_rules_part_parents_from_their_columns() -> None:
    """Rules from side to side stand between the rows of the head; 编码 goes on from 分类科目, loosely set."""
    parents = [middle("项目", 120, 105), middle("基本支出", 300, 105)]
    mid = [middle("分类科目", 90, 125), middle("编码", 90, 145), middle("名称", 160, 125)]
    mid += [middle(t, x, 125) for t, x in (("合计", 240), ("人员", 300), ("公用", 360))]
    low = [middle("类", 70, 165), middle("款", 110, 165)]
    rows = [w for i in range(3) for w in (middle("301", 70, 185 + 20 * i), middle("01", 110, 185 + 20 * i))]
    rows += [middle("工资", 160, 185 + 20 * i) for i in range(3)]
    rows += [right("1.00", x, 185 + 20 * i) for i in range(3) for x in (255, 315, 375)]
    lines = [level(y, x1=390) for y in (100, 120, 180, 200, 220, 240)] + [level(160, 50, 130)]
    (grid,) = grids([*parents, *mid, *low, *rows], *lines)
    found = set(texts(grid))
    assert {(0, 0, 1, 3, "项目"), (0, 3, 1, 3, "基本支出"), (1, 0, 1, 2, "分类科目编码")} <= found


def test_the_name_of_codes_set_beside_their_levels_is_no_parent_of_one_and_of_figures() -> None:
    """Whole codes stand below 类 alone: 款 and 项 head nothing, and 科目名称 stands half way between 项 and 小计."""
    low = [middle(t, x, 124) for t, x in (("类", 70), ("款", 100), ("项", 130), ("小计", 270), ("基本支出", 350))]
    top = [middle("科目编码", 100, 104), middle("支出预算", 310, 104), middle("科目名称", 200, 114)]
    rows = [word(t, 55, 150 + 20 * i) for i, t in enumerate(("205", "20502", "2050201"))]
    rows += [word("小学教育支出事项", 150, 150 + 20 * i) for i in range(3)] + figures(150, 285, 375)
    (found,) = grids(
        [*top, *low, *rows], *(level(y, 50, 380) for y in (96, 138, 215)), level(119, 50, 145), level(119, 240, 380)
    )
    assert [t for t in texts(found) if t[4] in ("科目名称", "款", "项")] == [
        (0, 3, 2, 1, "科目名称"), (1, 1, 1, 1, "款"), (1, 2, 1, 1, "项"),
    ]  # fmt: skip


def test_whole_codes_centred_below_three_levels_stand_over_all_of_them() -> None:
    low = [middle(t, x, 124) for t, x in (("类", 70), ("款", 100), ("项", 130), ("名称", 200), ("合计", 290))]
    rows = [middle(t, 100, 150 + 20 * i) for i, t in enumerate(("205", "20502", "2050201"))]
    rows += [word("教育支出", 170, 150 + 20 * i) for i in range(3)] + figures(150, 305)
    words = [middle("科目编码", 100, 108), *low, *rows]
    (found,) = grids(words, *(level(y, 50, 320) for y in (100, 138, 215)))
    assert [t[1:4] for t in texts(found) if t[4].isdigit()] == [(0, 1, 3)] * 3


def test_of_two_ways_to_place_a_parent_the_one_is_taken_that_leaves_its_neighbour_above_its_columns() -> None:
    """单位资金 stands over the middle of three columns and of five; 上年结转, one level up, needs two of these."""
    low = [middle(t, 110 + 60 * i, 132) for i, t in enumerate(("小计", "甲类", "乙类", "丙类", "小计", "财政", "单位"))]
    top = [middle("单位资金", 230, 116), middle("本年收入", 200, 100), middle("上年结转", 410, 100)]
    rows = [word("某馆", 45, 155 + 20 * i) for i in range(3)]
    rows += [middle("1.00", 110 + 60 * c, 155 + 20 * i) for c in range(7) for i in range(3)]
    words = [middle("名称", 55, 132), *top, *low, *rows]
    (found,) = grids(words, *(level(y, 30, 500) for y in (92, 148, 215)))
    spans = {t[4]: t[1:4] for t in texts(found) if t[4] in ("单位资金", "本年收入", "上年结转")}
    assert spans == {"单位资金": (2, 1, 3), "本年收入": (1, 1, 4), "上年结转": (5, 1, 3)}


def test_a_third_line_as_far_below_the_second_as_that_below_the_first_ends_their_text() -> None:
    """Set at the top of a cell of two levels, its last line stands beside the names below the parents."""
    words = [middle("拨款", 190, 100), middle("单位资金", 430, 100)]
    for y, t in ((100, "财政专户"), (113, "管理"), (126, "资金")):
        words.append(middle(t, 310, y))
    for x, (first, second) in zip(
        (160, 220, 400, 460), (("本年", "小计"), ("预算", "拨款"), ("事业", "收入"), ("其他", "收入")), strict=True
    ):
        words += [middle(first, x, 124), middle(second, x, 137)]
    words += [middle("名称", 80, 100), *(word("某馆", 60, 160 + 20 * i) for i in range(3))]
    words += figures(160, 170, 230, 320, 410, 470)
    (found,) = grids(words, *(level(y, 50, 490) for y in (92, 148, 225)), level(118, 130, 250), level(118, 370, 490))
    assert (0, 3, 2, 1, "财政专户管理资金") in texts(found)


def test_the_total_below_a_name_set_left_is_centred_over_codes_and_names() -> None:
    """科目名称 ends before its names do, so that its middle is that of 合计 by chance."""
    words = [word("编码", 53, 104), word("科目名称", 113, 104), middle("合计", 300, 104)]
    words += [
        w
        for i, t in enumerate(("205", "20502"))
        for w in (word(t, 53, 130 + 20 * i), word("教育和体育管理支出", 113, 130 + 20 * i))
    ]
    words += [*figures(130, 310), middle("合计", 133, 170)]
    (found,) = grids(words, *(level(y, 50, 330) for y in (98, 122, 190)))
    assert [t[1:4] for t in texts(found) if t[0] == 3][:1] == [(0, 1, 2)]


def test_a_name_between_codes_and_figures_heads_its_column_though_both_stand_lower() -> None:
    """款 has nothing below it: there are as many columns as names but for that of 科目名称."""
    columns = [Column(*x) for x in ((56, 77), (137, 205), (354, 377), (435, 458), (516, 539))]
    at = [("科目编码", 76, 103), ("基本支出", 400, 103), ("科目名称", 167, 110)]
    at += [("类", 72, 123), ("款", 112, 123), ("小计", 330, 123), ("人员", 403, 123), ("公用", 484, 123)]
    stacks = [Stack(0, 0, [token([middle(t, x + 20, y)])], y, y + 10.0) for t, x, y in at]
    found, _ = with_heads(columns, stacks, (94.0, 136.0), {id(stacks[0]), id(stacks[1])})
    assert ["".join(t.text for t in c.leaf.tokens) for c in found if c.leaf] == [
        "类", "款", "科目名称", "小计", "人员", "公用",
    ]  # fmt: skip


def test_two_parents_stand_over_other_columns_than_one_another() -> None:
    """维修费 is as near to the middle of two columns as of four, over which 运行经费 stands."""
    low = [middle(t, 110 + 70 * i, 132) for i, t in enumerate(("合计", "小计", "办公", "差旅", "其他"))]
    words = [middle("名称", 45, 132), middle("维修费", 285, 116), middle("运行经费", 285, 100), *low]
    words += [
        w
        for i in range(3)
        for w in (word("某馆", 35, 155 + 20 * i), *(middle("1.00", 110 + 70 * c, 155 + 20 * i) for c in range(5)))
    ]
    (found,) = grids(words, *(level(y, 30, 425) for y in (92, 148, 215)))
    assert {t[4]: t[1:4] for t in texts(found) if t[4] in ("维修费", "运行经费")} == {
        "维修费": (3, 1, 2),
        "运行经费": (2, 1, 4),
    }
