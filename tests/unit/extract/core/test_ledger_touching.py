"""Figures that touch, heads too narrow for their words: columns no wider than what they hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.ledger.first_figures import first_figures
from services.extract.core.ledger.tokens import token, token_lines
from shared.model.page import Word
from tests.unit.extract.core.test_ledger import SIZE, grids, level, middle, right, texts, word


def three_columns(*rows: tuple[str, ...]) -> list[Word]:
    """Names from 50; columns whose figures end at 200, 220 and 240; a row of two gives the figures of the last two in
    one word."""
    heads = [word("项目", 60, 100), *(middle(t, x, 100) for t, x in zip("甲乙丙", (190, 210, 230), strict=True))]
    body = []
    for i, (name, *figures) in enumerate(rows):
        y = 120 + 20 * i
        ends = (200, 220, 240)[-len(figures) :] if len(figures) > 1 else (240,)
        ends = (200, 240) if len(figures) == 2 else ends
        body += [word(name, 53, y), *(right(t, x, y) for t, x in zip(figures, ends, strict=True))]
    return [*heads, *body]


def body(words: list[Word]) -> list[list[str]]:
    (grid,) = grids(words, level(95), level(115), level(250))
    rows: dict[int, list[str]] = {}
    for row, _, _, _, text in texts(grid):
        rows.setdefault(row, []).append(text)
    return [rows[r] for r in sorted(rows)][1:]


def test_a_figure_that_is_none_as_a_whole_is_parted_where_its_columns_end() -> None:
    rows = (("教育", "7", "32", "5"), ("卫生", "9", "03295"), ("住房", "8", "1", "64"))
    assert body(three_columns(*rows))[1] == ["卫生", "9", "0", "3295"]


def test_a_figure_across_two_columns_is_parted_and_in_doubt() -> None:
    words = three_columns(("教育", "7", "32", "5"), ("卫生", "9", "91208"), ("住房", "8", "1", "64"))
    assert body(words)[1] == ["卫生", "9", "9", "1208"]
    (grid,) = grids(words, level(95), level(115), level(250))
    parted = [c for c in grid.cells if c.row == 2 and c.col > 1]
    assert all(f.confidence < 0.99 for c in parted for f in c.fragments)


def test_a_wide_figure_is_whole_where_no_other_column_ends_within_it() -> None:
    rows = (("教育", "7", "5"), ("卫生", "9", "91208"), ("住房", "8", "64"))
    assert body(three_columns(*rows))[1] == ["卫生", "9", "91208"]


def test_codes_set_at_the_left_are_whole_though_shorter_ones_end_within_them() -> None:
    rows = []
    for i, code in enumerate(("210", "2101101", "220", "2201234", "230")):
        rows += [word(code, 53, 120 + 20 * i), right(f"{i}.00", 240, 120 + 20 * i)]
    words = [word("编码", 60, 100), middle("金额", 230, 100), *rows]
    (grid,) = grids(words, level(95), level(115), level(250))
    assert [t[-1] for t in texts(grid) if t[1] == 0][1:] == ["210", "2101101", "220", "2201234", "230"]


def test_a_dash_that_touches_the_next_figure_keeps_its_column() -> None:
    rows = [right("—", 220, 120), right("6", 240, 120), right("31", 219.9, 140), right("3012", 240.1, 140)]
    words = [word("项目", 60, 100), middle("甲", 210, 100), middle("乙", 230, 100), *rows]
    words += [word("教育", 53, 120), word("卫生", 53, 140)]
    assert body(words) == [["教育", "—", "6"], ["卫生", "31", "3012"]]


def test_a_year_broken_over_two_lines_of_a_head_is_no_figure() -> None:
    head = [middle("项目", 80, 105), middle("202", 200, 100), middle("5年预算数", 200, 112)]
    lines = token_lines([*head, word("教育", 60, 130), right("7", 210, 130)])
    assert first_figures(lines) == len(lines) - 1
    assert first_figures([[token([head[1]])], [token([right("5", 210, 112)])]]) == 0


def test_a_year_of_a_narrow_head_may_be_broken_over_three_lines() -> None:
    pieces = [middle(text, 200, 100 + 12 * i) for i, text in enumerate(("20", "25", "年预算数"))]
    lines = token_lines([word("项目", 60, 112), *pieces, word("教育", 60, 150), right("7", 210, 150)])
    assert first_figures(lines) == len(lines) - 1
    others = [middle(text, 200, 100 + 12 * i) for i, text in enumerate(("20", "25", "万元"))]
    assert first_figures(token_lines([word("项目", 60, 112), *others])) == 0


def test_letters_of_a_head_set_downwards_in_neighbouring_columns_are_no_spaced_out_words() -> None:
    columns = {190: "上级补助", 210: "事业收入", 230: "其他收入"}
    head = [middle(c, x, 60 + 11.25 * i) for x, name in columns.items() for i, c in enumerate(name)]
    rows = [right("0", x + 9.8, y) for x in columns for y in (120, 140)]
    words = [middle("项目", 80, 77), *head, word("教育", 60, 120), word("卫生", 60, 140), *rows]
    (grid,) = grids([replace(w, size=SIZE) for w in words], level(55), level(110), level(160))
    assert [t[-1] for t in texts(grid) if t[0] == 0] == ["项目", *columns.values()]


def test_letters_set_downwards_beside_two_over_one_another_are_no_spaced_out_words() -> None:
    columns = {190: "合计", 210: "基本支出", 230: "项目支出"}
    head = [
        middle(c, x, 77 + 11.25 * (i - (len(name) - 1) / 2)) for x, name in columns.items() for i, c in enumerate(name)
    ]
    words = [middle("项目", 80, 77), *head, word("合计", 60, 120)]
    (grid,) = grids([replace(w, size=SIZE) for w in words], level(55), level(110), level(140))
    assert [t[-1] for t in texts(grid) if t[0] == 0] == ["项目", *columns.values()]


def halves(amount: str, name: str = "文化支出") -> list[list[str]]:
    """Two lists side by side, the `amount` of the first as wide as its column, whose end the `name` touches."""
    heads = [word("收入", 60, 100), middle("金额", 135, 100), word("支出", 160, 100), middle("金额", 270, 100)]
    rows = [("拨款", "", "教育支出", "82.23"), ("经营", amount, name, "12.09"), ("其他", "", "卫生支出", "1.00")]
    words = list(heads)
    for i, (first, figure, second, other) in enumerate(rows):
        y = 120 + 20 * i
        beside = word(figure + second, 150 - len(figure) * SIZE / 2, y)
        words += [word(first, 53, y), replace(beside, joints=(len(figure),)), right(other, 290, y)]
    return body(words)


def test_an_amount_that_touches_a_name_ends_where_the_names_of_its_column_begin() -> None:
    assert halves("1,502.32")[1] == ["经营", "1,502.32", "文化支出", "12.09"]


def test_a_radical_that_stands_for_an_ideograph_begins_a_name_behind_an_amount() -> None:
    assert halves("1,502.32", "⽂化⽀出")[1] == ["经营", "1,502.32", "⽂化⽀出", "12.09"]


def test_an_amount_painted_at_the_end_of_a_name_is_parted_where_others_end() -> None:
    words = [word("项目", 60, 100), middle("金额", 130, 100)]
    for i, (name, amount) in enumerate((("拨款", "48.38"), ("其他", "12.00"), ("经营", "3.50"))):
        words += [word(name, 53, 120 + 20 * i), right(amount, 150, 120 + 20 * i)]
    glued = word("一般公共预算拨" + "148.38", 50, 180)
    assert body([*words, replace(glued, joints=(7,))])[-1] == ["一般公共预算拨", "148.38"]


def test_a_dash_for_no_amount_ends_where_amounts_touch_the_names_behind_them() -> None:
    heads = [word("收入", 60, 100), middle("金额", 135, 100), word("支出", 160, 100), middle("金额", 270, 100)]
    words = list(heads)
    for i, (figure, name) in enumerate(
        (("1,502.3", "教育支出"), ("-", "文化支出"), ("9,250.1", "卫生支出"), ("-", "住房支出"))
    ):
        y = 120 + 20 * i
        words += [word("拨款", 53, y), word(figure + name, 150 - len(figure) * SIZE / 2, y), right("2.09", 290, y)]
    assert [row[1] for row in body(words)] == ["1,502.3", "-", "9,250.1", "-"]


def test_amounts_broken_behind_the_point_are_parted_from_those_behind_them() -> None:
    end = 230 - 7 * SIZE / 2
    heads = [word("项目", 60, 100), middle("甲", end - 15, 100), middle("乙", 215, 100)]
    words = [*heads, word("教育", 53, 120), right("8,768.90", end, 120), right("6.10", 230, 120)]
    words += [word("卫生", 53, 160), right("14,272.8,676.3", 230, 154), right("62", end, 166), right("2", 230, 166)]
    assert body(words)[1] == ["卫生", "14,272.62", "8,676.32"]


def test_a_code_that_touches_its_name_ends_where_the_names_of_its_column_begin() -> None:
    codes = (("201", "公共服务"), ("20105", "统计事务"), ("20106", "监测事务"), ("2010504", "专项业务"))
    words = [word("编码", 60, 100), word("科目名称", 110, 100), middle("金额", 230, 100)]
    for i, (code, name) in enumerate(codes):
        y = 120 + 20 * i
        words += [word(code, 70 - len(code) * SIZE / 4, y), word(name, 88, y)] if i < 3 else []
        words += [replace(word(code + name, 53, y), joints=(len(code),))] if i == 3 else []
        words.append(right("12.09", 240, y))
    assert body(words)[3] == ["2010504", "专项业务", "12.09"]


def codes_at_the_right(second: str) -> list[list[str]]:
    """Names, amounts that end at 150, codes set in the middle of their column from there, amounts; the `second` amount
    touches its code."""
    heads = [word("项目", 60, 100), middle("决算", 135, 100), middle("编码", 165, 100), middle("金额", 230, 100)]
    first = [word("工资", 53, 120), right("961.43", 150, 120), middle("302", 175, 120), right("82.23", 240, 120)]
    touching = right(second, 150 + 5 * SIZE / 2, 140)
    return body([*heads, *first, word("奖金", 53, 140), touching, right("12.09", 240, 140)])


def test_an_amount_that_touches_a_code_ends_after_its_cents_where_another_amount_does() -> None:
    assert codes_at_the_right("178.9130201")[1] == ["奖金", "178.91", "30201", "12.09"]


def test_many_decimals_that_are_no_code_stay_with_their_figure() -> None:
    assert codes_at_the_right("178.9170201")[1] == ["奖金", "178.9170201", "12.09"]


def telephones(*names: str) -> list[list[str]]:
    """Telephone numbers that end at 150, where the names of the next column begin, in one word with them."""
    heads = [word("项目", 60, 100), middle("电话", 110, 100), middle("人员", 165, 100), middle("金额", 230, 100)]
    words = list(heads)
    for i, name in enumerate(names):
        number, y = f"1{i}0{i}2345678", 120 + 20 * i
        words += [
            word("监测", 53, y),
            word(number + name, 150 - len(number) * SIZE / 2, y),
            right("12.09", 240, y),
        ]
    return body(words)


def test_any_figure_ends_where_names_touch_it_in_several_rows_and_measures_are_none() -> None:
    assert [row[2] for row in telephones("卜惠", "陶敏", "司徒远", "邬海燕")] == ["卜惠", "陶敏", "司徒远", "邬海燕"]
    assert [len(row) for row in telephones("人次", "人次", "人次", "人次")] == [3, 3, 3, 3]


def test_the_numbers_of_entries_stay_with_them() -> None:
    rows = tuple((f"{n}{name}", "7", "5") for n, name in enumerate(("教育", "卫生", "住房", "文化", "交通"), start=1))
    assert [row[0] for row in body(three_columns(*rows))] == [name for name, *_ in rows]


def test_a_figure_far_behind_the_text_of_its_cell_leaves_the_whole_table_in_doubt() -> None:
    def sure(figure_at: float) -> bool:
        heads = [middle("收入", 120, 100), middle("支出", 270, 100)]
        rows = [word("一、拨款", 55, 120), right("3,842.60", figure_at, 120), word("一、服务", 205, 120)]
        names = [
            w
            for i in range(3)
            for w in (word("事业经营收入支出结余合并数", 55, 140 + 20 * i), word("外交支出", 205, 140 + 20 * i))
        ]
        (grid,) = grids([*heads, *rows, *names], level(95), level(115), level(210))
        return any(f.confidence >= 0.99 for c in grid.cells if c.row > 0 for f in c.fragments)

    assert not sure(figure_at=170)
    assert sure(figure_at=130)


@pytest.mark.parametrize("figure", ["-", "51,453.59", "0.00"])
@pytest.mark.parametrize("entry", ["二、节能环保支出", "（一）国防支出", "本年支出合计", "结转下年"])
def test_a_figure_or_a_dash_that_touches_the_next_entry_of_a_list_is_a_text_of_its_own(figure: str, entry: str) -> None:
    glued = word(figure + entry, 100, 100)
    ((*apart,),) = token_lines([replace(glued, joints=(len(figure),))])
    assert [t.text for t in apart] == [figure, entry]
    ((*one,),) = token_lines([replace(glued, joints=())])
    assert len(one) == 1
