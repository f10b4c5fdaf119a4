"""Figures and codes in pieces above and below the other cells of their row."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.streams.column_pieces import gathered, gathered_around
from services.extract.core.streams.tokens import Token, tokens_of
from shared.model.page import DOUBT, Fragment, Line, Place

CODES = {"213", "21301", "21302"}


def lines(*texts: str) -> list[Line]:
    places = [Place(line=number) for number in range(1, len(texts) + 1)]
    return [Line(fragments=(Fragment(text=t, place=p),), place=p) for t, p in zip(texts, places, strict=True)]


def by_line(tokens: Sequence[Token]) -> list[list[str]]:
    return [[t.text for t in tokens if t.line == line] for line in sorted({t.line for t in tokens})]


def spread(*texts: str) -> list[list[str]]:
    return by_line(gathered(tokens_of(lines(*texts), aligned=True, wide=False), CODES.__contains__))


def in_order(*texts: str) -> list[list[str]]:
    return by_line(gathered_around(tokens_of(lines(*texts)), CODES.__contains__))


def test_pieces_one_below_another_are_one_word_of_the_row_between() -> None:
    found = spread(
        "213      农林水支出        8,200.10    8,000.00     200.10",
        "21301    农业农村          8,100.10    8,000.00     100.10",
        "213015",
        "         农田建设            100.10      50.00      50.10",
        "  3",
        "                         12,345,6              12,345,6",
        "21302    林业和草原                    0.00",
        "                           78.90                 78.90",
    )
    assert found[2] == ["2130153", "农田建设", "100.10", "50.00", "50.10"]
    assert found[3] == ["21302", "林业和草原", "12,345,678.90", "0.00", "12,345,678.90"]


def test_what_stands_in_another_column_is_no_rest() -> None:
    rows = ("213015   甲   1.10   2.20   3.30", "         乙   4.10   5.20   6.30", "              3   7.10   8.20")
    assert spread(*rows) == [row.split() for row in rows]


def test_whole_figures_one_below_another_stay_apart() -> None:
    rows = ("甲   1,200.10   30.00", "乙       3.00    2.00", "丙       5.50    7.25", "丁       6.50    8.25")
    assert spread(*rows) == [row.split() for row in rows]


def test_a_line_with_figures_of_its_own_is_another_row() -> None:
    rows = (
        "甲   1,200.10   30.00   5.10",
        "乙       3.00   12.5    6.20",
        "丙       5.50    3      7.30",
        "丁       6.50    8.25   8.40",
    )
    assert spread(*rows) == [row.split() for row in rows]


def test_a_rest_beside_words_may_be_of_the_next_row_and_is_in_doubt() -> None:
    rows = (
        "甲   1,200.10   30.00",
        "乙       3.00   12.5",
        "巡护             3",
        "丁       6.50    8.25",
        "戊   1.10   2.20",
    )
    tokens = gathered(tokens_of(lines(*rows), aligned=True, wide=False), CODES.__contains__)
    (joined,) = [t for t in tokens if t.text == "12.53"]
    assert joined.confidence <= DOUBT


def test_in_the_order_of_words_codes_begin_the_row_and_figures_follow_its_name() -> None:
    found = in_order(
        "213 农林水支出 8,200.10 8,200.10",
        "213015",
        "农田建设 50.10 50.10",
        "3",
        "12,345.6 12,345.6",
        "21302 林业和草原",
        "7 7",
    )
    assert found[1:] == [["2130153", "农田建设", "50.10", "50.10"], ["21302", "林业和草原", "12,345.67", "12,345.67"]]


def test_a_name_broken_beside_the_pieces_is_whole() -> None:
    found = in_order(
        "213 农林水支出 9.10 9.10", "21301 农业农村 9.10 9.10", "213015 高标准农田建", "9.10 9.10", "3 设支出"
    )
    assert found[-1] == ["2130153", "高标准农田建", "设支出", "9.10", "9.10"]


def test_the_first_broken_figure_stands_between_two_labels_and_all_are_doubted() -> None:
    texts = (
        "一、拨款 9.10 一、农林水支出 9.10 9.10",
        "二、收入 9.10 二、住房保障支出 9.10 9.10",
        "20,323.2 20,323.2 20,218.2",
        "收入合计 支出合计 105.00",
        "1 1 1",
    )
    tokens = gathered_around(tokens_of(lines(*texts)), CODES.__contains__)
    assert by_line(tokens)[-1] == ["收入合计", "20,323.21", "支出合计", "20,323.21", "20,218.21", "105.00"]
    assert all(t.confidence <= DOUBT for t in tokens if t.text.startswith("20,"))
