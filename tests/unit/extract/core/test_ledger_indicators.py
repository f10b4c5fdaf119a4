"""Tables of indicators without upright rules: heads beside those of the levels, labels set at the top of their rows, or
cut by the page, and rules between groups alone."""

from __future__ import annotations

from services.extract.core.ledger.rows import rows_of
from services.extract.core.ledger.spans import nest, runs
from services.extract.core.ledger.stacks import LedgerRow
from shared.model.page import Word
from tests.unit.extract.core.test_ledger import SIZE, grids, level, middle, placed, texts, word


def head(y: float) -> list[Word]:
    """项目名称 and 预算数 at half the height of a head of two rows, 绩效指标 over the names of four columns."""
    names = [("一级指标", 230), ("二级指标", 310), ("三级指标", 410), ("指标值", 510)]
    low = [middle(t, x, y + 20) for t, x in names]
    return [middle("绩效指标", 370, y), middle("项目名称", 90, y + 10), middle("预算数", 160, y + 10), *low]


def project(name: str, amount: str, y: float, at: float) -> list[Word]:
    """Two indicators, 20 points apart; the project's name and amount at the height `at`."""
    rows = [("产出指标", "数量指标", "培训人次", "350人次"), ("满意度指标", "服务对象满意度", "满意率", "95%")]
    out = [middle(name, 90, at), middle(amount, 160, at)]
    for i, row in enumerate(rows):
        out += [middle(t, x, y + 20 * i) for t, x in zip(row, (230, 310, 410, 510), strict=True)]
    return out


def test_names_of_columns_beside_those_of_indicators_belong_to_their_head() -> None:
    words = [*head(100), *project("河道整治", "12.50", 150, 160), *project("学校修缮", "7.00", 190, 200)]
    (grid,) = grids(words, level(95, 50, 550), level(138, 50, 550), level(225, 50, 550))
    assert grid.head_rows == 2
    assert [t for t in texts(grid) if t[0] < 2][:4] == [
        (0, 0, 2, 1, "项目名称"), (0, 1, 2, 1, "预算数"), (0, 2, 1, 4, "绩效指标"), (1, 2, 1, 1, "一级指标"),
    ]  # fmt: skip
    assert [t[:3] for t in texts(grid) if t[4] in ("河道整治", "学校修缮")] == [(2, 0, 2), (4, 0, 2)]


def rows_as_texts(rows: list[LedgerRow]) -> list[list[str]]:
    return [["".join(t.text for t in s.tokens) for s in row.cells] for row in rows]


def test_texts_that_begin_level_are_of_one_row_however_many_lines_each_has() -> None:
    """A goal of three lines reaches down beside the next row: both begin at the height of the first."""
    items = [
        ("河道整治", 0, 0.0), ("保障", 1, 0.0), ("安全", 1, 12.0),
        ("运行", 1, 24.0), ("清淤长度", 2, 0.0), ("3公里", 3, 0.0),
        ("合格率", 2, 20.0), ("98%", 3, 20.0),
        ("学校修缮", 0, 40.0), ("改善", 1, 40.0), ("面积", 2, 40.0), ("50平方米", 3, 40.0),
    ]  # fmt: skip
    rows = rows_of(placed(*items), ())
    assert rows_as_texts(rows) == [
        ["河道整治", "保障安全运行", "清淤长度", "3公里"], ["合格率", "98%"], ["学校修缮", "改善", "面积", "50平方米"],
    ]  # fmt: skip
    assert [row.sure for row in rows] == [True, False, True], (
        "of which label a row without one is, its place alone tells"
    )


def test_labels_set_at_the_top_are_not_cut_by_the_page() -> None:
    """A name of two lines shows it; beside its rows each label would stand as well."""
    items = [(t, c, 18.0 * i) for i in range(6) for c, t in ((1, f"指标{i}"), (2, "≥3期"))]
    items += [("河道整治", 0, 0.0), ("学校修缮", 0, 54.0), ("工程", 0, 66.0)]
    rows = rows_of(placed(*items), ())
    assert [i for i, row in enumerate(rows) if row.cells[0].first == 0] == [0, 3]


def test_a_label_level_with_no_row_is_not_set_at_the_top() -> None:
    items = [
        ("河道", 0, 5.0),
        ("整治", 0, 17.0),
        ("清淤长度", 1, 0.0),
        ("3", 2, 0.0),
        ("合格率", 1, 22.0),
        ("98", 2, 22.0),
    ]
    assert [row.cells[0].row_span for row in rows_of(placed(*items), ())] == [2, 1]


def test_levels_under_one_another_between_two_rules_are_rows() -> None:
    """Rules part the first levels only; the rows between them are as near as lines of a loose text."""
    levels = (("数量", "培训期数", "12期"), ("质量", "合格率", "98%"), ("时效", "及时率", "95%"))
    items = [(t, col, 17.0 * i) for i, row in enumerate(levels) for col, t in enumerate(row)]
    rows = rows_of(placed(*items, ("社会效益", 0, 60.0), ("受益人数", 1, 60.0), ("80人", 2, 60.0)), (), [(50.0, 0.0)])
    assert rows_as_texts(rows)[:2] == [["数量", "培训期数", "12期"], ["质量", "合格率", "98%"]]
    assert len(rows) == 4


def test_a_label_that_the_page_cuts_stands_anywhere_beside_its_rows_or_on_the_other_page() -> None:
    rows = [(20.0 * i, 20.0 * i + 10) for i in range(6)]
    labels = [(20.0, 30.0), (65.0, 75.0)]  # in the middle of rows 0 to 2; beside row 3, whose label stands higher
    assert runs(labels, rows, SIZE) is None
    assert runs(labels, rows, SIZE, cut=True) == [(0, 2), (3, 5)]
    lone = [(0.0, 10.0), (30.0, 40.0), (70.0, 80.0)]
    assert runs(lone, rows, SIZE, cut=True) == [(0, 0), (1, 2), (3, 4)], "that of row 5 stands on the next page"
    assert runs([(65.0, 75.0)], rows, SIZE, cut=True) is None, "one label alone tells nothing"


def test_runs_nest_where_the_outer_ones_end_with_inner_ones() -> None:
    assert nest([(0, 2), (3, 5)], [(0, 0), (1, 2), (3, 5)])
    assert not nest([(0, 1), (2, 5)], [(0, 0), (1, 2), (3, 5)])
    assert nest([(0, 2), (3, 5)], [(0, 0), (1, 2), (3, 4)]), "the inner label of row 5 stands on the next page"


def test_rows_whose_label_stands_on_the_next_page_share_one_blank_cell() -> None:
    names = [(t, 150 + 20 * i) for i, t in enumerate(("培训期数", "合格率", "及时率", "人数", "面积", "长度"))]
    words = [w for t, y in names for w in (middle(t, 300, y), middle("5件", 420, y))]
    words += [middle(t, x, 120) for t, x in (("一级指标", 110), ("二级指标", 200), ("三级指标", 300), ("指标值", 420))]
    words += [middle("产出指标", 110, 160), middle("数量指标", 200, 160)]
    words += [middle("效益指标", 110, 200), middle("社会效益", 200, 200)]
    (grid,) = grids(words, level(110), level(140), level(265))
    cells = {(c.row, c.col): c.row_span for c in grid.cells if c.col < 2 and not c.text}
    assert [t[:3] for t in texts(grid) if t[4] in ("产出指标", "效益指标")] == [(1, 0, 2), (3, 0, 2)]
    assert cells == {(5, 0): 2, (5, 1): 2}


def test_rules_beside_cut_labels_go_on_below_the_last_full_one() -> None:
    """The page cuts the cells of 学校修缮: below the rule at 190 none reaches to the left end of the table."""
    words = [*head(100), *project("河道整治", "12.50", 150, 160), *project("学校修缮", "7.00", 195, 195)]
    rules = [
        *(level(y, 50, 550) for y in (95, 138, 188)),
        level(168, 190, 550),
        level(208, 190, 550),
        level(228, 190, 550),
    ]
    (grid,) = grids(words, *rules)
    assert [t[0] for t in texts(grid) if t[4] in ("河道整治", "学校修缮", "满意率")] == [2, 3, 4, 5]


def test_the_rest_of_a_word_ends_the_text_above_it() -> None:
    """离退休人 over 员: one ideograph names no column, but for those of codes and others side by side."""
    words = [middle(t, x, 120) for t, x in (("单位", 90), ("在职人员", 200), ("员", 300), ("公用支出", 400))]
    words += [middle("离退休人", 300, 104), middle("经费拨款", 300, 80)]
    words += [w for y in (150, 170) for w in (word("某馆", 60, y), *(middle("5.00", x, y) for x in (200, 300, 400)))]
    (grid,) = grids(words, level(72), level(140), level(187))
    assert [t for t in texts(grid) if t[0] == 0] == [(0, 0, 2, 1, "单位"), (0, 1, 1, 3, "经费拨款")]
    assert (1, 2, 1, 1, "离退休人员") in texts(grid)


def test_rows_of_indicators_go_on_below_the_last_rule_that_is_drawn() -> None:
    """The page cuts the cells of 学校修缮, set at the top: its rows have no rule below them."""
    words = [*head(100), *project("河道整治", "12.50", 150, 160), *project("学校修缮", "7.00", 195, 195)]
    (grid,) = grids(words, level(95, 50, 550), level(138, 50, 550), level(183, 50, 550))
    assert [t[:3] for t in texts(grid) if t[4] in ("河道整治", "学校修缮")] == [(2, 0, 2), (4, 0, 2)]


def test_two_lines_on_top_of_a_page_are_indicators_where_one_begins_with_a_level() -> None:
    words = [middle("使用年限", 300, 100), middle("≥5年", 420, 100)]
    words += [
        middle(t, x, 125) for t, x in (("满意度", 110), ("服务对象满意度", 200), ("学员满意率", 300), ("90%", 420))
    ]
    (grid,) = grids(words)
    assert [t[0] for t in texts(grid) if t[4] in ("≥5年", "90%")] == [0, 1]


def test_a_long_text_alone_below_the_last_rule_is_a_row_that_the_page_cuts() -> None:
    """Its code and figure stand on the next page."""
    goal = "保障人民群众生命财产安全完成"
    words = [middle("编码", 75, 104), middle("职能", 200, 104), middle("人数", 350, 104)]
    for y, code in ((130, "101001"), (155, "101002"), (180, "101003")):
        words += [word(code, 60, y), word(goal, 120, y), middle("12", 350, y)]
    words.append(word(goal, 120, 205))
    rules = [level(y, 50, 380) for y in (98, 120, 146, 171, 196)]
    (grid,) = grids(words, *rules)
    assert [t[:2] for t in texts(grid) if t[4] == goal] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    (without,) = grids([*words, word("以上为部门职能情况", 60, 230)], *rules)
    assert without.rows == 4


def test_a_wrapped_name_between_the_levels_and_their_values_belongs_to_the_head() -> None:
    """指标性质 is set on two lines around the names beside it."""
    y = 100.0
    low = [middle(t, x, y + 20) for t, x in (("一级指标", 270), ("二级指标", 340), ("三级指标", 420), ("指标值", 510))]
    wrapped = [middle("指标", 465, y + 12), middle("性质", 465, y + 26)]
    head = [middle("绩效指标", 400, y), middle("单位名称", 90, y + 10), middle("项目名称", 180, y + 10), *low, *wrapped]
    rows = []
    for i, (second, name) in enumerate((("数量指标", "受训人员总数"), ("质量指标", "合格率"), ("时效指标", "及时率"))):
        at = y + 46 + 20 * i
        rows += [middle(second, 340, at), word(name, 390, at), middle("大于", 465, at), middle("90人次", 510, at)]
    rows += [middle("甲局", 90, y + 66), middle("设备更新", 180, y + 66), middle("产出指标", 270, y + 66)]
    (grid,) = grids([*head, *rows], level(95, 50, 550), level(140, 50, 550), level(210, 50, 550))
    found = [t for t in texts(grid) if t[0] < 2]
    assert (0, 0, 2, 1, "单位名称") in found
    assert (0, 2, 1, 5, "绩效指标") in found
    assert [t[4] for t in found if t[0] == 1] == ["一级指标", "二级指标", "三级指标", "指标性质", "指标值"]
