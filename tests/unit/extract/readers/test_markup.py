"""HTML as programs write it: data frames, columns that are none, a page that is one table."""

from __future__ import annotations

from services.extract.readers import markup
from shared.model.page import Grid


def grid_of(table: str) -> Grid:
    (grid,) = (b for b in markup.blocks(f"<html><body>{table}</body></html>") if isinstance(b, Grid))
    return grid


def texts(grid: Grid) -> list[list[str]]:
    at = {(c.row, c.col): c.text for c in grid.cells}
    return [[at.get((r, c), "") for c in range(grid.cols)] for r in range(grid.rows)]


def table(*rows: str, head: bool = True) -> str:
    def row(text: str, tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in text.split("|")) + "</tr>"

    first, *others = rows
    top = f"<thead>{row(first, 'th')}</thead>" if head else row(first, "td")
    return f"<table>{top}<tbody>{''.join(row(text, 'td') for text in others)}</tbody></table>"


def test_what_a_data_frame_adds_is_none_of_the_table() -> None:
    found = grid_of(table("片区|Unnamed: 1|合计", "东|NaN|2.00", "西|一|nan"))
    assert texts(found) == [["片区", "", "合计"], ["东", "", "2.00"], ["西", "一", ""]]
    assert found.head_rows is None  # a frame calls the first row of a sheet its head, whatever that is
    assert texts(grid_of(table("|片区|合计", "0|东|2.00", "1|西|3.00"))) == [
        ["片区", "合计"],
        ["东", "2.00"],
        ["西", "3.00"],
    ]
    assert texts(grid_of(table("|0|1", "0|片区|合计", "1|东|2.00"))) == [["片区", "合计"], ["东", "2.00"]]


def test_a_head_of_names_is_one() -> None:
    assert grid_of(table("片区|面积|合计", "东|1|2.00")).head_rows == 1


def test_a_column_wider_than_its_table_is_none_whichever_cell_goes_over_it() -> None:
    columns = "".join(f'<col width="{width}"/>' for width in (24, 24, 4355, 24))
    head = '<tr><td>片区</td><td>基本</td><td colspan="2">项目</td></tr>'
    body = '<tr><td>东</td><td colspan="2">4.00</td><td>5.00</td></tr>'
    found = grid_of(f'<table width="96">{columns}{head}{body}</table>')
    assert texts(found) == [["片区", "基本", "项目"], ["东", "4.00", "5.00"]]
    assert {c.col_span for c in found.cells} == {1}


def test_columns_of_any_other_width_stay() -> None:
    columns = "".join(f'<col width="{width}"/>' for width in (24, 24, 48))
    head = '<tr><td>片区</td><td colspan="2">项目</td></tr>'
    body = "<tr><td>东</td><td>4.00</td><td>5.00</td></tr>"
    assert texts(grid_of(f'<table width="96">{columns}{head}{body}</table>'))[1] == ["东", "4.00", "5.00"]


def test_a_page_that_is_one_table_has_no_lines_beside_it() -> None:
    page = f"<!DOCTYPE html>\n<html>\n<head>\n<title></title>\n</head>\n<body>\n{table('片区|合计')}\n</body>\n</html>"
    assert markup.has_lines(page)
    assert not markup.has_lines(f"第一行\n第二行\n{table('片区|合计')}\n第三行")
