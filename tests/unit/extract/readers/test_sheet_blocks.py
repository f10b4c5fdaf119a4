"""Tables of one sheet: below one another without a gap, side by side, under titles that end as they like; covers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest

from services.extract.readers import markup, text_blocks
from services.extract.readers.sheet_blocks import Sheet, blocks_of
from services.extract.readers.sheet_regions import SheetCell
from shared.model.page import Block, Grid, Line

INCOME = [["收入总表"], ["部门：甲局", "", "单位：元"], ["项目", "金额", "备注"], ["拨款", "7", ""], ["合计", "7", ""]]
SPENDING = [["支出总表"], ["部门：甲局", "", "单位：元"], ["科目", "基本", "项目"], ["水利", "3", "4"]]


def sheet(rows: Sequence[Sequence[str]], *, title: str = "表", wide: Sequence[int] = (), column: int = 1) -> Sheet:
    """The texts as a sheet; the first cells of the rows `wide` (from 1) are merged over three columns."""
    made = Sheet(title=title)
    for r, row in enumerate(rows, start=1):
        for c, text in enumerate(row):
            if text:
                across = 3 if r in wide and c == 0 else 1
                made.cells[r, column + c] = SheetCell(text, across=across)
    return made


def texts(block: Block) -> list[str]:
    return [block.text] if isinstance(block, Line) else [c.text for c in block.cells]


def tables(made: Sheet) -> list[list[str]]:
    return [texts(b) for b in blocks_of(made) if isinstance(b, Grid)]


def lines(made: Sheet) -> list[str]:
    return [b.text for b in blocks_of(made) if isinstance(b, Line)]


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_tables_below_one_another_are_apart(gap: int) -> None:
    made = sheet([*INCOME, *[[""]] * gap, *SPENDING])
    assert [t[0] for t in tables(made)] == ["项目", "科目"]
    assert lines(made) == ["收入总表", "部门：甲局  单位：元", "支出总表", "部门：甲局  单位：元"]


def test_a_few_words_over_the_names_of_all_columns_are_a_title_and_over_blanks_a_head() -> None:
    people = [["评审专家"], ["序号", "姓名", "专业"], ["1", "卜惠", "水文"]]
    assert (lines(sheet(people)), tables(sheet(people))[0][0]) == (["评审专家"], "序号")
    blank = [["评审专家"], ["", "姓名", "专业"], ["1", "卜惠", "水文"]]
    short = [["收入"], ["项目", "金额", "科目"], ["拨款", "7", "水利"]]
    assert (lines(sheet(blank)), lines(sheet(short))) == ([], [])
    merged = [["本年收入"], ["项目", "预算", "科目", "金额"], ["拨款", "7", "水利", "7"]]
    assert lines(sheet(merged, wide=[1])) == []


def test_a_row_named_as_titles_end_stays_in_its_table() -> None:
    made = sheet([*INCOME[:4], ["其他情况"], ["合计", "7"]])
    assert [t[0] for t in tables(made)] == ["项目"]


@pytest.mark.parametrize("shift", [0, 3])
def test_tables_side_by_side_are_apart(shift: int) -> None:
    rows = [[""] * 3 for _ in range(shift)] + [list(r) + [""] * (3 - len(r)) for r in INCOME]
    other = [*SPENDING, *[[""]] * len(rows)]
    made = sheet([[*row, "", *right] for row, right in zip(rows, other, strict=False)])
    assert sorted(t[0] for t in tables(made)) == ["科目", "项目"]


def test_forms_side_by_side_that_begin_with_a_code_are_apart() -> None:
    rows = [["项目申报表"], ["单位：元"], ["编码", "440304230001"], ["名称", "运行维护"], ["金额", "7"]]
    made = sheet([[*row, *[""] * (3 - len(row)), *row] for row in rows])
    assert [len(t) for t in tables(made)] == [6, 6]


def test_halves_with_a_spare_column_between_are_one_table() -> None:
    rows = [
        ["收支总表"],
        ["收入", "", "", "支出", ""],
        ["项目", "金额", "", "项目", "金额"],
        ["拨款", "7", "", "水利", "7"],
    ]
    (table,) = tables(sheet(rows))
    assert table[:2] == ["收入", "支出"]


def merged_rows(start: int, across: int) -> list[Block]:
    """A table whose second column takes `across` columns of the sheet in every row; its cells."""
    made = Sheet(title="表")
    for r, (name, amount) in enumerate([("项目", "金额"), ("拨款", "7"), ("合计", "7")], start=1):
        made.cells[r, start] = SheetCell(name)
        made.cells[r, start + 1] = SheetCell(amount, across=across)
        made.cells[r, start + 1 + across] = SheetCell("备注" if r == 1 else "无")
    return list(blocks_of(made))


@pytest.mark.parametrize("across", [2, 3])
def test_a_column_merged_over_others_in_every_row_is_one(across: int) -> None:
    (table,) = merged_rows(2, across)
    assert isinstance(table, Grid)
    assert table.cols == 3
    assert [(c.col, c.col_span) for c in table.cells] == [(0, 1), (1, 1), (2, 1)] * 3


def test_what_is_hidden_in_the_middle_of_a_merged_cell_is_no_column_and_no_row() -> None:
    made = Sheet(title="表", hidden_columns={3}, hidden_rows={4})
    rows = {1: {1: "年度", 2: "支出"}, 2: {2: "基本", 4: "项目"}, 3: {1: "甲局", 2: "3", 3: "8", 4: "4"}}
    rows |= {4: {2: "9", 4: "9"}, 5: {2: "5", 4: "6"}}
    merged = {(1, 1): (2, 1), (1, 2): (1, 3), (3, 1): (3, 1)}
    for r, row in rows.items():
        for c, text in row.items():
            down, across = merged.get((r, c), (1, 1))
            made.cells[r, c] = SheetCell(text, down=down, across=across)
    (table,) = [b for b in blocks_of(made) if isinstance(b, Grid)]
    assert (table.rows, table.cols) == (4, 3)
    assert [(c.row, c.row_span, c.col, c.col_span) for c in table.cells if c.text in ("甲局", "支出")] == [
        (0, 1, 1, 2),
        (2, 2, 0, 1),
    ]
    assert [c.text for c in table.cells if c.row > 1] == ["甲局", "3", "4", "5", "6"]


def test_a_title_that_ends_as_no_title_does_is_one_over_its_caption() -> None:
    rows = [["重点工作任务安排"], ["单位：万元"], ["任务", "金额", "备注"], ["甲", "1", ""]]
    made = sheet(rows, wide=[1])
    assert lines(made) == ["重点工作任务安排", "单位：万元"]
    assert [b.heading for b in blocks_of(made) if isinstance(b, Line)] == [1, None]


def test_a_cover_is_no_table() -> None:
    rows = [["甲局2024年部门预算"], [""], ["编制单位：甲局", "负责人："], ["编制日期：2024年1月", "电话：123"]]
    assert tables(sheet(rows)) == []


@pytest.mark.parametrize(
    ("title", "rows"), [("目录", [["1", "收入总表"], ["2", "支出总表"]]), ("a", [["目 录"], ["收入总表", "1"]])]
)
def test_a_list_of_contents_is_lines(title: str, rows: list[list[str]]) -> None:
    assert tables(sheet(rows, title=title)) == []


def test_a_page_of_html_that_holds_a_sheet_is_parted_and_another_table_kept_as_it_is() -> None:
    rows = ["<td colspan=2>收入总表", "<td>部门：甲局<td>单位：元", "<td>项目<td>金额", "<td>甲<td>7"]
    below = [row.replace("收入", "支出") for row in rows]
    page = "".join(f"<tr>{row}</tr>" for row in [*rows, *below])
    found = [texts(b)[0] for b in markup.blocks(f"<html><body><table>{page}</table></body></html>")]
    assert found == ["收入总表", "部门：甲局  单位：元", "项目", "支出总表", "部门：甲局  单位：元", "项目"]
    plain = "<table><tr><td>项目<td>金额<td></tr><tr><td>甲<td><td></tr></table>"
    (grid,) = markup.blocks(f"<html><body>{plain}</body></html>")
    assert isinstance(grid, Grid)
    assert (grid.rows, grid.cols) == (2, 3)


def test_tables_of_a_csv_file_are_apart_without_a_blank_record() -> None:
    text = "\n".join(",".join(row) for row in [*INCOME, *SPENDING])
    assert [texts(b)[0] for b in text_blocks.csv_blocks(text) if isinstance(b, Grid)] == ["项目", "科目"]


def test_a_single_name_over_a_head_does_not_hide_that_a_table_begins() -> None:
    other = [
        ["“三公”经费支出决算表"],
        ["部门：甲局", "", "单位：元"],
        ["“三公”经费"],
        ["合计", "接待", "车辆"],
        ["3", "1", "2"],
    ]
    assert [t[0] for t in tables(sheet([*INCOME, ["注：无"], *other]))] == ["项目", "“三公”经费"]


@pytest.mark.parametrize("place", [lambda n: (n, 1), lambda n: (n, 1 + 2 * (n % 4_000))])
def test_a_sheet_made_to_be_slow_is_not(place: Callable[[int], tuple[int, int]]) -> None:
    made = Sheet(title="表", cells={place(n): SheetCell("单位：元") for n in range(1, 10_000)})
    started = time.monotonic()
    assert sum(1 for _ in blocks_of(made)) > 0
    assert time.monotonic() - started < 15


def test_a_title_may_end_in_two_brackets() -> None:
    left = [["收入总表（单位：元）"], ["项目", "金额"], ["拨款", "7"], ["合计", "7"]]
    right = [["支出总表（按功能分类）（单位：元）"], ["科目", "基本"], ["水利", "3"], ["合计", "3"]]
    beside = [[*a, *[""] * (3 - len(a)), *b] for a, b in zip(left, right, strict=True)]
    assert [t[:2] for t in tables(sheet(beside))] == [["项目", "金额"], ["科目", "基本"]]


@pytest.mark.parametrize("mark", ["续表", "（接上表）", "续表2"])
def test_a_mark_that_a_table_goes_on_is_no_row_of_it(mark: str) -> None:
    made = sheet(
        [["收入总表"], ["项目", "金额"], ["拨款", "7"], [mark], ["项目", "金额"], ["捐赠", "2"], ["合计", "9"]]
    )
    assert [t[2:] for t in tables(made)] == [["拨款", "7"], ["捐赠", "2", "合计", "9"]]
    assert lines(made) == ["收入总表", mark]


def test_a_column_that_shows_nothing_beside_one_table_is_none_of_its_own() -> None:
    made = sheet([*INCOME, *SPENDING])
    made.cells[5, 4] = SheetCell("12345", "")
    made.cells[8, 4] = SheetCell("余额")
    assert [b.cols for b in blocks_of(made) if isinstance(b, Grid)] == [3, 4]


def test_the_number_of_an_annex_stands_above_the_title_of_its_table() -> None:
    made = sheet([["附件2"], ["2.渠系申报表"], ["编码", "12", "名称", "东渠"], ["单位", "甲局", "期限", "2"]])
    assert lines(made) == ["附件2", "2.渠系申报表"]
    assert tables(made)[0][0] == "编码"


def test_an_organization_alone_above_a_title_stands_over_the_table() -> None:
    for title in ("重点项目绩效目标情况", "收入总表"):
        made = sheet([["甲市水利局"], [title], ["项目", "金额", "备注"], ["拨款", "7", ""], ["合计", "7", ""]])
        assert lines(made) == ["甲市水利局", title]
        assert [t[0] for t in tables(made)] == ["项目"]
    made = sheet([["附件1"], ["甲市水利局"], ["收入总表"], ["项目", "金额", "备注"], ["拨款", "7", ""]], wide=[2, 3])
    assert lines(made) == ["附件1", "甲市水利局", "收入总表"]


def test_tables_side_by_side_in_the_cells_of_a_page_are_apart() -> None:
    table = "<table><tr><td>{0}</td><td>金额</td></tr><tr><td>拨款</td><td>7</td></tr></table>"
    cells = "".join(f"<td><p>{name}</p>{table.format(name[:2])}</td>" for name in ("收入总表", "支出总表"))
    found = list(markup.blocks(f"<html><body><table><tr>{cells}</tr></table></body></html>"))
    assert [texts(block)[0] for block in found] == ["收入总表", "收入", "支出总表", "支出"]
