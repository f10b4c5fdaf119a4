"""Heads with nothing below them: tables of funds from which nothing is spent."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Line, PageContent, Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word

HEAD = [
    middle("科目编码", 100, 110), middle("科目名称", 200, 110), middle("本年政府性基金预算支出", 350, 100),
    middle("合计", 290, 120), middle("基本支出", 350, 120), middle("项目支出", 410, 120),
]  # fmt: skip
CELLS = [
    (0, 0, 2, 1, "科目编码"), (0, 1, 2, 1, "科目名称"), (0, 2, 1, 3, "本年政府性基金预算支出"),
    (1, 2, 1, 1, "合计"), (1, 3, 1, 1, "基本支出"), (1, 4, 1, 1, "项目支出"),
]  # fmt: skip


def test_a_head_of_known_words_between_rules_is_a_table_without_rows() -> None:
    (grid,) = grids(HEAD, level(95), level(115, 260), level(140), level(160))
    assert (texts(grid), grid.rows, grid.head_rows) == (CELLS, 2, 2)


def test_the_last_line_of_a_name_alone_is_of_the_head() -> None:
    words = [middle("科目编", 100, 100), middle("码", 100, 112)]
    words += [middle(t, x, 106) for t, x in (("科目名称", 200), ("合计", 290), ("基本支出", 350), ("项目支出", 410))]
    (grid,) = grids(words, level(95), level(125))
    assert [t[4] for t in texts(grid)] == ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]


def test_a_head_of_known_words_without_rules_is_one_too_and_the_remark_below_it_is_not_of_it() -> None:
    remark = "本单位本年没有政府性基金预算支出。"
    page = PageContent(number=1, width=600, height=800, words=(*HEAD, word(remark, 60, 145)))
    grid, line = blocks(page)
    assert not isinstance(grid, Line)
    assert texts(grid) == CELLS
    assert isinstance(line, Line)
    assert line.text == remark


def test_entries_without_figures_below_a_head_of_known_words_are_its_rows() -> None:
    names = ("十三、农林水支出", "十四、交通运输支出", "十五、金融支出")
    head = [middle(t, x, 100) for t, x in (("项目", 100), ("预算数", 200), ("项目", 360), ("预算数", 480))]
    (grid,) = grids([*head, *(word(t, 253, 120 + 16 * i) for i, t in enumerate(names))])
    assert [t[1:] for t in texts(grid) if t[0] == 0] == [
        (0, 1, 1, "项目"), (1, 1, 1, "预算数"), (2, 1, 1, "项目"), (3, 1, 1, "预算数"),
    ]  # fmt: skip
    assert [t for t in texts(grid) if t[0]] == [(i + 1, 2, 1, 1, t) for i, t in enumerate(names)]


def test_entries_without_figures_above_the_totals_are_no_part_of_the_head() -> None:
    names = ("十三、农林水支出", "十四、交通运输支出", "十五、金融支出")
    head = [middle(t, x, 100) for t, x in (("项目", 100), ("预算数", 200), ("项目", 360), ("预算数", 480))]
    total = [word("收入总计", 53, 170), right("9.00", 230, 170), word("支出总计", 253, 170), right("9.00", 510, 170)]
    (grid,) = grids([*head, *(word(t, 253, 120 + 16 * i) for i, t in enumerate(names)), *total])
    assert (grid.head_rows, grid.cols) == (1, 4)
    assert [t[1] for t in texts(grid) if t[0] == 1] == [2]


def test_other_texts_beside_one_another_with_nothing_below_are_no_head() -> None:
    words: list[Word] = [middle(t, 100 + 90 * i, 100) for i, t in enumerate(("审核人", "制表人", "联系人", "日期"))]
    assert grids(words) == []
    assert grids(words, level(95), level(115)) == []


def test_the_number_of_a_page_does_not_say_how_large_the_figures_of_its_tables_are() -> None:
    """The parent stands alone on its line, larger than the page's number."""
    number = [word(t, 290 + 10 * i, 700) for i, t in enumerate("—9—")]
    small = [Word(text=w.text, box=w.box._replace(bottom=708), size=8.0, char_x=w.char_x) for w in number]
    (grid,) = grids([*HEAD, *small], level(95), level(115, 260), level(140), level(160))
    assert texts(grid) == CELLS


def test_rows_of_texts_without_a_figure_below_a_head_may_be_its_own_and_are_in_doubt() -> None:
    words = [
        middle("项目", 150, 100),
        middle("合计", 290, 100),
        middle("基本支出", 350, 100),
        middle("项目支出", 410, 100),
    ]
    words += [
        middle("分类科目编码", 100, 130),
        middle("分类科目名称", 200, 130),
        middle("类", 100, 150),
        middle("款", 130, 150),
    ]
    found = grids(words, level(92), level(165))
    assert all(f.confidence < 0.99 for g in found for c in g.cells for f in c.fragments)


def test_the_texts_of_the_last_line_of_a_head_alone_are_columns_and_those_above_stand_over_them() -> None:
    pairs = [("合计", 100), ("因公出国（境）费", 200), ("公务接待费", 300)]
    head = [middle("财政拨款“三公”经费", 200, 90), *(middle(t, x, 104) for t, x in pairs)]
    head += [middle(t, x + d, 120) for _, x in pairs for t, d in (("预算数", -25), ("决算数", 25))]
    (grid,) = grids(head, *(level(y, 50, 350) for y in (82, 97, 112, 130, 145)))
    assert [t for t in texts(grid) if t[0]] == [
        *((1, 2 * i, 1, 2, t) for i, (t, _) in enumerate(pairs)),
        *((2, i, 1, 1, ("预算数", "决算数")[i % 2]) for i in range(6)),
    ]
    assert (grid.cols, grid.rows, grid.head_rows) == (6, 3, 3)
