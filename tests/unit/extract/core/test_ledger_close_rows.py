"""Rows of a ledger set as near to one another as the lines of a cell: entries and the levels of figures part them."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.ledger.columns import Column
from services.extract.core.ledger.placing import placed_in
from services.extract.core.ledger.rows import rows_of
from services.extract.core.ledger.stacks import LedgerRow, Placed
from services.extract.core.ledger.tokens import token, token_lines
from shared.model.page import Box, Word
from tests.unit.extract.core.test_ledger import grids, middle, placed, right, texts, word


def names(rows: list[LedgerRow], column: int) -> list[str]:
    return ["".join(t.text for c in row.cells if c.first == column for t in c.tokens) for row in rows]


BALANCE = [
    "一、财政拨款收入",
    "二、事业收入",
    "三、经营收入",
    "四、国有资本经营预",
    "算拨款",
    "本年收入合计",
    "上年结转结余",
]


def test_entries_of_a_balance_begin_rows_however_near_they_stand() -> None:
    items = [*((t, 0, 12.5 * i) for i, t in enumerate(BALANCE)), ("9.00", 1, 0.0), ("9.00", 1, 12.5 * 5)]
    rows = rows_of(placed(*items), ())
    assert names(rows, 0) == [*BALANCE[:3], "四、国有资本经营预算拨款", *BALANCE[5:]]


def test_a_name_that_fills_its_line_goes_on_beside_the_figures_at_its_foot() -> None:
    """Cells set at the bottom, their lines nearly as far apart as rows: 15.6 and 18 points."""
    lines = [
        ("一、公共预算拨款", 0.0),
        ("二、政府基金拨款", 18.0),
        ("三、国有资本拨款", 36.0),
        ("收入", 51.6),
        ("合计", 69.6),
    ]
    items = [(t, 0, y) for t, y in lines] + [("9.00", 1, y) for y in (0.0, 18.0, 51.6, 69.6)]
    rows = rows_of(placed(*items), ())
    assert names(rows, 0) == ["一、公共预算拨款", "二、政府基金拨款", "三、国有资本拨款收入", "合计"]
    assert [row.sure for row in rows] == [True, True, False, True]
    items = [(t, 0, y) for t, y in lines] + [("9.00", 1, y) for y in (0.0, 18.0, 36.0, 69.6)]
    assert names(rows_of(placed(*items), ()), 0) == [
        "一、公共预算拨款",
        "二、政府基金拨款",
        "三、国有资本拨款收入",
        "合计",
    ]


def test_entries_that_a_narrow_column_breaks_begin_rows() -> None:
    lines = ["（十三）农林", "水支出", "（十四）交通", "运输支出", "（十五）资源", "勘探等支出"]
    other = ["（一）一", "般拨款", "（二）政", "府基金", "（三）国", "有资本"]
    levels = [("0.00", 2, 6.25), ("0.00", 2, 31.25), ("0.00", 2, 56.25)]
    both = [(t, c, 12.5 * i) for c, column in enumerate((other, lines)) for i, t in enumerate(column)]
    rows = rows_of(placed(*both, *levels), ())
    assert names(rows, 0) == ["（一）一般拨款", "（二）政府基金", "（三）国有资本"]
    assert names(rows, 1) == ["（十三）农林水支出", "（十四）交通运输支出", "（十五）资源勘探等支出"]


def test_the_end_of_a_balance_on_a_page_of_its_own_has_a_row_for_each_of_its_labels() -> None:
    lines = ["本年收入合计", "上年结转结余", "收入总计"]
    rows = rows_of(placed(*((t, 0, 12.5 * i) for i, t in enumerate(lines)), ("9.00", 1, 0.0), ("9.00", 1, 25.0)), ())
    assert names(rows, 0) == lines


def test_entries_of_a_list_within_a_cell_begin_no_rows() -> None:
    goals = ["一、完成培训工作", "二、完成采购工作", "三、完成验收工作"]
    (row,) = rows_of(placed(*((t, 0, 12.5 * i) for i, t in enumerate(goals)), ("9.00", 1, 12.5)), ())
    assert names([row], 0) == ["".join(goals)]


def test_each_name_stands_around_the_level_of_its_code() -> None:
    lines = ["社会保", "障支出", "机关单", "位养老", "保险", "离退休", "人员"]
    levels = [6.25, 37.5 + 1, 68.75 + 2]
    heights = [0.0, 12.5, 26.0, 38.5, 51.0, 64.5, 77.0]
    codes = [("208", 0, levels[0]), ("2080505", 0, levels[1]), ("2080599", 0, levels[2])]
    figures = [("9.00", 2, y) for y in levels]
    rows = rows_of(placed(*codes, *((t, 1, y) for t, y in zip(lines, heights, strict=True)), *figures), ())
    assert names(rows, 1) == ["社会保障支出", "机关单位养老保险", "离退休人员"]


def test_names_that_begin_on_the_level_of_their_figures() -> None:
    lines = [("基本", 0.0), ("养老", 12.5), ("职业", 26.0), ("年金", 38.5), ("补助", 52.0)]
    rows = rows_of(placed(*((t, 0, y) for t, y in lines), *(("9.00", 1, y) for y in (0.0, 26.0, 52.0))), ())
    assert names(rows, 0) == ["基本养老", "职业年金", "补助"]


def test_the_rest_of_a_name_at_the_top_of_a_page_leaves_every_level_its_name() -> None:
    lines = [("支出", 0.0), ("其他支出", 15.5), ("其他支出", 31.0), ("卫生支出", 46.5), ("医疗", 62.0)]
    levels = [y for _, y in lines[1:]]
    codes = [(code, 0, y) for code, y in zip(("20899", "2089999", "210", "21011"), levels, strict=True)]
    figures = [("9.00", 2, y) for y in levels]
    rows = rows_of(placed(*codes, *((t, 1, y) for t, y in lines), *figures), ())
    assert names(rows, 1) == [t for t, _ in lines]


def test_a_name_that_its_level_alone_put_together_is_not_sure() -> None:
    lines = [("教育", 0.0), ("社会保障", 20.0), ("支出", 34.8), ("卫生", 54.8)]
    rows = rows_of(placed(*((t, 0, y) for t, y in lines), *(("9.00", 1, y) for y in (0.0, 27.4, 54.8))), ())
    assert names(rows, 0) == ["教育", "社会保障支出", "卫生"]
    assert not rows[1].sure


def test_nothing_goes_on_below_a_total_over_several_columns() -> None:
    total = Placed(token([word("合计", 90, 0.0)]), 0, 1)
    texts = [("科学", 1, 12.5), ("支出", 1, 25.0), ("206", 0, 18.75), ("9.00", 2, 0.0), ("8.00", 2, 18.75)]
    rows = rows_of([total, *placed(*texts)], ())
    assert [c.tokens[0].text for c in rows[0].cells] == ["合计", "9.00"]
    assert names(rows, 1)[1] == "科学支出"


def test_what_stands_below_the_entries_of_a_balance_is_no_head() -> None:
    head = [middle(t, x, 100) for t, x in (("项目", 100), ("预算数", 200), ("项目", 350), ("预算数", 450))]
    rows = [word("上年结转结余", 55, 120), word("结转下年", 305, 120)]
    rows += [word("收入总计", 55, 140), word("支出总计", 305, 140)]
    (grid,) = grids([*head, *rows, right("9.00", 240, 140), right("9.00", 490, 140)])
    assert [t[4] for t in texts(grid) if t[0] == 1] == ["上年结转结余", "结转下年"]
    assert grid.head_rows == 1


def test_a_line_of_years_in_the_midst_of_a_name_goes_on_with_it() -> None:
    lines = [("档案数据", 0.0), ("2025-2026", 12.5), ("年运维项目", 25.0), ("库房修缮", 50.0), ("设备更新", 75.0)]
    figures = [("9.00", 1, y) for y in (0.0, 50.0, 75.0)]
    rows = rows_of(placed(*((t, 0, y) for t, y in lines), *figures), ())
    assert names(rows, 0) == ["档案数据2025-2026年运维项目", "库房修缮", "设备更新"]


def test_a_line_of_years_begins_a_row_where_half_of_the_column_are_such() -> None:
    lines = [("2024-2025", 0.0), ("库房修缮", 12.5), ("2025-2026", 25.0), ("设备更新", 37.5)]
    rows = rows_of(placed(*((t, 0, y) for t, y in lines), *(("9.00", 1, y) for _, y in lines)), ())
    assert names(rows, 0) == [t for t, _ in lines]


def test_a_unit_of_three_lines_in_the_first_row_alone_is_one_name() -> None:
    unit = [("临澄市望浦", 0, 0.0), ("区应急管理", 0, 12.0), ("局", 0, 24.4)]
    name = [("社会保障和", 1, 39.6), ("就业支出", 1, 51.7), ("行政事业单", 1, 67.2), ("位养老支出", 1, 79.3)]
    figures = [("9.00", 2, y) for y in (12.5, 46.1, 73.7)]
    rows = rows_of(placed(*unit, *name, *figures), ())
    assert names(rows, 0)[0] == "临澄市望浦区应急管理局"
    assert names(rows, 1)[1:] == ["社会保障和就业支出", "行政事业单位养老支出"]


def test_sentences_that_begin_like_the_entries_below_a_balance_begin_no_rows() -> None:
    sentence = ("因场地限制未实施，", "结转下年继续执行。")
    lines = [(t, c, 30.0 * i + 12.5 * k) for c in (1, 2) for i in range(3) for k, t in enumerate(sentence)]
    rows = rows_of(placed(*((f"{i + 1}月", 0, 6.25 + 30 * i) for i in range(3)), *lines), ())
    assert names(rows, 1) == names(rows, 2) == ["".join(sentence)] * 3


def test_a_name_at_the_foot_of_its_row_stands_level_with_its_last_line() -> None:
    lines = [("疾病预防", 0, 0.0), ("控制中心", 0, 13.0), ("教育", 0, 30.0), ("其他卫生", 0, 47.0), ("支出", 0, 60.0)]
    figures = [("9.00", 1, y) for y in (13.0, 30.0, 60.0)]
    assert names(rows_of(placed(*lines, *figures), ()), 0) == ["疾病预防控制中心", "教育", "其他卫生支出"]


def test_a_stop_alone_on_the_last_line_of_a_wide_text_stands_in_its_column() -> None:
    columns = [Column(60.0, 100.0), Column(110.0, 300.0)]
    stop = Word(text="。", box=Box(110, 62, 120, 72), size=10.0, char_x=(110, 120))
    (found,) = placed_in([[token([stop])]], columns, [(50, 60), (100, 110), (300, 310)])
    assert (found.first, found.last) == (1, 1)


def test_lines_level_with_two_figures_of_one_column_are_of_two_rows_though_one_row_has_a_dash() -> None:
    places = ["各街道办事处", "城北办公区", "沿河路", "城南办公区", "局机关"]
    numbers = [(str(i), 0, 15.5 * i) for i in range(5)]
    amounts = [(t, 2, 15.5 * i) for i, t in enumerate(("9.00", "—", "7.50", "", "3.00")) if t]
    rows = rows_of(placed(*numbers, *((t, 1, 15.5 * i) for i, t in enumerate(places)), *amounts), ())
    assert names(rows, 1) == places
    assert all(r.sure for r in rows)


def test_lines_further_apart_than_those_of_any_text_are_of_two_rows() -> None:
    """Figures stand in two of four rows alone; one text shows how near the lines of a text are."""
    labels = [("效益", 0, 0.0), ("效益", 0, 15.5), ("满意度", 0, 43.5), ("满意度", 0, 59.0)]
    targets = [("≥90%", 2, 43.5), ("≥95%", 2, 59.0)]
    notes = [("反映长效管理机制健全程", 3, 15.5), ("度情况", 3, 28.0), ("反映满意情况", 3, 43.5), ("其他", 3, 59.0)]
    rows = rows_of(placed(*labels, *targets, *notes), ())
    assert names(rows, 0) == [t for t, _, _ in labels]


def test_the_levels_of_figures_part_names_above_a_total_that_stands_over_codes_and_names() -> None:
    rows = [("30107", "绩效工资", 0.0), ("30109", "职业年金缴费", 39.5), ("30113", "住房公积金", 53.0)]
    items = [t for code, name, y in rows for t in ((code, 0, y), (name, 1, y), ("9.00", 2, y))]
    items += [("机关事业单位基本", 1, 11.8), ("养老保险缴费", 1, 25.7), ("30108", 0, 19.3), ("9.00", 2, 19.3)]
    total = replace(placed(("人员经费合计", 1, 66.5))[0], first=0)
    found = rows_of([*placed(*items, ("9.00", 2, 66.5)), total], ())
    assert names(found, 0) == ["30107", "30108", "30109", "30113", "人员经费合计"]
    assert names(found, 1)[1:3] == ["机关事业单位基本养老保险缴费", "职业年金缴费"]


def test_names_stand_where_each_level_of_figures_has_one() -> None:
    lines = [("事业单位离退休", 0.0), ("机关单位基本养老保险缴费支", 16.2), ("出", 28.4), ("职业年金缴费支出", 41.0)]
    figures = [("9.00", 1, y) for y in (0.0, 20.5, 41.0, 61.5)]
    found = rows_of(placed(*((t, 0, y) for t, y in lines), ("其他养老支出", 0, 61.5), *figures), ())
    assert names(found, 0) == ["事业单位离退休", "机关单位基本养老保险缴费支出", "职业年金缴费支出", "其他养老支出"]


def test_lines_that_stand_level_with_texts_on_both_sides_are_cells_of_their_own() -> None:
    levels = [("产出指标", 0, 10.3), ("效益指标", 0, 41.4), ("数量指标", 1, 0.0), ("质量指标", 1, 20.6)]
    levels += [("社会效益指标", 1, 41.4), ("满意度指标", 0, 62.3), ("服务对象满意", 1, 57.1), ("度指标", 1, 67.3)]
    third = [("申请审核完成率", 2, 0.0), ("审核达标率", 2, 20.6), ("生活改善度", 2, 41.4), ("对象满意度", 2, 62.3)]
    values = [("=100(%)", 3, 0.0), ("=100(%)", 3, 20.6), ("不低于", 3, 41.4), ("80%", 4, 41.4), ("≥80(%)", 3, 62.3)]
    found = rows_of(placed(*levels, *third, *values), ())
    assert names(found, 2) == [t for t, *_ in third]


def test_short_names_set_loosely_are_rows_whose_figures_are_blank() -> None:
    """The last rows of a balance on a page of its own: most print no figure, and no two that do are neighbours."""
    lines = ["专户拨款", "附属单位上缴收入款项", "其他拨款", "年度合计", "结余款", "全部总计"]
    levels = [("9.00", 1, 0.0), ("9.00", 1, 60.0), ("9.00", 1, 100.0)]
    rows = rows_of(placed(*((t, 0, 20.0 * i) for i, t in enumerate(lines)), *levels), ())
    assert names(rows, 0) == lines


def test_names_set_loosely_that_reach_the_end_of_their_column_go_on() -> None:
    lines = [
        "一般公共预算财政拨",
        "款安排的支出",
        "政府性基金预算财政",
        "拨款安排的支出",
        "国有资本经营预算财",
        "政拨款",
    ]
    levels = [("9.00", 1, 10.0), ("9.00", 1, 55.0), ("9.00", 1, 100.0)]
    heights = [0.0, 20.0, 45.0, 65.0, 90.0, 110.0]
    rows = rows_of(placed(*((t, 0, y) for t, y in zip(lines, heights, strict=True)), *levels), ())
    assert names(rows, 0) == ["".join(lines[i : i + 2]) for i in (0, 2, 4)]


def test_lines_level_with_those_of_two_other_columns_are_of_rows_set_as_near_as_lines() -> None:
    items = ["培训场次", "系统巡检", "支付准确率", "验收合格率"]
    targets = ["十二场", "4次", "≥95%", "100%"]
    notes = ["反映培训情况", "反映巡检情况", "反映支付情况", "反映验收情况"]
    columns = [[(t, c, 15.5 * i) for i, t in enumerate(column)] for c, column in enumerate((items, targets, notes))]
    rows = rows_of(placed(*(x for column in columns for x in column)), ())
    assert names(rows, 0) == items


def test_texts_are_known_though_radicals_stand_for_their_letters() -> None:
    """Fonts map 目 and 一 to the Kangxi radicals that look like them: ⽬, ⼀."""
    ((spread,),) = token_lines([word("项", 50, 100), word("⽬", 75, 100)])
    assert spread.text == "项 目"
    lines = ["⼀、财政拨款收⼊", "⼆、事业收⼊", "三、经营收⼊", "四、国有资本经营预", "算拨款"]
    items = [*((t, 0, 12.5 * i) for i, t in enumerate(lines)), ("9.00", 1, 0.0), ("9.00", 1, 25.0)]
    assert len(rows_of(placed(*items), ())) == 4


def test_names_that_end_level_with_their_figures_are_told_by_the_margin_of_each_level() -> None:
    """Lines of names and rows are as far apart; a level of names is set in by a margin."""
    lines = [
        ("教育局", 0),
        ("工资福利", 1),
        ("支出", 1),
        ("奖金", 2),
        ("其他", 2),
        ("社会", 2),
        ("保障缴费", 2),
        ("公用经费", 1),
    ]
    at = [Placed(token([word(t, 12.0 * inset, 15.0 * i)]), 0, 0) for i, (t, inset) in enumerate(lines)]
    figures = placed(*(("9.00", 1, 15.0 * i) for i in (0, 2, 3, 6, 7)))
    found = names(rows_of([*at, *figures], ()), 0)
    assert found == ["教育局", "工资福利支出", "奖金", "其他社会保障缴费", "公用经费"]


def test_names_of_both_halves_of_a_balance_stand_around_the_figures_of_their_row() -> None:
    upper = [("一、一般公共预算拨款", 0, 0.0), ("一、文化旅游体育与传", 2, 0.0)]
    lower = [("收入", 0, 16.0), ("媒支出", 2, 16.0)]
    items = [*upper, ("9.00", 1, 8.0), ("9.00", 3, 8.0), *lower]
    for i, (left, right_) in enumerate((("二、事业收入", "二、教育支出"), ("三、其他收入", "三、科学支出"))):
        y = 32.0 + 16 * i
        items += [(left, 0, y), ("1.00", 1, y), (right_, 2, y), ("2.00", 3, y)]
    found = rows_of(placed(*items), ())
    assert names(found, 0) == ["一、一般公共预算拨款收入", "二、事业收入", "三、其他收入"]
    assert names(found, 2) == ["一、文化旅游体育与传媒支出", "二、教育支出", "三、科学支出"]
    assert not found[0].sure


def test_cells_with_as_many_lines_level_with_one_another_may_be_rows() -> None:
    places = ("城北办公区", "沿河路", "各街道", "局机关")
    items = [t for i, text in enumerate(places) for t in (("否", 0, 12.0 * i), (text, 1, 12.0 * i))]
    assert not any(row.sure for row in rows_of(placed(*items), ()))
    assert rows_of(placed(("一般管理", 0, 0.0), ("事务", 0, 12.0), ("9.00", 1, 6.0)), ())[0].sure


def test_the_number_of_an_entry_a_little_off_the_level_of_its_name_is_on_its_line() -> None:
    """As OCR gives them, with a gap between that parts two texts."""
    items = [("一、拨款收入", 0, 0.0), ("9.00", 1, 0.1), ("9.00", 3, 0.4)]
    words = [word("一、", 200, -0.3), word("公共服务支出", 230, 0.4)]
    mark = [Placed(token([w]), 2, 2) for w in words]
    others = placed(("二、事业收入", 0, 24.0), ("7.00", 1, 24.0), ("二、其他支出", 2, 24.0), ("7.00", 3, 24.0))
    rows = rows_of([*placed(*items), *mark, *others], ())
    assert names(rows, 2) == ["一、公共服务支出", "二、其他支出"]


def test_a_numbered_line_without_figures_between_rows_with_them_is_a_row() -> None:
    labels = ["合计", "东湖区", "一、城镇公路", "西山县", "南桥镇", "二、乡村公路", "北岭乡"]
    items = [(t, 0, 11.6 * i) for i, t in enumerate(labels)]
    items += [(f"{i}.50", c, 11.6 * i) for c in (1, 2) for i in (0, 1, 3, 4, 6)]
    assert names(rows_of(placed(*items), ()), 0) == labels


def test_an_entry_of_a_balance_is_no_rest_of_the_one_above_though_few_rows_have_figures() -> None:
    """Rows with figures are 36 points apart or more, and 三、 and 四、 18 of which 三、 is as long as the column."""
    lines = ["一、教育支出", "二、科技支出", "三、文化旅游体育支出", "四、社会保障支出", "五、其他支出", "六、住房支出"]
    items = [*((t, 0, 18.0 * i) for i, t in enumerate(lines)), *(("9.00", 1, 18.0 * i) for i in (1, 3, 5))]
    assert names(rows_of(placed(*items), ()), 0) == lines


def test_a_full_line_of_text_above_the_row_that_its_end_stands_in_is_of_that_row() -> None:
    """Cells are set at the bottom, rows as near as lines."""
    long, end = "招标流程较长，已倒排工期，加快推进项目实施进", "度。"
    figures = [(t, 0, 16.0 * i) for i, t in ((0, "9.00"), (1, "8.00"), (3, "7.00"), (4, "6.00"))]
    rows = rows_of(placed(*figures, ("无", 1, 0.0), (long, 1, 32.0), (end, 1, 48.0), ("无", 1, 64.0)), ())
    assert names(rows, 1) == ["无", "", long + end, "无"]
    assert not rows[2].sure


def test_the_code_of_a_class_alone_in_its_row_stands_for_no_rows_around_it() -> None:
    """Below the total: the codes happen to be in the middle of three rows each."""
    items: list[tuple[str, int, float]] = []
    for i, name in enumerate(("合计", "社会保障支出", "养老支出", "抚恤支出", "卫生健康支出", "医疗支出")):
        items += [(name, 1, 20.0 * i), (f"{i}.50", 2, 20.0 * i)]
    rows = rows_of(placed(("208", 0, 20.0), ("210", 0, 80.0), *items), ())
    assert names(rows, 0) == ["", "208", "", "", "210", ""]
    assert all(row.sure and all(c.row_span == 1 for c in row.cells) for row in rows)


def test_the_digits_below_the_first_line_of_a_projects_code_are_its_end() -> None:
    items: list[tuple[str, int, float]] = []
    for i, (first, rest) in enumerate(
        (("44115524P2492", "96382"), ("44434624P3718", "58041"), ("44288424P1978", "62471"))
    ):
        items += [(f"项目{'甲乙丙'[i]}", 0, 40.0 * i + 6), (first, 1, 40.0 * i), (rest, 1, 40.0 * i + 12)]
        items.append((f"{i}.50", 2, 40.0 * i + 6))
    rows = rows_of(placed(*items), ())
    assert names(rows, 1) == ["44115524P249296382", "44434624P371858041", "44288424P197862471"]


def test_the_label_of_a_total_does_not_go_on_in_the_first_of_the_expenses_without_an_amount() -> None:
    entries = ("合计", "1.因公出国（境）费用", "2.公务接待费", "3.公务用车购置及运行费")
    items = [(t, 0, 14.0 * i) for i, t in enumerate(entries)]
    rows = rows_of(placed(*items, ("9.00", 1, 0.0), ("4.00", 1, 28.0), ("5.00", 1, 42.0)), ())
    assert names(rows, 0) == list(entries)


def test_a_name_that_begins_with_of_which_is_a_row_without_figures() -> None:
    lines = [
        ("一、出国费", 0.0),
        ("二、公务用车购置及", 15.0),
        ("运行费", 29.0),
        ("其中：公务用车购置费", 43.0),
        ("公务用车运行费", 58.0),
    ]
    figures = [("9.00", 1, y) for y in (0.0, 15.0, 58.0)]
    found = rows_of(placed(*((t, 0, y) for t, y in lines), *figures), ())
    assert names(found, 0) == ["一、出国费", "二、公务用车购置及运行费", "其中：公务用车购置费", "公务用车运行费"]


def test_names_set_in_by_blanks_go_on_at_the_left_of_their_cells() -> None:
    """The next line of an inner name begins where the outer name below it does, and is none of its."""
    lines = [
        ("工资福利支出", 0.0, 0.0), ("基本工资", 10.0, 14.0), ("职工基本医疗保险缴", 10.0, 28.0),
        ("费", 0.0, 39.3), ("商品和服务支出", 0.0, 51.0), ("印刷费", 10.0, 65.0),
    ]  # fmt: skip
    tokens = [Placed(token([word(t, x, y)]), 0, 0) for t, x, y in lines]
    figures = placed(*(("9.00", 2, y) for y in (0.0, 14.0, 28.0, 51.0, 65.0)))
    found = names(rows_of([*tokens, *figures], ()), 0)
    assert found == ["工资福利支出", "基本工资", "职工基本医疗保险缴费", "商品和服务支出", "印刷费"]


def test_lines_set_unevenly_are_of_the_names_that_are_centred_on_the_levels() -> None:
    """The second name has lines further apart than the third one's stand from it."""
    lines = [
        ("教育支出", 0.0), ("机关事业单位", 13.0), ("基本养老保险", 29.0), ("缴费支出", 45.0),
        ("财政对其他社会", 56.0), ("保险基金的补助", 67.0), ("农林水支出", 82.0), ("水利支出", 97.0),
    ]  # fmt: skip
    figures = [("9.00", 1, y) for y in (0.0, 29.0, 61.5, 82.0, 97.0)]
    found = rows_of(placed(*((t, 0, y) for t, y in lines), *figures), ())
    assert names(found, 0) == [
        "教育支出", "机关事业单位基本养老保险缴费支出", "财政对其他社会保险基金的补助", "农林水支出", "水利支出",
    ]  # fmt: skip


def test_lines_of_two_columns_that_stand_level_are_of_rows_only_where_figures_do() -> None:
    """Names and codes of goods, both on two lines, with the figures of their row half way between."""
    items = [(t, c, y) for c, y, t in (
        (1, 0.0, "病险水库"), (1, 12.0, "除险加固"), (2, 0.0, "A0501办"), (2, 12.0, "公桌"),
        (1, 26.0, "数字化监"), (1, 38.0, "管平台"), (2, 26.0, "C1804物"), (2, 38.0, "业管理"),
    )]  # fmt: skip
    figures = [(t, c, y) for y in (6.0, 32.0) for t, c in (("7", 3), ("5.99", 4))]
    found = rows_of(placed(*items, *figures), ())
    assert names(found, 1) == ["病险水库除险加固", "数字化监管平台"]


def test_the_next_line_of_an_entry_alone_in_its_row_goes_on_from_it() -> None:
    """Entries set at the top, as near to one another as their lines; only a few have an amount."""
    lines = [
        "一、本年收入",
        "（一）一般公共预算",
        "拨款",
        "（二）政府性基金预",
        "算拨款",
        "二、上年结转收入",
        "收入总计",
    ]
    items = [(t, 0, 15.0 * i) for i, t in enumerate(lines)]
    others = [("一、教育支出", 2, 0.0), ("二、卫生支出", 2, 15.0), ("三、农林支出", 2, 45.0), ("支出总计", 2, 90.0)]
    amounts = [("9.00", 3, y) for y in (0.0, 15.0, 45.0, 90.0)] + [("9.00", 1, 0.0), ("9.00", 1, 90.0)]
    found = rows_of(placed(*items, *others, *amounts), (-8.0, 98.0))
    assert [t for t in names(found, 0) if t] == [
        "一、本年收入", "（一）一般公共预算拨款", "（二）政府性基金预算拨款", "二、上年结转收入", "收入总计",
    ]  # fmt: skip


def test_a_total_beside_an_amount_that_its_cell_breaks_is_in_its_own_column() -> None:
    """The lines of the amount stand above and below the label."""
    heads = [middle(t, x, 100) for t, x in (("项目", 100), ("金额", 200), ("项目", 300), ("金额", 400))]
    rows = [word("一、财政拨款", 55, 120), right("1,200.50", 240, 120), word("一、教育支出", 255, 120)]
    rows += [right("1,200.50", 440, 120), word("二、事业收入", 55, 140), word("二、卫生支出", 255, 140)]
    rows += [right("33,210,959.0", 240, 158), right("5", 240, 170), word("收入总计", 55, 164)]
    (grid,) = grids([*heads, *rows, word("支出总计", 255, 164), right("1,200.50", 440, 164)])
    assert [(t[1], t[3], t[4]) for t in texts(grid) if t[0] == grid.rows - 1] == [
        (0, 1, "收入总计"), (1, 1, "33,210,959.05"), (2, 1, "支出总计"), (3, 1, "1,200.50"),
    ]  # fmt: skip


def test_two_lines_with_a_figure_between_them_are_one_name_though_long_codes_beside_have_two_lines_as_well() -> None:
    """Rows nearly as near as lines; codes and kinds are broken level with the lines of a name, the number is not."""
    lines = [
        ("城市体检评", 0.0),
        ("估（第三", 10.5),
        ("方）", 21.0),
        ("保障性住房", 31.6),
        ("租赁补贴发", 42.1),
        ("放", 52.7),
    ]
    lines += [("政务服务大", 68.5), ("厅运行维护", 79.0), ("城市体检评", 90.7), ("估（第三", 101.2), ("方）", 111.8)]
    items = [(t, 1, y) for t, y in lines]
    for y in (10.5, 42.1, 73.8, 101.2):
        items += [("24", 4, y), ("A0202010", 2, y - 5.2), ("105", 2, y + 5.3)]
        items += [("便携式", 3, y - 5.3), ("计算机", 3, y + 5.2)]
    found = names(rows_of(placed(*items), ()), 1)
    assert found == [
        "城市体检评估（第三方）",
        "保障性住房租赁补贴发放",
        "政务服务大厅运行维护",
        "城市体检评估（第三方）",
    ]


def test_the_label_of_a_total_over_codes_and_names_does_not_end_the_name_above() -> None:
    rows = [("2210201", "住房公积金", 0.0), ("2240199", "其他应急管理", 40.0)]
    items = [t for code, name, y in rows for t in ((code, 0, y), (name, 1, y), ("9.00", 2, y))]
    items += [("支出", 1, 52.0), ("18.00", 2, 64.0)]
    total = replace(placed(("合计", 1, 64.0))[0], first=0)
    found = rows_of([*placed(*items), total], ())
    assert names(found, 1) == ["住房公积金", "其他应急管理支出", ""]
    assert names(found, 0) == ["2210201", "2240199", "合计"]


def test_no_name_below_goes_on_from_a_total_of_a_balance() -> None:
    left = [
        ("一、财政拨款收入", 0.0),
        ("二、事业收入", 14.0),
        ("本年收入合计", 28.0),
        ("用事业基金弥补", 42.0),
        ("差额", 55.0),
    ]
    right_side = [("一、教育支出", 0.0), ("二、农林支出", 14.0), ("本年支出合计", 28.0), ("结转下年", 48.5)]
    amounts = [("9.00", column, y) for column in (1, 3) for y in (0.0, 28.0)]
    items = [*((t, 0, y) for t, y in left), *((t, 2, y) for t, y in right_side), *amounts]
    found = rows_of(placed(*items), ())
    assert names(found, 0)[-2:] == ["本年收入合计", "用事业基金弥补差额"]


def test_dashes_under_one_another_are_of_a_row_each() -> None:
    lines = [("一、教育支出", 0, 0.0), ("二、农林支出", 0, 13.0), ("三、其他支出", 0, 26.0), ("合计", 0, 60.0)]
    figures = [("—", 1, 0.0), ("—", 1, 13.0), ("7.00", 1, 26.0), ("9.00", 1, 60.0)]
    found = rows_of(placed(*lines, *figures), ())
    assert names(found, 1) == ["—", "—", "7.00", "9.00"]
