"""Running text is no table, however its words line up."""

from __future__ import annotations

from dataclasses import replace

from services.extract.core.geometry.running_text import is_beside_specks, lists_pages, reads_as_text, reads_on
from shared.model.page import Box, Fragment, Grid, GridCell, GridSource, Place


def grid(*rows: tuple[str, ...]) -> Grid:
    cells = tuple(
        GridCell(row=r, col=c, fragments=(Fragment(text=text),))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text
    )
    return Grid(cells=cells, rows=len(rows), cols=max(map(len, rows)), source=GridSource.ALIGNED)


def test_a_contents_page_has_hardly_a_row_with_texts_side_by_side() -> None:
    entries = [(f"{i}.部门预算表之{i} {i + 3}",) for i in range(1, 12)]
    assert reads_as_text(grid(("目录", ""), *entries, ("附表", "14")))


def test_justified_sentences_run_on_from_cell_to_cell() -> None:
    assert reads_as_text(
        grid(
            ("2024年经费预算数为10.80万元。其中：出国费0.00", "万元；公务用"),
            ("车运行费8.43万元；接待费2.37万元。主要", "原因是车辆"),
            ("更新。较上年减少0.20万元；下降", "2.00%。"),
        )
    )


def test_an_unruled_table_of_names_and_figures_is_none() -> None:
    assert not reads_as_text(grid(("项目", "预算数"), ("办公费", "13"), ("差旅费", "7"), ("合计", "20")))


def test_a_table_with_one_column_of_sentences_is_none() -> None:
    assert not reads_as_text(
        grid(
            ("项目", "预算数", "目标"),
            ("运维", "13", "保障系统运行。完成检测。"),
            ("培训", "7", "完成培训"),
            ("宣传", "5", "完成宣传；发放手册"),
            ("采购", "9", "按期到货"),
        )
    )


def test_titles_with_page_numbers_that_never_fall_are_a_contents_page() -> None:
    pages = ("3", "4", "4", "9", "12")
    assert lists_pages(grid(*((f"第{i}部分", page) for i, page in enumerate(pages))))
    assert not lists_pages(grid(*((f"第{i}部分", page) for i, page in enumerate((*pages, "11")))))
    assert not lists_pages(grid(*((f"第{i}部分", "7") for i in range(6))))


def test_titles_of_the_parts_of_a_report_are_no_table() -> None:
    assert reads_on(
        grid(("第一部分", "部门概况", "目 录"), ("第二部分", "部门预算情况说明"), ("第三部分", "部门预算表"))
    )
    assert not reads_on(grid(("项目", "部门", "目标"), ("第一部分", "甲局", "完成"), ("维修", "乙局", "完成")))


def test_figures_set_off_by_spaces_in_sentences() -> None:
    assert reads_as_text(
        grid(
            ("包括本部以及下属", "5", "家预算单位的综合收支计划"),
            ("行政单位", "1", "家，事业单位4家"),
            ("较上年减少", "118.24", "万元，减少7%"),
        )
    )


def test_measures_in_a_column_of_their_own_are_no_sentences() -> None:
    assert not reads_as_text(
        grid(("项目", "数量", "单位"), ("车辆", "5", "辆"), ("设备", "3", "台（套）"), ("培训", "7", "次"))
    )


def test_titles_with_page_numbers_in_a_column_of_their_own_or_run_on() -> None:
    entries = [("4.收支预算总表10", ""), ("5.支出功能分类预算表", "11"), ("其他情况说明", "12"), ("名词解释", "14")]
    assert reads_as_text(grid(*entries))
    assert not reads_as_text(grid(("办公费", "10"), ("差旅费", "11"), ("设备购置费", "12"), ("其他情况说明", "14")))


def test_a_text_that_begins_with_a_measure_far_behind_a_figure_is_a_cell() -> None:
    def row(gap: float) -> Grid:
        made = grid(("211.77", "年度指标值：不少于十期"))
        boxes = (Box(100, 10, 140, 20), Box(140 + gap, 10, 300, 20))
        cells = tuple(
            replace(c, fragments=(replace(c.fragments[0], place=Place(page=1, box=box)),))
            for c, box in zip(made.cells, boxes, strict=True)
        )
        return replace(made, cells=cells)

    assert reads_on(row(5))
    assert not reads_on(row(100))


def test_a_line_beside_specks_that_a_stamp_left_is_no_table() -> None:
    title = grid(("政府预算拨款收支总", ")"), ("", "1"))
    doubted = [replace(c, fragments=tuple(replace(f, confidence=0.5) for f in c.fragments)) for c in title.cells]
    assert is_beside_specks(replace(title, cells=tuple(doubted)))
    assert not is_beside_specks(title), "read without doubt they are figures"


def test_a_line_whose_letters_are_set_apart_is_no_table() -> None:
    """A title with its year; the figures of a row stand further apart, and have more digits."""

    def line(texts: list[str], step: float) -> Grid:
        cells = tuple(
            GridCell(
                row=0, col=i, fragments=(Fragment(text=t, place=Place(page=1, box=Box(step * i, 0, step * i + 9, 10))),)
            )
            for i, t in enumerate(texts)
        )
        return Grid(cells=cells, rows=1, cols=len(texts), source=GridSource.ALIGNED)

    assert reads_as_text(line(list("2024年收支总表"), 15))
    assert not reads_as_text(line(list("01200430"), 60))
    assert not reads_as_text(line(["合计", "100", "20", "80", "0", "15"], 25))
