"""Heads between rules that OCR read: a template never gives them texts that are not on the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.heads import resolution as heads
from services.extract.core.heads.near import nearest
from services.extract.core.parts import Part
from shared.model.page import SURE, Box, GridSource, Place
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part, paths

EXPENDITURE = ("合计", "基本支出", "项目支出", "上缴上级支出", "事业单位经营支出", "对附属单位补助支出")


def read(
    *rows: str, title: str, spans: dict[tuple[int, int], tuple[int, int]], worth: dict[str, float] | None = None
) -> Part:
    """The part of a scan; its texts are read at 0.999, or as `worth` says."""
    table = grid(*rows, source=GridSource.RULED, page=1, spans=spans)
    cells = tuple(
        replace(c, fragments=tuple(replace(f, confidence=(worth or {}).get(f.text, 0.999)) for f in c.fragments))
        for c in table.cells
    )
    return heads.resolve(part(replace(table, cells=cells), title), TEMPLATES, 2031)


def test_a_head_word_read_in_doubt_that_is_no_piece_of_the_templates_stays() -> None:
    """The template has 科目 over code and name."""
    found = read(
        "项目||" + "|".join(EXPENDITURE),
        "科目编码|科目名称||||||",
        "204|公共安全支出|9|4|5|||",
        title="支出总体情况表",
        spans={(0, 0): (1, 2), **{(0, c): (2, 1) for c in range(2, 8)}},
        worth={"项目": 0.42},
    )  # fmt: skip
    assert paths(found) == [("项目", "科目编码"), ("项目", "科目名称"), *((text,) for text in EXPENDITURE)]
    assert not found.repairs


def test_a_text_read_surely_that_no_head_has_stays_over_known_ones() -> None:
    found = read(
        "科目编码|科目名称|上年执行数|2031年预算数|||增减变化|",
        "|||小计|基本支出|项目支出|增减额|增减幅度(%)",
        "204|公共安全支出|8|9|4|5|1|12.50",
        title="一般公共预算支出表",
        spans={(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (2, 1), (0, 3): (1, 3), (0, 6): (1, 2)},
    )
    assert paths(found)[6:] == [("增减变化", "增减额"), ("增减变化", "增减幅度(%)")]


INCOME = ("事业收入", "事业单位经营收入", "上级补助收入", "附属单位上缴收入", "其他收入")


@pytest.mark.parametrize(
    ("upper", "lower"), [("财政专户", "管埋资金金收入"), ("财政专户", "管理资金收入")], ids=["misread", "whole"]
)
def test_two_pieces_of_a_word_in_one_column_are_one_text_and_its_neighbours_stay(upper: str, lower: str) -> None:
    """Another head of the title has as many columns, none of them under 本年收入."""
    found = read(
        "项目||合计|上年结转|本年收入|||||||||",
        f"科目编码|科目名称|||财政拨款收入||||{upper}|" + "|".join(INCOME),
        f"||||小计|一般公共预算|政府性基金预算|国有资本经营预算|{lower}|||||",
        "204|公共安全支出|9|4|5|5||||||||",
        title="部门收入总表",
        spans={
            (0, 0): (1, 2), (0, 2): (3, 1), (0, 3): (3, 1), (0, 4): (1, 10), (1, 0): (2, 1), (1, 1): (2, 1),
            (1, 4): (1, 4), **{(1, c): (2, 1) for c in range(9, 14)},
        },
        worth={lower: 0.41},
    )  # fmt: skip
    own = [("本年收入", text) for text in (upper + lower, *INCOME)]
    assert paths(found)[0] == ("项目", "科目编码")
    assert paths(found)[4] == ("本年收入", "财政拨款收入", "小计")
    assert paths(found)[8:] == own


def test_an_illegible_text_takes_nothing_from_a_template_that_has_other_parents_there() -> None:
    """The template has 其中：教育收费 under 事业收入 before 事业单位经营收入; here 本年收入 stands over all of them."""
    found = read(
        "科目编码|科目名称|合计|上年结转|本年收入|||||||||",
        "||||财政拨款收入||||财政专户�|" + "|".join(INCOME),
        "||||小计|一般公共预算|政府性基金预算|国有资本经营预算|乌压贝亚收入|||||",
        "204|公共安全支出|9|4|5|5||||||||",
        title="部门收入总表",
        spans={
            **{(0, c): (3, 1) for c in range(4)}, (0, 4): (1, 10), (1, 4): (1, 4),
            **{(1, c): (2, 1) for c in range(9, 14)},
        },
        worth={"财政专户�": 0.0, "乌压贝亚收入": 0.47},
    )  # fmt: skip
    assert paths(found)[8] == ("本年收入", "财政专户�", "乌压贝亚收入")
    assert paths(found)[9:] == [("本年收入", text) for text in INCOME]


def test_pieces_of_a_word_are_one_text_in_a_table_that_no_template_is_and_its_column_is_not_sure() -> None:
    found = read(
        "路段|长度|财政专户",
        "||管理资金收入",
        "甲路|12|30",
        title="某某道路表",
        spans={(0, 0): (2, 1), (0, 1): (2, 1)},
    )
    assert paths(found) == [("路段",), ("长度",), ("财政专户管理资金收入",)]
    assert [c < SURE for c in found.certainty] == [False, False, True]
    assert [r.code for r in found.repairs] == ["head_rebuilt"]


def test_a_word_read_in_doubt_that_is_a_piece_of_the_templates_takes_the_whole() -> None:
    """部门预算经济分类科目 stands there: a stamp may hide half of it."""
    found = read(
        "经济分类科目||2031年基本支出||",
        "科目编码|科目名称|合计|人员经费|公用经费",
        "301|工资福利支出|12|12|",
        title="一般公共预算基本支出情况表",
        spans={(0, 0): (1, 2), (0, 2): (1, 3)},
        worth={"经济分类科目": 0.5},
    )
    assert paths(found)[0] == ("部门预算经济分类科目", "科目编码")


@pytest.mark.parametrize(("shift", "whole"), [(0.0, False), (20.0, True)], ids=["in the middle", "at the right"])
def test_a_piece_in_the_middle_of_its_cell_lost_nothing_at_one_end(shift: float, whole: bool) -> None:
    """Six letters of 10 points in a cell of 160 points; four before them would have shifted them by 20."""
    table = grid(
        "经济分类科目||2031年基本支出||",
        "科目编码|科目名称|合计|人员经费|公用经费",
        "301|工资福利支出|12|12|",
        source=GridSource.RULED,
        page=1,
        spans={(0, 0): (1, 2), (0, 2): (1, 3)},
    )
    first, *others = table.cells
    line = Place(page=1, box=Box(50 + shift, 4, 110 + shift, 14))
    first = replace(
        first,
        place=Place(page=1, box=Box(0, 0, 160, 20)),
        fragments=tuple(replace(f, confidence=0.5, place=line) for f in first.fragments),
    )
    rest = (replace(c, fragments=tuple(replace(f, confidence=0.999) for f in c.fragments)) for c in others)
    printed = part(replace(table, cells=(first, *rest)), "一般公共预算基本支出情况表")
    found = heads.resolve(printed, TEMPLATES, 2031)
    assert paths(found)[0] == ("部门预算经济分类科目" if whole else "经济分类科目", "科目编码")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("财政专户管埋资金金收入", "财政专户管理资金收入"),
        ("附厲单位上缴收入", "附属单位上缴收入"),
        ("财政专户管理资金收入", None),
        ("财政拨款(补助)收入", None),
        ("项日", None),
        ("某某局的各种收入", None),
    ],
    ids=["a letter and another twice", "a letter", "a word", "another wording", "short", "no word"],
)
def test_the_word_that_a_misread_text_is_near_to(text: str, meant: str | None) -> None:
    assert nearest(text, TEMPLATES.head_words) == meant
