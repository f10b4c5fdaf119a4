"""Tables under rules of dashes, as document converters write them."""

from __future__ import annotations

from services.extract.readers.text_dashed import undashed


def rows(text: str) -> list[str]:
    lines = list(enumerate(text.strip("\n").split("\n"), start=1))
    return [line for _, line in undashed(lines)]


def test_rows_of_several_lines_stand_between_blank_lines() -> None:
    text = """
表 1

  ----------------------------------
  收入                    支出
  -------------- -------- ----------
  项目           预算数   项目

  一、财政拨款   12.50    教育支出（
                          高等教育）

  二、其他                科学“技术”
  ----------------------------------

注：无
"""
    assert rows(text) == [
        "表 1",
        "",
        "收入\t\t支出",
        "项目\t预算数\t项目",
        "一、财政拨款\t12.50\t教育支出（\v高等教育）",
        "二、其他\t\t科学“技术”",
        "",
        "注：无",
    ]


def test_a_row_a_line_ends_at_a_blank_line() -> None:
    text = "  科目编码   合计\n  ---------- -------\n  205        12.50\n  20502      12.50\n\n注"
    assert rows(text) == ["科目编码\t合计", "205\t12.50", "20502\t12.50", "", "注"]


def test_a_head_between_rules_of_equal_signs() -> None:
    text = "====  ======\n项目  合计\n====  ======\n房屋  12\n车辆\n====  ======\n注"
    assert rows(text) == ["项目\t合计", "房屋\t12", "车辆\t", "注"]


def test_a_table_without_a_head_ends_at_a_rule() -> None:
    text = "  ------ -------\n  房屋   12\n  车辆   3\n  ------ -------\n"
    assert rows(text) == ["房屋\t12", "车辆\t3"]


def test_a_text_over_the_gap_between_columns_is_no_table() -> None:
    text = "项目    合计\n------- ----\n这一行文字比列宽得多 12\n"
    assert rows(text) == text.strip("\n").split("\n")


def test_a_line_under_a_heading_is_no_table() -> None:
    text = "部门概况\n------------\n本部门职责。\n"
    assert rows(text) == text.strip("\n").split("\n")
