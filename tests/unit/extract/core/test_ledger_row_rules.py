"""Tables that level rules part into rows, as web pages draw them: none above the head, none below the last row."""

from __future__ import annotations

from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word


def row(y: float, name: str, total: str, basic: str) -> list[Word]:
    return [word(name, 53, y), right(total, 347, y), right(basic, 447, y)]


ROWS = [
    *row(145, "一、教育支出", "1,200.50", "200.00"),
    *row(165, "二、卫生支出", "30.00", "12.00"),
    *row(185, "三、住房支出", "7.00", "3.00"),
    *row(205, "四、农林支出", "9.00", "4.00"),
]
RULES = [level(y) for y in (141, 161, 181, 201)]
NAMES = [middle("项目", 150, 128), middle("合计", 300, 128), middle("基本支出", 400, 128)]


def test_a_head_above_the_first_rule_and_a_row_below_the_last_one_belong_to_the_table() -> None:
    (grid,) = grids([word("部门：测试局", 50, 80), right("单位：万元", 450, 80), *NAMES, *ROWS], *RULES)
    assert grid.head_rows == 1
    assert [t[4] for t in texts(grid) if t[0] == 0] == ["项目", "合计", "基本支出"]
    assert [t[4] for t in texts(grid) if t[0] == 4] == ["四、农林支出", "9.00", "4.00"]


def test_a_parent_over_a_rule_of_its_own_stands_above_the_first_full_one() -> None:
    names = [middle("项目", 150, 120), middle("本年支出", 350, 113), *(NAMES[1:])]
    (grid,) = grids([*names, *ROWS], level(126, 250, 450), *RULES)
    assert texts(grid)[:4] == [
        (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "本年支出"), (1, 1, 1, 1, "合计"), (1, 2, 1, 1, "基本支出"),
    ]  # fmt: skip


def test_what_stands_above_or_below_at_a_distance_or_says_something_else_is_no_row() -> None:
    above = [word("部门：测试局", 50, 128), right("单位：万元", 450, 128)]
    below = [word("注：本表金额转换为万元时因四舍五入可能存在尾差。", 53, 205)]
    far = row(300, "五、其他支出", "1.00", "1.00")
    names = [middle("项目", 150, 145), middle("合计", 300, 145), middle("基本支出", 400, 145)]
    (grid, *_) = grids([*above, *names, *ROWS[3:9], *below, *far], *RULES)
    assert {t[4] for t in texts(grid) if t[1] == 0} == {"项目", "二、卫生支出", "三、住房支出"}


def test_rules_of_the_last_columns_alone_part_rows_beside_labels_that_stand_for_several() -> None:
    levels = (
        ("数量指标", "培训人员", "240人次"),
        ("时效指标", "完工时限", "11月底前"),
        ("成本指标", "单位成本", "1.35万元"),
    )
    rows = [
        word(t, x, 130 + 20 * i + 60 * k)
        for k in range(2)
        for i, row in enumerate(levels)
        for t, x in zip(row, (220, 300, 380), strict=True)
    ]
    labels = [
        w
        for k, name in enumerate(("系统升级", "档案备份"))
        for w in (word(name, 53, 150 + 60 * k), right("46.69", 190, 150 + 60 * k))
    ]
    names = [
        middle(t, x, 110)
        for t, x in (("项目", 80), ("金额", 170), ("二级指标", 240), ("三级指标", 320), ("指标值", 400))
    ]
    inner = [level(y, x0) for y, x0 in ((147, 375), (167, 215), (207, 215), (227, 215))]
    (grid,) = grids(
        [word("部门：测试局", 50, 80), right("单位：万元", 450, 80), *names, *labels, *rows],
        *(level(y) for y in (105, 125, 187, 247)),
        *inner,
    )
    assert [[t[4] for t in texts(grid) if t[0] == r and t[1] > 1] for r in range(1, 7)] == [
        list(row) for row in levels
    ] * 2
    assert max(f.confidence for c in grid.cells if c.row for f in c.fragments) < 0.99


def test_the_rest_of_a_row_that_the_page_before_began_takes_no_code_from_the_next() -> None:
    """Cells set at the top: the code is level with the first of two lines of its name, half way down with the rest."""
    head = [middle(t, x, 100) for t, x in (("编码", 75), ("科目名称", 180), ("合计", 330))]
    words = [*head, word("养老保险缴费支出", 130, 120), word("2080506", 53, 136), word("机关事业单位职业", 130, 136)]
    words += [right("51", 347, 136), word("年金缴费支出", 130, 149), word("210", 53, 165), word("卫生支出", 130, 165)]
    (grid,) = grids([*words, right("45", 347, 165)], level(95), level(115), level(180))
    rows = {r: [t[4] for t in texts(grid) if t[0] == r] for r in (1, 2, 3)}
    assert rows == {
        1: ["养老保险缴费支出"],
        2: ["2080506", "机关事业单位职业年金缴费支出", "51"],
        3: ["210", "卫生支出", "45"],
    }


def test_a_date_broken_between_two_rules_makes_no_second_row() -> None:
    def rows(other: float) -> list[list[str]]:
        dates = [word(t, 100, y + 40 * i) for i in range(3) for t, y in (("2024-08-1", 144), ("5", 156))]
        items = [word(f"第{i + 1}项", 53, 150 + 40 * i) for i in range(3)]
        amounts = [right("12.50", 347, 150 + other + 40 * i) for i in range(3)]
        (grid,) = grids([*items, *dates, *amounts], *(level(137 + 40 * i) for i in range(4)))
        return [[t[4] for t in texts(grid) if t[0] == i] for i in range(grid.rows)]

    assert rows(0) == [[f"第{i + 1}项", "2024-08-15", "12.50"] for i in range(3)]
    assert len(rows(-6)) > 3  # the figure stands level with one of two


def test_a_label_at_the_top_stands_for_the_rows_up_to_the_next_rule_over_the_whole_table() -> None:
    labels = [word("设备维护", 53, 130), word("场地修缮", 53, 190)]
    amounts = [right(f"{k}.50", 347, 130 + 20 * k) for k in range(5)]
    others = [right(f"{k}.25", 447, 130 + 20 * k) for k in range(5)]
    head = [middle("事项", 100, 110), middle("合计", 300, 110), middle("其中", 400, 110)]
    rules = [level(105), level(125), *(level(y, 250) for y in (147, 167, 207)), level(187), level(227)]
    (grid,) = grids([*head, *labels, *amounts, *others], *rules)
    assert [(t[0], t[2], t[4]) for t in texts(grid) if t[1] == 0] == [
        (0, 1, "事项"),
        (1, 3, "设备维护"),
        (4, 2, "场地修缮"),
    ]


def test_the_lower_edge_of_a_part_of_the_head_parts_no_rows() -> None:
    """The shading under the names and figures ends above the first row; no text of the head comes down to it."""
    head = [middle("编码", 75, 105), middle("名称", 200, 105), middle("合计", 320, 105), middle("其他", 400, 105)]
    rows = []
    for i, name in enumerate(("社会保障和就业支出", "人力资源管理事务", "劳动仲裁", "其他支出")):
        y = 138 + 18 * i
        rows += [word("208", 65, y), word(name, 150 + 10 * i, y), right("9.00", 335, y), right("8.00", 415, y)]
    (found,) = grids([*head, *rows], level(95), level(132, 140, 450), level(215))
    assert [t[4] for t in texts(found) if t[1] == 1] == [
        "名称", "社会保障和就业支出", "人力资源管理事务", "劳动仲裁", "其他支出",
    ]  # fmt: skip


def test_a_code_that_a_narrow_column_breaks_stands_around_the_figures_of_its_row() -> None:
    rules = [level(y) for y in (95, 115, 160, 205)]
    words = [middle(t, x, 100) for t, x in (("类", 60), ("科目名称", 180), ("合计", 330))]
    for y, codes, name in ((120, "205", "教育支出"), (165, "208", "卫生支出")):
        words += [word(d, 57, y + 12 * i) for i, d in enumerate(codes)]
        words += [word(name, 130, y + 12), right("51", 347, y + 12)]
    (grid,) = grids(words, *rules)
    assert [t[4] for t in texts(grid)][3:] == ["205", "教育支出", "51", "208", "卫生支出", "51"]
    assert all(f.confidence < 0.99 for c in grid.cells if c.row for f in c.fragments)


def test_marks_that_a_seal_left_above_who_signs_are_no_table() -> None:
    marks = [word("河", 136, 430), word("上", 212, 430), word("1", 170, 440), word("2", 300, 440)]
    signed = [word("负责人签", 94, 451), word("审核：", 296, 451), word("填表人：", 476, 451)]
    assert [g for g in grids([*marks, *signed]) if any(c.text == "审核：" for c in g.cells)] == []
    (table,) = grids([*marks, *signed[:1], word("审核", 296, 451), word("填表人", 476, 451)])
    assert table.rows == 3
