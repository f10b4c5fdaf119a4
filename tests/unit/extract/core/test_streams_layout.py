"""Tables that keep the page's layout with spaces: names wrapped around figures, columns that drift, blank amounts."""

from __future__ import annotations

from services.extract.core.streams.drifting import placings
from services.extract.core.streams.place_rows import rows_by_place
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, text_of, tokens_of
from shared.model.page import Fragment, Line, Place
from shared.model.table import Role
from tests.unit.extract.core.test_streams_pdf_tools import grids

HALVES = [Role.LABEL, Role.AMOUNT, Role.LABEL, Role.AMOUNT]
THREE_PUBLIC = """                      一般公共预算“三公”经费支出表
部门名称：青州市水文局                                       单位：万元
                              公务用车购置及运行维护费
  预算单位   年度   总计 因公出国(境)费 公务接待费
                                 小计  公务用车购置费 公务用车运行维护费
        2022年   12         0          3    9         0         9
  青州市水文局 2023年   10         0          2    8         0         8
        增减变化金额  -2         0         -1   -1         0        -1
"""


def words(text: str) -> list[list[Token]]:
    lines = [
        Line(fragments=(Fragment(text=line, place=Place(line=n)),), place=Place(line=n))
        for n, line in enumerate(text.splitlines(), start=1)
    ]
    tokens = tokens_of(lines, aligned=True, wide=False)
    return [[t for t in tokens if t.line == n] for n in sorted({t.line for t in tokens})]


def by_place(text: str, roles: list[Role], known: tuple[str, ...] = ()) -> list[list[str]]:
    lines = words(text)
    place = next(iter(placings(lines, None, roles)))
    _, rows = rows_by_place([place(line) for line in lines], roles, lambda name: name in known, lambda _: False)
    return [texts(row, len(roles)) for row in rows]


def texts(row: Placed, width: int) -> list[str]:
    return [text_of(row.get(column, [])) for column in range(width)]


def test_a_name_wrapped_around_the_figures_of_its_row_is_one_though_it_begins_like_a_row() -> None:
    text = """
一、财政收入        12 一、教育               5
                  二、社会保障和就
二、事业收入         8                      9
                  业
三、其他收入         1 三、住房               6
"""
    assert by_place(text, HALVES, ("二、社会保障和就业",)) == [
        ["一、财政收入", "12", "一、教育", "5"],
        ["二、事业收入", "8", "二、社会保障和就业", "9"],
        ["三、其他收入", "1", "三、住房", "6"],
    ]


def test_names_of_two_rows_between_their_figures_are_parted_where_the_second_is_numbered() -> None:
    text = """
(一)河道整治拨款        3 甲                5
(二)水库除险加固等
                    4 乙                6
款
(三)其他拨款          7 丙                8
"""
    assert [row[0] for row in by_place(text, HALVES)] == ["(一)河道整治拨款", "(二)水库除险加固等款", "(三)其他拨款"]


def test_words_that_ideographs_before_them_have_moved_keep_their_columns() -> None:
    text = """
甲乙丙丁戊己庚辛       3 一                5
子             4           二       6
丑            14     三             6
"""
    assert by_place(text, HALVES) == [
        ["甲乙丙丁戊己庚辛", "3", "一", "5"],
        ["子", "4", "二", "6"],
        ["丑", "14", "三", "6"],
    ]


def test_a_label_in_the_middle_of_its_years_stands_on_top_of_them() -> None:
    (table,) = grids(THREE_PUBLIC)
    assert [row[:3] for row in table[-3:]] == [
        ["青州市水文局", "2022年", "12"],
        ["", "2023年", "10"],
        ["", "增减变化金额", "-2"],
    ]


def test_a_total_of_its_own_row_is_no_part_of_the_label_above() -> None:
    text = """
四、上级补助收入      3 四、公共安全           5
本年收入合计        3 本年支出合计           5
上年结余、结
                0 结转下年             0
转
"""
    assert [row[0] for row in by_place(text, HALVES, ("上年结余、结转",))] == [
        "四、上级补助收入",
        "本年收入合计",
        "上年结余、结转",
    ]


def test_an_amount_of_one_digit_is_no_code() -> None:
    text = """
某局               1,204  1,200      4
某局  201  某项事务     1,204  1,200      4
某站                   0      0      0
"""
    roles = [Role.LABEL, Role.CODE, Role.LABEL, Role.AMOUNT, Role.AMOUNT, Role.AMOUNT]
    assert by_place(text, roles)[2] == ["某站", "", "", "0", "0", "0"]


def test_texts_of_the_head_behind_the_body_are_of_the_head() -> None:
    """Cells that span rows may be painted after all others."""
    text = "一般公共预算支出表\n部门：青州市水文局 单位：万元\n科目\n科目编码 科目名称\n213 农林水支出 1,250 430 820\n"
    text += "21303 水利 1,250 430 820\n2130301 行政运行 1,250 430 820\n合计 1,250 430 820\n合计 基本支出 项目支出\n"
    (table,) = grids(text)
    assert table[-4:] == [
        ["213", "农林水支出", "1,250", "430", "820"],
        ["21303", "水利", "1,250", "430", "820"],
        ["2130301", "行政运行", "1,250", "430", "820"],
        ["合计", "", "1,250", "430", "820"],
    ]


def test_an_amount_that_may_be_either_of_two_parts_by_the_sums_stays_where_it_stands() -> None:
    text = """项目支出绩效目标表
单位名称：青州市水文局 单位：万元

项目名称（资金使用单位）  总计      财政拨款  财政专户拨款  其他资金  绩效目标          绩效指标
合计                      2,824.78  2,675.41                  149.37
青州市水文局              2,824.78  2,675.41                  149.37
河道巡查                  1,597.48  1,448.11                  149.37  按时完成全年任务  1、1-产出指标；巡查次数
水位观测                  1,227.30  1,227.30                          完成观测任务      1、1-产出指标；观测次数
"""
    ((_, *rows),) = grids(text)
    assert [row[1:5] for row in rows[:3:2]] == [
        ["2,824.78", "2,675.41", "", "149.37"],
        ["1,597.48", "1,448.11", "", "149.37"],
    ]


def test_a_dash_beside_a_text_is_a_cell_of_its_own() -> None:
    line = Line(fragments=(Fragment(text="二、政府性基金      — 二、教育支出 —   5.00"),))
    assert [t.text for t in tokens_of([line], aligned=True)] == ["二、政府性基金", "—", "二、教育支出", "—", "5.00"]
