"""The text reader: encodings, grids that keep their columns, bounds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from services.extract.readers import text
from shared.errors import EmptyFileError, LimitExceededError, UnreadableFileError, UnsupportedMediaError
from shared.model.fold import strip_markup
from shared.model.page import Block, Grid, GridSource, Legibility, Line, PageContent, Reader

SAMPLE = "# 2031年某局部门预算\n\n表 1\n\n收入\t\t支出\n项目\t金额\t项目\t金额\n一、拨款\t1, 200\t\t30\n\t\t合计\t30\n"


def read(tmp_path: Path, content: str | bytes, name: str = "a.txt", media_type: str = "text/plain") -> PageContent:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    source = text.read(path, media_type=media_type)
    assert source.reader is Reader.TEXT
    assert not source.paged
    return source.pages[0]


def grids(page: PageContent) -> list[Grid]:
    return [b for b in page.blocks if isinstance(b, Grid)]


def matrix(grid: Grid) -> list[list[str]]:
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return table


def lines(blocks: tuple[Block, ...]) -> list[str]:
    return [b.text for b in blocks if isinstance(b, Line)]


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gb18030", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_encodings_give_the_same_blocks(tmp_path: Path, encoding: str, bom: bytes) -> None:
    page = read(tmp_path, bom + SAMPLE.encode(encoding))
    assert lines(page.blocks) == ["2031年某局部门预算", "表 1"]
    assert matrix(grids(page)[0])[2] == ["一、拨款", "1, 200", "", "30"]


def test_empty_cells_keep_their_column_and_cells_know_their_line(tmp_path: Path) -> None:
    grid = grids(read(tmp_path, SAMPLE))[0]
    assert grid.source is GridSource.DELIMITED
    assert matrix(grid)[3] == ["", "", "合计", "30"]
    assert {c.row: c.place.line for c in grid.cells} == {0: 5, 1: 6, 2: 7, 3: 8}


def test_carriage_returns_do_not_shift_line_numbers(tmp_path: Path) -> None:
    page = read(tmp_path, SAMPLE.replace("\n", "\r\n"))
    assert grids(page)[0].place.line == 5


def test_heading_marks_and_bullets_are_no_text(tmp_path: Path) -> None:
    page = read(tmp_path, "## 第一部分 概况\n- 一、职责\n- 5 -\n", "a.md")
    first = page.blocks[0]
    assert isinstance(first, Line)
    assert first.heading == 2
    assert lines(page.blocks) == ["第一部分 概况", "一、职责", "- 5 -"]


def test_rows_cut_by_blank_lines_are_one_run(tmp_path: Path) -> None:
    page = read(tmp_path, "名称\t金额\t目标\n甲项目\t12\t完成甲\n\t\t一期\n\n\t\t建设\n乙项目\t7\t完成乙\n")
    (grid,) = grids(page)
    assert [row[2] for row in matrix(grid)] == ["目标", "完成甲", "一期", "建设", "完成乙"]


def test_part_with_its_own_head_is_a_grid_of_its_own(tmp_path: Path) -> None:
    page = read(tmp_path, "名称\t金额\n甲\t12\n\n名称\t金额\n乙\t7\n")
    assert len(grids(page)) == 2


def test_one_line_with_tabs_is_text(tmp_path: Path) -> None:
    page = read(tmp_path, "部门名称：某局\t单位：万元\n正文。\n")
    assert lines(page.blocks) == ["部门名称：某局  单位：万元", "正文。"]


def test_markdown_table(tmp_path: Path) -> None:
    page = read(tmp_path, "| 项目 | 金额 |\n|---|---:|\n| 甲\\|乙 | 1,200 |\n|  | 3 |\n\n后文\n", "a.md")
    (grid,) = grids(page)
    assert matrix(grid) == [["项目", "金额"], ["甲|乙", "1,200"], ["", "3"]]
    assert lines(page.blocks) == ["后文"]


def test_csv_with_title_rows_and_quotes(tmp_path: Path) -> None:
    content = (
        '表1 收入预算表,,\n部门名称：某局,,单位：万元\n项目,数,备注\n"基本""甲""","1,200",\n合计,"1,200",\n注：无,,\n'
    )
    page = read(tmp_path, content, "a.csv", "text/csv")
    assert lines(page.blocks) == ["表1 收入预算表", "部门名称：某局  单位：万元", "注：无"]
    assert matrix(grids(page)[0])[1] == ['基本"甲"', "1,200", ""]


def test_csv_with_empty_lines_keeps_its_tables_and_its_running_text_is_lines(tmp_path: Path) -> None:
    content = (
        "第一部分\n\n某局负责林木保护。\n\n公开表1\n\n收支表\n\n项目,数\n甲,3\n合计,3\n\n注：无\n\n金额取整。\n\n"
        "公开表1-1\n\n支出表\n\n项目,数\n乙,4\n"
    )
    page = read(tmp_path, content, "a.csv", "text/csv")
    assert [matrix(grid) for grid in grids(page)] == [
        [["项目", "数"], ["甲", "3"], ["合计", "3"]],
        [["项目", "数"], ["乙", "4"]],
    ]
    assert lines(page.blocks) == [
        "第一部分",
        "某局负责林木保护。",
        "公开表1",
        "收支表",
        "注：无",
        "金额取整。",
        "公开表1-1",
        "支出表",
    ]


def test_csv_whose_texts_hold_more_of_another_sign_is_parted_by_what_makes_even_rows(tmp_path: Path) -> None:
    content = "项目,数,指标\n甲,3,1;巡查;12次;2;合格率;99%\n乙,4,1;培训;3场;2;通过率;95%\n"
    page = read(tmp_path, content, "a.csv", "text/csv")
    assert matrix(grids(page)[0])[2] == ["乙", "4", "1;培训;3场;2;通过率;95%"]


def test_html_table_keeps_its_spans(tmp_path: Path) -> None:
    content = """<html><body><h2>收支表</h2><script>bad()</script><p style="display:none">隐</p>
    <table><thead><tr><th rowspan=2>项目</th><th colspan=2>支出</th></tr><tr><th>基本</th><th>项目</th></tr></thead>
    <tr><td>职业年金<br>缴费</td><td>1</td><td></td></tr></table><p>注：无</p></body></html>"""
    page = read(tmp_path, content, "a.html", "text/html")
    (grid,) = grids(page)
    assert grid.source is GridSource.MARKED
    assert grid.head_rows == 2
    spans = {c.text: (c.row, c.col, c.row_span, c.col_span) for c in grid.cells if c.text}
    assert spans["项目"] in {(0, 0, 2, 1), (1, 2, 1, 1)}
    assert spans["支出"] == (0, 1, 1, 2)
    assert spans["职业年金缴费"] == (2, 0, 1, 1)
    assert [f.text for c in grid.cells if c.row == 2 and c.col == 0 for f in c.fragments] == ["职业年金", "缴费"]
    assert lines(page.blocks) == ["收支表", "注：无"]


def test_html_table_inside_markdown(tmp_path: Path) -> None:
    page = read(
        tmp_path,
        "# 表一\n\n<table><tr><td>甲</td><td>1</td></tr>\n<tr><td>乙</td><td>2</td></tr></table>\n\n完\n",
        "a.md",
    )
    assert matrix(grids(page)[0]) == [["甲", "1"], ["乙", "2"]]
    assert lines(page.blocks) == ["表一", "完"]


def test_external_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("top-secret")
    content = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>a &x; b</p></body></html>'
    page = read(tmp_path, content, "a.html", "text/html")
    assert "top-secret" not in "".join(lines(page.blocks))


def test_huge_spans_are_bounded(tmp_path: Path) -> None:
    rows = "<tr>" + "<td colspan=99999 rowspan=99999>x</td>" * 3 + "</tr>"
    with pytest.raises(LimitExceededError):
        read(tmp_path, f"<table>{rows * 400}</table>", "a.html", "text/html")


def test_gap_of_blank_lines_is_kept_as_a_note(tmp_path: Path) -> None:
    page = read(tmp_path, "表 1\n" + "\n" * 8 + "表 3\n")
    assert "blank:2-9" in page.notes


def test_bytes_that_cannot_be_decoded_are_named(tmp_path: Path) -> None:
    page = read(tmp_path, "第一行是正常的中文文字\n".encode() * 5 + b"\xff\n" + "后面".encode())
    assert any(note == f"undecodable at byte {34 * 5}" for note in page.notes)
    assert "\ufffd" in "".join(lines(page.blocks))


def test_big5_is_told_from_gb18030(tmp_path: Path) -> None:
    said = "單位預算公開說明：本年收入合計與支出合計相符，結餘為零。"
    assert lines(read(tmp_path, said.encode("big5")).blocks) == [said]


def test_lines_in_different_encodings_are_read_and_noted(tmp_path: Path) -> None:
    page = read(tmp_path, "前半部分的文字\n".encode() * 3 + "后半部分的文字\n".encode("gb18030") * 3)
    assert set(lines(page.blocks)) == {"前半部分的文字", "后半部分的文字"}
    assert "mixed encodings" in page.notes


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFileError),
        (b" \n\n", EmptyFileError),
        (b"%PDF-1.7\n%\xe2\xe3", UnsupportedMediaError),
        (b"PK\x03\x04rest", UnsupportedMediaError),
        (bytes(range(1, 32)) * 50, UnsupportedMediaError),
    ],
)
def test_what_is_not_text_is_refused(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(tmp_path, content)


def test_noise_is_refused(tmp_path: Path) -> None:
    noise = bytes(0x80 | (i * 37 % 128) if i % 3 else 0xFF for i in range(3000)).replace(b"\n", b"\xff")
    with pytest.raises((UnreadableFileError, UnsupportedMediaError)):
        read(tmp_path, b"\n".join(noise[i : i + 40] for i in range(0, 3000, 40)))


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 500 * 2**20)
    with pytest.raises(LimitExceededError):
        text.read(path, media_type="text/plain")


def test_pages_without_the_first_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("甲", encoding="utf-8")
    assert text.read(path, media_type="text/plain", pages=range(2, 4)).pages == ()
    assert text.count_pages(path) == 1


def test_page_of_only_a_mark_is_blank(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff\u3000").legibility is Legibility.BLANK


def test_a_form_feed_inside_a_line_begins_the_next_page(tmp_path: Path) -> None:
    page = read(tmp_path, "本年支出合计 12\f2031年部门收入总表\n单位：元")
    assert lines(page.blocks) == ["本年支出合计 12", "\f2031年部门收入总表", "单位：元"]


def test_a_mark_of_byte_order_in_the_middle_is_no_cell(tmp_path: Path) -> None:
    (grid,) = grids(read(tmp_path, "片区\t合计\n\ufeff东区\t12.00\n西区\t3.00\n"))
    assert matrix(grid) == [["片区", "合计"], ["东区", "12.00"], ["西区", "3.00"]]


def test_lines_outside_of_all_elements_are_lines_though_tables_stand_in_divisions(tmp_path: Path) -> None:
    """What recognition writes: text as markdown, each table as a little HTML document of its own."""
    row = "<tr><td>甲</td><td>{}</td></tr>"
    table = f'<div style="text-align: center;"><html><body><table>{row}</table></body></html></div>'
    content = (
        f'# 2031年部门预算\n\n云汀市水务局负责全市水务工作。\n\n<div style="text-align: center;">收支总表</div>\n\n'
        f"{table.format(1)}\n\n![](images/1f.jpg)\n\n![渠道](images/2f.jpg)\n\n{table.format(2)}\n"
    )
    page = read(tmp_path, content, "a.txt", "text/html")
    assert lines(page.blocks)[:2] == ["2031年部门预算", "云汀市水务局负责全市水务工作。"]
    assert [strip_markup(text) for text in lines(page.blocks)[2:]] == ["收支总表", "渠道"]
    assert [matrix(g) for g in grids(page)] == [[["甲", "1"]], [["甲", "2"]]]


def test_a_dash_before_a_name_is_a_cell_where_dashes_stand_alone(tmp_path: Path) -> None:
    cells = "一、拨款\n36\n二、基金\n-\n- 二、教育支出\n-\n三、其他\n-\n- 三、国防支出\n"
    assert "- 二、教育支出" in lines(read(tmp_path, cells).blocks)


def test_a_page_on_one_line_with_marks_of_its_line_ends_is_lines_and_comments_are_none(tmp_path: Path) -> None:
    content = "<!-- Start -->\n填报表<br>项目名称 河道保洁<br/>主管部门 水务局<br>合计 5<!-- End -->\n甲<br>乙\n"
    texts = [b.text for b in read(tmp_path, content, "a.md", "text/markdown").blocks if isinstance(b, Line)]
    assert texts == ["填报表", "项目名称 河道保洁", "主管部门 水务局", "合计 5", "甲<br>乙"]


def test_text_that_a_rule_runs_through_is_no_other() -> None:
    assert strip_markup("养老保险缴费支~~出~~") == "养老保险缴费支出"
    assert strip_markup("3~~5 天") == "3~~5 天"
