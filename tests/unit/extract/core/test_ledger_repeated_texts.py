"""Texts that rows set as near as lines repeat one under another, in tables without rules between them."""

from __future__ import annotations

import pytest

from services.extract.core.ledger.levels import parted_at_levels
from services.extract.core.ledger.repeated_texts import parted
from services.extract.core.ledger.stacks import Placed, Stack, tight_of
from services.extract.core.ledger.tokens import token
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word

#: a goal of two lines, of which the first fills its column and the second does not
FIRST, REST = "通过本项目的实施保障设施运行", "如期完成任务。"


def stack(*lines: str) -> Stack:
    tokens = [token([word(text, 50, 100 + 12 * i)]) for i, text in enumerate(lines)]
    return Stack(2, 2, tokens, tokens[0].box.top, tokens[-1].box.bottom)


def texts_of(*lines: str) -> list[list[str]]:
    """The texts of a cell with these lines, beside a column with a figure at each line."""
    figures = [token([right("1.00", 400, 100 + 12 * i)]) for i in range(len(lines))]
    beside = [Stack(3, 3, [t], t.box.top, t.box.bottom) for t in figures]
    cells, new = parted([stack(*lines), *beside])
    assert new == [c for c in cells if c.first == 2 and len(cells) > len(beside) + 1]
    return [[t.text for t in cell.tokens] for cell in cells if cell.first == 2]


def test_a_line_that_stands_twice_is_of_two_texts_that_end_with_their_sentences() -> None:
    other = "另一个项目的年度总体绩效目标"
    goals = (FIRST, REST, FIRST, REST, other, REST)
    assert texts_of(*goals) == [[FIRST, REST], [FIRST, REST], [other, REST]]
    assert texts_of(REST, *goals[:4]) == [[REST], [FIRST, REST], [FIRST, REST]], "the rest of a row above the page"
    assert texts_of(FIRST, other, REST) == [[FIRST, other, REST]]


def test_without_sentences_texts_begin_with_the_first_line_that_comes_again() -> None:
    assert texts_of(FIRST, "如期完成", FIRST, "如期完成任务") == [[FIRST, "如期完成"], [FIRST, "如期完成任务"]]
    assert texts_of("甲局", FIRST, "完成", FIRST, "完成") == [["甲局"], *[[FIRST, "完成"]] * 2]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("其他运转类", "特定目标类", "特定目标类", "其他运转类"), 4),
        (("特定目标", "类", "特定目标", "类", "特定目标", "类"), 3),
        (("其他类", "其他类", "特定目标", "类", "特定目标", "类"), 4),
        (("元", "元"), 1),
        (("特定目标", "类"), 1),
        (("特定目标", "类", "特定", "目标类"), 1),
    ],
)
def test_short_lines_again_and_again_are_a_text_a_row(lines: tuple[str, ...], found: int) -> None:
    assert len(texts_of(*lines)) == found


def test_a_text_beside_one_row_alone_is_one() -> None:
    whole = stack(FIRST, REST, FIRST, REST, FIRST, REST)
    figure = token([right("1.00", 400, 130)])
    assert parted([whole, Stack(3, 3, [figure], 130, 140)])[1] == []


def test_rows_of_goals_as_near_as_their_lines_are_rows() -> None:
    """Three rows 24 points apart; the goal beside each takes two lines 12 points apart."""
    words = [middle(t, x, 100) for t, x in (("项目名称", 80), ("年度目标", 190), ("指标", 320), ("金额", 400))]
    for i, (name, amount) in enumerate((("培训人次", "1.00"), ("巡检次数", "2.00"), ("合格率", "30.00"))):
        y = 125 + 24 * i
        words += [word("设备更新", 60, y), word(FIRST, 120, y), word(REST, 120, y + 12)]
        words += [word(name, 290, y), right(amount, 420, y)]
    (found,) = grids(words, level(95), level(117), level(200))
    assert [t for _, col, _, _, t in texts(found) if col == 1] == ["年度目标", *[FIRST + REST] * 3]


def test_lines_of_wider_set_texts_go_on_where_they_are_full() -> None:
    """Lines 15 points apart at a size of 10, the upper one of each name as wide as its column."""

    def placed(upper: str) -> list[Placed]:
        names = [(upper, 100), ("维护经费", 115), (upper + "及", 160), ("运行", 175)]
        figures = [(0, 107), (1, 167)]
        out = [Placed(token([word(text, 50, y)]), 0, 0) for text, y in names]
        return out + [Placed(token([right("1.00", 300, y)]), 1, 1) for _, y in figures]

    assert tight_of(placed("小型水库安全运行及")) > 15
    assert tight_of(placed("桥")) < 15


def test_levels_of_figures_part_no_texts_that_are_known_apart() -> None:
    """Half way between the lines of two texts stands a figure each: 甲局 is one, and 乙管理局 over 中心 twice."""
    lines = [("甲局",), ("乙管理局", "中心"), ("乙管理局", "中心")]
    heights = iter(100 + 12 * i for i in range(5))
    cells = [[token([word(t, 50, next(heights))]) for t in text] for text in lines]
    names = [Stack(0, 0, own, own[0].box.top, own[-1].box.bottom) for own in cells]
    figures = [token([right("1.00", 300, y)]) for y in (106, 130, 148)]
    beside = [Stack(1, 1, [t], t.box.top, t.box.bottom) for t in figures]

    def read(known: set[int]) -> list[list[str]]:
        found, _ = parted_at_levels([*names, *beside], (), known)
        return [[t.text for t in s.tokens] for s in found if s.first == 0]

    assert read(set()) == [["甲局", "乙管理局"], ["中心", "乙管理局"], ["中心"]]
    assert read({0}) == [list(text) for text in lines]
