"""Exports that leave a blank line below every paragraph: more of them are blank cells."""

from __future__ import annotations

from pathlib import Path

from services.extract.core.pipeline import reconstruct
from services.extract.core.spacing import Numbers, dropped, is_double
from services.extract.readers import text
from services.extract.readers.text_blocks import text_blocks
from shared.model.page import Line

CELLS = (
    "项目支出绩效目标表", "单位名称：某市档案馆\t\t单位：万元",
    "项目名称（资金使用单位）", "总计", "财政拨款", "财政专户拨款", "其他资金",
    "绩效目标", "绩效指标",
    "合计", "30.50", "30.50", "", "", "", "",
    "档案整理", "20.00", "20.00", "", "", "完成年度整理任务。",
    "1、1-产出指标；11-数量指标；整理卷数；实施周期指标值：≥9卷；年度指标值：≥3卷。",
    "库房维修", "10.50", "10.50", "", "", "保障安全。",
    "1、1-产出指标；12-质量指标；合格率；实施周期指标值：=98%；年度指标值：=98%。",
)  # fmt: skip
TEXT = "\n\n".join(CELLS) + "\n"


def test_gaps_that_are_odd_hold_blank_paragraphs() -> None:
    assert is_double([1, 3, 5, 9, 11, 17, 21])
    assert dropped([1, 3, 9]) == {2, 4, 6, 8}
    assert not is_double([1, 2, 4, 8, 9, 13, 17])  # texts without a line between them
    assert not is_double([1, 3, 5, 7, 9, 11])  # none is blank


def test_lines_are_counted_without_them_and_come_back() -> None:
    blocks = [b for b in text_blocks(TEXT).blocks if isinstance(b, Line)]
    numbers = Numbers(blocks)
    closed = numbers.closed(blocks)
    assert [b.place.line for b in closed][8:13] == [9, 10, 11, 12, 17]
    assert numbers.opened(closed) == blocks


def test_many_blank_cells_are_no_page_without_text() -> None:
    assert text_blocks(TEXT).notes == ()


def test_a_table_of_blank_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    table, details = reconstruct(text.read(path, media_type="text/plain")).tables
    assert [[c.text for c in row.cells][:6] for row in table.rows] == [
        ["合计", "30.50", "30.50", "", "", ""],
        ["档案整理", "20.00", "20.00", "", "", "完成年度整理任务。"],
        ["库房维修", "10.50", "10.50", "", "", "保障安全。"],
    ]
    assert [c.text for c in details.rows[0].cells][-3:] == ["整理卷数", "≥9卷", "≥3卷"]
    assert table.rows[1].cells[0].place.line == 33


def test_a_known_title_over_another_head_of_which_every_cell_is_known(tmp_path: Path) -> None:
    head = ("科目编码", "科目名称", "合计", "本级安排", "上级安排", "其中：绩效奖励")
    rows = (
        ("205", "教育支出", "12.50", "10.00", "2.50", ""),
        ("20502", "普通教育", "12.50", "10.00", "2.50", ""),
        ("208", "社会保障和就业支出", "3.00", "", "3.00", "1.00"),
        ("20805", "行政事业单位养老支出", "3.00", "", "3.00", "1.00"),
    )
    lines = ("一般公共预算支出表", "单位：万元", *head, *(text for row in rows for text in row))
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    (table,) = reconstruct(text.read(path, media_type="text/plain")).tables
    assert [c.path for c in table.columns] == [(word,) for word in head]
    assert [tuple(c.text for c in row.cells) for row in table.rows] == list(rows)
