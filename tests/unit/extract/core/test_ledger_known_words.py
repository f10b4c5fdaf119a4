"""Heads without upright rules whose places say too little: known head words tell parents from lines of a text."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Grid, GridSource, PageContent, Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word


def rows(y: float, first: tuple[float, ...], *, step: float = 20) -> list[Word]:
    """Three rows of a name and figures that end where `first` says."""
    names = ("教育支出", "卫生支出", "住房支出")
    return [
        w
        for i, name in enumerate(names)
        for w in (word(name, 53, y + step * i), *(right(f"{i + 1}.00", x, y + step * i) for x in first))
    ]


def head_of(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [t for t in texts(grid) if t[0] < (grid.head_rows or 0)]


def test_a_parent_close_above_the_middle_one_of_its_columns_is_no_line_of_it() -> None:
    """Cells set at the bottom: the parent is as far above its columns' names as lines of one text are."""
    words = [middle("公务用车购置及运行费", 300, 100), middle("项目", 80, 113)]
    words += [middle(t, x, 113) for t, x in (("小计", 200), ("公务用车购置费", 300), ("公务用车运行费", 400))]
    (found,) = grids([*words, *rows(135, (215, 315, 415))], level(95), level(130), level(200))
    assert (0, 1, 1, 3, "公务用车购置及运行费") in head_of(found)
    assert (1, 2, 1, 1, "公务用车购置费") in head_of(found)


def test_columns_that_stand_under_no_such_parent_are_not_its_own() -> None:
    """The middle of 单位资金 is that of its three columns, and that of these with one more at each end."""
    words = [middle("单位资金", 300, 100), middle("项目", 80, 115)]
    leaves = ("财政专户管理资金", "事业收入", "经营收入", "其他收入", "上年结转")
    words += [middle(t, 140 + 80 * i, 115) for i, t in enumerate(leaves)]
    ends = tuple(160.0 + 80 * i for i in range(5))
    (found,) = grids([*words, *rows(135, ends)], level(95, 50, 500), level(130, 50, 500), level(200, 50, 500))
    assert (0, 2, 1, 3, "单位资金") in head_of(found)


def test_a_total_begins_the_columns_of_its_parent() -> None:
    words = [middle("资金来源", 260, 100), middle("项目", 80, 115)]
    words += [middle(t, 140 + 80 * i, 115) for i, t in enumerate(("采购数量", "合计", "一般公共预算", "中小企业"))]
    ends = tuple(160.0 + 80 * i for i in range(4))
    (found,) = grids([*words, *rows(135, ends)], level(95, 50, 420), level(130, 50, 420), level(200, 50, 420))
    assert (0, 2, 1, 2, "资金来源") in head_of(found)


def test_two_texts_over_the_same_columns_that_are_one_word_are_its_lines() -> None:
    words = [middle("支出功能分类科目", 110, 100), middle("编码", 110, 115)]
    words += [middle(t, x, 130) for t, x in (("类", 70), ("款", 110), ("项", 150))]
    words += [middle("科目名称", 220, 115), middle("合计", 330, 115)]
    for i, name in enumerate(("行政运行", "事业运行", "住房公积金")):
        y = 150 + 20 * i
        words += [middle(code, x, y) for code, x in (("201", 70), ("03", 110), (f"0{i + 1}", 150))]
        words += [word(name, 190, y), right("1.00", 350, y)]
    (found,) = grids(words, level(95, 50, 360), level(145, 50, 360), level(210, 50, 360))
    assert head_of(found)[0] == (0, 0, 1, 3, "支出功能分类科目编码")
    assert found.head_rows == 2


def test_a_known_parent_far_above_the_names_of_its_columns_is_of_the_table() -> None:
    """20 points above the next line, where the lines of the head are 6 apart."""
    words = [middle("本年收入", 260, 80), middle("项目", 80, 116)]
    words += [middle(t, 180 + 80 * i, 110) for i, t in enumerate(("小计", "事业收入", "其他收入"))]
    words += rows(126, (200, 280, 360), step=16)
    (found,) = grids(words)
    assert "本年收入" in [t for *_, t in head_of(found)]
    other = [middle("关于收入", 260, 80), *words[1:]]
    assert all("关于收入" not in t for *_, t in texts(grids(other)[0]))


def sized(words: list[Word], scale: float, down: float) -> list[Word]:
    """The words as large as `scale` says, below the others."""
    return [
        Word(
            text=w.text,
            box=type(w.box)(w.box.x0 * scale, w.box.top * scale + down, w.box.x1 * scale, w.box.bottom * scale + down),
            size=w.size * scale,
            char_x=tuple(x * scale for x in w.char_x),
        )
        for w in words
    ]


def test_a_text_alone_is_measured_by_the_figures_of_its_own_table() -> None:
    """Two tables, each below its unit, the lower one half as large again: a name of two lines beside figures."""
    table = [middle("项目", 80, 120), middle("金额", 200, 120), *rows(140, (215,)), word("单位：元", 170, 100)]
    long = [word("小型水库安全", 53, 194), right("4.00", 215, 200), word("运行维护", 53, 206)]
    page = PageContent(number=1, width=600, height=800, words=(*table, *sized([*table, *long], 1.5, 200)))
    upper, lower = (b for b in blocks(page) if isinstance(b, Grid))
    assert (upper.source, upper.rows, lower.rows) == (GridSource.ALIGNED, 4, 5)
    assert texts(lower)[-2][-1] == "小型水库安全运行维护"


def test_a_text_that_is_over_single_columns_alone_heads_an_empty_one_wherever_it_stands() -> None:
    """Cells set at the top: 财政专户管理资金 has no figures and stands level with the parents at both of its sides."""
    words = [
        middle(t, x, 100) for t, x in (("项目", 80), ("本年拨款", 210), ("财政专户管理资金", 340), ("单位资金", 470))
    ]
    leaves = (("小计", 170), ("一般公共预算", 250), ("事业收入", 430), ("其他收入", 510))
    words += [middle(t, x, 118) for t, x in leaves]
    ends = (185.0, 270.0, 445.0, 525.0)
    (found,) = grids([*words, *rows(140, ends)], level(95, 50, 560), level(132, 50, 560), level(205, 50, 560))
    assert "财政专户管理资金" in [t for _, col, _, cols, t in head_of(found) if (col, cols) == (3, 1)]
    assert found.cols == 6
