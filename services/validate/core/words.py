"""The closed vocabulary that rules read rows and columns with. Data, compared folded (`shared.model.fold.fold`)."""

from __future__ import annotations

import re

#: a leaf head or a row label that is the sum of others
SUBTOTAL_LEAF = re.compile(r"^(?:小计|合计|总计|总额|金额合计|.{0,8}(?:合计|总计|小计))$")
#: row labels that close a list
TOTAL_ROW = re.compile(
    r"^(?:本年|全年)?(?:收入|支出|项目|金额|资金|部门|单位)?(?:预算|决算)?(?:数)?(?:收入|支出|金额)?(?:合计|总计|小计)(?:数)?$"
)
CURRENT_TOTAL_ROW = re.compile(r"^(?:本年|当年)?(?:收入|支出)(?:预算)?(?:合计|小计)$|^本年(?:收入|支出)$")
GRAND_TOTAL_ROW = re.compile(r"^(?:收入|支出)(?:预算)?总计$|^总计$")
CARRYOVER_ROW = re.compile(r"上年结余|上年结转|年初结转|年初财政拨款结转")
NEXT_YEAR_ROW = re.compile(r"结转下年|年[末终]结转|年[末终]财政拨款结转")
CARRIED_ROW = re.compile(f"{CARRYOVER_ROW.pattern}|{NEXT_YEAR_ROW.pattern}")
#: rows under 年初结转和结余 and 年末结转和结余 that divide it, printed without a number of their own
CARRY_PART = re.compile(
    r"^(?:基本支出(?:财政拨款)?结转|项目支出(?:财政拨款)?结转(?:和结余)?|经营结余"
    r"|(?:一般公共预算|政府性基金预算|国有资本经营预算)(?:财政)?(?:拨款|资金)?)$"
)
#: a subset, never an addend
OF_WHICH = re.compile(r"^(?:其中|其中[:：]|#)")
#: head groups beside a total that are no part of it
MEMO_HEAD = re.compile(r"政府采购|其中|上年|增减|比上年|比例|占比|人数|%|备注|执行数|决算数.*调整|机关运行经费")
#: columns that hold no amount of money
NO_MONEY = re.compile(r"%|比例|占比|人数|辆|个数|数量|面积|序号|编码|代码|编号|栏次|行次|增减率|增长率|年度$|比率")
#: heads under an item that say which of its figures stands there
MEASURE = re.compile(r"(?:年初|全年|调整|上年|本年|20\d\d年)?(?:预算|决算|执行)数?")
DELTA_ROW = re.compile(r"增减|变化|增加额|增长额")
#: rows of numbered lists: 一、 is the first level, （一） or 1. the next
FIRST_LEVEL = re.compile(r"^[一二三四五六七八九十]+[、.．]")
SECOND_LEVEL = re.compile(r"^(?:[(（][一二三四五六七八九十]+[)）]|\d+[.．、](?!\d))")
THIRD_LEVEL = re.compile(r"^(?:[(（]\d+[)）]|[①-⑳])")
NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十]+[)）]|\d+[.．、](?!\d)|[(（]\d+[)）]|[①-⑳])\s*"
)
EMPTY_NOTE = re.compile(
    r"本表.{0,6}(?:无发生额|为空|空表|无数据|无相关)|空表|无此项|没有.{0,16}(?:收入|支出|预算|拨款|安排).{0,12}(?:空表|公开|列示)?"
)


def numbering_level(label: str) -> int | None:
    """0 for 一、, 1 for （一） and 1., 2 for （1）; None without a number."""
    if FIRST_LEVEL.match(label):
        return 0
    if SECOND_LEVEL.match(label):
        return 1
    if THIRD_LEVEL.match(label):
        return 2
    return None


def bare(label: str) -> str:
    """The label without its numbering and 其中."""
    plain = NUMBERING.sub("", label)
    return re.sub(r"^(?:其中[:：]?|#)", "", plain)
