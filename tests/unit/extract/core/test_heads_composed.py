"""Heads of delimited exports that no template has whole: which columns a text is over, known heads tell."""

from __future__ import annotations

from services.extract.core.heads.composed import composed_head
from services.extract.core.parts import Matrix, Slot
from services.extract.core.pipeline import reconstruct
from services.extract.core.titles import tables_of_title
from services.extract.readers.text_blocks import text_blocks
from services.extract.templates import load
from shared.model.page import Fragment, Legibility, PageContent, Place, Reader, Source


def matrix(*rows: str) -> Matrix:
    return tuple(
        tuple(
            Slot(row=r, col=c, text=text, fragments=(Fragment(text=text, place=Place(line=r + 1)),) if text else ())
            for c, text in enumerate(row.split("|"))
        )
        for r, row in enumerate(rows)
    )


def paths(*rows: str) -> list[str] | None:
    head = composed_head(matrix(*rows), load().lexicon)
    return [">".join(column.path) for column in head.columns] if head is not None else None


CHANGES = [
    "功能分类科目>科目编码",
    "功能分类科目>科目名称",
    "2023年执行数",
    "2024年预算数>小计",
    "2024年预算数>基本支出",
    "2024年预算数>项目支出",
    "2024年预算数比2023年执行数>增减额",
    "2024年预算数比2023年执行数>增减%",
]


def test_a_text_over_columns_may_stand_in_any_of_them() -> None:
    leaves = "科目编码|科目名称||小计|基本支出|项目支出|增减额|增减%"
    assert paths("功能分类科目||2023年执行数|2024年预算数||||2024年预算数比2023年执行数", leaves) == CHANGES
    assert paths("|功能分类科目|2023年执行数|||2024年预算数|2024年预算数比2023年执行数|", leaves) == CHANGES


def test_a_text_cut_over_rows_is_one_and_one_printed_twice_as_well() -> None:
    rows = (
        "科目编码|科目名称|合计|一般公共预|事业收入||其他收入",
        "|科目名称||算拨款收入|金额|其中：教育收费|其他收入",
    )
    assert paths(*rows) == [
        "科目编码",
        "科目名称",
        "合计",
        "一般公共预算拨款收入",
        "事业收入>金额",
        "事业收入>其中:教育收费",
        "其他收入",
    ]


def test_codes_stand_under_the_text_over_codes_alone() -> None:
    rows = ("||项目|||合计|上年结转", "|科目编码||单位代码|||", "类|款|项||单位名称（科目）||")
    assert paths(*rows) == [
        "项目>科目编码>类",
        "项目>科目编码>款",
        "项目>科目编码>项",
        "项目>单位代码",
        "项目>单位名称(科目)",
        "合计",
        "上年结转",
    ]


def test_the_beginning_of_a_text_and_its_rest_are_no_other_texts() -> None:
    rows = (
        "科目||合计|国有资本经营|政府性基金预算拨款收入",
        "科目编码|科目名称||国有资本经营预算拨款收入|预算拨款收入",
    )
    assert paths(*rows) == [
        "科目>科目编码",
        "科目>科目名称",
        "合计",
        "国有资本经营预算拨款收入",
        "政府性基金预算拨款收入",
    ]


def test_a_column_of_a_text_that_no_head_has_is_beside_the_others_unless_they_stand_around_it() -> None:
    head = composed_head(
        matrix("||本年收入|||", "单位名称|总计|合计|一般公共预算拨款收入|彩票公益金|"), load().lexicon, strangers=True
    )
    assert head is None
    head = composed_head(
        matrix("|||本年收入||", "单位名称|总计|合计|一般公共预算拨款收入|事业收入|彩票公益金"),
        load().lexicon,
        strangers=True,
    )
    assert head is not None
    assert [len(column.path) for column in head.columns] == [1, 1, 2, 2, 2, 1]


def test_words_that_no_head_has_make_none() -> None:
    assert paths("编制人数||实有人数|", "行政|事业|在职|离退休") is None
    assert paths("科目编码|科目名称|2024年预算数|", "||基本支出|λ") is None
    assert paths("科目编码||2024年预算数|", "||基本支出|项目支出") is None


def test_the_columns_of_such_a_table_have_these_heads() -> None:
    text = (
        "一般公共预算支出情况表\n\n单位：万元\n\n"
        "\t功能分类科目\t2023年执行数\t\t\t2024年预算数\t2024年预算数比2023年执行数\t\n"
        "科目编码\t科目名称\t\t小计\t基本支出\t项目支出\t增减额\t增减%\n"
        "213\t农林水支出\t90\t100\t60\t40\t10\t11.11%\n"
        "21303\t水利\t90\t100\t60\t40\t10\t11.11%\n"
    )
    page = PageContent(number=1, blocks=text_blocks(text).blocks, legibility=Legibility.CLEAR)
    source = Source(reader=Reader.TEXT, media_type="text/plain", paged=False, pages=(page,))
    (table,) = reconstruct(source).tables
    assert [">".join(column.path) for column in table.columns] == CHANGES
    assert [column.key for column in table.columns][:2] == ["function.code", "function.name"]


def tables_of(text: str) -> list[list[list[str]]]:
    page = PageContent(number=1, blocks=text_blocks(text).blocks, legibility=Legibility.CLEAR)
    source = Source(reader=Reader.TEXT, media_type="text/plain", paged=False, pages=(page,))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in reconstruct(source).tables]


def test_a_row_that_adds_up_its_group_stands_by_itself() -> None:
    text = (
        "政府采购支出表\n\n单位：元\n\n采购品目大类\t专项名称\t采购物品名称\t总计\n"
        "货物\t\t\t400\n\t公用经费\t办公用纸\t400\n服务\t\t\t500\n\t网络运行\t运维服务\t500\n"
    )
    assert [row[0] for row in tables_of(text)[0]] == ["货物", "", "服务", ""]


def test_a_title_may_say_in_brackets_how_its_table_is_ordered() -> None:
    known = load()
    (first, *_) = tables_of_title("一般公共预算支出情况表（按支出功能科目）", known)
    assert first.kind == "general_budget_by_function"
    assert not [t for t in tables_of_title("部门支出总体情况表（按经济科目）", known) if "economic" not in t.kind]


def test_a_stream_s_head_of_known_words_keeps_them() -> None:
    text = (
        "单位收入总表\n单位：万元\n科目 合计 上年结转\n一般公共预算拨款收入\n事业收入 事业单位经营收入\n"
        "科目编码 科目名称\n金额 其中：教育收费\n213 农林水支出 5 1 2 1 1 0\n21303 水利 5 1 2 1 1 0\n"
    )
    page = PageContent(number=1, blocks=text_blocks(text).blocks, legibility=Legibility.CLEAR)
    (table,) = reconstruct(Source(reader=Reader.TEXT, media_type="text/plain", paged=False, pages=(page,))).tables
    assert table.columns[0].path == ("科目", "科目编码")


def test_a_misread_text_of_a_stream_s_head_is_none_of_another_head() -> None:
    text = "一般公共预算支出表（按功能分类）\n单位：万元\n预算単位 科目编码 科日名称 支出总计 基本支岀 项目支出\n"
    text += "霁州市水务局 5 3 2\n213 农林水支出 5 3 2\n21303 水利 5 3 2\n"
    page = PageContent(number=1, blocks=text_blocks(text).blocks, legibility=Legibility.CLEAR)
    (table,) = reconstruct(Source(reader=Reader.TEXT, media_type="text/plain", paged=False, pages=(page,))).tables
    assert [c.path[-1] for c in table.columns] == [
        "预算单位",
        "科目编码",
        "科目名称",
        "支出总计",
        "基本支出",
        "项目支出",
    ]


def test_the_only_text_of_the_lower_row_is_not_alone_where_all_others_begin_above() -> None:
    """国有资本经营预算 stands under nothing in other heads; the columns hold nothing that would tell."""
    body = matrix("甲所|修缮|12|7|3|0.00|2|0.00")
    head = matrix(
        "单位名称|项目名称|合计|本年财政拨款|||其他资金|上年结转",
        "|||一般公共预算|政府性基金预算|国有资本经营预算||",
    )
    found = composed_head(head, load().lexicon, body=body, strangers=True)
    assert found is not None
    assert [column.path for column in found.columns][3:7] == [
        ("本年财政拨款", "一般公共预算"),
        ("本年财政拨款", "政府性基金预算"),
        ("本年财政拨款", "国有资本经营预算"),
        ("其他资金",),
    ]
