"""Long texts in tables without rules: lines that read as running text and are lines of cells."""

from __future__ import annotations

import pytest

from services.extract.core.ledger.levels import are_long
from services.extract.core.ledger.long_texts import is_cell, is_prose
from services.extract.core.ledger.stacks import Stack
from services.extract.core.ledger.tokens import Token, token
from tests.unit.extract.core.test_ledger import word

LONG = "按照年度计划推进能力建设，完善制度，提升服务效率，实现共享。"


def line(*items: tuple[str, float], y: float) -> list[Token]:
    return [token([word(text, x, y)]) for text, x in items]


ABOVE = [line(("设备更新", 50), ("更新设备。", 184), y=0), line(("3.00", 560), y=5)]


def test_two_cells_of_several_lines_side_by_side_are_no_running_text() -> None:
    both = line(("信息系统设备更新和", 50), (LONG[:22], 184 - 40), y=20)
    assert is_prose(both)
    assert not is_cell(both, ABOVE, [])
    assert is_cell(both, [*ABOVE, line(("人员", 50), ("经费", 144), y=10)], [])


def test_figures_beside_two_long_texts_show_that_the_lines_below_go_on_with_them() -> None:
    both = line(("信息系统设备更新和", 50), (LONG[:22], 144), y=20)
    rest = line(("购置", 50), ("逐步改善。", 144), y=30)
    assert is_cell(both, [], [line(("3.00", 560), y=25), rest])
    assert not is_cell(both, [], [rest])


@pytest.mark.parametrize("label", ["年度总体目标", "年度总体目"])
def test_a_long_text_beside_the_label_of_a_goal_is_its_value(label: str) -> None:
    goal = line((label, 50), (LONG, 54 + 10 * len(label)), y=20)
    assert is_prose(goal)
    assert is_cell(goal, ABOVE, [])
    assert not is_cell(line(("公开事项表", 50), (LONG, 115), y=20), ABOVE, [])


def test_the_label_of_a_long_text_may_begin_half_a_line_lower() -> None:
    first, low, second = line((LONG, 115), y=20), line(("年度总体", 50), y=26), line((LONG, 115), y=32)
    assert is_cell(first, [], [low, second])
    assert not is_cell(first, [], [second])
    assert not is_cell(first, [], [line(("2.", 50), (LONG, 115), y=32)]), "the next entry of a list"


def test_the_label_of_a_long_text_may_stand_beside_its_last_line() -> None:
    """Cells set at the bottom, the first row of a page: their lines are 14.5 points apart."""
    first, *more = (line((LONG, 115), y=14.5 * i) for i in range(4))
    last = line(("设备更新", 50), (LONG[:9], 115), ("3.00", 420), y=14.5 * 4)
    assert is_cell(first, [], [*more, last])
    assert not is_cell(first, [], [*more, line((LONG[:9], 115), y=14.5 * 4)])
    assert not is_cell(first, [], [*more[:2], last]), "a paragraph above the table"


def test_a_line_that_the_figure_below_it_did_not_fit_on_is_full() -> None:
    """Each text has a line of 16 letters, and one that begins with what is not broken; the longest line has 19."""

    def lines(below: str) -> list[Stack]:
        tops = [token([word("年度内完成各项工作，验收合格率达", 200, 100 + 24 * i)]) for i in range(2)]
        ends = [token([word(f"{below}，群众满意。", 200, 112 + 24 * i)]) for i in range(2)]
        whole = [token([word("年度内完成各项工作，群众满意度明显提升", 200, 148)]), token([word("完善。", 200, 160)])]
        return [Stack(2, 2, [t], t.box.top, t.box.bottom) for t in (*tops, *ends, *whole)]

    assert are_long(lines("100%"))
    assert not are_long(lines("多数"))
