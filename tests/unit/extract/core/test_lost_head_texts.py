"""Cells under heads of delimited exports whose texts or spans were lost: read, never sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers import text
from shared.model.page import Fragment, Grid, Line, PageContent, Place, Reader, Source
from shared.model.table import Table
from tests.unit.extract.core.table_makers import grid


def table(title: str, *rows: str) -> Table:
    line = Line(fragments=(Fragment(text=title),), place=Place(line=1), heading=2)
    a_grid: Grid = grid(*rows)
    page = PageContent(number=1, blocks=(line, a_grid))
    (found,) = reconstruct(Source(reader=Reader.TEXT, media_type="text/plain", pages=(page,), paged=False)).tables
    return found


def sure(found: Table) -> list[bool]:
    """Of every column whether a filled cell of it claims certainty."""
    return [
        any(r.cells[c].text and r.cells[c].confidence >= 0.99 for r in found.rows) for c in range(len(found.columns))
    ]


PLAIN = ("甲河|12|7", "乙河|30|9", "丙河|41|8")


def test_a_head_of_one_row_leaves_its_cells_sure() -> None:
    assert sure(table("2031年河道整治一览表", "河道|长度|数量", *PLAIN)) == [True, True, True]


def test_a_column_without_a_head_makes_all_doubtful() -> None:
    assert sure(table("2031年河道整治一览表", "河道||数量", *PLAIN)) == [False, False, False]


def test_a_head_of_several_rows_without_marks_of_spans_is_never_sure() -> None:
    assert sure(table("2031年河道整治一览表", "河道|本年|", "|长度|数量", *PLAIN)) == [False, False, False]


def test_a_leaf_of_a_known_head_that_lost_its_parent_is_doubtful() -> None:
    rows = ("|208|社会保障和就业支出|12|7|5", "|213|农林水支出|30|9|21")
    whole = table("政府性基金预算支出表", "预算单位|科目编码|科目名称|支出总计|基本支出|项目支出", *rows)
    odd = table("政府性基金预算支出表", "预算单位|科目编码|科目名称|支出总计|基本支岀|项目支出", *rows)
    assert sure(whole)[3:] == [True, True, True]
    assert not sure(odd)[4]


MARKED = "<table><tr><td>河道</td><td>{}</td></tr><tr><td>甲河</td><td>12</td></tr></table>"


@pytest.mark.parametrize(("head", "certain"), [("长度", True), ("", False), ("责任単位", False)])
def test_marked_heads_are_sure_where_their_texts_are_whole(tmp_path: Path, head: str, certain: bool) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<h2>2031年河道整治一览表</h2>{MARKED.format(head)}", encoding="utf-8")
    (found,) = reconstruct(text.read(path, media_type="text/html")).tables
    assert sure(found)[1] is certain


def test_blank_columns_that_left_no_tabs_are_those_of_the_titles_head() -> None:
    found = table(
        "政府性基金预算支出表", "预算单位|科目编码|科目名称|支出总计|基本支出", "|208|社会保障和就业支出|12|12"
    )
    assert [c.path for c in found.columns][5:] == [("项目支出",)]
    assert not found.rows[0].cells[5].text


def test_a_table_without_a_head_has_the_only_one_of_its_title_and_is_not_sure() -> None:
    found = table("政府性基金预算支出表", "|208|社会保障和就业支出|12|7|5", "|213|农林水支出|30|9|21")
    assert [c.path[-1] for c in found.columns][3:] == ["支出总计", "基本支出", "项目支出"]
    assert not any(sure(found))


def test_a_parent_parted_letter_by_letter_is_whole_though_a_letter_is_a_head_word() -> None:
    head = ("项|目|合计|基本支出|项目支出", "功能分类科目编码|科目名称|||")
    found = table("一般公共预算财政拨款支出决算表", *head, "208|社会保障和就业支出|12|7|5")
    assert [c.path for c in found.columns][:2] == [("项目", "功能分类科目编码"), ("项目", "科目名称")]
