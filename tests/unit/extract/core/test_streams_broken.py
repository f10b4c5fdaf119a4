"""Figures and codes broken over lines by narrow cells, as exports in the order of the page's content give them."""

from __future__ import annotations

from services.extract.core.streams.broken import mended
from services.extract.core.streams.recovery import recover
from services.extract.core.streams.tokens import fragments_of, tokens_of
from services.extract.templates import load
from shared.model.page import Fragment, Grid, Line, Place


def lines(*texts: str) -> list[Line]:
    places = [Place(line=number) for number in range(1, len(texts) + 1)]
    return [Line(fragments=(Fragment(text=t, place=p),), place=p) for t, p in zip(texts, places, strict=True)]


def cells(*texts: str) -> list[list[str]]:
    (grid,) = [block for block in recover(lines(*texts), load()) if isinstance(block, Grid)]
    rows = [["" for _ in range(grid.cols)] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row][cell.col] = cell.text
    return rows[grid.head_rows or 0 :]


def words(*texts: str) -> list[str]:
    return [t.text for t in mended(tokens_of(lines(*texts)), lambda digits: digits in {"2080501", "20805", "01"})]


def test_a_separator_without_its_digits_goes_on_in_the_next_line() -> None:
    assert words("水务局", "2,89", "5", "2,", "895 0 0") == ["水务局", "2,895", "2,895", "0", "0"]


def test_digits_that_begin_with_a_separator_end_the_figure_above() -> None:
    assert words("水务局 7,067", ".85 0.00") == ["水务局", "7,067.85", "0.00"]


def test_too_few_decimals_are_completed_where_all_figures_have_as_many() -> None:
    assert words("甲 1.20 3.40 5.60 7.80 9.10", "乙 2586.4", "9") == [
        *["甲", "1.20", "3.40", "5.60", "7.80", "9.10", "乙"],
        "2586.49",
    ]
    assert words("甲 1.2 3.40 5.6 7.80 9", "乙 2586.4", "9")[-2:] == ["2586.4", "9"]


def test_whole_figures_are_never_joined() -> None:
    assert words("甲", "12", "345", "1,234", "56") == ["甲", "12", "345", "1,234", "56"]


def test_a_broken_code_is_joined_only_where_the_list_knows_it() -> None:
    assert words("208050", "1", "20805", "01") == ["2080501", "20805", "01"]


def test_the_pieces_stay_as_they_were_read() -> None:
    [word] = mended(tokens_of(lines("7,067", ".85")), lambda _: False)
    assert [f.text for f in fragments_of([word])] == ["7,067", ".85"]


def test_a_title_with_a_space_behind_its_year_still_is_one() -> None:
    rows = cells(
        "2023 年预算单位支出预算总表",
        "编制单位：青州市水务局 单位：元",
        "项目 支出预算",
        "功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出类 款 项",
        "213 农林水支出 1,270 445 825",
        "213 03 水利 1,270 445 825",
    )
    assert [row[-4:] for row in rows] == [["农林水支出", "1,270", "445", "825"], ["水利", "1,270", "445", "825"]]


def test_a_table_number_broken_over_lines_ends_the_table_above() -> None:
    rows = cells(
        "收支总表",
        "收入 支出",
        "项目 2024年预算数 项目 2024年预算数",
        "一、政府预算拨款 12 一、农林水支出 12",
        "收入总计 12 支出总计 12",
        "表",
        "10",
    )
    assert rows[-1] == ["收入总计", "12", "支出总计", "12"]
