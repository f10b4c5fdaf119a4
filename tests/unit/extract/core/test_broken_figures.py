"""Figures under one another in a narrow cell: one that broke over its lines, or those of several rows."""

from __future__ import annotations

import pytest

from services.extract.core.geometry.row_splitting import split_rows
from services.extract.core.geometry.splitting import Area
from shared.model.page import Box, Word

XS = (50.0, 150.0, 172.0, 300.0)


def word(text: str, x: float, y: float) -> Word:
    width = sum(10.0 if ord(c) > 0x2000 else 6.0 for c in text)
    return Word(text=text, box=Box(x, y, x + width, y + 10), size=10.0)


def rows(step: float) -> list[list[str]]:
    """The cells, row by row, of a ruled row with a figure under another, `step` points below, in a cell as wide."""
    areas = [
        Area(0, 0, 1, 1, [word("巡查经费", 55, 105), word("修缮改造", 55, 105 + step)]),
        Area(0, 1, 1, 1, [word("689", 153, 105), word("50", 159, 105 + step)]),
        Area(0, 2, 1, 1, [word("按计划完成。", 176, 105), word("保障运行。", 176, 105 + step)]),
    ]
    found, ys = split_rows(areas, XS, [100.0, 120.0 + step])
    out = [[""] * 3 for _ in ys[1:]]
    for area in found:
        out[area.row][area.col] = "".join(w.text for w in area.words)
    return out


def test_lines_of_one_text_are_one_figure() -> None:
    assert rows(step=13.0) == [["巡查经费修缮改造", "68950", "按计划完成。保障运行。"]]


@pytest.mark.parametrize("step", [24.0, 60.0])
def test_figures_further_apart_than_the_lines_of_a_text_are_in_rows_of_their_own(step: float) -> None:
    assert rows(step) == [["巡查经费", "689", "按计划完成。"], ["修缮改造", "50", "保障运行。"]]


def test_codes_under_one_another_in_narrow_columns_are_in_rows_where_amounts_beside_them_are() -> None:
    columns = (("221", "221"), ("02", "02"), ("01", "03"), ("1,098,013", "587,891"))
    xs = (50.0, 70.0, 84.0, 98.0, 160.0)
    areas = [Area(0, c, 1, 1, [word(a, xs[c] + 1, 105), word(b, xs[c] + 1, 118)]) for c, (a, b) in enumerate(columns)]
    found, ys = split_rows(areas, xs, [100.0, 133.0])
    assert len(ys) == 3
    assert [a.words[0].text for a in sorted(found, key=lambda a: (a.row, a.col))] == [
        *(a for a, _ in columns),
        *(b for _, b in columns),
    ]


def rows_of_telephones(first: str, second: str) -> int:
    """How many rows a ruled row makes whose narrow cell holds two lines of a number, beside a text of two lines."""
    xs = (50.0, 120.0, 200.0)
    areas = [
        Area(0, 0, 1, 1, [word(first, 52, 105), word(second, 52, 118)]),
        Area(0, 1, 1, 1, [word("因场地限制未实施", 121, 105), word("结转下年。", 121, 118)]),
    ]
    return len(split_rows(areas, xs, [100.0, 133.0])[1]) - 1


def test_a_telephone_number_over_two_lines_is_one_and_two_numbers_are_two() -> None:
    assert rows_of_telephones("0755-47954", "700") == 1
    assert rows_of_telephones("2031.01—20", "31.12") == 1
    assert rows_of_telephones("0755-47954700", "0755-20567244") == 2


def test_a_figure_broken_before_its_last_decimal_is_one_where_the_tables_figures_have_more() -> None:
    """In a cell whose margins leave more room than a digit takes."""
    xs = (50.0, 150.0, 215.0, 280.0)

    def filled(*figures: tuple[str, str]) -> list[list[str]]:
        top = [
            Area(r, 1 + i, 1, 1, [word(f"{i + 3}0.2{r}", 160 + 65 * i, 85 + 20 * r)]) for i in (0, 1) for r in (0, 1)
        ]
        broken = [
            Area(2, 1 + i, 1, 1, [word(a, 160 + 65 * i, 125), word(b, 160 + 65 * i, 138)])
            for i, (a, b) in enumerate(figures)
        ]
        areas = [*top, Area(2, 0, 1, 1, [word("合计", 55, 138)]), *broken]
        found, ys = split_rows(areas, xs, [80.0, 100.0, 120.0, 155.0])
        out = [[""] * 3 for _ in ys[1:]]
        for area in found:
            out[area.row][area.col] = "".join(w.text for w in area.words)
        return out[2:]

    assert filled(("89.4", "2"), ("43.", "10")) == [["合计", "89.42", "43.10"]]
    assert len(filled(("89.40", "2.00"), ("43.10", "1.00"))) == 2


def test_a_figure_broken_over_lines_in_a_cell_beside_several_rows_is_no_rows() -> None:
    """The amount of a project beside its indicators: its lines fall into two of their rows."""
    xs = (50.0, 95.0, 200.0)
    amount = [word("300,52", 52, 121), word("3.20", 64, 134)]
    names = [Area(r, 1, 1, 1, [word("维修渠道长度", 100, 105 + 20 * r)]) for r in range(3)]
    found, ys = split_rows([Area(0, 0, 3, 1, amount), *names], xs, [100.0, 120.0, 131.0, 160.0])
    assert len(ys) == 4
    assert [(a.row_span, "".join(w.text for w in a.words)) for a in found if a.col == 0] == [(3, "300,523.20")]


def test_a_dash_under_a_figure_is_the_figure_of_the_next_row() -> None:
    columns = (("购置费", "其他支出"), ("258", "-"), ("258", "-"), ("-", "-"))
    xs = (50.0, 150.0, 200.0, 250.0, 300.0)
    areas = [Area(0, c, 1, 1, [word(a, xs[c] + 5, 105), word(b, xs[c] + 5, 127)]) for c, (a, b) in enumerate(columns)]
    found, _ = split_rows(areas, xs, [100.0, 142.0])
    assert [a.words[0].text for a in sorted(found, key=lambda a: (a.row, a.col))] == [
        *(a for a, _ in columns),
        *(b for _, b in columns),
    ]


def test_three_texts_on_one_line_of_a_high_cell_are_no_rows() -> None:
    texts = [word(t, x, 105) for t, x in (("巡查", 52), ("修缮", 82), ("购置", 112))]
    areas = [Area(0, 0, 2, 1, texts), Area(0, 1, 1, 1, [word("5", 153, 105)]), Area(1, 1, 1, 1, [word("6", 153, 125)])]
    found, ys = split_rows(areas, XS[:3], [100.0, 120.0, 140.0])
    assert len(ys) == 3
    assert [a.row_span for a in found if a.col == 0] == [2]


def test_amounts_broken_over_lines_in_rows_that_are_not_ruled_are_one_and_in_doubt() -> None:
    names = [word(t, 55, y) for t, y in (("教育", 109), ("科技", 141), ("农业", 160))]
    amounts = [("1,250.3", 155, 100), ("2", 191, 118), ("9,817.4", 155, 132), ("8", 191, 150), ("3.10", 176, 160)]
    others = [word(t, 230, y) for t, y in (("12.50", 109), ("16.25", 141), ("8.75", 160))]
    xs = (50.0, 150.0, 200.0, 300.0)
    areas = [Area(0, c, 1, 1, w) for c, w in enumerate((names, [word(*a) for a in amounts], others))]
    found, ys = split_rows(areas, xs, [95.0, 180.0])
    cells = {(a.row, a.col): "".join(w.text for w in a.words) for a in found}
    assert [cells[r, 1] for r in range(len(ys) - 1)] == ["1,250.32", "9,817.48", "3.10"]
    assert not any(a.sure for a in found)


def test_names_in_the_middle_of_two_rows_with_figures_that_no_line_parts_are_two() -> None:
    """The upper one has two lines, and room on the second; a name that fills its lines goes on."""

    def cells(*names: tuple[str, float]) -> list[str]:
        areas = [Area(0, 0, 2, 1, [word(t, 55, y) for t, y in names])]
        areas += [Area(r, 1, 1, 1, [word("12.50", 155, y)]) for r, y in ((0, 114), (1, 139))]
        found, _ = split_rows(areas, [50.0, 150.0, 200.0], [100.0, 130.0, 160.0])
        return ["".join(w.text for w in a.words) for a in sorted(found, key=lambda a: (a.col, a.row)) if not a.col]

    assert cells(("灾害防治及应急管", 104), ("理支出", 116), ("应急管理事务", 140)) == [
        "灾害防治及应急管理支出", "应急管理事务",
    ]  # fmt: skip
    assert cells(("灾害防治及应急管", 110), ("理支出", 140)) == ["灾害防治及应急管理支出"]


def test_texts_of_two_rows_of_a_head_that_no_line_parts_are_two_in_doubt() -> None:
    areas = [Area(0, 0, 2, 1, [word("支出", 90, 110), word("项目", 90, 140)])]
    areas += [Area(r, 1, 1, 1, [word("数", 155, y)]) for r, y in ((0, 110), (1, 140))]
    found, _ = split_rows(areas, [50.0, 150.0, 200.0], [100.0, 130.0, 160.0])
    assert [(a.row, a.row_span, a.sure) for a in found if not a.col] == [(0, 1, False), (1, 1, False)]


def test_texts_at_the_foot_of_two_rows_level_with_the_figures_beside_them_are_two() -> None:
    areas = [Area(0, 0, 2, 1, [word("-", 90, 118), word("1,726.58", 90, 148)])]
    areas += [Area(r, 1, 1, 1, [word("12.50", 155, y)]) for r, y in ((0, 118), (1, 148))]
    found, _ = split_rows(areas, [50.0, 150.0, 200.0], [100.0, 130.0, 160.0])
    assert [[w.text for w in a.words] for a in found if not a.col] == [["-"], ["1,726.58"]]


def test_a_figure_that_fills_its_cell_but_for_the_margins_that_its_lines_show_is_broken() -> None:
    """Set to the right, each line ends at the margin, and the upper one begins where another is."""

    def filled(*figures: tuple[str, float]) -> list[str]:
        xs = (50.0, 150.0, 240.0, 300.0)
        areas = [Area(0, 0, 1, 1, [word("科学技术支出", 55, 118)])]
        (upper, end), (lower, last) = figures
        broken = [word(upper, end - 6 * len(upper), 105), word(lower, last - 6 * len(lower), 118)]
        areas += [Area(0, 1, 1, 1, broken)]
        areas += [Area(0, 2, 1, 1, [word("备注", 250, 105), word("结转", 250, 118)])]
        found, _ = split_rows(areas, xs, [100.0, 133.0])
        return ["".join(w.text for w in a.words) for a in found if a.col == 1]

    assert filled(("161,647.8", 222), ("3", 222)) == ["161,647.83"]
    assert len(filled(("1,647.8", 222), ("3", 222))) == 2
    assert len(filled(("161,647.8", 222), ("3", 200))) == 2


def test_a_name_that_runs_down_letter_by_letter_beside_broken_figures_begins_no_rows() -> None:
    xs = (50.0, 150.0, 200.0, 250.0)
    areas = [Area(0, 0, 1, 1, [word(c, 130, 105 + 14 * i) for i, c in enumerate("基本医疗保险")])]
    areas += [Area(0, c, 1, 1, [word("10", xs[c] + 8, 133), word("1", xs[c] + 14, 147)]) for c in (1, 2)]
    assert len(split_rows(areas, xs, [100.0, 195.0])[1]) == 2


def test_lines_of_one_width_fill_a_cell_between_the_margins_that_the_tables_texts_show() -> None:
    xs = (50.0, 150.0, 182.0, 300.0)

    def rows_of(margin: float) -> int:
        names = [word("青岚市第二", 50 + margin, 105), word("中学", 50 + margin, 118)]
        areas = [Area(0, 0, 1, 1, names), Area(0, 1, 1, 1, [word("11", 160, 105), word("41", 160, 118)])]
        areas += [Area(0, 2, 1, 1, [word("按计划", 182 + margin, 105)])]
        return len(split_rows(areas, xs, [100.0, 133.0])[1]) - 1

    assert rows_of(margin=9.0) == 1
    assert rows_of(margin=2.0) == 2


def test_an_amount_that_runs_down_digit_by_digit_parts_no_rows() -> None:
    xs = (50.0, 150.0, 162.0, 300.0)
    areas = [Area(0, 0, 1, 1, [word("合", 90, 119), word("计", 90, 133)])]
    areas += [Area(0, 1, 1, 1, [word(c, 153, 105 + 14 * i) for i, c in enumerate("340.25")])]
    areas += [Area(0, 2, 1, 1, [word(t, 180, 105 + 14 * i) for i, t in enumerate(("1", "2"))])]
    assert len(split_rows(areas, xs, [100.0, 195.0])[1]) == 2


def test_two_names_that_run_down_beside_figures_far_apart_are_of_two_rows() -> None:
    xs = (50.0, 80.0, 150.0, 220.0)
    names = [("数据", "平台", "建设", "改造"), ("培训", "业务", "经费", "补助")]
    words = [word(t, 55, 105 + 60 * k + 12 * i) for k, name in enumerate(names) for i, t in enumerate(name)]
    areas = [Area(0, 0, 1, 1, words)]
    areas += [Area(0, c, 1, 1, [word("816.54", xs[c] + 20, 123), word("28.45", xs[c] + 26, 183)]) for c in (1, 2)]
    assert len(split_rows(areas, xs, [100.0, 225.0])[1]) == 3


def test_digits_behind_a_nought_are_those_of_a_broken_code() -> None:
    areas = [
        Area(0, 1, 1, 1, [word("025", 153, 105), word("01", 153, 117)]),
        Area(0, 2, 1, 1, [word("某市某局", 176, 105), word("（本级）", 176, 117), word("综合处", 176, 129)]),
    ]
    found, ys = split_rows(areas, XS, [100.0, 145.0])
    assert len(ys) == 2
    assert ["".join(w.text for w in a.words) for a in found] == ["02501", "某市某局（本级）综合处"]


def _total_below(name: str) -> tuple[list[Area], list[float]]:
    """A ruled row of two lists: a name above 总计, the figures level with the lower line."""
    areas = [
        Area(0, 0, 1, 1, [word(name, 53, 105), word("总计", 53, 121)]),
        Area(0, 1, 1, 1, [word("3.9", 153, 121)]),
        Area(0, 2, 1, 1, [word("年末结转和结余", 176, 105), word("总计", 176, 121)]),
    ]
    return split_rows(areas, XS, [100.0, 137.0])


def test_a_total_below_a_name_that_had_room_for_it_is_a_row_of_its_own() -> None:
    found, ys = _total_below("结转")
    assert len(ys) == 3
    assert not any(a.sure for a in found)


def test_and_the_end_of_a_name_that_fills_its_line_where_it_had_none() -> None:
    areas = [
        Area(0, 0, 1, 1, [word("本年度全部收入支", 53, 105), word("总计", 53, 118)]),
        Area(0, 1, 1, 1, [word("3.9", 153, 111)]),
    ]
    assert len(split_rows(areas, XS, [100.0, 137.0])[1]) == 2


def test_the_code_of_a_project_broken_over_lines_is_no_rows_of_figures() -> None:
    """Three digits a line, one line with its letter; the lines of the name beside it stand level with two of them."""
    lines = ("449", "537", "24P", "372", "355", "819")
    xs = (50.0, 150.0, 180.0, 300.0)
    areas = [
        Area(0, 0, 1, 1, [word("校舍安全保障资", 55, 124), word("金", 55, 137)]),
        Area(0, 1, 1, 1, [word(t, 152, 98 + 13 * i) for i, t in enumerate(lines)]),
        Area(0, 2, 1, 1, [word("184.83", 250, 130)]),
    ]
    found, ys = split_rows(areas, xs, [95.0, 178.0])
    assert len(ys) == 2
    assert ["".join(w.text for w in a.words) for a in found] == ["校舍安全保障资金", "44953724P372355819", "184.83"]
