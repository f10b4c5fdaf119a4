"""Heads by what stands over one another, in lines that keep the layout: tables of families that no template knows."""

from __future__ import annotations

from services.extract.core.pipeline import reconstruct
from services.extract.core.streams.stacked_heads import stacked_head
from services.extract.core.streams.tokens import tokens_of
from shared.model.table import Role, Table
from tests.unit.extract.core.table_makers import TEMPLATES, flowing, line, paths, texts


def _line(*placed: tuple[int, str]) -> str:
    """Texts set around their middles, each letter counted as one column, as pdftotext does."""
    text = ""
    for middle, word in placed:
        start = middle - sum(2 if letter > "\u2e7f" else 1 for letter in word) // 2
        text = text.ljust(start) + word
    return text


NARROW = (
    _line((72, "本年收入"), (107, "上年结转结余")),
    _line((67, "一般公"), (77, "政府性"), (107, "一般公"), (117, "政府性")),
    _line((9, "科目编码"), (26, "科目名称"), (46, "合计"), (57, "小计"), (87, "单位"), (97, "小计")),
    _line((67, "共预算"), (77, "基金预"), (87, "资金"), (107, "共预算"), (117, "基金预")),
    _line((77, "算"), (117, "算")),
    "       201       一般公共服务支出      1,200.00   1,000.00",
)


def _head(*lines: str) -> list[tuple[str, ...]] | None:
    found = stacked_head(
        tokens_of([line(text, at=i) for i, text in enumerate(lines)], aligned=True, wide=False, joined=False),
        TEMPLATES.lexicon,
    )
    return [column.path for column in found[1].columns] if found is not None else None


def test_texts_broken_over_lines_between_those_of_others_are_whole_under_their_parents() -> None:
    assert _head(*NARROW) == [
        ("科目编码",),
        ("科目名称",),
        ("合计",),
        ("本年收入", "小计"),
        ("本年收入", "一般公共预算"),
        ("本年收入", "政府性基金预算"),
        ("本年收入", "单位资金"),
        ("上年结转结余", "小计"),
        ("上年结转结余", "一般公共预算"),
        ("上年结转结余", "政府性基金预算"),
    ]


def test_the_first_line_of_a_wrapped_name_is_no_head() -> None:
    head = ("科目编码     科目名称         合计      基本支出", "        机关事业单位基本养")
    assert _head(*head, "2080505                     3.00      3.00", "        老保险缴费支出") == [
        ("科目编码",), ("科目名称",), ("合计",), ("基本支出",),
    ]  # fmt: skip


def test_prose_makes_no_head() -> None:
    assert _head("本单位负责  城市管理  方面的工作。", "甲  1  2") is None


def _table(*lines: str) -> Table:
    (found,) = reconstruct(flowing(*(line(text, at=i) for i, text in enumerate(lines, start=1)))).tables
    return found


def test_a_table_with_other_columns_than_its_templates_comes_out_as_printed() -> None:
    found = _table(
        "收支总表",
        "                                                          单位：万元",
        "              收入                               支出",
        "      项目            2031年预算      按支出功能分类科目       2031年预算",
        "一、一般公共预算拨款收入      900.00    一、一般公共服务支出      600.00",
        "二、事业收入                            二、住房保障支出          300.00",
        "本年收入合计                  900.00    本年支出合计              900.00",
        "收入总计                      900.00    支出总计                  900.00",
    )
    assert paths(found) == [
        ("收入", "项目"), ("收入", "2031年预算"), ("支出", "按支出功能分类科目"), ("支出", "2031年预算"),
    ]  # fmt: skip
    assert texts(found)[1] == ["二、事业收入", "", "二、住房保障支出", "300.00"]
    assert [c.role for c in found.columns] == [Role.LABEL, Role.AMOUNT] * 2


def test_columns_that_no_template_has_are_not_those_of_one() -> None:
    found = _table(
        "收入总表",
        "                                                              单位：万元",
        "                                                 本年收入",
        "部门代码    部门名称          合计",
        "                                       小计     一般公共预算    其他收入",
        "合计                        900.00    900.00    900.00",
        "025         某市某局        900.00    900.00    900.00",
        "025001      某市某中心      600.00    600.00    600.00",
    )
    assert paths(found) == [
        ("部门代码",), ("部门名称",), ("合计",),
        ("本年收入", "小计"), ("本年收入", "一般公共预算"), ("本年收入", "其他收入"),
    ]  # fmt: skip
    assert texts(found)[2] == ["025001", "某市某中心", "600.00", "600.00", "600.00", ""]


def test_what_reaches_down_all_the_head_is_under_no_text_beside_it() -> None:
    """合计 stands in the middle of the head's height, 小计 and what is beside it in its lower half."""
    assert _head(
        _line((60, "本年预算数")),
        "",
        _line((4, "科目编码"), (22, "科目名称"), (36, "合计"), (66, "基本支出")),
        "",
        _line((48, "小计"), (62, "人员经费"), (76, "公用经费")),
        _line((4, "2010301"), (22, "行政运行"), (36, "300.00"), (48, "300.00"), (62, "200.00"), (76, "100.00")),
    ) == [
        ("科目编码",),
        ("科目名称",),
        ("合计",),
        ("本年预算数", "基本支出", "小计"),
        ("本年预算数", "基本支出", "人员经费"),
        ("本年预算数", "基本支出", "公用经费"),
    ]


def test_a_text_over_its_own_amounts_is_over_no_names_beside_them() -> None:
    """2031年预算数 has the amounts below it to itself, though 科目名称 and 合计 are printed further down beside it."""
    assert _head(
        _line((18, "项目"), (66, "2032年预算数")),
        _line((44, "2031年预算数")),
        _line((4, "科目编码"), (24, "科目名称"), (58, "合计"), (74, "基本支出")),
        _line((4, "2010301"), (24, "行政运行"), (46, "280.00"), (60, "300.00"), (76, "300.00")),
        _line((4, "2010302"), (24, "一般行政管理事务"), (46, "80.00"), (60, "90.00"), (76, "90.00")),
    ) == [
        ("项目", "科目编码"),
        ("项目", "科目名称"),
        ("2031年预算数",),
        ("2032年预算数", "合计"),
        ("2032年预算数", "基本支出"),
    ]


def test_years_and_rates_are_columns_of_both_lists_of_a_balance() -> None:
    found = _table(
        "部门预算收支总表",
        "                                                                               单位：万元",
        _line((22, "收入"), (70, "支出")),
        _line((10, "项目"), (24, "2031年"), (34, "2032年"), (43, "增减%"),
              (58, "项目"), (74, "2031年"), (84, "2032年"), (93, "增减%")),
        "一、一般公共预算         80.00     90.00     12.50%   一、教育支出                80.00     90.00     12.50%",
        "二、政府性基金预算",
        "本年收入合计             80.00     90.00     12.50%   本年支出合计                80.00     90.00     12.50%",
    )  # fmt: skip
    assert paths(found) == [
        (side, text) for side in ("收入", "支出") for text in ("项目", "2031年", "2032年", "增减%")
    ]  # fmt: skip
    assert texts(found)[1] == ["二、政府性基金预算", "", "", "", "", "", "", ""]


def test_a_label_between_blank_lines_is_a_row_without_figures() -> None:
    found = _table(
        "一般公共预算“三公”经费支出情况统计表",
        "                                                         单位：万元",
        "        项目                 2031年预算数      2032年预算数",
        "",
        "因公出国（境）费",
        "",
        "公务接待费                           5.65              6.07",
        "",
        "公务用车购置及运行维护费             9.43             10.14",
        "",
        "合计                                15.08             16.21",
    )
    assert texts(found)[:2] == [["因公出国（境）费", "", ""], ["公务接待费", "5.65", "6.07"]]


def test_figures_end_behind_the_middle_of_their_head_and_before_the_next() -> None:
    """The middles of the second figures are nearer to that of 其他资金, before which they end."""
    rows = (("货物", "156.82"), ("服务", "627.27"), ("合计", "784.09"))
    found = _table(
        "政府采购预算明细表",
        "                                                                    单位：万元",
        _line((6, "采购类别"), (42, "合计"), (56, "财政拨款"), (78, "其他资金")),
        *(_line((6, name), (50, amount), (74, amount)) for name, amount in rows),
    )
    assert texts(found)[0] == ["货物", "156.82", "156.82", ""]


def test_the_label_of_a_total_stays_in_the_column_that_it_is_printed_in() -> None:
    lines = (
        "一般公共预算支出表",
        "                                                                  单位：万元",
        "  科目编码                     科目名称                 合计         基本支出",
        "201          一般公共服务支出                           300.00          300.00",
        "2010301      行政运行                                   300.00          300.00",
    )
    own = _table(*lines, "             合计                                       300.00          300.00")
    across = _table(*lines, "                    合计                                300.00          300.00")
    assert texts(own)[2][:2] == ["", "合计"]
    assert texts(across)[2][:2] == ["合计", ""]


COMPARED = (
    _line((40, "上年预算数"), (78, "本年预算数"), (110, "增减情况")),
    "",
    _line((4, "科目编码"), (20, "科目名称"), (78, "基本支出")),
    _line(
        (30, "合计"),
        (40, "基本支出"),
        (50, "项目支出"),
        (62, "合计"),
        (92, "项目支出"),
        (104, "增减额"),
        (116, "增减%"),
    ),
    _line((72, "人员类"), (84, "运转类")),
)


def _compared(code: str, name: str, *figures: str) -> str:
    """A row of it; an empty text is a blank cell."""
    middles = (31, 41, 51, 63, 73, 85, 93, 105, 117)
    return _line((4, code), (18, name), *((at, text) for at, text in zip(middles, figures, strict=True) if text))


def test_a_head_that_the_next_page_prints_again_is_the_same_whatever_is_blank_there() -> None:
    """Half the columns are blank on the second page, and its first line ends as titles do."""
    found = _table(
        "部门支出对比分析表",
        "                                                                                        单位：万元",
        *COMPARED,
        _compared("201", "公共服务", "90.00", "60.00", "30.00", "100.00", "50.00", "20.00", "30.00", "10.00", "11.11%"),
        _compared(
            "20103", "政府事务", "90.00", "60.00", "30.00", "100.00", "50.00", "20.00", "30.00", "10.00", "11.11%"
        ),
        _compared("2010301", "行政运行", "60.00", "60.00", "", "70.00", "50.00", "20.00", "", "10.00", "16.67%"),
        _compared("2010302", "一般行政", "30.00", "", "30.00", "30.00", "", "", "30.00", "0.00", "0.00%"),
        "\f" + COMPARED[0],
        *COMPARED[1:],
        _compared("221", "住房保障", "10.00", "10.00", "", "12.00", "12.00", "", "", "2.00", "20.00%"),
        _compared("2210201", "住房公积金", "10.00", "10.00", "", "12.00", "12.00", "", "", "2.00", "20.00%"),
    )
    assert paths(found)[2:] == [
        ("上年预算数", "合计"), ("上年预算数", "基本支出"), ("上年预算数", "项目支出"),
        ("本年预算数", "合计"), ("本年预算数", "基本支出", "人员类"), ("本年预算数", "基本支出", "运转类"),
        ("本年预算数", "项目支出"), ("增减情况", "增减额"), ("增减情况", "增减%"),
    ]  # fmt: skip
    assert texts(found)[-1] == [
        "2210201",
        "住房公积金",
        "10.00",
        "10.00",
        "",
        "12.00",
        "12.00",
        "",
        "",
        "2.00",
        "20.00%",
    ]


def test_unknown_texts_over_one_another_are_two_where_the_upper_one_stands_over_more() -> None:
    assert _head(
        _line((60, "财政性来源")),
        "",
        _line((4, "单位编码"), (22, "单位名称"), (66, "经费性来源")),
        _line((48, "小计")),
        _line((60, "当年安排"), (72, "以前年度")),
        "210001  某某服务中心                         300.00      200.00      100.00",
    ) == [
        ("单位编码",),
        ("单位名称",),
        ("财政性来源", "小计"),
        ("财政性来源", "经费性来源", "当年安排"),
        ("财政性来源", "经费性来源", "以前年度"),
    ]


def test_rows_with_numbers_of_their_own_are_rows() -> None:
    found = _table(
        "重点项目安排情况表",
        "                                                                 单位：万元",
        "  序号      项目名称         科目编码    科目名称           总额      备注",
        "1       河道整治专项         2130306     水利工程          116.00     新增",
        "2       防汛物资专项         2130314     防汛               65.15",
        "3       水质监测专项         2130399     其他水利支出      104.15     续建",
    )
    assert texts(found)[1] == ["2", "防汛物资专项", "2130314", "防汛", "65.15", ""]


def test_the_parts_of_a_code_stand_under_one_text() -> None:
    """科目 is set a little left of its three columns' middle, 科目编码 beside it is a column of its own."""
    head = (
        "    科目        科目编码         科目名称          合计      基本支出     项目支出",
        " 类   款   项",
        " 201               201     一般公共服务支出          36.00     12.00     24.00",
        " 201   06         20106    财政事务              36.00     12.00     24.00",
    )
    found = _head(*head)
    assert found is not None
    assert found[:5] == [("科目", "类"), ("科目", "款"), ("科目", "项"), ("科目编码",), ("科目名称",)]


def test_the_parts_of_a_code_one_space_apart_are_columns() -> None:
    tokens = tokens_of([line(" 类 款 项 科目编码    科目名称", at=1)], aligned=True)
    assert [token.text for token in tokens] == ["类", "款", "项", "科目编码", "科目名称"]
