"""A template's head as it is printed: less over its columns, other words, another order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.streams.heads import HeadReading, read_head
from services.extract.core.streams.printed_heads import (
    as_worded,
    has_lone_total,
    in_printed_order,
    with_strays,
    without_unprinted,
)
from services.extract.core.streams.tokens import tokens_of
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from services.extract.core.titles import tables_of_title
from services.extract.templates import load
from shared.model.page import Line
from shared.model.table import Role
from tests.unit.extract.core.stream_makers import lines

LEXICON = load().lexicon
FUNDS = [f"{source}财政拨款" for source in ("一般公共预算", "政府性基金预算", "国有资本经营预算")]


def head_of(*paths: tuple[str, ...]) -> HeadTemplate:
    return HeadTemplate(columns=tuple(ColumnTemplate(path=path, role=Role.AMOUNT, key=None) for path in paths))


CODED = head_of(
    ("功能分类科目", "科目编码"),
    ("功能分类科目", "科目名称"),
    ("{Y-1}年执行数",),
    ("{Y}年预算数", "小计"),
    ("{Y}年预算数", "基本支出"),
    ("{Y}年预算数", "项目支出"),
)
BALANCE = head_of(
    ("收入", "项目"), ("收入", "预算数"), ("支出", "项目"), ("支出", "合计"), *(("支出", fund) for fund in FUNDS)
)


def read(text: str, head: HeadTemplate) -> HeadReading:
    return read_head(tokens_of([b for b in lines(text) if isinstance(b, Line)]), head, 2024)


def paths_of(text: str, head: HeadTemplate) -> list[tuple[str, ...]] | None:
    found = as_worded(read(text, head), LEXICON)
    return None if found is None else [column.path for column in found.columns]


def test_a_text_over_columns_that_is_nowhere_printed_is_none() -> None:
    text = "科目编码 科目名称 2023年执行数 2024年预算数\n小计 基本支出 项目支出\n合计 10 9 5 4"
    paths = [("科目编码",), ("科目名称",), *(column.path for column in CODED.columns[2:])]
    assert paths_of(text, CODED) == paths
    found = as_worded(read(text, CODED), LEXICON)
    assert found is not None
    assert read(text, found).is_exact


@pytest.mark.parametrize(
    "text",
    [
        "科目编码 科目名称 2023年执行数 2024年预算数\n基本支出 项目支出\n合计 10 9 5 4",  # a column's own text is lost
        "科目编码 科目名称 2023年执行数 2024年预算数 人员\n小计 基本支出 项目支出\n合计 10 9 5 4",  # another word
        "科目编码 科目名称 2023年执行数\n小计 基本支出 项目支出\n合计 10 9 5 4",  # 小计 stands under something
    ],
)
def test_a_head_that_lost_more_stays_the_templates(text: str) -> None:
    assert paths_of(text, CODED) is None


def test_a_wording_without_some_words_is_as_worded() -> None:
    text = "收入 支出\n项目 预算数 项目 合计 一般公共预算拨款 政府性基金预算拨款 国有资本经营预算拨款\n一、本年收入 10"
    found = read(text, BALANCE)
    assert found.is_exact
    assert [cell.text for cell in found.cells if "预算拨款" in cell.text] == [
        fund.replace("财政", "") for fund in FUNDS
    ]


def test_a_single_letter_less_may_be_lost() -> None:
    head = head_of(("部门预算支出经济分类科目", "科目编码"), ("部门预算支出经济分类科目", "科目名称"), ("合计",))
    texts = {
        said: read(f"{said} 合计\n科目编码 科目名称\n合计 10", head).cells[0].text
        for said in ("部门预算支出经济科目", "部门预算支出经济类科目")
    }
    assert list(texts.values()) == ["部门预算支出经济科目", "部门预算支出经济分类科目"]


def test_pieces_that_lie_in_a_neighbour_that_ends_alike_are_worded_as_the_others() -> None:
    text = (
        "收入 支出\n项目 预算数 项目 合计 一般公共预算拨款 政府性基金预算拨 国有资本经营预算\n款 拨款\n一、本年收入 10"
    )
    found = paths_of(text, BALANCE)
    assert found is not None
    assert found[4:] == [("支出", fund.replace("财政", "")) for fund in FUNDS]


def test_a_whole_head_has_no_other_wording() -> None:
    table = tables_of_title("一般公共预算“三公”经费支出表", load())[0]
    texts = dict.fromkeys(text for column in table.heads[0].columns for text in column.path_in(2024))
    assert as_worded(read(" ".join(texts), table.heads[0]), LEXICON) is None


SPENDING = head_of(("合计",), ("基本支出",), ("上缴上级支出",), ("事业单位经营支出",), ("对附属单位补助支出",))


def order_of(text: str) -> list[str] | None:
    found = in_printed_order(read(text, SPENDING))
    return None if found is None else [column.path[-1] for column in found.columns]


@pytest.mark.parametrize(
    "text",
    [
        "合计 基本支出 事业单位经营支出 上缴上级支出 对附属单位补助支出\n10 9 1 0 0",
        "合计\n基本支出\n事业单位经\n营支出\n上缴上级支\n出\n对附属单位\n补助支出\n10\n9\n1\n0\n0",
        "对附属单位\n合计 基本支出 事业单位经 上缴上级支 补助\n营支出 出 支出\n10 9 1 0 0",
    ],
)
def test_columns_stand_in_the_order_of_their_words(text: str) -> None:
    assert order_of(text) == ["合计", "基本支出", "事业单位经营支出", "上缴上级支出", "对附属单位补助支出"]


def test_the_templates_order_stays_where_lines_tell_no_other() -> None:
    assert order_of("合计 基本支出 上缴上级支出 事业单位经营支出 对附属单位补助支出\n10 9 1 0 0") is None
    assert order_of("上缴上级\n合计 基本支出 事业单位经营支出 对附属单位补助支出\n支出\n10 9 1 0 0") is None


def test_words_that_are_none_of_the_head_stand_for_texts_of_labels_that_are_not_printed() -> None:
    labelled = HeadTemplate(
        columns=tuple(
            replace(column, role=Role.LABEL) if column.path[-1] == "项目" else column for column in BALANCE.columns[:4]
        )
    )
    found = with_strays(read("收入 支出\n项目名称 预算数 功能科目名称 合计\n一、税收 3 教育支出 3", labelled))
    assert found is not None
    assert [column.path[-1] for column in found.columns] == ["项目名称", "预算数", "功能科目名称", "合计"]
    assert with_strays(read("收入 支出\n项目名称 预算数 合计\n一、税收 3 教育支出 3", labelled)) is None  # one for two


def test_a_column_of_which_the_end_is_printed_that_others_have_too_is_not_there() -> None:
    head = head_of(("上级补助收入",), ("附属单位上缴收入",), ("其他收入",))
    found = without_unprinted(read("上级补助 其他收入\n收入 收入\n合计 3 4", head))
    assert found is not None
    assert [column.path for column in found.columns] == [("上级补助收入",), ("其他收入",)]


def test_a_total_alone_under_a_text_is_no_column() -> None:
    assert has_lone_total(head_of(("{Y}年预算数", "合计"), ("增减额",)))
    assert not has_lone_total(head_of(("{Y}年预算数", "合计"), ("{Y}年预算数", "基本支出"), ("合计",)))


def test_lines_of_the_page_written_as_one_tell_no_order() -> None:
    assert order_of("上缴上级 合计 基本支出 事业单位 支出 经营支出 对附属单位补助支出\n10 9 0 1 0") is None
