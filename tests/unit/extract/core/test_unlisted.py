"""Tables that no template knows, in exports that write a cell a line, blank ones too."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.extract.core.streams.blanks import GUESSED
from services.extract.core.streams.unlisted import tables
from services.extract.core.streams.unlisted.kinds import Kind, kind_of
from services.extract.core.streams.unlisted.spans import spans_of
from services.extract.templates import load
from shared.model.page import Fragment, Grid, Line, Place

TEMPLATES = load()


def lines(*texts: str) -> list[Line]:
    """A line for each text that is not blank, numbered as in the file."""
    places = [(text, Place(line=number)) for number, text in enumerate(texts, start=1)]
    return [Line(fragments=(Fragment(text=t, place=p, confidence=1.0),), place=p) for t, p in places if t]


def texts(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return table


def found(*printed: str) -> list[Grid]:
    return [b for b in tables.recover(lines(*printed), TEMPLATES) if isinstance(b, Grid)]


ROWS = [
    ["栖霞路图书馆", "60,881", "68", "2024.03"],
    ["沿江路图书馆", "", "31", "2024.05"],
    ["滨河图书馆", "1,422", "", "2024.05"],
    ["东门图书馆", "902", "0", ""],
]
HEAD = ["馆名", "借阅册次", "新增读者", "完成时限"]
CAPTION = ["图书借阅情况表", "填报单位：青屿市文化局"]


def test_blank_lines_are_blank_cells() -> None:
    (grid,) = found(
        *CAPTION, *HEAD, *[text for row in ROWS for text in row], "", "读者活动情况表", "填报单位：青屿市文化局"
    )
    assert texts(grid) == [HEAD, *ROWS]
    assert grid.head_rows == 1


def test_the_label_of_a_total_over_several_columns_is_one_cell() -> None:
    head = ["馆名", "片区", "借阅册次", "新增读者"]
    rows = [[row[0], f"{side}部片区", row[1], row[2]] for row, side in zip(ROWS, "东南西北", strict=True)]
    (grid,) = found(*CAPTION, *head, *[text for row in rows for text in row], "合计", "63,205", "99")
    assert texts(grid) == [head, *rows, ["合计", "", "63,205", "99"]]


def test_a_head_of_two_rows_has_blank_lines_where_cells_reach_down() -> None:
    head = ["馆名", "全年册次", "其中", "", "", "成人", "少儿"]
    body = [text for row in ROWS for text in [row[0], row[1], row[2], row[2]]]
    (grid,) = found(*CAPTION, *head, *body)
    assert texts(grid)[:2] == [["馆名", "全年册次", "其中", ""], ["", "", "成人", "少儿"]]
    assert texts(grid)[3] == ["沿江路图书馆", "", "31", "31"]
    assert {(c.text, c.row_span, c.col_span) for c in grid.cells if c.row == 0} == {
        ("馆名", 2, 1), ("全年册次", 2, 1), ("其中", 1, 2)
    }  # fmt: skip


def test_parents_side_by_side_share_what_is_below_them_in_doubt() -> None:
    head = ["馆名", "上年", "本年", "", "册次", "读者", "册次", "读者"]
    body = [text for row in ROWS for text in [row[0], row[1], row[2], row[2], row[1]]]
    (grid,) = found(*CAPTION, *head, *body)
    parents = {c.text: (c.col, c.col_span) for c in grid.cells if c.row == 0}
    assert parents == {"馆名": (0, 1), "上年": (1, 2), "本年": (3, 2)}


@pytest.mark.parametrize(
    ("head", "columns", "parents", "sure"),
    [
        (["甲", "乙", "", "丙", "丁"], 3, {0: (0, 0), 1: (1, 2)}, True),
        (["甲", "乙", "丙", "丁", "戊", "己"], 4, {0: (0, 1), 1: (2, 3)}, False),
        (["完成", "乙", "丙", "丁", "完成合计", "己"], 4, {0: (0, 2), 1: (3, 3)}, False),
    ],
)
def test_names_and_even_shares_tell_what_a_parent_is_over(
    head: Sequence[str], columns: int, parents: dict[int, tuple[int, int]], sure: bool
) -> None:
    spans = spans_of(head, columns)
    assert spans is not None
    assert {o.text: (o.first, o.last) for o in spans.cells if o.row == 0} == parents
    assert spans.sure is sure


def test_a_head_that_may_be_set_in_several_ways_is_in_doubt() -> None:
    head = ["馆名", "上年", "本年", "", "册次", "读者", "活动", "场次"]
    body = [text for row in ROWS for text in [row[0], row[1], row[2], row[2], row[1]]]
    (grid,) = found(*CAPTION, *head, *body)
    assert {f.confidence for c in grid.cells if c.row < 2 for f in c.fragments} == {GUESSED}


@pytest.mark.parametrize(
    "page",
    [
        ["填报单位：青屿市文化局", "第一部分 概况", "本馆负责公共文化服务。"],
        ["填报单位：青屿市文化局", "馆名", "借阅 册次", "栖霞路图书馆", "60,881"],
        ["馆名", "借阅册次", "栖霞路图书馆", "60,881"],
        ["填报单位：青屿市文化局", "公开目录", "部门职责", "机构设置", "收支说明", "名词解释"],
    ],
)
def test_other_lines_stay_lines(page: list[str]) -> None:
    assert found(*page) == []


def test_lines_below_a_known_title_need_blank_ones_to_be_cells() -> None:
    """What its template did not make out has more to it than cells one after the other."""
    cells = [*HEAD, *[text or "3" for row in ROWS for text in row]]
    assert len(found("图书借阅情况表", "单位：万元", *cells)) == 1
    assert found("收入支出决算总表", "单位：万元", *cells) == []
    assert len(found("收入支出决算总表", "单位：万元", *HEAD, *[text for row in ROWS for text in row])) == 1


def test_blank_lines_between_pages_are_no_cells() -> None:
    cells = [text or "3" for row in ROWS for text in row]
    (grid,) = found(*CAPTION, *HEAD, *cells[:8], "", "", f"\f{cells[8]}", *cells[9:])
    assert texts(grid) == [HEAD, *[cells[at : at + 4] for at in range(0, 16, 4)]]


def test_a_text_like_a_title_below_a_blank_cell_ends_no_table() -> None:
    head = ["馆名", "借阅册次", "备注", "说明"]
    rows = [[row[0], row[1] or "5", "", "另见年度进展情况"] for row in ROWS]
    (grid,) = found(*CAPTION, *head, *[text for row in rows for text in row])
    assert texts(grid) == [head, *rows]


def test_a_titled_list_of_texts_is_a_table() -> None:
    head, rows = ["岗位", "备注"], [["讲解员", ""], ["管理员", ""], ["保洁员", "按季度轮换；节假日除外"], ["司机", ""]]
    (grid,) = found("2025年服务岗位目录", "填报单位：青屿市文化局", *head, *[text for row in rows for text in row])
    assert texts(grid) == [head, *rows]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2023.05", Kind.DATE),
        ("2023年6月—2023年12月", Kind.DATE),
        ("0755-67040694", Kind.NUMBERING),
        ("13528500273", Kind.NUMBERING),
        ("1,234", Kind.COUNT),
        ("40.8%", Kind.RATE),
        ("—", Kind.DASH),
        ("", Kind.BLANK),
        ("竞争性磋商", Kind.SHORT),
        ("按季度支付；年底验收", Kind.LONG),
    ],
)
def test_kinds_of_texts(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


def test_a_long_head_that_may_be_set_in_any_way_is_given_up_soon() -> None:
    """Names one after the other are as good as a head of many rows that nothing tells apart."""
    assert spans_of([f"第{chr(0x4E00 + i)}馆" for i in range(48)], 14) is None


def test_running_text_below_is_no_part_of_the_table() -> None:
    prose = (
        "名词解释",
        "一、财政拨款收入：指财政部门当年拨付给本部门使用的全部资金，包括各类预算资金及其他专项资金安排。",
    )
    (grid,) = found(*CAPTION, *HEAD, *[text for row in ROWS for text in row], *prose)
    assert texts(grid) == [HEAD, *ROWS]


def test_rows_that_would_end_in_the_code_of_the_next_name_are_none() -> None:
    """Blank cells left no trace: as many cells as the head has texts are no row."""
    head = ("科目编码", "科目名称", "设备购置", "房屋修缮")
    body = (
        "204",
        "公共安全支出",
        "30.00",
        "7.00",
        "20402",
        "公安",
        "30.00",
        "7.00",
        "206",
        "科学技术支出",
        "5.00",
        "1.00",
    )
    assert [texts(g) for g in found("专项支出安排表", "单位：万元", *head, *body)] != []
    shifted = ("合计", "35.00", "8.00", *body)
    assert found("专项支出安排表", "单位：万元", *head, "备注", *shifted) == []
