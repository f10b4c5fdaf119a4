"""Parents of a head that are set at the left, over the first of their columns, with no line drawn below them."""

from __future__ import annotations

import pytest

from services.extract.core.geometry import left_parents
from services.extract.core.geometry.layout import blocks
from services.extract.core.pipeline import reconstruct
from shared.model.page import Box, Grid, Legibility, PageContent, Reader, Rule, Source, Word

#: left ends of the columns: a name, and six of figures; the right end of the table
XS = (50.0, 130.0, 210.0, 290.0, 370.0, 450.0, 530.0)
RIGHT = 600.0
PITCH = 18.0


def word(text: str, col: int, row: float, *, right: bool = False) -> Word:
    """A text at the left of its column, or at its right; `row` counts rows of the table, 0 the top one of the head."""
    width = sum(10.0 if ord(c) > 0x2000 else 5.0 for c in text)
    end = (*XS[1:], RIGHT)[col]
    x, y = (end - 4 - width if right else XS[col] + 4), 100.0 + PITCH * row
    return Word(text=text, box=Box(x, y, x + width, y + 10), size=10.0)


def head(*texts: tuple[str, int, float]) -> list[list[list[Word]]]:
    rows = sorted({row for _, _, row in texts})
    return [[[word(t, c, r)] for t, c, r in texts if r == row] for row in rows]


def lines(*texts: tuple[str, int, float]) -> list[tuple[float, float]]:
    rules, _ = left_parents.edges(head(*texts), RIGHT)
    return sorted((r.box.x0, r.box.x1) for r in rules)


LEAVES = [("小学", 1, 1.0), ("初中", 2, 1.0), ("高中", 3, 1.0), ("短期", 4, 1.0), ("长期", 5, 1.0)]


@pytest.mark.parametrize("whole", [0.5, 0.0], ids=["in the middle", "at the top"])
def test_texts_at_the_foot_with_nothing_above_them_are_under_the_parent_that_begins_left_of_them(whole: float) -> None:
    texts = [("地区", 0, whole), ("在校学生", 1, 0.0), ("贷款余额", 4, 0.0), *LEAVES, ("排名", 6, whole)]
    assert lines(*texts) == [(133.0, 373.0), (373.0, 533.0)]
    assert left_parents.edges(head(*texts), RIGHT)[1]


def test_a_text_half_way_down_the_levels_of_its_parent_is_its_child_and_one_of_the_whole_head_is_not() -> None:
    # 城镇部分 over 在校学生 and 覆盖率, whose cell takes the two lower levels; 排名's takes all three.
    texts = [
        ("地区", 0, 1.0), ("城镇部分", 1, 0.0), ("在校学生", 1, 1.0), ("小学", 1, 2.0), ("初中", 2, 2.0),
        ("覆盖率", 3, 1.5), ("排名", 4, 1.0),
    ]  # fmt: skip
    assert lines(*texts) == [(133.0, 293.0), (133.0, 373.0)]


def test_where_no_cell_shows_how_texts_are_set_parents_that_leave_none_over_tell_it_less_surely() -> None:
    texts = [("收入", 0, 0.0), ("支出", 2, 0.0), *((t, c, 1.0) for c, t in enumerate(("项目", "预算数") * 2))]
    assert lines(*texts) == [(53.0, 213.0), (213.0, 601.0)]
    assert not left_parents.edges(head(*texts), RIGHT)[1]


def test_names_at_the_foot_beside_such_parents_leave_it_open() -> None:
    texts = [("地区", 0, 1.0), ("在校学生", 1, 0.0), *LEAVES]
    assert left_parents.edges(head(*texts), RIGHT) == ([], False)


def test_a_name_of_two_lines_is_no_parent() -> None:
    assert lines(("地区", 0, 0.5), ("基层医疗", 1, 0.0), ("机构", 1, 1.0), ("排名", 2, 0.5)) == []


def test_a_parent_in_the_middle_over_the_second_of_its_columns_is_none_set_at_the_left() -> None:
    texts = [("地区", 0, 0.5), ("学生", 2, 0.0), ("小学", 1, 1.0), ("初中", 2, 1.0), ("高中", 3, 1.0)]
    assert left_parents.edges(head(*texts), RIGHT) == ([], True)


def test_figures_at_the_right_of_their_columns_stand_under_heads_at_the_left() -> None:
    texts = [("地区", 0, 0.5), ("在校学生", 1, 0.0), ("贷款余额", 4, 0.0), *LEAVES, ("排名", 6, 0.5)]
    rows = [("东城", "12", "34", "7", "1,250", "18", "2"), ("西河", "5", "61", "9", "73", "4", "1")]
    words = [w for line in head(*texts) for text in line for w in text]
    words += [word(t, c, 2 + i, right=c > 0) for i, row in enumerate(rows) for c, t in enumerate(row)]
    title = Word(text="各乡镇情况统计表", box=Box(280, 60, 392, 74), size=14.0)
    rules = [Rule(box=Box(50, y, RIGHT, y + 0.5), horizontal=True) for y in (95.0, 132.0, 170.0)]
    page = PageContent(
        number=1, width=650, height=842, words=(title, *words), rules=tuple(rules), fills=(),
        legibility=Legibility.CLEAR,
    )  # fmt: skip
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    assert grid.cols == 7
    source = Source(reader=Reader.PDF_TEXT, media_type="application/pdf", pages=(page,))
    (table,) = reconstruct(source).tables
    assert [c.path for c in table.columns] == [
        ("地区",), ("在校学生", "小学"), ("在校学生", "初中"), ("在校学生", "高中"),
        ("贷款余额", "短期"), ("贷款余额", "长期"), ("排名",),
    ]  # fmt: skip


def test_a_column_beside_levels_set_at_half_their_height_is_under_their_parent() -> None:
    """合计 takes both levels, 基本 the upper one; a little more or less of height is none."""
    texts = [("名称", 0, 0.0), ("本年", 1, 0.0), ("合计", 1, 1.5), ("基本", 2, 1.0), ("小计", 2, 2.0), ("人员", 3, 2.0)]
    texts += [("项目", 4, 1.51), ("增减", 5, 0.0), ("金额", 5, 1.5), ("比例", 6, 1.49), ("编码", 0, 1.5)]
    assert lines(*texts) == [(XS[1] + 3, XS[5] + 3), (XS[2] + 3, XS[4] + 3), (XS[5] + 3, RIGHT + 1)]


def test_the_lines_of_a_text_are_joined_from_its_first_one_on() -> None:
    """Three lines, the last one shorter and centred: no line of theirs stands at the foot of the head by itself."""
    rows = [[[word("名称", 0, 1.0)]], [[word("对个人和", 3, 0.3)]], [[word("家庭的补", 3, 1.0)]]]
    last = word("助", 3, 1.7)
    last = Word(text="助", box=last.box._replace(x0=last.box.x0 + 15, x1=last.box.x1 + 15), size=10.0)
    cells = left_parents._joined([left_parents._cell(t) for row in [*rows, [[last]]] for t in row])
    assert sorted(c.box.height for c in cells) == [10.0, pytest.approx(10 + 1.4 * PITCH)]
