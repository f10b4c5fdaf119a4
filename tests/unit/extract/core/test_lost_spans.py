"""Merged cells that an export repeats and heads that it flattens come back as spans; chance equals do not."""

from __future__ import annotations

from services.extract.core.flowing import flat_heads, repeated_spans
from shared.model.page import Grid, GridSource
from tests.unit.extract.core.table_makers import grid


def spans(a_grid: Grid) -> dict[str, tuple[int, int, int, int]]:
    """(row, column, rows, columns) of every cell that covers more than its own position."""
    wide = [c for c in a_grid.cells if (c.row_span, c.col_span) != (1, 1)]
    return {c.text: (c.row, c.col, c.row_span, c.col_span) for c in wide}


def test_repeated_texts_of_a_head_are_one_cell() -> None:
    found = repeated_spans.restored(
        grid(
            "科目|2031年支出|2031年支出|2031年支出",
            "科目|小计|其中|其中",
            "科目|小计|日常|专项",
            "甲|3|1|2",
            "乙|0|0|0",
        )
    )
    assert found.source is GridSource.MARKED
    assert spans(found) == {
        "科目": (0, 0, 3, 1),
        "2031年支出": (0, 1, 1, 3),
        "小计": (1, 1, 2, 1),
        "其中": (1, 2, 1, 2),
    }


def test_equal_leaves_under_different_parents_are_two() -> None:
    found = repeated_spans.restored(grid("科目|收入|支出|支出", "科目|小计|小计|其中", "甲|3|1|2"))
    assert "小计" not in spans(found)


def test_blanks_under_a_parent_say_that_nothing_repeats() -> None:
    plain = grid("科目|按类型分||计划", "|按类型分|其中|按类型分", "甲|3|1|2")
    assert repeated_spans.restored(plain) == plain


def test_a_repeated_label_of_a_total_is_one_cell_and_equal_figures_are_not() -> None:
    found = repeated_spans.restored(grid("类|款|名称|合计|基本", "201|01|行政运行|5|5", "合计|合计|合计|5|5"))
    assert spans(found) == {"合计": (2, 0, 1, 3)}


def test_the_total_of_an_empty_table_ends_its_head_with_fillers_beside_it() -> None:
    found = repeated_spans.restored(grid("项目|项目|支出|支出", "类|款|合计|基本", "合计|合计|--|--"))
    assert spans(found) == {"项目": (0, 0, 1, 2), "支出": (0, 2, 1, 2), "合计": (2, 0, 1, 2)}


def test_columns_of_a_form_that_hold_equal_amounts_under_different_names_are_two() -> None:
    rows = [f"指标|产出|数量|件数{i}|件数{i}|{i}" for i in range(20)]
    found = repeated_spans.restored(
        grid(
            "名称|某馆|某馆|某馆|某馆|某馆",
            "任务|任务名称|内容|金额|金额|金额",
            "任务|任务名称|内容|总额|其中：财政|其中：其他",
            "任务|修缮|屋面|12|12|0",
            "指标|一级指标|二级指标|三级指标|三级指标|目标值",
            *rows,
        )
    )
    assert [c.text for c in found.cells if c.row == 3] == ["修缮", "屋面", "12", "12", "0"]
    assert next(c.col_span for c in found.cells if c.text == "件数3") == 2


def test_a_form_keeps_equal_fillers_and_loses_repeated_values() -> None:
    found = repeated_spans.restored(
        grid(
            "项目名称|档案馆运行|档案馆运行|档案馆运行", "年度目标|保证运行正常|保证运行正常|保证运行正常",
            "一级指标|二级指标|三级指标|指标值", "效益|经济效益|不适用|不适用", "效益|社会效益|知晓率|≥90%",
        )
    )  # fmt: skip
    assert spans(found) == {
        "档案馆运行": (0, 1, 1, 3),
        "保证运行正常": (1, 1, 1, 3),
        "效益": (3, 0, 2, 1),
    }


def test_a_flattened_head_has_its_levels_again() -> None:
    found = flat_heads.restored(grid("项目|收入-小计|收入-其中-日常|收入-其中-专项|备注", "甲|3|1|2|"))
    assert (found.rows, found.head_rows) == (4, 3)
    assert spans(found) == {
        "项目": (0, 0, 3, 1), "收入": (0, 1, 1, 3), "小计": (1, 1, 2, 1), "其中": (1, 2, 1, 2), "备注": (0, 4, 3, 1)
    }  # fmt: skip
    assert [c.text for c in found.cells if c.row == 3 and c.text] == ["甲", "3", "1", "2"]


def test_signs_inside_words_are_no_levels() -> None:
    for plain in (grid("项目|1-6月|7-12月", "甲|3|4"), grid("项目|收入/支出|增减%", "甲|3|4")):
        assert flat_heads.restored(plain) == plain


def test_a_text_below_itself_over_several_leaves_is_one_cell_in_doubt() -> None:
    found = repeated_spans.restored(
        grid("科目|上年|上年|计划|计划", "科目|上年|上年|其中|其中", "科目|结余|调整|日常|专项", "甲|3|1|2|4")
    )
    assert spans(found)["上年"] == (0, 1, 2, 2)
    assert {c.text for c in found.cells if any(f.confidence < 1 for f in c.fragments)} == {"上年"}


def test_a_text_that_repeats_but_for_unread_characters_is_one_cell_in_doubt() -> None:
    found = repeated_spans.restored(
        grid(
            "养护任务|内\ufffd|内容|金额",
            "一级指标|二级\ufffd标|二级指标|目标值",
            "产出|检修泵\ufffd|检\ufffd泵站|12座",
            "产出|巡查河道|巡查河道|24次",
        )
    )
    texts = {c.text: (c.col_span, [f.raw for f in c.fragments]) for c in found.cells}
    assert texts["二级指标"] == (2, ["二级\ufffd标"])
    assert texts["检修泵站"] == (2, ["检修泵\ufffd"])
    assert all(f.confidence < 0.99 for c in found.cells if c.text == "检修泵站" for f in c.fragments)
    assert "12座" in texts
