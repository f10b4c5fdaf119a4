"""Columns that texts run over, or whose figures touch."""

from __future__ import annotations

import pytest

from services.extract.core.ledger import body_columns as body
from services.extract.core.ledger.body_columns import body_columns
from services.extract.core.ledger.tokens import Token, token, token_lines
from shared.model.page import Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word


def tokens(*words: Word) -> list[Token]:
    return [token([w]) for w in words]


def test_names_that_run_over_an_empty_neighbour_hide_no_column_of_figures() -> None:
    rows = [
        word("一、教育支出", 50, 100),
        right("9.00", 160, 100),
        word("二、卫生支出", 50, 120),
        right("8.00", 160, 120),
    ]
    rows += [word("三、国有资本经营预算支出", 50, 140), word("四、其他事业单位经营收入", 50, 160)]
    rows += [right(f"{i}.00", 220, 100 + 20 * i) for i in range(12)]
    rows += [word("五、教育支出", 50, 180 + 20 * i) for i in range(4)]
    found = body_columns(tokens(*rows))
    assert [round(c.x1) for c in found] == [110, 160, 220]


def test_a_long_name_beside_a_figure_does_not_run_over() -> None:
    mixed = [middle("每季度末报送", 130, 100), middle("9次", 130, 120), middle("12", 130, 140), middle("100", 130, 160)]
    assert len(body_columns(tokens(*mixed, *(word("名称", 50, 100 + 20 * i) for i in range(4))))) == 2


def test_figures_that_touch_stand_in_columns_of_their_own() -> None:
    rows = [right(t, x, y) for y, row in ((100, "2.14 30.85 24.35"), (120, "3.99 8.76 10.00"))
            for t, x in zip(row.split(), (150, 175.2, 200.4), strict=True)]  # fmt: skip
    assert [round(c.x1) for c in body_columns(tokens(*rows))] == [150, 175, 200]


def test_a_cell_with_two_figures_is_not_certain() -> None:
    head = [middle("项目", 100, 100), middle("本年数", 300, 100)]
    rows = [word("一、教育", 60, 130), right("1.00", 300, 130), right("2.00", 322, 130)]
    rows += [word("二、卫生", 60, 150), right("3456.00", 322, 150)]
    (grid,) = grids([*head, *rows], level(92), level(120), level(170))
    both = next(c for c in grid.cells if c.text.startswith("1.00"))
    assert max(f.confidence for f in both.fragments) < 0.99
    assert (1, 0, 1, 1, "一、教育") in texts(grid)


def test_a_total_that_begins_between_its_columns_widens_none_of_them() -> None:
    rows = [middle(code, 240, 100 + 20 * i) for i, code in enumerate(("30201", "30202", "30206", "30211"))]
    rows += [word(name, 275, 100 + 20 * i) for i, name in enumerate(("办公费", "印刷费", "电费", "公务用车运行维护费"))]
    rows += [word(name, 50, 100 + 20 * i) for i, name in enumerate(("基本工资", "津贴补贴", "奖金", "退休费"))]
    found = body_columns(tokens(*rows, middle("公用经费合计", 295, 180)), headed=True)
    assert [round(c.x0) for c in found] == [50, 228, 275]


def names(*placed: Word) -> list[Word]:
    """Names of one column from 100 on, and a code and a figure beside each."""
    return [w for n in placed for w in (n, word("201", 50, n.box.top), right("9.00", 400, n.box.top))]


def test_a_column_whose_short_texts_are_centred_is_one() -> None:
    left = [
        word(t, 100, 130 + 20 * i)
        for i, t in enumerate(("一般公共服务支出", "一般行政管理事务", "政府办公厅及相关机构事务的支出"))
    ]
    short = [middle(t, 200, 190 + 20 * i) for i, t in enumerate(("行政运行", "事业运行", "教育支出"))]
    head = [middle("编码", 60, 100), middle("单位名称", 200, 100), middle("金额", 380, 100)]
    for rows in ([*left, *short], [*left[:2], *short]):
        (grid,) = grids([*head, *names(*rows)])
        assert [t[4] for t in texts(grid) if t[0] == 0] == ["编码", "单位名称", "金额"]
        assert {t[1] for t in texts(grid) if t[4] in ("一般公共服务支出", "行政运行")} == {1}
        assert grid.guessed


def test_a_text_far_left_of_the_codes_that_it_runs_into_begins_in_a_column_of_its_own() -> None:
    codes = [middle(t, 220, 120 + 20 * i) for i, t in enumerate(("208", "20801", "2080106", "2080150", "210", "21011"))]
    found = body_columns(tokens(word("某市就业服务中心", 125, 100), *codes), headed=True)
    assert [round(c.x0) for c in found] == [202]


def test_a_parent_over_the_figures_of_its_first_column_is_not_their_name() -> None:
    head = [middle("项目", 80, 110), middle("其中", 300, 100), middle("基本", 240, 120), middle("专项", 350, 120)]
    rows = [
        w for y in (150, 170, 190) for w in (word("教育", 53, y), right("12,345.00", 305, y), right("8.00", 380, y))
    ]
    (grid,) = grids([*head, *rows])
    assert [t for t in texts(grid) if t[0] < 2] == [
        (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "其中"), (1, 1, 1, 1, "基本"), (1, 2, 1, 1, "专项"),
    ]  # fmt: skip


def test_names_of_columns_that_only_a_total_leaves_empty_are_head() -> None:
    head = [middle("项目", 120, 100), middle("支出", 300, 100), middle("名称", 190, 126)]
    head += [middle("编码", 85, 120), middle("类", 60, 140), middle("款", 110, 140)]
    total = [middle("合计", 150, 160), right("9.00", 310, 160), right("8.00", 380, 160), right("7.00", 450, 160)]
    (grid,) = grids([*head, *(middle(t, 300 + 70 * i, 126) for i, t in enumerate(("小计", "基本", "其他"))), *total])
    assert {t[4] for t in texts(grid) if t[0] == grid.rows - 1} == {"合计", "9.00", "8.00", "7.00"}


def test_two_lines_of_a_head_as_far_apart_as_a_parent_and_its_column_leave_the_table_in_doubt() -> None:
    """上年 above 减少: one name of two lines, or a parent over a single column; nothing tells."""
    head = [middle("片区", 60, 107), middle("自筹部分", 195, 98), middle("数量", 150, 116), middle("人次", 240, 116)]
    last = [middle("上年", 330, 98), middle("减少", 330, 116)]
    names = [word(t, 40, 140 + 20 * i) for i, t in enumerate(("东部", "西部", "南部"))]
    rows = [right(f"{i}.50", x + 10, 140 + 20 * i) for i in range(3) for x in (150, 240, 330)]
    (grid,) = grids([*head, *last, *names, *rows], level(88), level(128), level(200))
    assert all(f.confidence < 0.99 for c in grid.cells if c.row >= 2 for f in c.fragments)
    (sure,) = grids([*head, middle("减少", 330, 107), *names, *rows], level(88), level(128), level(200))
    assert all(f.confidence == 1 for c in sure.cells if c.row >= 2 for f in c.fragments)


def test_a_parent_over_the_body_whose_own_name_stands_to_the_right_is_not_its_name() -> None:
    head = [middle("项目", 170, 100), middle("科目编码", 85, 120), middle("科目名称", 210, 120),
            middle("收入合计", 330, 110), middle("事业收入", 430, 110)]  # fmt: skip
    rows = [word("2210201", 60, 150), word("住房公积金", 125, 150), right("86.14", 355, 150), right("6.14", 455, 150)]
    (grid,) = grids([*head, *rows], level(95), level(137), level(170))
    assert texts(grid)[:4] == [
        (0, 0, 1, 2, "项目"), (0, 2, 2, 1, "收入合计"), (0, 3, 2, 1, "事业收入"), (1, 0, 1, 1, "科目编码"),
    ]  # fmt: skip


def _two_texts(*rows: tuple[str, str]) -> list[Word]:
    """A name, and two long texts, of columns from 150 and 214 with four points between; each row's lines in `|`."""
    words = [middle(t, x, 100) for t, x in (("项目名称", 90), ("绩效目标", 180), ("绩效指标", 244))]
    for i, texts_ in enumerate(rows):
        words += [word(f"第{i}项", 53, 122 + 60 * i), right(f"{i + 2}.00", 140, 122 + 60 * i)]
        for x, text in zip((150, 214), texts_, strict=True):
            words += [word(line, x, 122 + 60 * i + 12 * k) for k, line in enumerate(text.split("|"))]
    return [middle("金额", 130, 100), *words]


def test_a_lane_narrower_than_a_space_parts_texts_where_most_begin_behind_it() -> None:
    """A line ends in a Latin stop, which a figure could follow in the same text; two end in stops that hang."""
    rows = [
        ("季度开展：1.|检查各处室务，|规范各项管理", "1、1-产出指标|完成率达百分百|年度指标完成"),
        ("提高服务质量，|方便办理业务", "2-质量指标完成|验收合格率达标"),
        ("保障系统运行|降低故障次数", "数量指标的完成|按期完成维护|及时响应请求|全年平稳运行"),
    ]
    (grid,) = grids(_two_texts(*rows), level(95), level(115), level(300))
    assert grid.cols == 4
    assert [t[4] for t in texts(grid) if t[0] > 0 and t[1] in (2, 3)] == [
        text.replace("|", "") for row in rows for text in row
    ]


def test_names_behind_their_marks_are_no_column() -> None:
    """Half of the names have a mark before them, set off by a third of a letter."""
    rows: list[Word] = []
    for i in range(4):
        y = 120 + 20 * i
        rows += [word("(1)", 53, y), word("办公费用", 71, y)] if i % 2 else [word("人员经费支出", 53, y)]
        rows.append(right(f"{i}.00", 240, y))
    (grid,) = grids([word("项目", 60, 100), middle("金额", 230, 100), *rows], level(95), level(115), level(250))
    assert [t[4] for t in texts(grid) if t[1] == 0 and t[0] > 0][1].endswith("办公费用")
    assert grid.cols == 2


def test_heads_over_which_a_long_name_runs_head_empty_columns() -> None:
    head = [middle(t, x, 100) for t, x in (("预算单位", 80), ("编码", 125), ("名称", 155), ("合计", 220))]
    rows = [word("某某市人力资源和社会保障局", 53, 120), right("9", 240, 120), word("某某市数据中心", 53, 140)]
    (grid,) = grids([*head, *rows, right("7", 240, 140)], level(95), level(115), level(160))
    assert [t[4] for t in texts(grid) if t[0] == 0] == ["预算单位", "编码", "名称", "合计"]
    assert {t[1] for t in texts(grid) if t[0] > 0 and t[4].startswith("某某市")} == {0}
    assert all(f.confidence < 0.99 for c in grid.cells for f in c.fragments)


def tasks(total_at: float) -> list[Word]:
    """Names and their contents, of two lines each, amounts beside them; and the label of their total."""
    rows = [word(t, 50, 100 + 30 * i) for i, t in enumerate(("基本支出事项", "应急管理业务经费") * 3)]
    rows += [word("按时完成各项年度工作", 138, 95 + 15 * i) for i in range(12)]
    rows += [right("9.00", 320, 100 + 30 * i) for i in range(7)]
    return [*rows, word("金额合计", total_at, 280)]


def test_the_label_of_a_total_that_begins_where_the_longest_name_ends_is_centred_over_both_columns() -> None:
    assert [round(c.x0) for c in body_columns(tokens(*tasks(total_at=129.5)), headed=True)] == [50, 138, 300]


def test_a_long_line_below_the_label_of_a_total_hides_no_columns() -> None:
    goal = [word("一、完成全年各项任务并按时公开有关情况的说明材料", 50, 305)]
    found = body_columns(tokens(*tasks(total_at=124), *goal), headed=True)
    assert [round(c.x0) for c in found][:2] == [50, 138]


def test_two_totals_alone_on_their_page_are_in_two_columns() -> None:
    row = [
        word("总计", 55, 70),
        right("66.36", 217, 70),
        word("总计", 227, 70),
        right("66.36", 395, 70),
        right("66.36", 470, 70),
    ]
    (grid,) = grids(row, level(62, 50, 545), level(82, 50, 545))
    assert [t[1:] for t in texts(grid)] == [
        (i, 1, 1, t) for i, t in enumerate(("总计", "66.36", "总计", "66.36", "66.36"))
    ]


def test_short_figures_between_two_heads_stand_under_the_nearer_ones() -> None:
    """Set to the left of wide columns they are nearer to the head on their right, all of them."""
    names = ("预算单位", "科目编码", "科目名称", "支出总计", "基本支出", "项目支出")
    head = [middle(name, 90 + 80 * i, 100) for i, name in enumerate(names)]

    def columns_of(*figures: Word) -> list[int]:
        rules = [level(y, x1=530) for y in (95, 115, 135)]
        (grid,) = grids([*head, word("图书馆", 52, 120), *figures], *rules)
        assert max(f.confidence for c in grid.cells for f in c.fragments) < 0.99
        return [c.col for c in sorted(grid.cells, key=lambda c: c.col) if c.text == "0"]

    assert columns_of(*(word("0", 292 + 80 * i, 120) for i in range(3))) == [3, 4, 5]
    assert columns_of(*(right("0", 368 + 80 * i, 120) for i in range(3))) == [3, 4, 5]


def test_a_dash_close_before_a_date_is_the_blank_amount_of_the_column_before() -> None:
    words = [word("-", 100, 50), word("2031年8月", 107, 50), word("-", 200, 50), word("50", 207, 50)]
    assert [[t.text for t in line] for line in token_lines(words)] == [["-", "2031年8月", "- 50"]]


def test_a_range_set_off_evenly_between_ideographs_is_of_their_text() -> None:
    words = [word("2031", 100, 50), word("年", 122.5, 50), word("1—9", 135, 50), word("月完成情况", 152.5, 50)]
    assert [[t.text for t in line] for line in token_lines(words)] == [["2031 年 1—9 月完成情况"]]
    apart = [word("年度", 100, 50), word("1—9", 122.5, 50), word("月报", 160, 50)]
    assert [[t.text for t in line] for line in token_lines(apart)] == [["年度", "1—9", "月报"]]


def test_only_texts_that_cover_a_stretch_alone_are_tried_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of sixty names in one column each lies within the longest one, but that."""
    calls: list[int] = []
    islands = body.__dict__["_islands"]
    monkeypatch.setattr(body, "_islands", lambda tokens: calls.append(len(tokens)) or islands(tokens))
    names = [token([word("设备购置" if i else "小型水库安全运行维护", 50, 12 * i)]) for i in range(60)]
    figures = [token([right("1.00", x, 12 * i)]) for i in range(60) for x in (300, 400)]
    found = body_columns([*names, *figures])
    assert len(found) == 3
    assert len(calls) < 10


def test_amounts_that_reach_to_the_longest_name_stand_in_a_column_of_their_own() -> None:
    rows = [word("教育支出", 50, 100), right("1,200.50", 190, 100), word("一般公共服务支出", 70, 120)]
    rows += [right("800.50", 190, 120), word("卫生支出", 50, 140), right("400.00", 190, 140)]
    assert [(round(c.x0), round(c.x1)) for c in body_columns(tokens(*rows))] == [(50, 150), (150, 190)]


def test_a_text_at_half_the_height_of_the_head_between_empty_columns_is_the_name_of_the_figures_below_it() -> None:
    """Beside it stand the last column of one parent and the first of another, both without a figure."""
    head = [middle("名称", 80, 110), middle("人员经费", 235, 100), middle("小计", 200, 120), middle("离退休", 270, 120)]
    head += [
        middle("公用经费", 340, 110),
        middle("项目经费", 445, 100),
        middle("本年", 410, 120),
        middle("结转", 480, 120),
    ]
    rows = [
        w for y in (150, 170, 190) for w in (word("教育", 53, y), *(middle("1,345.00", x, y) for x in (200, 340, 480)))
    ]
    (grid,) = grids([*head, *rows], level(95, 40, 520), level(135, 40, 520), level(205, 40, 520))
    assert [t[4] for t in texts(grid) if t[0] + t[2] == 2] == ["名称", "公用经费", "小计", "离退休", "本年", "结转"]
