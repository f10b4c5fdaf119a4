"""Tab-separated rows as careless exports leave them, and whole reports in other encodings."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers import text
from shared.model.page import Grid

EMPTY = "政府性基金预算支出情况表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n合计\n\n\n第八部分 其他\n"
BARE = "收入\t\t支出\n项目\t金额\t项目\t金额\n一、拨款\t3\t一、水利\t3\n二、事业收入\n三、其他收入\n总计\t3\t总计\t3\n"
APART = "科目编码\t\t预算数\n\n类\t款\t合计\t基本支出\n\n213\t\t430\n\n213\t03\t430\t430\n"
REPORT = """2031年青州市水务局部门预算

支出总表

部门名称：青州市水务局 单位：万元

科目编码\t科目名称\t合计\t基本支出\t项目支出
213\t农林水支出\t1,250\t430\t820
21303\t水利\t1,250\t430\t820
"""


def grids(tmp_path: Path, content: str) -> list[list[list[str]]]:
    path = tmp_path / "a.txt"
    path.write_text(content, encoding="utf-8")
    found = []
    for grid in text.read(path, media_type="text/plain").pages[0].blocks:
        if isinstance(grid, Grid):
            table = [[""] * grid.cols for _ in range(grid.rows)]
            for cell in grid.cells:
                table[cell.row][cell.col] = cell.text
            found.append(table)
    return found


def test_a_total_without_figures_stays_a_row(tmp_path: Path) -> None:
    assert grids(tmp_path, EMPTY) == [[["科目编码", "科目名称", "合计"], ["合计", "", ""]]]


@pytest.mark.parametrize("blank", ["", "\t\t\n", "\t\t\n" * 12])
def test_a_total_below_blank_rows_stays_a_row(tmp_path: Path, blank: str) -> None:
    (table,) = grids(
        tmp_path, f"政府性基金预算支出表\n单位：万元\n\n科目编码\t科目名称\t合计\n{blank}合计\t\t\n\n注：无此项支出。\n"
    )
    assert table[-1] == ["合计", "", ""]


def test_a_total_below_a_blank_row_of_pipes_is_no_note(tmp_path: Path) -> None:
    (table,) = grids(
        tmp_path,
        "| 科目编码 | 科目名称 | 合计 |\n|---|---|---|\n|  |  |  |\n| 合计 |  |  |\n|  |  |  |\n| 注：无。 |  |  |\n",
    )
    assert table == [["科目编码", "科目名称", "合计"], ["", "", ""], ["合计", "", ""]]


def test_a_title_above_the_organisation_is_no_row_whatever_it_ends_in(tmp_path: Path) -> None:
    rows = ("2031年采购清单||", "填报单位：青州市水务局||", "完成率|来源|金额", "100%|拨款|684", "15.5%|拨款|25")
    content = "\n".join(f"|{row}|" for row in (rows[0], "---|---|---", *rows[1:]))
    assert grids(tmp_path, content) == [[["完成率", "来源", "金额"], ["100%", "拨款", "684"], ["15.5%", "拨款", "25"]]]
    untitled = "\n".join(f"|{row}|" for row in ("采购清单||", "---|---|---", *rows[2:]))
    assert len(grids(tmp_path, untitled)[0]) == 4


def test_items_without_figures_stay_rows(tmp_path: Path) -> None:
    (table,) = grids(tmp_path, BARE)
    assert [row[0] for row in table] == ["收入", "项目", "一、拨款", "二、事业收入", "三、其他收入", "总计"]


def test_rows_with_blank_lines_between_them_are_one_table(tmp_path: Path) -> None:
    (table,) = grids(tmp_path, APART)
    assert len(table) == 4


def test_two_tables_a_blank_line_apart_stay_two(tmp_path: Path) -> None:
    other = "项目名称\t绩效目标\n甲项目\t完成建设\n"
    assert len(grids(tmp_path, "科目\t金额\n水利\t430\n林业\t20\n\n" + other)) == 2


def test_rows_under_a_merged_cell_go_on_below_a_blank_line(tmp_path: Path) -> None:
    rows = (
        "指标\t数量\t巡检次数\t12\n\t\t培训人次\t\u226530\n\n\t质量\t合格率\t\u226590%\n\n满意度\t对象\t满意程度\t高\n"
    )
    (table,) = grids(tmp_path, "一级\t二级\t三级\t目标值\n" + rows)
    assert [row[2] for row in table] == ["三级", "巡检次数", "培训人次", "合格率", "满意程度"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_whole_reports_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(REPORT.encode(encoding))
    document = reconstruct(text.read(path, media_type="text/plain"))
    (table,) = document.tables
    assert (table.title, table.unit, document.report.year) == ("支出总表", "万元", 2031)
    assert [c.text for c in table.rows[1].cells] == ["21303", "水利", "1,250", "430", "820"]


def test_plain_lines_above_a_table_in_html_stay_lines(tmp_path: Path) -> None:
    rows = (
        "<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr><tr><td>213</td><td>农林水支出</td><td>1,250</td></tr>"
    )
    path = tmp_path / "a.html"
    path.write_text(
        f"2031年青州市水务局部门预算\n\n支出总表\n\n单位：万元\n\n<table>{rows}</table>\n", encoding="utf-8"
    )
    document = reconstruct(text.read(path, media_type="text/html"))
    assert document.report.title == "2031年青州市水务局部门预算"
    assert [(t.title, t.unit) for t in document.tables] == [("支出总表", "万元")]
