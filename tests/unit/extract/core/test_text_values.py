"""Figures and codes of text exports that may have been misread: put right where that is clear, else never sure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.core.text_values import settled
from shared.codes import load
from shared.model.numbers import parse_number
from shared.model.page import Reader
from shared.model.table import Cell, Column, Role, Row, RowKind, Table
from tests.unit.extract.core.table_makers import flowing, grid, line

SURE = 0.99
CODED = (
    Column(path=("科目编码",), role=Role.CODE, key="function.code"),
    Column(path=("科目名称",), role=Role.LABEL, key="function.name"),
    Column(path=("合计",), role=Role.AMOUNT),
)
BUDGET = """205 教育支出 900
20508 进修及培训 900
2050801 教师进修 600
2050803 培训支出 300
221 住房保障支出 80
22102 住房改革支出 80
2210201 住房公积金 80"""
FIGURES = (Column(path=("片区",), role=Role.LABEL), Column(path=("金额",), role=Role.AMOUNT))


def table_of(columns: tuple[Column, ...], text: str, reader: Reader = Reader.TEXT) -> Table:
    rows = []
    for printed in text.split("\n"):
        texts = [t.replace("~", " ") for t in printed.replace("_", "").split(" ")]
        cells = tuple(Cell(text=t, value=parse_number(t), raw=(t,)) for t in texts)
        code = cells[0].text if columns[0].role is Role.CODE and cells[0].text.isdigit() else None
        rows.append(Row(cells=cells, code=code))
    (table,) = settled((Table(id="t1", title="", columns=columns, rows=tuple(rows)),), load(), reader)
    return table


def unsure(table: Table) -> dict[int, list[int]]:
    """Row → the columns whose cells are not sure."""
    found = {
        r: [c for c, cell in enumerate(row.cells) if cell.text and cell.confidence < SURE]
        for r, row in enumerate(table.rows)
    }
    return {r: columns for r, columns in found.items() if columns}


def test_what_nothing_speaks_against_stays_as_it_is() -> None:
    assert unsure(table_of(CODED, BUDGET)) == {}


def test_letters_among_digits_are_digits_and_logged() -> None:
    table = table_of(CODED, BUDGET.replace("2050801", "2O508O1").replace(" 300", " 3O0"))
    assert [row.cells[0].text for row in table.rows][2] == "2050801"
    assert table.rows[2].code == "2050801"
    assert (table.rows[3].cells[2].text, table.rows[3].cells[2].value) == ("300", Decimal(300))
    assert [r.code for r in table.rows[3].cells[2].repairs] == ["ocr_digit"]
    assert unsure(table) == {2: [0, 1, 2], 3: [2]}


def test_a_column_of_letters_and_digits_prints_them() -> None:
    table = table_of((*FIGURES[:1], Column(path=("编号",), role=Role.CODE)), "东 B1\n西 B2\n南 B3\n北 O7")
    assert [row.cells[1].text for row in table.rows] == ["B1", "B2", "B3", "O7"]


@pytest.mark.parametrize(
    ("code", "read"),
    [("2050803", "205803"), ("2050803", "2850803"), ("2050803", "2050801"), ("2210201", "2210709"), ("221", "22l5")],
)
def test_a_code_that_cannot_be_right_makes_its_row_unsure(code: str, read: str) -> None:
    lines = [
        text.replace(f"{code} ", f"{read} ", 1) if text.startswith(f"{code} ") else text for text in BUDGET.split("\n")
    ]
    at = next(i for i, text in enumerate(lines) if text.startswith(f"{read} ") and text not in BUDGET)
    assert unsure(table_of(CODED, "\n".join(lines)))[at] == [0, 1, 2]


def test_a_doubtful_code_makes_its_row_unsure_though_its_column_was_unsure_before() -> None:
    before = table_of(CODED, BUDGET.replace("2050803", "2850803"))
    rows = tuple(
        replace(
            row, cells=(replace(row.cells[0], confidence=0.5), *(replace(c, confidence=1.0) for c in row.cells[1:]))
        )
        for row in before.rows
    )
    (table,) = settled((replace(before, rows=rows),), load(), Reader.TEXT)
    assert unsure(table)[3] == [0, 1, 2]
    assert unsure(table)[2] == [0]


def test_a_lost_code_makes_its_row_unsure() -> None:
    assert unsure(table_of(CODED, BUDGET.replace("2050803", "_"))) == {3: [1, 2]}


@pytest.mark.parametrize("figure", ["2550", "7.251", "2,13", "12.50①", "B", "1z.50", "12.", "000"])
def test_a_figure_unlike_its_column_is_not_sure(figure: str) -> None:
    table = table_of(FIGURES, f"东 10.20\n西 {figure}\n南 31.50\n北 7.25\n中 0\n上 8.00\n下 1.05")
    assert unsure(table) == {1: [1]}


def test_a_name_with_a_lost_character_makes_its_row_unsure() -> None:
    assert unsure(table_of(FIGURES, "东城 1\n西� 2\n南城 3")) == {1: [0, 1]}


@pytest.mark.parametrize("text", ["24[1]小时内", "≥200¹人次", "12*期", "≥人次"])
def test_a_text_with_a_mark_on_its_figure_or_without_the_figure_is_unsure(text: str) -> None:
    columns = (FIGURES[0], Column(path=("目标值",), role=Role.TEXT))
    assert unsure(table_of(columns, f"东城 ≥5次\n西城 {text}\n南城 100m²")) == {1: [1]}


@pytest.mark.parametrize("figure", ["O", ".00", "206784", "2,~23"])
def test_a_figure_behind_the_end_of_a_text_is_of_the_next_column_and_its_row_unsure(figure: str) -> None:
    columns = (FIGURES[0], Column(path=("主要内容",), role=Role.TEXT), FIGURES[1])
    assert unsure(table_of(columns, f"东城 修路。 5\n西城 修桥。{figure} 2\n南城 1.巡查。 3")) == {1: [0, 1, 2]}


def test_a_row_that_stands_twice_is_unsure() -> None:
    assert unsure(table_of(FIGURES, "东城 1\n西城 2\n西城 2\n南城 3")) == {2: [0, 1]}


def test_a_row_of_zeros_that_stands_twice_is_unsure() -> None:
    assert unsure(table_of(FIGURES, "东城 1\n西城 0\n西城 0\n南城 3")) == {2: [0, 1]}


def test_a_row_with_a_word_among_figures_may_be_two_rows_and_is_unsure() -> None:
    assert unsure(table_of(FIGURES, "东城 1\n西城 2\n南城 中城区\n北城 3\n上城 4\n下城 5")) == {2: [0, 1]}
    assert unsure(table_of(FIGURES, "东城 1\n西城 分类\n南城 中城区\n北城 3")) == {}


def test_a_zero_without_the_decimals_of_the_others_is_unsure() -> None:
    text = "东 0.00\n西 0.00\n南 0.00\n北 0.00\n中 0.0\n上 3.25"
    assert unsure(table_of(FIGURES, text)) == {4: [1]}
    assert unsure(table_of(FIGURES, text.replace("0.00", "0", 2))) == {}


def test_a_figure_with_other_decimals_than_its_table_is_unsure_unless_its_column_prints_such() -> None:
    columns = (FIGURES[0], *(Column(path=(t,), role=Role.AMOUNT) for t in ("合计", "基金", "增减")))
    assert unsure(table_of(columns, "东 12.50 0.00 3.25\n西 7.00 0.0 1.00")) == {1: [2]}
    assert (
        unsure(table_of(columns, "东 12.50 0.00 3.2\n西 7.00 0.00 1.5\n南 8.00 0.00 _\n北 1.00 0.00 _\n中 1.00 0.00 _"))
        == {}
    )


def test_the_unit_of_a_target_without_its_figure_is_unsure() -> None:
    columns = (FIGURES[0], Column(path=("目标值",), role=Role.TEXT, key="indicator.target"))
    assert unsure(table_of(columns, "简报 期\n培训 ≥人次\n巡检 4次\n效果 显著")) == {0: [1], 1: [1]}
    assert unsure(table_of(columns, "简报 ≥0家\n培训 ≥10人次\n事故 0次")) == {0: [1]}


@pytest.mark.parametrize("text", ["保障运转。S02", "保障运转的经费1.911.97", "保障运转的经费1,91197"])
def test_a_row_whose_text_ends_with_a_figure_is_unsure(text: str) -> None:
    columns = (FIGURES[0], Column(path=("内容",), role=Role.TEXT), FIGURES[1])
    assert unsure(table_of(columns, f"简报 {text} 5\n培训 保障运转 6")) == {0: [0, 1, 2]}


@pytest.mark.parametrize("text", ["178.36注1", "4,O98", "7,746"])
def test_a_row_with_an_amount_where_texts_stand_is_unsure(text: str) -> None:
    columns = (FIGURES[0], Column(path=("内容",), role=Role.TEXT), FIGURES[1])
    assert unsure(table_of(columns, f"合计 {text} 5\n培训 保障运转 6\n巡查 巡查河道 7")) == {0: [0, 1, 2]}
    alone = (FIGURES[0], Column(path=("目标值",), role=Role.TEXT))
    assert not unsure(table_of(alone, "水位 7.50\n培训 12期\n巡查 24次"))


def test_a_row_of_texts_with_an_unread_character_is_unsure() -> None:
    columns = tuple(Column(path=(head,), role=Role.TEXT) for head in ("三级指标", "目标值", "指标解释"))
    assert unsure(table_of(columns, "检修泵\ufffd 12座 检修情况\n巡查河道 24次 巡查情况")) == {0: [0, 1, 2]}


def test_a_row_whose_name_is_its_text_is_unsure() -> None:
    columns = (FIGURES[0], Column(path=("内容",), role=Role.TEXT), FIGURES[1])
    assert unsure(table_of(columns, "完成检修，保障运转。 _ 5\n培训 完成培训。 6\n巡查 巡查河道。 7")) == {0: [0, 2]}


def test_nothing_under_a_head_with_an_unread_character_is_sure() -> None:
    columns = (FIGURES[0], Column(path=("指标", "目标\ufffd"), role=Role.TEXT))
    assert unsure(table_of(columns, "简报 4期\n培训 10人次")) == {0: [1], 1: [1]}


def test_a_letter_between_digits_of_a_text_is_unsure() -> None:
    columns = (FIGURES[0], Column(path=("内容",), role=Role.TEXT))
    assert unsure(table_of(columns, "合计 8,B63\n采购 B3型设备")) == {0: [1]}


def test_a_row_that_begins_with_digits_has_lost_its_beginning_to_the_row_above() -> None:
    assert unsure(table_of(FIGURES, "东城 1\n西城 2\n34 5\n南城 3")) == {1: [0, 1], 2: [0, 1]}


@pytest.mark.parametrize("reader", [Reader.PDF_TEXT, Reader.XLSX, Reader.PDF_SCAN])
def test_other_readers_are_not_touched(reader: Reader) -> None:
    table = table_of(CODED, BUDGET.replace("2050801", "2O508O1"), reader)
    assert unsure(table) == {}
    assert table.rows[2].cells[0].text == "2O508O1"


def test_entities_are_the_characters_that_they_stand_for() -> None:
    source = flowing(line("河道长度一览表"), grid("片区|长度", "东&nbsp;片区|1&#44;250", "西片&#8203;区|3"))
    (table,) = reconstruct(source).tables
    assert [[c.text for c in row.cells] for row in table.rows] == [["东片区", "1,250"], ["西片区", "3"]]
    assert table.rows[0].cells[0].raw == ("东&nbsp;片区",)


def test_a_total_whose_label_spans_codes_and_a_class_without_section_are_as_sure_as_they_are_printed() -> None:
    columns = (
        Column(path=("类",), role=Role.CODE, key="economic.code"),
        Column(path=("款",), role=Role.CODE, key="economic.code"),
        Column(path=("科目名称",), role=Role.LABEL, key="economic.name"),
        Column(path=("合计",), role=Role.AMOUNT),
    )
    printed = [
        ("301", "", "工资福利支出", "900"),
        ("301", "01", "基本工资", "300"),
        ("301", "02", "津贴补贴", "300"),
        ("301", "03", "奖金", "300"),
        ("302", "", "商品和服务支出", "80"),
        ("302", "01", "办公费", "30"),
        ("302", "02", "印刷费", "20"),
        ("302", "", "水费", "30"),
        ("合计", "", "", "980"),
    ]
    rows = tuple(
        Row(
            cells=tuple(Cell(text=t, value=parse_number(t), raw=(t,)) for t in texts),
            code="".join(texts[:2]) if texts[0].isdigit() else None,
            kind=RowKind.DATA if texts[0].isdigit() else RowKind.TOTAL,
        )
        for texts in printed
    )
    (table,) = settled((Table(id="t1", title="", columns=columns, rows=rows),), load(), Reader.TEXT)
    assert list(unsure(table)) == [7]


def test_an_expenditure_among_the_income_with_nothing_beside_it_is_in_doubt() -> None:
    keys = ("income.item", "income.amount", "expenditure.item", "expenditure.amount")
    columns = tuple(
        Column(path=(key,), role=Role.LABEL if key.endswith("item") else Role.AMOUNT, key=key) for key in keys
    )
    found = table_of(columns, "一、事业收入 900 教育支出 600\n进修及培训 300 _ _\n二、其他收入 40 _ _")
    assert unsure(found) == {1: [0, 1]}


def test_no_unit_is_named_by_a_figure_where_two_such_lines_were_broken() -> None:
    columns = (Column(path=("预算单位",), role=Role.LABEL, key="unit"), *CODED)
    found = table_of(columns, "_ 205 教育支出 900\n_ 20508 进修及培训 900\n168 0 _ _\n_ 221 住房保障支出 80")
    assert found.rows[2].cells[0].confidence < SURE
