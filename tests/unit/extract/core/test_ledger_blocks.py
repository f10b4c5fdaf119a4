"""Forms whose blocks have columns of their own, and labels that stand for several rows, without upright rules."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.geometry.layout import blocks
from services.extract.core.ledger.blocks import may_hold_several
from services.extract.core.ledger.rows import rows_of
from services.extract.core.ledger.spans import lie_between, runs
from shared.model.page import Box, Grid, GridSource, PageContent, Rule, Word
from tests.unit.extract.core.test_ledger import SIZE, grids, level, middle, placed, right, texts, word


def upright(x: float, top: float, bottom: float) -> Rule:
    return Rule(box=Box(x - 0.3, top, x + 0.3, bottom), horizontal=False)


def indicators(y: float) -> list[Word]:
    """A head and five rows 20 points apart: 产出 stands for the first three, 数量 for two of them, 效益 for two."""
    rows = [("培训人次", "350人次"), ("巡检次数", "12次"), ("合格率", "100%"), ("知晓度", "显著"), ("健全度", "健全")]
    out = [
        middle(t, x, y)
        for t, x in (
            (
                "一级指标",
                110,
            ),
            ("二级指标", 190),
            ("三级指标", 290),
            ("目标值", 400),
        )
    ]
    for i, (name, value) in enumerate(rows):
        out += [word(name, 250, y + 20 * (i + 1)), middle(value, 400, y + 20 * (i + 1))]
    out += [middle("产出", 110, y + 40), middle("效益", 110, y + 90)]
    out += [middle("数量", 190, y + 30), middle("质量", 190, y + 60), middle("社会效益", 190, y + 80)]
    out += [middle("可持续影响", 190, y + 100)]
    return out


def form() -> list[Word]:
    """Fields, a block of tasks, a goal of two lines, and a block of indicators; sides from 50, columns from 85."""
    return [
        word("部门名称", 60, 100), word("测试局", 180, 100), word("主管部门", 290, 100), word("测试委", 380, 100),
        middle("任务名称", 120, 130), middle("主要内容", 230, 130),
        middle("预算金额（万元）", 380, 120), middle("总额", 340, 140), middle("其中：财政拨款", 420, 140),
        word("基本支出", 85, 170), word("保障机构运转的公", 180, 164), word("用经费", 180, 176),
        right("12.00", 365, 170), right("12.00", 455, 170),
        word("设备更新", 85, 200), word("更新设备", 180, 200), right("3.00", 365, 200), right("2.00", 455, 200),
        middle("金额合计", 230, 220), right("15.00", 365, 220), right("14.00", 455, 220),
        word("主要", 50, 164), word("任务", 50, 176),
        word("完成设备更新，保障机构运转，按时完成年度各项工作任务，", 85, 244), word("提高服务质量。", 85, 256),
        word("总体", 50, 244), word("目标", 50, 256),
        *indicators(280),
    ]  # fmt: skip


def test_a_goal_of_one_line_between_those_of_its_label_is_none_of_the_head_below() -> None:
    kept = [w for w in form() if not 242 < w.box.top < 258]
    goal = [word("完成设备更新。", 85, 250), word("总体", 50, 244), word("目标", 50, 256)]
    *_, found, levels = grids([*kept, *goal], level(92), level(400))
    assert [t[4] for t in texts(found)] == ["总体目标", "完成设备更新。"]
    assert [t[4] for t in texts(levels)][:4] == ["一级指标", "二级指标", "三级指标", "目标值"]


def test_the_label_of_a_goal_as_near_to_that_of_the_next_block_as_its_own_lines_is_whole() -> None:
    """The page ends below the head of the indicators, whose label stands beside it on two lines."""
    kept = [w for w in form() if w.box.top < 242]
    goal = [word("完成设备更新，保障机构运转。", 85, 250), word("年度总", 50, 244), word("体目标", 50, 256)]
    last = [middle(t, x, 275) for t, x in (("一级指标", 110), ("二级指标", 190), ("三级指标", 290), ("目标值", 400))]
    _, tasks, found, _ = grids(
        [*kept, *goal, *last, word("年度绩", 50, 268), word("效指标", 50, 280)], level(92), level(292)
    )
    assert [t[4] for t in texts(found)] == ["年度总体目标", "完成设备更新，保障机构运转。"]
    assert [t[4] for t in texts(tasks)][-3:] == ["金额合计", "15.00", "14.00"]


def test_labels_beside_values_in_rows_as_near_as_lines_are_rows() -> None:
    """The rows are 13 points apart, as are the lines of the wrapped label with its value at half its height."""
    near = [word("项目编码", 60, 80), word("4403", 180, 80), word("项目名称", 290, 80), word("设备更新", 380, 80)]
    near += [word("申请单位", 60, 93), word("测试局", 180, 93), word("项目类型", 290, 93), word("其他", 380, 93)]
    near += [word("项目总金额（中期", 45, 106), word("规划，万元）", 55, 119), word("9.00", 180, 112.5)]
    near += [word("年度目标", 60, 132), word("按时完成各项工作。", 180, 132)]
    fields, _ = grids([*near, *indicators(150)])
    assert [t[4] for t in texts(fields)] == [
        "项目编码", "4403", "项目名称", "设备更新", "申请单位", "测试局", "项目类型", "其他",
        "项目总金额（中期规划，万元）", "9.00", "年度目标", "按时完成各项工作。",
    ]  # fmt: skip


def test_blocks_of_a_form_keep_their_own_columns() -> None:
    fields, tasks, goal, levels = grids(form(), level(92), level(400))
    assert [t[4] for t in texts(fields)] == ["部门名称", "测试局", "主管部门", "测试委"]
    assert (tasks.rows, tasks.head_rows) == (5, 2)
    assert (2, 2, 1, 1, "保障机构运转的公用经费") in texts(tasks)
    assert [t[4] for t in texts(goal)] == [
        "总体目标", "完成设备更新，保障机构运转，按时完成年度各项工作任务，提高服务质量。",
    ]  # fmt: skip
    assert [t[4] for t in texts(levels)][:4] == ["一级指标", "二级指标", "三级指标", "目标值"]


def test_a_head_of_indicators_with_wrapped_names_heads_columns_not_labels_beside_values() -> None:
    """The name of the project stands in the middle of a head of two lines, whose other names are wrapped."""
    names = [
        ("一级", "指标", 150),
        ("二级", "指标", 200),
        ("三级", "指标", 260),
        ("指标", "值", 330),
        ("权", "重", 380),
    ]
    head = [middle("项目名称", 80, 106), *(w for a, b, x in names for w in (middle(a, x, 100), middle(b, x, 112)))]
    rows = [("培训人次", "350", "20"), ("巡检次数", "12", "10"), ("合格率", "100", "10"), ("知晓率", "95", "5")]
    body = [middle(t, x, 135 + 18 * n) for n, r in enumerate(rows) for t, x in zip(r, (260, 330, 380), strict=True)]
    labels = [middle("绿化", 80, 162), middle("产出指标", 150, 162)]
    levels = [middle("数量指标", 200, 144), middle("质量指标", 200, 180)]
    (grid,) = grids([*head, *body, *labels, *levels], level(92), level(126), level(205))
    assert (grid.rows - (grid.head_rows or 0), grid.cols) == (4, 6)
    spans = {t[4]: (t[1], t[2]) for t in texts(grid)}
    assert spans["绿化"] == (0, 4)
    assert spans["数量指标"] == (2, 2)


def test_a_head_of_tasks_run_together_with_their_names_holds_several_texts() -> None:
    assert may_hold_several("任务名称基本支出事项")
    assert not may_hold_several("任务名称")


def test_levels_cover_the_rows_whose_middle_they_stand_at() -> None:
    *_, levels = grids(form(), level(92), level(400))
    spans = {t[4]: (t[0], t[2]) for t in texts(levels)}
    assert spans["产出"] == (1, 3)
    assert spans["数量"] == (1, 2)
    assert spans["质量"] == (3, 1)
    assert spans["效益"] == (4, 2)


def test_a_page_that_goes_on_with_levels_is_read_without_a_head() -> None:
    words = [w for w in indicators(80) if w.box.top >= 100]
    (grid,) = grids(words, level(92), level(200))
    assert (grid.rows, grid.cols) == (5, 4)
    assert (0, 0, 3, 1, "产出") in texts(grid)


def test_a_frame_that_parts_columns_only_is_read_by_its_blocks() -> None:
    frame = [level(92, 35, 470), level(112, 35, 470), level(400, 35, 470), upright(35, 92, 400), upright(470, 92, 400)]
    tasks = [upright(82, 112, 400), upright(170, 92, 212), upright(305, 112, 236), upright(370, 132, 236)]
    inner = [upright(150, 272, 400), upright(240, 272, 400), upright(350, 272, 400)]
    page = PageContent(number=1, width=600, height=800, words=tuple(form()), rules=(*frame, *tasks, *inner))
    framed = [texts(b) for b in blocks(page) if isinstance(b, Grid)]
    assert framed == [texts(g) for g in grids(form(), level(92), level(400))]


def test_a_ruled_form_with_a_wrapped_name_whose_last_line_reads_as_a_level_stays_ruled() -> None:
    """Lines that stand far apart are of one text where the next letter had not fitted on the upper one."""
    xs, ys = (50, 110, 170, 280, 340), (100, 120, 170, 190, 210)
    head = zip(("一级指标", "二级指标", "三级指标", "目标值"), (80, 140, 225, 310), strict=True)
    words = [*(middle(t, x, 110) for t, x in head), word("产出", 55, 136), word("数量", 115, 136)]
    words += [word("专项检查覆盖的全部单", 175, 136), word("数量", 175, 154), word("40家", 290, 136)]
    words += [word("培训人次", 175, 180), word("20人次", 290, 180), word("合格率", 175, 200), word("100%", 290, 200)]
    frame = [level(y, 50, 340) for y in (100, 120, 170, 210)] + [level(190, 170, 340)]
    frame += [upright(x, 100, 210) for x in xs]
    page = PageContent(number=1, width=600, height=800, words=tuple(words), rules=tuple(frame))
    (grid,) = [b for b in blocks(page) if isinstance(b, Grid)]
    assert grid.source is GridSource.RULED
    assert (grid.rows, grid.cols) == (len(ys) - 1, 4)
    assert (1, 2, 1, 1, "专项检查覆盖的全部单数量") in texts(grid)


def test_a_cell_with_both_sides_of_an_upright_line_leaves_its_block_in_doubt() -> None:
    near = [
        replace(w, box=Box(w.box.x0 - 52, w.box.top, w.box.x1 - 52, w.box.bottom)) if w.box.x0 == 180 else w
        for w in form()
    ]
    frame = [level(92, 35, 470), level(112, 35, 470), level(400, 35, 470), upright(35, 92, 400), upright(470, 92, 400)]
    tasks = [upright(82, 112, 400), upright(126.5, 112, 212), upright(305, 112, 236), upright(370, 132, 236)]
    page = PageContent(number=1, width=600, height=800, words=tuple(near), rules=(*frame, *tasks))
    (merged,) = [g for g in blocks(page) if isinstance(g, Grid) and any("公基本支出" in c.text for c in g.cells)]
    assert all(f.confidence < 0.99 for c in merged.cells for f in c.fragments)


def test_runs_follow_the_middles() -> None:
    rows = [(20.0 * i, 20.0 * i + SIZE) for i in range(5)]
    assert runs([(20, 30), (70, 80)], rows, SIZE) == [(0, 2), (3, 4)]
    assert runs([(80, 90)], rows, SIZE) == [(4, 4)], "rows above stand under a label on the page before"
    assert runs([(20, 30), (55, 65)], rows, SIZE) is None
    assert lie_between([(10, 20)], rows, SIZE)
    assert not lie_between([(20, 30)], rows, SIZE)
    high = [(0.0, 40.0), (50.0, 60.0)]
    assert lie_between([(21, 31)], high, SIZE), "level with neither end nor the middle of the row beside it"
    assert not any(lie_between([(y, y + SIZE)], high, SIZE) for y in (0, 15, 30))


def test_labels_level_with_their_rows_span_nothing() -> None:
    rows = rows_of(placed(("甲", 0, 0), ("1", 1, 0), ("2", 1, 20), ("乙", 0, 40), ("3", 1, 40)), ())
    assert [[(c.tokens[0].text, c.row_span) for c in r.cells] for r in rows] == [
        [("甲", 1), ("1", 1)], [("2", 1)], [("乙", 1), ("3", 1)],
    ]  # fmt: skip


def test_a_page_number_is_no_row_of_figures() -> None:
    names = [word("一、教育支出", 53, 120), word("二、卫生支出", 53, 150)]
    amounts = [right(t, x, y) for y in (120, 150) for t, x in (("0", 250), ("0", 350))]
    head = [middle(t, x, 100) for t, x in (("项目", 90), ("本年", 240), ("上年", 340))]
    loose = [right("0", 250, 135), right("776", 350, 135), word("三、农林支出", 53, 135)]
    (grid,) = grids([word("部门：测试局", 53, 80), *head, *names, *amounts, *loose[:2], loose[2]])
    assert grid.rows == 4


def test_levels_level_with_a_row_by_chance_still_stand_for_their_rows() -> None:
    names = [(f"指标{i}", 1, 20.0 * i) for i in range(6)]
    rows = rows_of(placed(("数量", 0, 20), ("质量", 0, 80), *names), ())
    assert [[(c.tokens[0].text, c.row_span) for c in r.cells if c.first == 0] for r in rows] == [
        [("数量", 3)], [], [], [("质量", 3)], [], [],
    ]  # fmt: skip


def test_levels_level_with_rows_stand_for_several_where_those_left_of_them_lie_between_rows() -> None:
    names = [(f"指标{i}", 2, 20.0 * i) for i in range(4)]
    rows = rows_of(placed(("产出", 0, 30.0), ("数量", 1, 20.0), ("质量", 1, 60.0), *names), ())
    assert [[(c.tokens[0].text, c.row_span) for c in r.cells if c.first < 2] for r in rows] == [
        [("产出", 4), ("数量", 3)], [], [], [("质量", 1)],
    ]  # fmt: skip


def test_a_ledger_of_few_figures_between_rules_is_no_running_text() -> None:
    words = [middle("收入", 110, 100), middle("金额", 220, 100), middle("支出", 310, 100), middle("金额", 430, 100)]
    words += [
        word("一、拨款", 53, 120),
        right("5.00", 245, 120),
        word("一、教育支出", 260, 120),
        right("5.00", 450, 120),
    ]
    words += [word(f"{'二三四五六七'[i]}、其他支出", 260, 140 + 20 * i) for i in range(6)]
    (grid,) = grids(words, level(95), level(115), level(255))
    assert (grid.rows, grid.cols) == (8, 4)


def test_the_last_letters_of_two_wrapped_labels_are_no_spaced_out_word() -> None:
    names = [middle(t, x, 100) for t, x in (("一级指标", 110), ("二级指标", 160), ("三级指标", 250), ("目标值", 400))]
    rows = [
        middle("效益指", 110, 120),
        middle("社会效益指", 160, 120),
        middle("知晓度", 250, 126),
        middle("9次", 400, 126),
    ]
    rows += [middle("标", 110, 133), middle("标", 140, 133)]
    rows += [middle(t, x, 160) for t, x in (("产出指标", 110), ("数量指标", 160), ("册数", 250), ("5次", 400))]
    (grid,) = grids([*names, *rows])
    assert [t[4] for t in texts(grid) if t[0] == 1] == ["效益指标", "社会效益指标", "知晓度", "9次"]


def test_a_name_of_two_lines_begins_above_the_other_names_of_a_head() -> None:
    names = [middle(t, x, 100) for t, x in (("一级指标", 110), ("二级指标", 190), ("三级指标", 280), ("目标值", 420))]
    names += [middle("指标性", 350, 95), middle("质", 350, 107)]
    rows = [
        middle(t, x, 125 + 20 * i)
        for i in range(3)
        for t, x in (("产出指标", 110), ("数量指标", 190), ("册数", 280), ("≥", 350), ("5", 420))
    ]
    (grid,) = grids([*names, *rows])
    assert [t[4] for t in texts(grid) if t[0] == 0] == ["一级指标", "二级指标", "三级指标", "指标性质", "目标值"]


def of_tasks(parent: dict[str, float], *leaves: tuple[float, list[str]]) -> list[tuple[int, int, str]]:
    """Rows, columns and texts of the head that is read of a table of tasks: the lines of its amounts' names, 12 points
    apart, around the middle of the names beside them, under a parent's lines at these heights."""
    names = [middle("任务名称", 110, 130), middle("主要内容", 250, 130)]
    names += [middle(t, 382, y) for t, y in parent.items()]
    names += [middle(t, x, 130 + 12 * i - 6 * (len(lines) - 1)) for x, lines in leaves for i, t in enumerate(lines)]
    rows = [
        w
        for i, (name, text) in enumerate((("档案保管", "防潮防火。"), ("设备更新", "更新设备。"), ("金额合计", "")))
        for w in (word(name, 60, 180 + 20 * i), *([word(text, 200, 180 + 20 * i)] if text else []),
                  *(right("12", x, 180 + 20 * i) for x in (360, 395, 425)))
    ]  # fmt: skip
    (grid,) = grids([*names, *rows], level(56), level(172), level(240))
    return [(t[0], t[1], t[4]) for t in texts(grid) if t[0] < 2]


OF_TASKS = [
    (0, 0, "任务名称"), (0, 1, "主要内容"), (0, 2, "预算金额（万元）"),
    (1, 2, "总额"), (1, 3, "其中：财政拨款"), (1, 4, "其中：其他资金"),
]  # fmt: skip


def test_amounts_names_of_many_lines_reach_above_the_names_beside_them() -> None:
    leaves = [(350.0, ["总额"]), (385.0, ["其中", "：财政", "拨款"]), (415.0, ["其", "中：", "其", "他", "资", "金"])]
    assert of_tasks({"预算金额（万元）": 86.0}, *leaves) == OF_TASKS


def test_the_first_letters_of_two_names_written_downwards_are_no_spaced_out_word() -> None:
    leaves = [(374.0, ["总额"]), (394.0, ["其", "中：", "财政", "拨款"]), (412.0, ["其", "中：", "其他", "资金"])]
    assert of_tasks({"预算金额（万": 76.0, "元）": 88.0}, *leaves) == OF_TASKS


def test_a_parent_above_names_that_forms_have_too_is_not_lost() -> None:
    head = [middle(t, x, 118) for t, x in (("序号", 70), ("主要内容", 130), ("资金来源", 210))]
    head += [
        middle("预算安排", 350, 100),
        *(middle(t, x, 126) for t, x in (("总额", 275), ("财政拨款", 350), ("其他资金", 425))),
    ]
    rows = [
        w
        for i, (n, t) in enumerate((("1", "更新设备"), ("2", "培训人员"), ("3", "维护系统")))
        for w in (
            middle(n, 70, 145 + 20 * i), word(t, 105, 145 + 20 * i), word("上级补助", 190, 145 + 20 * i),
            right("5.00", 300, 145 + 20 * i), right("3.00", 375, 145 + 20 * i), right("2.00", 450, 145 + 20 * i),
        )
    ]  # fmt: skip
    found = grids([*head, *rows], level(95), level(114, 250, 450), *(level(140 + 20 * i) for i in range(4)))
    assert "预算安排" in {t[4] for g in found for t in texts(g)}


def test_a_label_that_the_page_cuts_off_over_a_ruled_head_is_no_row_of_it() -> None:
    """Its lower half stands on the rule below the head, in one cell with 二级指标 and beside no other text."""
    names = ("质量指标", "时效指标", "社会效益", "生态效益", "服务对象满意度")
    rows = [("一级指标", "二级指标", "指标值"), *(("产出指标", name, f"9{i}%") for i, name in enumerate(names))]
    words = [middle(t, 100 * c + 100, 104 + 30 * i) for i, row in enumerate(rows) for c, t in enumerate(row)]
    words.append(middle("数量指标", 200, 124))
    rules = [*(level(100 + 30 * i, 50, 350) for i in range(7)), *(upright(50 + 100 * c, 100, 280) for c in range(4))]
    (found,) = grids(words, *rules)
    assert found.source is GridSource.RULED


def test_a_side_written_downwards_is_one_label_however_far_apart_its_letters_are() -> None:
    words = [middle(t, 60, 100 + 18 * i) for i, t in enumerate("年度绩效指标")]
    (grid,) = grids([*indicators(100), *words], level(94, 50, 450), level(118, 80, 450), level(215, 50, 450))
    assert [t for t in texts(grid) if t[0] == 0][:2] == [(0, 0, grid.rows, 1, "年度绩效指标"), (0, 1, 1, 1, "一级指标")]


def test_names_of_columns_above_levels_whose_head_is_not_known_are_no_fields_beside_values() -> None:
    """The names of the levels run down over more lines than a head has: what stands below is a table all the same."""
    head = [middle("单位名称", 80, 120), middle("项目名称", 160, 120)]
    head += [middle(t, 240, 105 + 12 * i) for i, t in enumerate("一级指标")]
    rows = []
    for i, (second, name) in enumerate((("数量指标", "培训人次"), ("质量指标", "合格率"), ("时效指标", "及时率"))):
        rows += [middle(second, 310, 170 + 20 * i), word(name, 350, 170 + 20 * i), middle("显著", 430, 170 + 20 * i)]
    rows += [middle("甲局", 80, 190), middle("设备更新", 160, 190), middle("产出指标", 240, 190)]
    for grid in grids([*head, *rows], level(95), level(160), level(225)):
        assert all(f.confidence < 0.99 for c in grid.cells for f in c.fragments if c.text in ("培训人次", "合格率"))


def test_the_second_line_of_a_name_beside_those_of_a_head_is_no_row() -> None:
    """资金总额 over （元）, half a line above and below the other names."""
    names = (("项目名称", 80), ("一级指标", 230), ("二级指标", 300), ("三级指标", 380), ("指标值", 440))
    words = [middle(t, x, 100) for t, x in names] + [middle("资金总额", 160, 92.6), middle("（元）", 156, 107.4)]
    for i, (name, value) in enumerate((("培训人次", "≥350"), ("巡检次数", "≥12"))):
        y = 130 + 20 * i
        words += [word("设备更新", 60, y), right("1.00", 180, y), word("产出", 215, y), word("数量", 285, y)]
        words += [word(name, 360, y), middle(value, 440, y)]
    (found,) = grids(words)
    assert [t for row, _, _, _, t in texts(found) if row == 0][1] == "资金总额（元）"
    assert found.rows == 3
