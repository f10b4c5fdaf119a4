"""Two lists side by side in the order of the page's lines: labels wrapped around figures, figures that touch labels."""

from __future__ import annotations

from services.extract.core.streams.balance_around import reordered, unpasted
from services.extract.core.streams.tokens import Token, tokens_of
from shared.model.fold import fold
from shared.model.page import Fragment, Line, Place

LABELS = {
    "政府预算拨款",
    "一般公共预算拨款",
    "一、文化旅游体育与传媒支出",
    "文物",
    "本年收入合计",
    "本年支出合计",
    "结转下年",
}


def words(text: str) -> list[Token]:
    return tokens_of(
        [
            Line(fragments=(Fragment(text=line, place=Place(line=number)),), place=Place(line=number))
            for number, line in enumerate(text.splitlines(), start=1)
        ]
    )


RIGHT = {"三、城乡社区支出", "四、农林水支出"}


def in_order(text: str, amounts: tuple[int, int] = (1, 1)) -> list[str] | None:
    known = {fold(label) for label in LABELS | RIGHT}.__contains__
    found = reordered(
        unpasted(words(text), known),
        amounts,
        lambda label: known(label) or label.endswith("拨款"),
        known,
        lambda label: 1 if label in RIGHT else None,
    )
    return [t.text for t in found] if found is not None else None


def test_labels_wrapped_around_their_figures_are_whole_before_them() -> None:
    text = "一、文化旅\n政府预算拨\n5,381游体育与传 4,837\n款\n媒支出\n一般公共预\n5,381文物 12\n算拨款"
    assert in_order(text) == [
        *("政府预算拨", "款", "5,381", "一、文化旅", "游体育与传", "媒支出", "4,837"),
        *("一般公共预", "算拨款", "5,381", "文物", "12"),
    ]


def test_the_end_of_a_label_is_no_row_though_it_is_worded_as_one() -> None:
    text = "政府\n0 文物 12\n预算拨款"
    assert in_order(text) == ["政府", "预算拨款", "0", "文物", "12"]


def test_figures_of_both_halves_beside_one_another_are_one_of_each() -> None:
    text = "本年收入合 本年支出合\n5,381 5,848\n计 计"
    assert in_order(text) == ["本年收入合", "计", "5,381", "本年支出合", "计", "5,848"]


def test_a_figure_that_touches_a_label_is_a_word_of_its_own_where_the_label_is_known() -> None:
    known = {fold(label) for label in LABELS}.__contains__
    assert [t.text for t in unpasted(words("467结转下年 0"), known)] == ["467", "结转下年", "0"]
    assert [t.text for t in unpasted(words("4,180一、教育支出"), known)] == ["4,180", "一、教育支出"]
    assert [t.text for t in unpasted(words("2026年结转 8处泵站"), known)] == ["2026年结转", "8处泵站"]


def test_rows_that_are_whole_on_their_lines_stay_as_they_are() -> None:
    assert in_order("政府预算拨款 5,381 文物 4,837\n一般公共预算拨款 5,381 结转下年 0") is None


def test_lines_of_which_the_left_half_has_nothing_are_the_right_one_s() -> None:
    text = (
        "一、文化旅游体\n政府预算拨款 493 16 16 0 0\n育与传媒支出\n一般公共预\n三、城乡社区支出 82 9 73 0\n算拨款\n"
        "四、农林水支出 15 15 0 0\n文\n62 62 0 0\n物"
    )
    assert in_order(text, (1, 4)) == [
        *("政府预算拨款", "493", "一、文化旅游体", "育与传媒支出", "16", "16", "0", "0"),
        *("一般公共预", "算拨款", "三、城乡社区支出", "82", "9", "73", "0"),
        *("四、农林水支出", "15", "15", "0", "0"),
        *("文", "物", "62", "62", "0", "0"),
    ]
