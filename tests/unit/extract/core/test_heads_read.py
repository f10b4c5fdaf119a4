"""Heads of ruled tables read from pixels: what was read surely is what is printed, what was not takes after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.heads import resolution as heads
from services.extract.core.heads.repair import with_printed_parents
from services.extract.core.parts import Part
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.page import Grid, GridSource
from shared.model.table import Role
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part, paths


def read(table: Grid, title: str, *, doubted: str, confidence: float = 0.4, year: int | None = 2031) -> Part:
    """The part with its texts read at 0.999, those that hold `doubted` at `confidence`."""
    cells = tuple(
        replace(
            c,
            fragments=tuple(replace(f, confidence=confidence if doubted in f.text else 0.999) for f in c.fragments),
        )
        for c in table.cells
    )
    return heads.resolve(part(replace(table, cells=cells), title), TEMPLATES, year)


@pytest.mark.parametrize("compared", ["2031年预算数比2030年执行数", "2037年预算数比2030年执行数"])
def test_a_text_of_two_years_read_in_doubt_keeps_both(compared: str) -> None:
    table = grid(
        f"功能分类科目||2030年执行数|2031年预算数|||{compared}|",
        "科目编码|科目名称||小计|基本支出|项目支出|增减额|增减%",
        "205|教育支出|8|9|4|5|1|12.50%",
        source=GridSource.RULED, page=1,
        spans={(0, 0): (1, 2), (0, 2): (2, 1), (0, 3): (1, 3), (0, 6): (1, 2)},
    )  # fmt: skip
    found = paths(read(table, "一般公共预算支出表", doubted="比"))
    assert found[6:] == [("2031年预算数比2030年执行数", leaf) for leaf in ("增减额", "增减%")]


@pytest.mark.parametrize(("confidence", "given"), [(0.99, "经济分类科目"), (0.5, "部门预算经济分类科目")])
def test_a_shorter_wording_of_a_parent_stays_where_it_is_read_surely(confidence: float, given: str) -> None:
    table = grid(
        "经济分类科目||2031年基本支出||",
        "科目编码|科目名称|合计|人员经费|公用经费",
        "301|工资福利支出|12|12|",
        source=GridSource.RULED, page=1, spans={(0, 0): (1, 2), (0, 2): (1, 3)},
    )  # fmt: skip
    found = paths(read(table, "一般公共预算基本支出情况表", doubted="经济", confidence=confidence))
    assert found[:2] == [(given, "科目编码"), (given, "科目名称")]
    assert found[2] == ("2031年基本支出", "合计")


def test_the_head_of_a_column_of_codes_that_wraps_is_no_parent_of_itself_in_a_scan() -> None:
    """No text of the head is sure, so the template is fitted to it: its parent over codes and names is this text."""
    table = grid(
        "功能分类科目编码|科目名称|合计|基本支出|项目支出",
        "205|教育支出|9|4|5",
        source=GridSource.RULED, page=1,
    )  # fmt: skip
    found = paths(read(table, "支出总表", doubted="功能", confidence=0.4))
    assert found[:3] == [("功能分类科目编码",), ("科目名称",), ("合计",)]


def test_a_shorter_wording_below_a_parent_that_has_the_same_words_stays_where_it_is_read_surely() -> None:
    """What the parent says is its own: nothing of the text below it stands there."""
    leaves = (("economic.code.class", "类"), ("economic.code.section", "款"))
    known = HeadTemplate(
        columns=tuple(
            ColumnTemplate(path=("项目", "经济分类科目编码", leaf), role=Role.CODE, key=key) for key, leaf in leaves
        )
    )
    settled = [("项目", "经济分类科目编码", leaf) for _, leaf in leaves]
    printed = [("部门预算经济分类科目", "科目编码", leaf) for _, leaf in leaves]
    read = with_printed_parents(settled, printed, known, TEMPLATES, {"部门预算经济分类科目", "科目编码"})
    assert read == tuple(printed)
    doubted = with_printed_parents(settled, printed, known, TEMPLATES, {"部门预算经济分类科目"})
    assert doubted[0][1] == "经济分类科目编码"


def test_a_head_without_a_year_is_not_given_the_templates_where_nothing_tells_that() -> None:
    table = grid(
        "收入||支出|",
        "项目|本年预算|项目|本年预算",
        "一、一般公共预算拨款收入|49|一、教育支出|24",
        "二、政府性基金预算拨款收入||二、科学技术支出|20",
        "收入总计|49|支出总计|44",
        source=GridSource.RULED, page=1, spans={(0, 0): (1, 2), (0, 2): (1, 2)},
    )  # fmt: skip
    found = paths(read(table, "部门收支预算总表", doubted="本年", confidence=0.6, year=None))
    assert found == [(half, leaf) for half in ("收入", "支出") for leaf in ("项目", "本年预算")]
